"""Cipher suites of TLS 1.2 and older, by what is wrong with them (IANA TLS Cipher Suites; RFC 9325 section 4.2)."""

from __future__ import annotations

from collections.abc import Mapping

MODERN: Mapping[int, str] = {
    0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256",
    0xC02F: "ECDHE-RSA-AES128-GCM-SHA256",
    0xC02C: "ECDHE-ECDSA-AES256-GCM-SHA384",
    0xC030: "ECDHE-RSA-AES256-GCM-SHA384",
    0xCCA9: "ECDHE-ECDSA-CHACHA20-POLY1305",
    0xCCA8: "ECDHE-RSA-CHACHA20-POLY1305",
    0x009E: "DHE-RSA-AES128-GCM-SHA256",
    0x009F: "DHE-RSA-AES256-GCM-SHA384",
    0xCCAA: "DHE-RSA-CHACHA20-POLY1305",
}
"""Forward-secret and authenticated: the TLS 1.2 suites of Mozilla's intermediate profile, guideline 5.7."""

_NULL = {
    0x0001: "NULL-MD5",
    0x0002: "NULL-SHA",
    0x003B: "NULL-SHA256",
    0xC001: "ECDH-ECDSA-NULL-SHA",
    0xC006: "ECDHE-ECDSA-NULL-SHA",
    0xC00B: "ECDH-RSA-NULL-SHA",
    0xC010: "ECDHE-RSA-NULL-SHA",
}
_ANONYMOUS = {
    0x0018: "DH-anon-RC4-MD5",
    0x001B: "DH-anon-3DES-SHA",
    0x0034: "DH-anon-AES128-SHA",
    0x003A: "DH-anon-AES256-SHA",
    0x006C: "DH-anon-AES128-SHA256",
    0x006D: "DH-anon-AES256-SHA256",
    0x00A6: "DH-anon-AES128-GCM-SHA256",
    0x00A7: "DH-anon-AES256-GCM-SHA384",
    0xC015: "ECDH-anon-NULL-SHA",
    0xC016: "ECDH-anon-RC4-SHA",
    0xC017: "ECDH-anon-3DES-SHA",
    0xC018: "ECDH-anon-AES128-SHA",
    0xC019: "ECDH-anon-AES256-SHA",
}
_EXPORT = {
    0x0003: "EXPORT-RC4-40-MD5",
    0x0006: "EXPORT-RC2-40-MD5",
    0x0008: "EXPORT-DES40-SHA",
    0x000B: "EXPORT-DH-DSS-DES40-SHA",
    0x000E: "EXPORT-DH-RSA-DES40-SHA",
    0x0011: "EXPORT-DHE-DSS-DES40-SHA",
    0x0014: "EXPORT-DHE-RSA-DES40-SHA",
    0x0017: "EXPORT-DH-anon-RC4-40-MD5",
    0x0019: "EXPORT-DH-anon-DES40-SHA",
    0x0062: "EXPORT1024-DES-SHA",
    0x0064: "EXPORT1024-RC4-56-SHA",
}
_RC4 = {
    0x0004: "RC4-MD5",
    0x0005: "RC4-SHA",
    0xC002: "ECDH-ECDSA-RC4-SHA",
    0xC007: "ECDHE-ECDSA-RC4-SHA",
    0xC00C: "ECDH-RSA-RC4-SHA",
    0xC011: "ECDHE-RSA-RC4-SHA",
}
_SMALL_BLOCKS = {
    0x0007: "IDEA-CBC-SHA",
    0x0009: "DES-CBC-SHA",
    0x000A: "DES-CBC3-SHA",
    0x0012: "DHE-DSS-DES-SHA",
    0x0013: "DHE-DSS-3DES-SHA",
    0x0015: "DHE-RSA-DES-SHA",
    0x0016: "DHE-RSA-3DES-SHA",
    0x001A: "DH-anon-DES-SHA",
    0xC003: "ECDH-ECDSA-3DES-SHA",
    0xC008: "ECDHE-ECDSA-3DES-SHA",
    0xC00D: "ECDH-RSA-3DES-SHA",
    0xC012: "ECDHE-RSA-3DES-SHA",
}
STATIC_RSA: Mapping[int, str] = {
    0x009C: "AES128-GCM-SHA256",
    0x009D: "AES256-GCM-SHA384",
    0x003C: "AES128-SHA256",
    0x003D: "AES256-SHA256",
    0x002F: "AES128-SHA",
    0x0035: "AES256-SHA",
    0x0041: "CAMELLIA128-SHA",
    0x0084: "CAMELLIA256-SHA",
    0xC09C: "AES128-CCM",
    0xC09D: "AES256-CCM",
}
"""Without forward secrecy: the server's RSA key decrypts everything that was ever recorded."""
_CBC = {
    0xC009: "ECDHE-ECDSA-AES128-SHA",
    0xC00A: "ECDHE-ECDSA-AES256-SHA",
    0xC013: "ECDHE-RSA-AES128-SHA",
    0xC014: "ECDHE-RSA-AES256-SHA",
    0xC023: "ECDHE-ECDSA-AES128-SHA256",
    0xC024: "ECDHE-ECDSA-AES256-SHA384",
    0xC027: "ECDHE-RSA-AES128-SHA256",
    0xC028: "ECDHE-RSA-AES256-SHA384",
    0x0033: "DHE-RSA-AES128-SHA",
    0x0039: "DHE-RSA-AES256-SHA",
    0x0067: "DHE-RSA-AES128-SHA256",
    0x006B: "DHE-RSA-AES256-SHA256",
}
BROKEN: Mapping[str, Mapping[int, str]] = {
    "no encryption": _NULL,
    "no authentication": _ANONYMOUS,
    "export-grade keys": _EXPORT,
    "RC4": _RC4,
    "blocks of 64 bits (DES, 3DES, IDEA)": _SMALL_BLOCKS,
}
"""Suites that protect nothing against today's attackers, by reason."""
WEAK: Mapping[str, Mapping[int, str]] = {"no forward secrecy": STATIC_RSA, "CBC with SHA": _CBC}
"""Suites that are to be replaced, by reason."""
ELLIPTIC: tuple[int, ...] = tuple(code for code, name in MODERN.items() if name.startswith("ECDHE"))
FINITE_FIELD: tuple[int, ...] = (0x009E, 0x009F, 0xCCAA, 0x0033, 0x0039, 0x0067, 0x006B, 0x0016)
"""Suites with ephemeral Diffie-Hellman over a prime, whose size the server chooses."""
NAMES: Mapping[int, str] = {
    code: name
    for suites in (MODERN, *BROKEN.values(), *WEAK.values())
    for code, name in suites.items()
} | {
    0x1301: "TLS_AES_128_GCM_SHA256",
    0x1302: "TLS_AES_256_GCM_SHA384",
    0x1303: "TLS_CHACHA20_POLY1305_SHA256",
    0x1304: "TLS_AES_128_CCM_SHA256",
    0x1305: "TLS_AES_128_CCM_8_SHA256",
}  # fmt: skip


def suite_name(code: int) -> str:
    """Return a suite's name, or its number where it is none of those asked for."""
    return NAMES.get(code, f"suite 0x{code:04X}")
