"""Certificates as real deployments have them, and as the forgotten ones look."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from prodworthy.rules import certificate_names, revocation
from prodworthy.rules import certificates as rules
from prodworthy.rules.certificates import Certificate, Shown
from prodworthy.rules.revocation import Status

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def made(*, age: float = 1, left: float = 89, **more: object) -> Certificate:
    given = {"subject": "CN=shop.example", "issuer": "CN=E7", "names": ("shop.example",), "der": b"leaf", **more}
    return Certificate(not_before=NOW - age * DAY, not_after=NOW + left * DAY - dt.timedelta(seconds=1), **given)  # type: ignore[arg-type]


def shown(*path: Certificate, **more: object) -> Shown:
    return Shown("shop.example", "192.0.2.1", "any", path, path, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("age", "left"),
    [(1, 89), (59, 31), (1, 397), (1, 5.6), (3.5, 3), (4.4, 2.27), (30, 17), (100, 100)],
    ids=["90 days", "before its renewal", "a year", "6 days", "half of 6 days", "6 days, last third", "47 days", "200"],
)
def test_a_certificate_in_its_ordinary_life_is_fine(age: float, left: float) -> None:
    assert not rules.judge_dates([made(age=age, left=left)], NOW)
    assert not rules.judge_renewal([made(age=age, left=left)], NOW, 3.0)


@pytest.mark.parametrize(
    ("age", "left", "advisory"),
    [(65, 25, True), (78, 12, False), (88, 2.5, False), (340, 58, False), (5.2, 1.4, True), (5.8, 0.5, False)],
)
def test_a_renewal_that_is_late(age: float, left: float, advisory: bool) -> None:  # noqa: FBT001 - a column
    findings = rules.judge_renewal([made(age=age, left=left)], NOW, 3.0)
    assert findings
    assert findings.advisory is advisory


def test_an_intermediate_that_ends_first_counts_and_its_own_lifetime_does_not() -> None:
    old = made(age=1500, left=300, subject="CN=E7", issuer="CN=Root", der=b"ca")
    assert not rules.judge_renewal([made(), old], NOW, 3.0)
    ending = replace(old, not_after=NOW + 5 * DAY)
    assert "an intermediate expires" in rules.judge_renewal([made(), ending], NOW, 3.0).describe()


def test_dates_to_the_second() -> None:
    last = NOW.replace(microsecond=0)
    leaf = replace(made(), not_after=last)
    assert not rules.judge_dates([leaf], last)
    assert "expired" in rules.judge_dates([leaf], last + dt.timedelta(seconds=1)).describe()
    early = replace(made(), not_before=NOW + dt.timedelta(minutes=1))
    assert "only from 2026-06-01 12:01 UTC" in rules.judge_dates([early], NOW).describe()


def test_an_expired_intermediate_is_named() -> None:
    old = made(age=1500, left=-2, subject="CN=R3", der=b"ca")
    assert "the intermediate CN=R3 expired 2 days ago" in rules.judge_dates([made(), old], NOW).describe()
    assert not rules.judge_renewal([made(), old], NOW, 3.0)


@pytest.mark.parametrize(
    ("issued", "days", "fine"),
    [
        ("2026-03-14", 398, True),
        ("2026-03-14", 399, False),
        ("2026-03-15", 200, True),
        ("2026-03-15", 201, False),
        ("2027-03-15", 100, True),
        ("2027-03-15", 101, False),
        ("2029-03-15", 47, True),
        ("2029-03-15", 48, False),
        ("2020-08-31", 800, True),
    ],
)
def test_the_longest_lifetime_depends_on_the_day_of_issue(issued: str, days: int, fine: bool) -> None:  # noqa: FBT001
    since = dt.datetime.fromisoformat(issued).replace(tzinfo=dt.UTC)
    leaf = replace(made(), not_before=since, not_after=since + days * DAY - dt.timedelta(seconds=1))
    assert (not rules.judge_lifetime(leaf, public=True)) is fine
    assert not rules.judge_lifetime(leaf, public=False)


def test_a_private_authority_has_825_days() -> None:
    assert not rules.judge_lifetime(made(left=824), public=False)
    assert rules.judge_lifetime(made(left=825), public=False)


@pytest.mark.parametrize(
    ("names", "addresses", "host"),
    [
        (("shop.example",), (), "shop.example"),
        (("SHOP.example",), (), "shop.EXAMPLE"),
        (("*.shop.example",), (), "www.shop.example"),
        (("a.example", "shop.example"), (), "shop.example"),
        ((), ("192.0.2.1",), "192.0.2.1"),
        ((), ("2001:db8::1",), "2001:db8:0:0::1"),
        (("localhost",), ("127.0.0.1",), "localhost"),
    ],
)
def test_names_that_fit(names: tuple[str, ...], addresses: tuple[str, ...], host: str) -> None:
    assert not certificate_names.judge_name(made(names=names, addresses=addresses), host)


@pytest.mark.parametrize(
    ("names", "addresses", "host"),
    [
        (("*.shop.example",), (), "shop.example"),
        (("*.shop.example",), (), "a.b.shop.example"),
        (("w*.shop.example",), (), "www.shop.example"),
        (("www.shop.example",), (), "shop.example"),
        (("192.0.2.1",), (), "192.0.2.1"),
        (("shop.example.evil.example",), (), "shop.example"),
        ((), (), "shop.example"),
    ],
)
def test_names_that_do_not_fit(names: tuple[str, ...], addresses: tuple[str, ...], host: str) -> None:
    assert certificate_names.judge_name(made(names=names, addresses=addresses), host)


def test_a_common_name_counts_for_nothing() -> None:
    findings = certificate_names.judge_name(made(names=(), common_name="shop.example"), "shop.example")
    assert "its common name would fit" in findings.describe()


@pytest.mark.parametrize(
    ("key", "bits", "hash_used"),
    [("RSA", 2048, "sha256"), ("EC", 256, "sha384"), ("Ed25519", 0, ""), ("RSA", 4096, "sha512")],
)
def test_strong_keys(key: str, bits: int, hash_used: str) -> None:
    assert not rules.judge_strength([made(key=key, key_bits=bits, signature_hash=hash_used)])


@pytest.mark.parametrize(
    ("key", "bits", "hash_used", "word"),
    [("RSA", 1024, "sha256", "1024 bits"), ("EC", 192, "sha256", "192 bits"), ("RSA", 2048, "sha1", "sha1")],
)
def test_weak_keys(key: str, bits: int, hash_used: str, word: str) -> None:
    assert word in rules.judge_strength([made(key=key, key_bits=bits, signature_hash=hash_used)]).describe()


def test_a_chain_that_is_trusted() -> None:
    assert not rules.judge_chain(shown(made()))


@pytest.mark.parametrize(
    ("leaf", "said", "words"),
    [
        ({}, "unable to get local issuer certificate", "its issuer, CN=E7, is neither sent nor trusted"),
        ({"self_signed": True}, "self-signed certificate", "is self-signed"),
        ({}, "certificate signature failure", "certificate signature failure"),
    ],
)
def test_a_chain_that_is_not(leaf: dict[str, object], said: str, words: str) -> None:
    assert words in rules.judge_chain(shown(made(**leaf), distrust=said)).describe()


def test_disorder_is_advice_and_a_root_sent_along_is_fine() -> None:
    leaf, between, root = made(), made(der=b"ca"), made(der=b"root", self_signed=True)
    in_order = Shown("shop.example", "192.0.2.1", "any", (leaf, between, root), (leaf, between))
    assert not rules.judge_order(in_order)
    assert rules.judge_order(replace(in_order, sent=(leaf, root, between))).advisory


@pytest.mark.parametrize(
    ("days", "inside", "beside", "fine"),
    [(90, 2, 0, True), (90, 1, 0, False), (90, 0, 2, True), (200, 2, 0, False), (200, 3, 0, True), (90, 0, 0, False)],
)
def test_logs_that_have_seen_a_certificate(days: int, inside: int, beside: int, fine: bool) -> None:  # noqa: FBT001
    leaf = made(age=0, left=days, timestamps=inside)
    assert (not rules.judge_timestamps(leaf, beside)) is fine


@pytest.mark.parametrize(
    ("names", "host", "told"),
    [
        (("shop.example", "*.shop.example"), "shop.example", []),
        (("shop.example", "db.shop.internal", "vault"), "shop.example", ["db.shop.internal", "vault"]),
        (("app.corp.lan",), "www.corp.lan", []),
        (("localhost", "*.test"), "localhost", []),
        (("sni.cloudflaressl.example",), "shop.example", []),
    ],
)
def test_names_of_the_inner_network(names: tuple[str, ...], host: str, told: list[str]) -> None:
    assert certificate_names.internal_names(made(names=names), host) == told


def test_inner_addresses() -> None:
    assert certificate_names.internal_names(made(addresses=("10.0.0.7",)), "shop.example") == ["10.0.0.7"]
    assert not certificate_names.internal_names(made(addresses=("10.0.0.7", "10.0.0.8")), "10.0.0.7")


def test_what_authorities_say() -> None:
    revoked = Status("revoked", NOW, source="http://crl.example/1")
    assert "revoked on 2026-06-01, says http://crl.example/1" in revocation.judge_revoked(revoked).describe()
    assert revocation.judge_status(revoked)
    assert revocation.judge_status(Status("unknown", source="http://ocsp.example"))
    assert not revocation.judge_status(Status("good"))
    assert not revocation.judge_revoked(Status("unasked", reason="no way there"))


def test_a_demanded_staple() -> None:
    assert revocation.judge_stapled(b"", Status("unasked"))
    assert revocation.judge_stapled(b"x", Status("unasked", reason="it is out of date")).describe().startswith("it is")
    assert revocation.judge_stapled(b"x", Status("revoked"))
    assert not revocation.judge_stapled(b"x", Status("good"))
