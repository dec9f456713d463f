"""X-Content-Type-Options and the media types that it makes binding."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.fields import shown, split

_SCRIPT_TYPES = frozenset(
    {
        "application/ecmascript",
        "application/javascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "text/ecmascript",
        "text/javascript",
        *(f"text/javascript1.{minor}" for minor in range(6)),
        "text/jscript",
        "text/livescript",
        "text/x-ecmascript",
        "text/x-javascript",
    }
)


def judge(values: Sequence[str]) -> Findings:
    """Judge the fields as "determine nosniff" does (Fetch Standard, section 3.6): only the first member counts."""
    members = split(values)
    if members and members[0].lower() == "nosniff":
        return Findings()
    seen = f"X-Content-Type-Options: {shown(values)}" if members else "no X-Content-Type-Options"
    return found(seen, "nosniff")


def judge_type(destination: str, media_type: str) -> Findings:
    """Judge whether a browser accepts a file for what it is loaded as.

    Args:
        destination: `script` or `style`; any other destination is not judged.
        media_type: the response's media type in lower case, without parameters.
    """
    if destination == "script" and media_type not in _SCRIPT_TYPES:
        return found(f"a script served as {media_type or 'no type'}", "text/javascript (RFC 9239)")
    if destination == "style" and media_type != "text/css":
        return found(f"a style sheet served as {media_type or 'no type'}", "text/css")
    return Findings()
