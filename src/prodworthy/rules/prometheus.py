"""What monitoring reads: the text formats of Prometheus 0.0.4 and OpenMetrics 1.0."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.facts.outcome import Findings, each, found

_TYPES = frozenset(
    {"counter", "gauge", "histogram", "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram"}
)
_TYPE = re.compile(r"# TYPE (?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?P<type>\S+)\s*")
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*"'
_SAMPLE = re.compile(
    rf"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{(?P<labels>\s*(?:{_LABEL}\s*,?\s*)*)\}})?\s+(?P<value>\S+)"
    r"(?:\s+[-+0-9.eE]+)?(?:\s+# .*)?\s*"
)
_PAIR = re.compile(r'(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?P<value>(?:[^"\\]|\\.)*)"')
_SUFFIXES = ("_bucket", "_sum", "_count", "_total", "_created", "_info", "")
_PERSONAL = {
    "an e-mail address": re.compile(r"[^\s@\"]+@[^\s@\"]+\.[A-Za-z]{2,}"),
    "a token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    "an IPv4 address of a person": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
}
_PEOPLE = re.compile(r"(?i)^(?:user_?id|user|username|email|e_?mail|phone|client_?ip|remote_?addr|session(?:_?id)?)$")
_LONGEST_SHOWN = 80
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of figures.

    Attributes:
        name: the sample's name, with its suffix.
        labels: by name.
        value: the figure.
    """

    name: str
    labels: tuple[tuple[str, str], ...]
    value: float


@dataclass(frozen=True, slots=True)
class Scrape:
    """A document of metrics.

    Attributes:
        types: by family, as declared.
        samples: in the order of the document.
        problems: why parts of it cannot be read.
    """

    types: Mapping[str, str]
    samples: tuple[Sample, ...]
    problems: Findings

    def total(self, family: str) -> float | None:
        """Return the sum of a family's samples of its very name; None where there is none."""
        values = [sample.value for sample in self.samples if sample.name == family]
        return sum(values) if values else None


def read(text: str) -> Scrape:
    """Read a document, leaving out the lines that cannot be read."""
    types: dict[str, str] = {}
    samples: list[Sample] = []
    problems: list[Findings] = []
    for number, line in enumerate(text.splitlines(), 1):
        where = f"line {number}"
        if not line.strip():
            continue
        if line.startswith("#"):
            problems.append(_declare(line, types).at(where))
            continue
        match = _SAMPLE.fullmatch(line)
        value = _number(match["value"]) if match else None
        if match is None or value is None:
            problems.append(found(line[:_LONGEST_SHOWN], 'NAME{LABEL="VALUE"} NUMBER', where=where))
            continue
        labels = tuple((pair["name"], pair["value"]) for pair in _PAIR.finditer(match["labels"] or ""))
        samples.append(Sample(match["name"], labels, value))
    return Scrape(types, tuple(samples), each(problems))


def judge_readable(scrape: Scrape, families: Mapping[str, str]) -> Findings:
    """Judge whether monitoring can read it, and whether the named families are there with their types.

    Args:
        scrape: the document.
        families: by name of a family that has to be there, its type.
    """
    findings = Findings(scrape.problems[:_MOST_SHOWN])
    if not scrape.samples:
        return findings + found("no figures", "at least one sample")
    seen = {(sample.name, sample.labels) for sample in scrape.samples}
    if len(seen) < len(scrape.samples):
        findings += found(f"{len(scrape.samples) - len(seen)} samples stand there twice", "each once")
    for name, kind in families.items():
        declared = scrape.types.get(name) or scrape.types.get(name.removesuffix("_total"))
        there = any(sample.name == name + suffix for sample in scrape.samples for suffix in _SUFFIXES)
        if declared is None and not there:
            findings += found("not there", f"a {kind}", where=name)
        elif declared != kind:
            findings += found(f"declared as {declared or 'nothing'}", f"a {kind}", where=name)
    return findings


def judge_personal(scrape: Scrape) -> Findings:
    """Judge whether labels tell who somebody is."""
    seen: dict[tuple[str, str], str] = {}
    for sample in scrape.samples:
        for label, value in sample.labels:
            kind = next((kind for kind, pattern in _PERSONAL.items() if pattern.search(value)), "")
            by_name = bool(_PEOPLE.match(label)) and bool(value)
            # Where a server listens is no secret of a person.
            if kind.startswith("an IPv4") and not by_name:
                continue
            if kind or by_name:
                seen.setdefault((sample.name, label), kind or "someone's identifier")
    return each(
        found(f"{kind} as the value of {label}", "labels with few values that name nobody", where=name)
        for (name, label), kind in list(seen.items())[:_MOST_SHOWN]
    )


def _declare(line: str, types: dict[str, str]) -> Findings:
    if not line.startswith("# TYPE "):
        return Findings()
    match = _TYPE.fullmatch(line)
    if match is None or match["type"] not in _TYPES:
        return found(line[:_LONGEST_SHOWN], f"# TYPE NAME and one of {', '.join(sorted(_TYPES))}")
    known = types.setdefault(match["name"], match["type"])
    if known != match["type"]:
        return found(f"{match['name']} is a {known} and a {match['type']}", "one type for a family")
    return Findings()


def _number(text: str) -> float | None:
    if re.fullmatch(r"[+-]?(?:Inf|inf)|NaN", text):
        return math.nan if text == "NaN" else math.inf
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        return None
