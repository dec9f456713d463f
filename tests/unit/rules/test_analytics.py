import pytest

from prodworthy.facts.page import PageRequest
from prodworthy.rules import analytics

NAMES = ("balloon_pop", "match_created")


def sent(body: str = "", url: str = "https://app.example/api/events", status: int = 202) -> PageRequest:
    return PageRequest("POST", url, "fetch", status, body=body)


@pytest.mark.parametrize(
    "request_",
    [
        sent('{"events":[{"name":"balloon_pop"}]}'),
        sent("event=balloon_pop&user=4711"),
        sent("en=page_view\nen=balloon_pop"),
        sent(url="https://stats.example/collect?v=2&en=balloon_pop"),
        sent("data=%7B%22event%22%3A%22balloon_pop%22%7D"),
    ],
    ids=["json", "form", "batch", "query", "encoded"],
)
def test_an_event_is_recognised_however_it_is_packed(request_: PageRequest) -> None:
    assert len(analytics.events([request_], NAMES)["balloon_pop"]) == 1


@pytest.mark.parametrize("body", ['{"name":"balloon_popped"}', "my_balloon_pop=1", "balloon pop", ""])
def test_a_longer_name_is_another_event(body: str) -> None:
    assert not analytics.events([sent(body)], NAMES)["balloon_pop"]


def test_two_in_one_request_are_two() -> None:
    carried = analytics.events([sent('[{"e":"balloon_pop"},{"e":"balloon_pop"}]')], NAMES)
    assert len(carried["balloon_pop"]) == 2


def test_each_event_is_wanted_once_and_taken() -> None:
    assert not analytics.complete({"balloon_pop": [sent("balloon_pop")]})
    assert "sent 0 times" in analytics.complete({"balloon_pop": []}).describe()
    assert "sent 2 times" in analytics.complete({"balloon_pop": [sent(), sent()]}).describe()
    assert "not taken" in analytics.complete({"balloon_pop": [sent(status=403)]}).describe()


def test_personal_data_in_an_event_is_found_encoded_or_not() -> None:
    for body in ("balloon_pop ada@example.org", "balloon_pop&u=ada%40example.org"):
        findings = analytics.complete({"balloon_pop": [sent(body)]}, {"ada@example.org", ""})
        assert "personal data" in findings.describe()
        assert "ada@example.org" not in findings.describe()


def test_without_consent_there_is_no_event() -> None:
    assert not analytics.none({"balloon_pop": []}, "after refusing")
    assert "after refusing" in analytics.none({"balloon_pop": [sent()]}, "after refusing").describe()
