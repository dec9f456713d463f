"""What answers mean that neither grant nor refuse in so many words."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from prodworthy.facts.controls import Refusal
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, Outcome, TargetFailed, Unmeasured
from prodworthy.probes.failures import unless_hung_up
from prodworthy.target import Target
from security import test_left_open as left_open
from security import test_odd_requests as odd
from security import test_roles as roles
from security import test_uploads as uploads
from tests.unit.layers.told import answer, outcomes

TARGET = Target.model_validate({"name": "t", "base_url": "https://a.example"})


def variants_of(holder: Exchange, variant: Exchange) -> dict[str, Outcome]:
    seen = roles.RoleAnswers({"an ordinary account": answer(403)}, (answer(404),), holder, {"in capitals": variant})
    return outcomes(lambda parts: roles.test_path_variants({"admin": {"GET /admin": seen}}, parts, Refusal()))


@pytest.mark.parametrize(
    ("holder", "variant", "outcome"),
    [
        (answer(body={"users": []}), answer(body={"users": []}), Outcome.FAILED),
        (answer(body={"users": []}), answer(body={"start": "page"}), Outcome.PASSED),
        (answer(body=[{"email": "x"}]), answer(body=[{"email": "y"}]), Outcome.FAILED),
        (answer(body="<h1>Staff</h1>"), answer(body="<h1>Staff</h1>"), Outcome.NOT_APPLICABLE),
        (answer(body=[]), answer(body=[]), Outcome.NOT_APPLICABLE),
        (answer(body="<h1>Staff</h1>"), answer(403), Outcome.PASSED),
    ],
)
def test_another_way_of_writing_a_path(holder: Exchange, variant: Exchange, outcome: Outcome) -> None:
    assert list(variants_of(holder, variant).values()) == [outcome]


def _names(place: str) -> None:
    taken = uploads.Uploaded(answer(201), answer(), place)
    uploads.test_upload_names({"a picture": taken, uploads._ODD: taken}, TARGET, Refusal())


def test_a_name_that_is_kept_weighs_less_in_a_store_elsewhere() -> None:
    for place, advisory in {
        "/files/x.php.png": False,
        "https://a.example/files/x.php.png": False,
        "https://a.supabase.example/storage/v1/object/public/x.php.png": True,
    }.items():
        with pytest.raises(CheckFailed) as failed:
            _names(place)
        assert [one.advisory for one in failed.value.findings] == [advisory], place
    _names("/files/8f14e45f.png")


def developed(nowhere: Exchange, there: Exchange) -> list[Outcome]:
    seen = ((nowhere, answer(404)), {"/api/debug": there})
    return list(outcomes(lambda parts: left_open.test_development_routes(seen, parts)).values())


def test_a_route_for_developers() -> None:
    config = answer(body={"env": "x"})
    assert developed(answer(404), config) == [Outcome.FAILED]
    assert developed(answer(body="<p>the app</p>"), config) == [Outcome.FAILED]
    assert developed(answer(body={"path": "/api/x"}), config) == [Outcome.NOT_APPLICABLE]
    assert developed(config, config) == [Outcome.PASSED]
    assert developed(answer(404), answer(404)) == [Outcome.PASSED]


async def fails(kind: str) -> Exchange:
    raise TargetFailed(kind, "no answer")


@pytest.mark.parametrize("kind", ["reset", "refused", "protocol"])
async def test_hanging_up_refuses(kind: str) -> None:
    assert await unless_hung_up(fails(kind)) is None


@pytest.mark.parametrize("kind", ["timeout", "network", "unresolvable", "tls"])
async def test_no_answer_for_another_reason_refuses_nothing(kind: str) -> None:
    sending: Awaitable[Exchange] = fails(kind)
    with pytest.raises(Unmeasured, match="no answer"):
        await unless_hung_up(sending)


def test_a_part_that_is_not_answered_counts_only_where_the_page_is() -> None:
    none = odd.OtherHost("x.invalid", {})
    seen = outcomes(lambda parts: odd.test_host_field(none, answer(), parts, Refusal()))
    assert set(seen.values()) == {Outcome.PASSED}
    with pytest.raises(Unmeasured):
        outcomes(lambda parts: odd.test_host_field(none, answer(503), parts, Refusal()))
