"""Tokens signed with the wrong key, of which none may be accepted: the sender's own, or one that everybody knows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from prodworthy.rules.tokens import Token, encoded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_MOST_KEYS = 4
_EC_HASHES = {"ES256": "SHA256", "ES384": "SHA384", "ES512": "SHA512"}
_PAST_S = 7200
_TO_NOWHERE = "../" * 8 + "dev/null"


class OwnKey:
    """A key pair that nobody but the sender of a token knows. Made anew each time."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - takes long, and few checks need it

        self._private: EllipticCurvePrivateKey = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> dict[str, str]:
        """The public half (RFC 7517)."""
        numbers = self._private.public_key().public_numbers()
        x, y = (_base64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "prodworthy", "x": x, "y": y}

    def sign(self, token: Token, **header: Any) -> str:
        """Return the token's claims under a signature of this key, with these members in the header besides."""
        kept = {name: value for name, value in token.header.items() if name not in {"kid", "x5t", "x5t#S256"}}
        return _signed({**kept, **header, "alg": "ES256"}, token.claims, self._private)


def by_own_key(token: Token, key: OwnKey, place: str) -> dict[str, str]:
    """Return forgeries that tell in their header where their key is (RFC 8725 section 3.10), by kind.

    Args:
        token: a genuine one, whose claims they carry.
        key: signs them.
        place: address at which the key set would be found, if somebody fetched it.
    """
    nothing, chosen = b"", b"prodworthy"
    kept = {**token.header, "alg": "HS256"}
    return {
        "its own key in the header jwk": key.sign(token, jwk=key.public),
        "the address of its own key in the header jku": key.sign(token, jku=place, kid="prodworthy"),
        "the address of its own key in the header x5u": key.sign(token, x5u=place),
        "its own key and no word of it": key.sign(token),
        "an empty file as its key, by a path in the header kid": _signed(
            {**kept, "kid": _TO_NOWHERE}, token.claims, nothing
        ),
        "a key of its choice, by a query in the header kid": _signed(
            {**kept, "kid": "x' UNION SELECT 'prodworthy' -- "}, token.claims, chosen
        ),
    }


def confused(token: Token, keys: object) -> dict[str, str]:
    """Return forgeries signed with published keys as if they were shared secrets (RFC 8725 section 2.1), by kind.

    Args:
        token: a genuine one, whose claims they carry.
        keys: a key set (RFC 7517); what cannot be read in it is left out.
    """
    forged = {}
    header = {**token.header, "alg": "HS256"}
    for number, key in enumerate(public_keys(keys)[:_MOST_KEYS], start=1):
        for kind, secret in _spellings(key).items():
            forged[f"published key {number} as a secret, {kind}"] = _signed(header, token.claims, secret)
    return forged


def public_keys(document: object) -> list[Mapping[str, Any]]:
    """Return the asymmetric keys of a key set (RFC 7517 section 5); none for anything else."""
    listed = document.get("keys") if isinstance(document, Mapping) else None
    entries: Sequence[Any] = listed if isinstance(listed, list) else []
    return [key for key in entries if isinstance(key, Mapping) and key.get("kty") in {"RSA", "EC"}]


def resigned(token: Token, secret: str, **changes: Any) -> str:
    """Return a token with some claims changed, signed as the target signs.

    Args:
        token: a genuine one.
        secret: the target's shared secret, or its private key in PEM.
        changes: claims to set, and those to take out as None.

    Raises:
        ValueError: if the secret cannot sign with the token's algorithm.
    """
    claims = {name: value for name, value in {**token.claims, **changes}.items() if value is not None}
    if "PRIVATE KEY" not in secret:
        if not token.algorithm.startswith("HS"):
            raise ValueError(f"{token.algorithm} takes a private key in PEM")
        return _signed(token.header, claims, secret.encode())
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above

    return _signed(token.header, claims, load_pem_private_key(secret.encode(), None))


def expired(token: Token, secret: str, now: int) -> str:
    """Return the token as it would be hours after its end; see `resigned`. The time is in seconds since 1970."""
    times = {"iat": now - 2 * _PAST_S, "exp": now - _PAST_S, "nbf": now - 2 * _PAST_S}
    return resigned(token, secret, **{name: at for name, at in times.items() if name in token.claims or name == "exp"})


def _spellings(key: Mapping[str, Any]) -> dict[str, bytes]:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - as above

    public = _public(key)
    if public is None:
        return {}
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = public.public_bytes(serialization.Encoding.PEM, spki)
    written = {
        "as PEM": pem,
        "as PEM without its last line break": pem.strip(),
        "as DER": public.public_bytes(serialization.Encoding.DER, spki),
        "as JSON": json.dumps(key, separators=(",", ":")).encode(),
    }
    if key.get("kty") == "RSA":
        written["as PKCS #1"] = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)
    return written


def _public(key: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - as above

    try:
        if key.get("kty") == "RSA":
            return rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
        curves: Mapping[object, type[Any]] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
        curve = curves[key["crv"]]()
        return ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), curve).public_key()
    except (KeyError, TypeError, ValueError):
        return None


def _number(text: object) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(str(text) + "=" * (-len(str(text)) % 4)), "big")


def _signed(header: Mapping[str, Any], claims: Mapping[str, Any], key: Any) -> str:
    signed = f"{encoded(header)}.{encoded(claims)}"
    return f"{signed}.{_base64(_signature(str(header['alg']), key, signed.encode()))}"


def _signature(algorithm: str, key: Any, signed: bytes) -> bytes:
    if isinstance(key, bytes):
        return hmac.new(key, signed, getattr(hashlib, f"sha{algorithm[2:]}")).digest()
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec, padding  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: PLC0415 - as above

    if algorithm in _EC_HASHES:
        size = (key.key_size + 7) // 8
        parts = decode_dss_signature(key.sign(signed, ec.ECDSA(getattr(hashes, _EC_HASHES[algorithm])())))
        return b"".join(part.to_bytes(size, "big") for part in parts)
    if algorithm.startswith(("RS", "PS")):
        kind = getattr(hashes, f"SHA{algorithm[2:]}")()
        pss = padding.PSS(padding.MGF1(kind), padding.PSS.DIGEST_LENGTH)
        return bytes(key.sign(signed, padding.PKCS1v15() if algorithm.startswith("RS") else pss, kind))
    if algorithm == "EdDSA":
        return bytes(key.sign(signed))
    raise ValueError(f"{algorithm} is no algorithm that can be signed with here")


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
