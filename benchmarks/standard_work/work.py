"""The standard work, written down for each of the programs: 40 reads with three assertions each."""

from __future__ import annotations

from pathlib import Path

READS = 40

_MODULE_HEAD = '''"""The standard work."""

from prodworthy.api import Exchange, Footprint, Http, Phase, Severity, check, observation
'''
_CHECK = '''

@observation(phase=Phase.READING, deadline=10.0)
async def answer_{number}(http: Http) -> Exchange:
    """Read {number}."""
    return await http.get("/read/{number}")


@check(
    "smoke.read_{number}",
    "Read {number} is answered as promised",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="the standard work",
    remedy="Look at the server.",
)
def test_read_{number}(answer_{number}: Exchange) -> None:
    """It is one of the reads of the standard work."""
    assert answer_{number}.status == 200
    assert answer_{number}.headers.get("x-content-type-options") == "nosniff"
    assert answer_{number}.json()["path"] == "/read/{number}"
'''
_TARGET = """name = "standard-work"
base_url = "{url}"

[gate]
requests_per_second = 2000
concurrency = {reads}
required_layers = ["smoke"]
"""
_WORKFLOW_HEAD = """version: "1.1"
name: standard work
config:
  concurrency: {reads}
tests:
"""
_WORKFLOW_TEST = """  read_{number}:
    steps:
      - http:
          url: {url}/read/{number}
          method: GET
          check:
            status: 200
            headers:
              X-Content-Type-Options: nosniff
            jsonpath:
              $.path: /read/{number}
"""


def write_suite(folder: Path, url: str, options: str) -> None:
    """Write the work as a layer of prodworthy, and beside it a test that does nothing.

    Args:
        folder: where to.
        url: where the server is.
        options: content of the suite's `pytest.ini`.
    """
    layer = folder / "smoke"
    layer.mkdir(parents=True)
    (folder / "pytest.ini").write_text(options)
    (folder / "target.toml").write_text(_TARGET.format(url=url, reads=READS))
    (layer / "test_reads.py").write_text(_MODULE_HEAD + "".join(_CHECK.format(number=n) for n in range(READS)))
    (folder / "empty").mkdir()
    (folder / "empty" / "test_nothing.py").write_text("def test_nothing():\n    pass\n")


def write_workflow(file: Path, url: str) -> None:
    """Write the work as a workflow of StepCI."""
    tests = "".join(_WORKFLOW_TEST.format(number=number, url=url) for number in range(READS))
    file.write_text(_WORKFLOW_HEAD.format(reads=READS) + tests)
