"""Which of a check's requests shows best what was found."""

from __future__ import annotations

from prodworthy.record import CheckRecord, Evidence

_SHORTEST_CLUE = 8  # shorter words, such as "cookies", are in every request


def telling(check: CheckRecord) -> list[Evidence]:
    """Return the check's exchanges, those that its findings speak of first, and those of its controls last.

    A finding speaks of an exchange whose URL ends where the finding is located, or whose curl line has an unusual word
    of what was seen in it (an origin, a token, a file's name).
    """
    controls = {item.curl for item in check.evidence if item.kind == "control" and item.curl}
    places = [finding.where for finding in check.findings if finding.where]
    clues = [word for finding in check.findings for word in finding.seen.split() if len(word) >= _SHORTEST_CLUE]

    def rank(item: Evidence) -> tuple[bool, bool, bool]:
        located = any(item.title.endswith(place) or item.title == place for place in places)
        mentioned = any(clue in item.curl for clue in clues)
        return item.curl in controls, not located, not mentioned

    return sorted((item for item in check.evidence if item.kind == "exchange"), key=rank)


def curl_line(check: CheckRecord) -> str:
    """Return the command that shows the check's finding again; empty if it has none."""
    return next((item.curl for item in telling(check) if item.curl), "")
