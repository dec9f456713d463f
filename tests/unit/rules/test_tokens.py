"""Tokens: read, judged, and forged for attempts that must fail."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from prodworthy.rules import tokens


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed(claims: dict[str, Any], secret: bytes = b"x" * 32, **header: str) -> str:
    text = f"{encoded({'alg': 'HS256', **header})}.{encoded(claims)}"
    made = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def read(claims: dict[str, Any], secret: bytes = b"x" * 32, **header: str) -> tokens.Token:
    token = tokens.parse(signed(claims, secret, **header))
    assert token is not None
    return token


@pytest.mark.parametrize(
    "text", ["", "opaque", "a.b.c", "..", "v2.local.abc", f"{'e30.' * 4}e30", "e30.W10.x", "e30.e30.x"]
)
def test_what_is_no_signed_token_is_opaque(text: str) -> None:
    assert tokens.parse(text) is None


def test_unsigned_forgeries_keep_the_claims_and_lose_the_signature() -> None:
    forged = tokens.unsigned(read({"sub": "1"}, kid="7"))
    assert len(forged) == 8
    for kind, text in forged.items():
        header, payload, *signature = text.split(".")
        assert "".join(signature) == ""
        assert payload == encoded({"sub": "1"})
        head = json.loads(base64.urlsafe_b64decode(header + "=="))
        assert head["alg"].lower() == "none"
        assert head["kid"] == "7"
        assert kind.startswith(f"alg {head['alg']}")


def test_an_altered_signature_differs_in_more_than_padding_bits() -> None:
    text = signed({"sub": "1"})
    for forged in tokens.altered(text).values():
        assert forged != text
    signature = tokens.altered(text)["one character of the signature changed"].rpartition(".")[2]
    before, after = (base64.urlsafe_b64decode(part + "=") for part in (text.rpartition(".")[2], signature))
    assert before != after


def test_an_opaque_token_is_altered_as_a_whole() -> None:
    assert tokens.altered("AAAA") == {"one character changed": "AABA"}
    assert tokens.altered("") == {}


@pytest.mark.parametrize("secret", [b"secret", b"your-256-bit-secret", b"", base64.b64encode(b"secret")])
def test_notorious_secrets_are_found(secret: bytes) -> None:
    assert tokens.guess_secret(read({"sub": "1"}, secret)) is not None


def test_a_random_secret_is_not_found() -> None:
    assert tokens.guess_secret(read({"sub": "1"}, bytes(range(32)))) is None


def test_a_token_signed_with_a_key_pair_has_no_secret() -> None:
    with pytest.raises(ValueError, match="RS256"):
        tokens.guess_secret(read({}, alg="RS256"))


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"iat": 0, "exp": 900}, ""),
        ({"iat": 0, "exp": 3600}, ""),
        ({"nbf": 0, "exp": 900}, ""),
        ({"exp": 900}, ""),
        ({"iat": 0, "exp": 3601}, "lasts"),
        ({"iat": 0}, "never ends"),
        ({"iat": 0, "exp": None}, "never ends"),
        ({"iat": 0, "exp": True}, "never ends"),
        ({"iat": 0, "exp": "900"}, "never ends"),
    ],
)
def test_lifetime(claims: dict[str, Any], told: str) -> None:
    described = tokens.judge_lifetime(read(claims), 3600).describe()
    assert told in described
    assert bool(described) is bool(told)


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"sub": "7f3", "sid": "1", "role": "user", "email_verified": True}, 0),
        ({"sub": "7f3", "email": ""}, 0),
        ({"iss": "https://id.example", "aud": ["a", "b"], "amr": ["pwd"]}, 0),
        ({"sub": "sam@example.org"}, 1),
        ({"user": {"profile": {"dateOfBirth": "1990-01-01"}}}, 1),
        ({"email": "sam@example.org", "phone_number": "+49 30 1"}, 2),
        ({"x": "1990-01-31"}, 1),
        ({"names": ["sam@example.org"]}, 1),
    ],
)
def test_claims(claims: dict[str, Any], told: int) -> None:
    assert len(tokens.judge_claims(read(claims), {"date of birth": "1990-01-31"})) == told
