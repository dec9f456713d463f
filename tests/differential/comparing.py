"""The corpus, what the peers said of it, and what our rules say: the smallest verdict in common is "accepts"."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import Findings
from prodworthy.rules import cookie_rules, cors, csp, framing, hsts, markup, nosniff, page_content, referrer
from prodworthy.rules.cookies import parse_all
from prodworthy.rules.csp import effects, nonces, wording

HERE = Path(__file__).parent
URL = "https://site.example/"
STRANGER = "https://stranger.prodworthy.invalid"
_YEAR_S = 31_536_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A variant on which a peer and our rules differ.

    Attributes:
        variant: the variant's id.
        peer: `observatory` or `csp_evaluator`.
        accepts: who accepts it: `we` or `peer`.
        peer_says: the peer's own words.
        we_say: our findings, those that are not only advice.
    """

    variant: str
    peer: str
    accepts: str
    peer_says: str
    we_say: str

    @property
    def key(self) -> tuple[str, str]:
        """What identifies it."""
        return self.variant, self.peer


def read(name: str) -> Any:
    """Return the contents of one of the data files."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def differences() -> Iterator[Difference]:
    """Yield every difference, in the order of the corpus."""
    recorded = read("recorded.json")["verdicts"]
    for variant in read("corpus.json"):
        ours = [finding for finding in judge(variant) if not finding.advisory]
        for peer, verdict in recorded[variant["id"]].items():
            if verdict["accepts"] is bool(ours):
                accepts = "peer" if ours else "we"
                yield Difference(
                    variant["id"], peer, accepts, verdict["says"], "; ".join(map(str, ours)) or "nothing but advice"
                )


def judge(variant: Mapping[str, Any]) -> Findings:
    """Judge a variant by our rules."""
    fields = [(name, value) for name, value in variant["fields"]]
    page = Exchange(Request("GET", URL), 200, Headers(fields), variant.get("body", "").encode())
    return _RULES[variant["area"]](page)


def _hsts(page: Exchange) -> Findings:
    return hsts.judge(page.headers.get_list("strict-transport-security"), _YEAR_S)


def _csp(page: Exchange) -> Findings:
    values = page.headers.get_list("content-security-policy")
    only_reported = page.headers.get_list("content-security-policy-report-only")
    in_document = markup.read(page.text, page.url).http_equiv.get("content-security-policy", [])
    policies = csp.effective_set(values, in_document)
    findings = csp.judge(values, only_reported, in_document, page.url)
    findings += effects.judge_eval(policies) + wording.judge_syntax(policies) + wording.judge_insecure(policies)
    return findings + nonces.judge([values])


def _framing(page: Exchange) -> Findings:
    fields = page.headers.get_list
    return framing.judge(fields("content-security-policy"), fields("x-frame-options"), page.url)


def _nosniff(page: Exchange) -> Findings:
    return nosniff.judge(page.headers.get_list("x-content-type-options"))


def _referrer(page: Exchange) -> Findings:
    return referrer.judge(page.headers.get_list("referrer-policy"))


def _cookies(page: Exchange) -> Findings:
    cookies = parse_all(page.headers.get_list("set-cookie"))
    findings = cookie_rules.judge_secure(cookies) + cookie_rules.judge_http_only(cookies)
    return findings + cookie_rules.judge_same_site(cookies) + cookie_rules.judge_prefixes(cookies)


def _cors(page: Exchange) -> Findings:
    return cors.judge_stranger(page, STRANGER)


def _integrity(page: Exchange) -> Findings:
    document = markup.read(page.text, page.url)
    return page_content.judge_integrity(document, page.url) + page_content.judge_mixed(document, page.url)


_RULES: Mapping[str, Callable[[Exchange], Findings]] = {
    "hsts": _hsts,
    "csp": _csp,
    "framing": _framing,
    "nosniff": _nosniff,
    "referrer": _referrer,
    "cookies": _cookies,
    "cors": _cors,
    "integrity": _integrity,
}
