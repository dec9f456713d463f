"""Healthy deployments that do things differently are not called ill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import tomli_w

from prodworthy.facts.catalogue import Footprint
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord
from tests.healthy import deployments
from tests.healthy.deployments import Deployment
from tests.healthy.serving import serving
from tests.runs import Ran, run

_LAYERS = (
    "smoke",
    "security",
    "e2e/test_accessibility.py",
    "e2e/test_behaviour.py",
    "e2e/test_legal_pages.py",
    "e2e/test_privacy.py",
)
_AT_ONCE = 2
_MAKERS: dict[str, Callable[[], Deployment]] = {
    "helmet": deployments.helmet,
    "json-api": deployments.json_api,
    "static-site": deployments.static_site,
    "strangers-get-404": deployments.strangers_get_404,
    "bearer-tokens": deployments.bearer_tokens,
}
_FEWEST_PASSED = {"helmet": 55, "json-api": 45, "static-site": 55, "strangers-get-404": 65, "bearer-tokens": 80}

# What each deployment is here for: checks that a careless rule would fail, or skip, on it.
_PASSED = {
    "helmet": {
        "e2e.accessible_pages",
        "e2e.behaviour_framing",
        "e2e.behaviour_mixed_content",
        "e2e.behaviour_scripts",
        "e2e.consent_first",
        "e2e.keyboard",
        "security.cookies",
        "security.csp",
        "security.framing",
        "security.hsts",
        "security.obsolete_headers",
        "security.permissions",
    },
    "json-api": {"security.api_policy", "security.content_types", "security.nosniff", "smoke.health"},
    "static-site": {
        "e2e.behaviour_framing",
        "e2e.behaviour_scripts",
        "security.csp",
        "security.csp_side_doors",
        "security.csp_wording",
        "security.kept_files",
    },
    "strangers-get-404": {
        "security.objects_private",
        "security.objects_unchanged",
        "security.protected_routes",
        "security.token_signature",
    },
    "bearer-tokens": {
        "e2e.behaviour_framing",
        "e2e.behaviour_scripts",
        "security.cors_personal",
        "security.objects_private",
        "security.protected_routes",
        "security.token_signature",
    },
}
_NOT_APPLICABLE = {
    "helmet": {"e2e.behaviour_reads"},
    "json-api": {"e2e.behaviour_framing", "e2e.behaviour_scripts", "security.cookies", "security.csp"},
    "static-site": {"security.cookies", "security.csp_nonce"},
    "strangers-get-404": {"e2e.behaviour_cookies", "e2e.behaviour_reads", "security.session_cookie"},
    "bearer-tokens": {"e2e.behaviour_cookies", "e2e.behaviour_reads", "security.session_cookie"},
}


def judged(name: str, folder: Path) -> Ran:
    deployment = _MAKERS[name]()
    with serving(deployment.app, folder) as served:
        target = {
            "name": name,
            "base_url": served.url,
            **deployment.declared,
            "reach": {"ca_file": served.ca_file, "plain_url": served.plain_url},
            "gate": {"allow": "writes", "allow_opt_in": True, "requests_per_second": 500.0, "retries": 0},
            "limits": {"latency_samples": 60, "success_rate": 0.95},
        }
        file = folder / "target.toml"
        file.write_text(tomli_w.dumps(target), encoding="utf-8")
        options = (f"--target={file}", "--allow=writes", "--allow=opt-in", "--history=off")
        return run(*_LAYERS, *options, output=folder / "reports")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Ran]]]:
    """A run against each of the deployments, already under way."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield {name: pool.submit(judged, name, tmp_path_factory.mktemp(name)) for name in _MAKERS}


@pytest.mark.parametrize("name", _MAKERS)
def test_a_healthy_deployment_is_not_called_ill(name: str, runs: dict[str, Future[Ran]]) -> None:
    checks = {check.id: check for check in runs[name].result().report.checks}
    judged_at_all = [check for check in checks.values() if check.footprint is not Footprint.STRESSES]
    cried = [check for check in judged_at_all if check.outcome not in {Outcome.PASSED, Outcome.NOT_APPLICABLE}]
    assert not cried, "\n".join(map(_sentence, cried))

    passed = {check.id for check in checks.values() if check.outcome is Outcome.PASSED}
    assert not (missing := _PASSED[name] - passed), "\n".join(_sentence(checks[one]) for one in missing)
    assert len(passed) >= _FEWEST_PASSED[name]

    skipped = {check.id for check in checks.values() if check.outcome is Outcome.NOT_APPLICABLE}
    assert not (judged_all_the_same := _NOT_APPLICABLE[name] - skipped), judged_all_the_same
    assert all(checks[one].summary for one in skipped), "each says why it does not apply"


def _sentence(check: CheckRecord) -> str:
    return f"{check.outcome} {check.id} ({check.severity}): {check.summary}"
