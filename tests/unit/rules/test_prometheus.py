from __future__ import annotations

import pytest

from prodworthy.rules.prometheus import judge_personal, judge_readable, read

GOOD = """# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{area="api",status="200"} 3
http_requests_total{area="a,b \\"c\\" }",status="500"} 1 1712345678000

# TYPE seconds histogram
seconds_bucket{le="+Inf"} 4
seconds_sum 1.5e-3
seconds_count 4
# TYPE up gauge
up{instance="10.0.0.1:9100"} NaN
"""


def test_a_good_document_is_read() -> None:
    scrape = read(GOOD)
    families = {"http_requests_total": "counter", "seconds": "histogram", "up": "gauge"}
    assert not judge_readable(scrape, families)
    assert scrape.total("http_requests_total") == 4
    assert scrape.samples[1].labels[0] == ("area", 'a,b \\"c\\" }')


@pytest.mark.parametrize(
    "line",
    [
        "up many",
        "up{area=api} 1",
        "# TYPE up ordinary",
        "# TYPE up counter",
        "<html>",
        'up{instance="10.0.0.1:9100"} 1',
    ],
    ids=["no number", "unquoted", "no type", "two types", "a page", "twice"],
)
def test_what_cannot_be_read_is_told(line: str) -> None:
    assert judge_readable(read(f"{GOOD}{line}\n"), {})


def test_nothing_is_not_readable() -> None:
    assert judge_readable(read(""), {})


@pytest.mark.parametrize(("family", "kind"), [("gone", "counter"), ("up", "counter")], ids=["missing", "other type"])
def test_a_named_family_has_to_be_there_with_its_type(family: str, kind: str) -> None:
    assert judge_readable(read(GOOD), {family: kind})


def test_openmetrics_declares_counters_without_their_suffix() -> None:
    text = '# TYPE sent counter\nsent_total{area="a"} 2 # {trace_id="1"} 1\n# EOF\n'
    assert not judge_readable(read(text), {"sent_total": "counter"})


@pytest.mark.parametrize(
    "labels", ['last="eve@example.com"', 'user_id="17"', 'client_ip="203.0.113.9"'], ids=["address", "user", "ip"]
)
def test_labels_that_name_people_are_found(labels: str) -> None:
    assert judge_personal(read(f"x{{{labels}}} 1\n"))


@pytest.mark.parametrize(
    "labels", ['instance="10.0.0.1:9100"', 'route="/users/{id}"', 'user=""'], ids=["server", "route", "empty"]
)
def test_labels_of_machines_are_not(labels: str) -> None:
    assert not judge_personal(read(f"x{{{labels}}} 1\n"))
