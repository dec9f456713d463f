"""Waivers in a file of their own beside the target's: `shop.waivers.toml` beside `shop.toml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from prodworthy.target.ledger import Waiver
from prodworthy.target.model import Model

SUFFIX = ".waivers.toml"


class Waivers(Model):
    """All that such a file may hold."""

    waivers: tuple[Waiver, ...] = ()


def waivers_beside(target_file: Path) -> Path:
    """Return where the waivers of a target file are, if it has any of their own."""
    return target_file.with_name(target_file.stem + SUFFIX)


def waivers_as_toml(waivers: Iterable[Waiver], heading: Sequence[str], remarks: Mapping[str, Sequence[str]]) -> str:
    """Return waivers as the text of such a file.

    Args:
        waivers: in the order in which they are to stand.
        heading: lines of comment at its top.
        remarks: lines of comment above a waiver, by its check; no control characters may be in them.
    """
    lines = [f"# {line}".rstrip() for line in heading]
    for waiver in waivers:
        lines += ["", *(f"# {line}".rstrip() for line in remarks.get(waiver.check, ()))]
        lines += ["[[waivers]]", f"check = {_text(waiver.check)}"]
        lines += [f"finding = {_text(waiver.finding)}"] if waiver.finding else []
        lines += [f"reason = {_text(waiver.reason)}"]
        lines += [f"owner = {_text(waiver.owner)}", f"expires = {waiver.expires.isoformat()}"]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON but for DEL."""
    return re.sub("\x7f", r"\\u007f", json.dumps(value, ensure_ascii=False))
