from prodworthy.facts.catalogue import Check, Footprint, Severity
from prodworthy.reporting.catalogue_page import catalogue_page

HSTS = Check(
    id="security.hsts",
    title="Browsers are told to refuse plain HTTP",
    severity=Severity.MAJOR,
    remedy="Send Strict-Transport-Security.",
    reference="RFC 6797",
    footprint=Footprint.READS,
    why="Without it, a visitor can be moved to plain HTTP unseen.\n\n" + "More to say. " * 60,
    covers=("HDR-HSTS-01", "HDR-HSTS-04"),
    needs=frozenset({"https"}),
)
AGE = Check(
    id="security.age_gate",
    title="Nobody under 18 can register <b>",
    severity=Severity.BLOCKER,
    remedy="Decide on the server.",
    reference="16 CFR 312.5",
    why="Children are in danger.",
    creates="one account",
)
HEALTH = Check(
    id="smoke.health",
    title="It is well",
    severity=Severity.BLOCKER,
    remedy="Mend it.",
    reference="none",
    footprint=Footprint.READS,
    opt_in=True,
    why="It answers.",
)


def test_the_page_lists_layers_in_order_and_checks_by_id() -> None:
    page = catalogue_page([HSTS, AGE, HEALTH])
    order = [
        "3 checks",
        "## Smoke",
        "### `smoke.health`",
        "## Security",
        "### `security.age_gate`",
        "### `security.hsts`",
    ]
    assert sorted(order, key=page.index) == order


def test_each_check_is_told_in_full() -> None:
    page = catalogue_page([HSTS, AGE, HEALTH])
    assert "| [`security.hsts`](#securityhsts) | Browsers are told to refuse plain HTTP | major | reads |" in page
    assert "- Answers: HDR-HSTS-01, HDR-HSTS-04" in page
    assert "- Needs: https" in page
    assert "- Leaves until cleaned up: one account" in page
    assert "- Footprint: reads, on request only" in page
    assert ("More to say. " * 60).strip() in page
    assert "Nobody under 18 can register \\<b\\>" in page


def test_the_page_does_not_depend_on_the_order_of_collection() -> None:
    assert catalogue_page([HSTS, AGE, HEALTH]) == catalogue_page([HEALTH, AGE, HSTS])
