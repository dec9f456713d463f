"""Forged tokens: each is what it says, so that a refusal of it means something."""

from __future__ import annotations

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from prodworthy.rules import forged_tokens, tokens

_CLAIMS = {"sub": "1", "aud": "me", "exp": 4_000_000_000}


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    written = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, written, serialization.NoEncryption()).decode()


def _token(key: object, algorithm: str) -> tokens.Token:
    token = tokens.parse(jwt.encode(_CLAIMS, key, algorithm=algorithm, headers={"kid": "7"}))  # type: ignore[arg-type]
    assert token is not None
    return token


def test_a_forgery_is_signed_by_the_key_in_its_header() -> None:
    token = _token(ec.generate_private_key(ec.SECP256R1()), "ES256")
    key = forged_tokens.OwnKey()
    forged = forged_tokens.by_own_key(token, key, "https://keys.invalid/1")
    embedded = forged["its own key in the header jwk"]
    header = jwt.get_unverified_header(embedded)
    assert jwt.decode(embedded, jwt.PyJWK(header["jwk"]).key, algorithms=["ES256"], audience="me") == _CLAIMS
    assert jwt.get_unverified_header(forged["the address of its own key in the header jku"])["jku"].endswith("/1")
    assert len(set(forged.values())) == len(forged)


@pytest.mark.parametrize("kind", ["RS256", "ES256"])
def test_a_published_key_is_the_secret(kind: str) -> None:
    made = rsa.generate_private_key(65537, 2048) if kind == "RS256" else ec.generate_private_key(ec.SECP256R1())
    algorithm = jwt.algorithms.RSAAlgorithm if kind == "RS256" else jwt.algorithms.ECAlgorithm
    published = {"keys": [algorithm.to_jwk(made.public_key(), as_dict=True), {"kty": "oct", "k": "AA"}, "odd"]}  # type: ignore[arg-type]
    token = _token(made, kind)
    forged = forged_tokens.confused(token, published)
    assert len(forged) == (5 if kind == "RS256" else 4)
    pem = made.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed, _, signature = forged["published key 1 as a secret, as PEM"].rpartition(".")
    assert jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).verify(
        signed.encode(), pem, jwt.utils.base64url_decode(signature)
    )


@pytest.mark.parametrize(
    "document", [None, [], {"keys": None}, {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}]
)
def test_what_is_no_key_set_forges_nothing(document: object) -> None:
    assert not forged_tokens.confused(_token("x" * 32, "HS256"), document)


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "PS384", "ES256", "EdDSA"])
def test_signed_as_the_target_signs(algorithm: str) -> None:
    key: object = "a secret of thirty-two characters"
    secret, public = str(key), key
    if algorithm != "HS256":
        private = {
            "R": lambda: rsa.generate_private_key(65537, 2048),
            "P": lambda: rsa.generate_private_key(65537, 2048),
            "ES": lambda: ec.generate_private_key(ec.SECP256R1()),
            "Ed": ed25519.Ed25519PrivateKey.generate,
        }[algorithm[:1] if algorithm[0] in "RP" else algorithm[:2]]()
        key, secret, public = private, _pem(private), private.public_key()
    token = _token(key, algorithm)
    same = forged_tokens.resigned(token, secret)
    assert jwt.decode(same, public, algorithms=[algorithm], audience="me") == _CLAIMS  # type: ignore[arg-type]
    old = tokens.parse(forged_tokens.expired(token, secret, 1_900_000_000))
    assert old is not None
    assert old.claims["exp"] == 1_900_000_000 - 7200
    assert old.claims["sub"] == "1"


def test_a_secret_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="private key"):
        forged_tokens.resigned(_token(ec.generate_private_key(ec.SECP256R1()), "ES256"), "secret")
