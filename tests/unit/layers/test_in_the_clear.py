"""Who is asked to lead to TLS: a deployment that people reach, also where it is declared without."""

from __future__ import annotations

from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import CheckFailed, NotApplicable
from prodworthy.plugin.observation import declared_observations
from prodworthy.rules.certificate_names import is_inner_host
from prodworthy.target import Target
from smoke import test_transport as transport
from tests.unit.probes.stub import Answer, StubHttp


async def judged(url: str, answer: Answer) -> None:
    target = Target.model_validate({"name": "t", "base_url": url})

    def site(_method: str, _path: str, _body: Any, _headers: Headers) -> Answer:
        return answer

    seen = await declared_observations()["plain_http"].function(StubHttp(target, site).as_http(), target)
    transport.test_https_redirect(seen, target)  # type: ignore[arg-type]  # what the observation returns


async def test_a_site_without_tls_fails_where_people_reach_it() -> None:
    with pytest.raises(CheckFailed, match="plain HTTP is answered with 200"):
        await judged("http://shop.example.org", (200, {"page": 1}))
    await judged("http://shop.example.org", (404, {}))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://web:8000", "http://10.0.0.7", "http://[::1]:1"])
async def test_within_a_machine_or_network_it_does_not_apply(url: str) -> None:
    with pytest.raises(NotApplicable, match="where people reach it"):
        await judged(url, (200, {"page": 1}))


def test_what_the_public_reaches() -> None:
    assert not any(map(is_inner_host, ["shop.example.org", "93.184.215.14", "www.shop.de"]))
    assert all(map(is_inner_host, ["localhost", "app.svc.cluster.local", "shop.internal", "192.168.1.5", "::1"]))
