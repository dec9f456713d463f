"""Transport: what a browser is told about how to reach the target."""

from __future__ import annotations

from collections.abc import Mapping

from prodworthy.api import Exchange, Footprint, Limits, NotApplicable, Parts, Severity, Target, check
from prodworthy.rules import hsts


@check(
    "security.hsts",
    "Browsers are told to refuse plain HTTP",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 6797 sections 6.1, 7.1, 8.1; ASVS v5.0.0-3.4.1",
    remedy="Send one Strict-Transport-Security field with max-age of at least one year on every HTTPS response, errors "
    "and redirects included (nginx: `always`).",
    covers=["HDR-GEN-01", "HDR-HSTS-01", "HDR-HSTS-02", "HDR-HSTS-04", "HDR-HSTS-05", "HDR-HSTS-09"],
    needs={"https"},
)
def test_strict_transport_security(
    response_classes: Mapping[str, Exchange], target: Target, limits: Limits, parts: Parts
) -> None:
    """Without it, a visitor on hostile Wi-Fi can be moved to plain HTTP unseen."""
    if not hsts.applies_to(target.host):
        raise NotApplicable("browsers keep no such policy for an IP address (RFC 6797 section 8.1.1)")
    for name, answer in response_classes.items():
        if answer.url.startswith("https://"):
            with parts.part(name):
                values = answer.headers.get_list("strict-transport-security")
                hsts.judge(values, limits.hsts_max_age_s).raise_if_any()
