"""security.txt: where a finder of a weakness can turn to (RFC 9116)."""

from __future__ import annotations

import datetime as dt
import re

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_FIELD = re.compile(r"(?m)^([A-Za-z-]{1,60}):(.*)$")
_READ = 32_000  # letters: the longest that RFC 9116 section 5.6 asks readers to take
_LONGEST = dt.timedelta(days=366)


def fields(text: str) -> dict[str, list[str]]:
    """Return the values by lower-case field name; comments and the wrapping of a signature are skipped."""
    text = text[:_READ]
    text = re.sub(r"(?s)\A\s*-----BEGIN PGP SIGNED MESSAGE-----.*?\n\r?\n", "", text)
    text = text.partition("-----BEGIN PGP SIGNATURE-----")[0]
    read: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(text):
        read.setdefault(name.lower(), []).append(value.strip())
    return read


def judge(answer: Exchange, now: dt.datetime) -> Findings:
    """Judge the answer at `/.well-known/security.txt`.

    Args:
        answer: the exchange.
        now: the time of the run, with its zone.
    """
    if not answer.ok or answer.is_html:
        seen = f"{answer.status} {answer.media_type}".strip()
        return found(seen, "200 with text/plain", advisory=True)
    read = fields(answer.text)
    findings = Findings()
    if answer.media_type != "text/plain":
        findings += found(f"Content-Type {answer.media_type or 'missing'}", "text/plain", advisory=True)
    contacts = read.get("contact", [])
    if not contacts:
        findings += found("no Contact field", "at least one Contact with a URI")
    for contact in contacts:
        if not re.match(r"(?:mailto:|https://|tel:)", contact, re.IGNORECASE):
            findings += found(f"Contact: {contact[:120]}", "a mailto:, https: or tel: URI", advisory=True)
    return findings + _expiry(read.get("expires", []), now)


def _expiry(values: list[str], now: dt.datetime) -> Findings:
    if len(values) != 1:
        return found(f"{len(values)} Expires fields", "exactly one")
    try:
        moment = dt.datetime.fromisoformat(values[0].upper())
    except ValueError:
        return found(f"Expires: {values[0][:60]}", "a date and time as in RFC 3339")
    if moment.tzinfo is None:
        return found(f"Expires: {values[0][:60]}", "a date and time with its zone")
    if moment <= now:
        return found(f"expired on {moment:%Y-%m-%d}", "an Expires in the future")
    if moment - now > _LONGEST:
        return found(f"expires on {moment:%Y-%m-%d}", "an Expires within a year", advisory=True)
    return Findings()
