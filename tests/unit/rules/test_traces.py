import datetime as dt

import pytest

from prodworthy.rules import traces

BORN = dt.date(2009, 3, 7)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/age?dob=2009-03-07",
        "https://a.example/age?year=2009&month=3&day=7",
        "https://a.example/age?y=2009&m=03&d=07&next=1",
        "https://a.example/refused/20090307",
        "https://stats.example/c?dl=%2Fage%3Fdob%3D07.03.2009",
        "https://a.example/#dob=03/07/2009",
        "https://a.example/?q=MjAwOS0wMy0wNw",
    ],
)
def test_an_address_that_tells_the_date_is_found(url: str) -> None:
    assert traces.url_tells(url, BORN)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/age",
        "https://a.example/news/2009/03",
        "https://a.example/list?page=3&size=7",
        "https://a.example/static/20091207/app.js",
        "https://a.example/?t=1700000000",
    ],
)
def test_other_numbers_are_no_dates_of_birth(url: str) -> None:
    assert not traces.url_tells(url, BORN)


def test_findings_say_where_and_not_what() -> None:
    findings = traces.judge(
        {"https://a.example/age?dob=2009-03-07": "document"}, {"cookie gate": "2009-03-07", "cookie id": "x1"}, BORN
    )
    assert [finding.where for finding in findings] == ["document /age", "cookie gate"]
    assert "2009" not in findings.describe()
