"""robots.txt: what search engines are told (RFC 9309)."""

from __future__ import annotations

import re

from prodworthy.facts.outcome import Findings, found

_TELLING = re.compile(
    r"/[\w./-]*(?:backup|secret|passw|\.env|\.git|dump|private[-_]?key|internal)[\w./-]*", re.IGNORECASE
)


def rules_for_all(text: str) -> list[tuple[str, str]]:
    """Return the `allow` and `disallow` rules of the group for every robot, as (kind, path)."""
    rules: list[tuple[str, str]] = []
    agents: list[str] = []
    in_rules = False
    for line in text.splitlines():
        name, separator, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not separator:
            continue
        if name == "user-agent":
            agents = [*([] if in_rules else agents), value]
            in_rules = False
        elif name in {"allow", "disallow"}:
            in_rules = True
            if "*" in agents:
                rules.append((name, value))
    return rules


def judge(text: str) -> Findings:
    """Judge whether the file shuts the site out of every search engine, or points at what it should not name."""
    findings = Findings()
    rules = rules_for_all(text)
    if ("disallow", "/") in rules and not any(kind == "allow" and path for kind, path in rules):
        findings += found("every robot is kept from every page", "a production site that can be found")
    if named := sorted({path for _, path in rules if _TELLING.search(path)}):
        findings += found(f"it names {', '.join(named)[:200]}", "no path that should stay unknown")
    return findings
