"""Where the plugin keeps its own things on pytest's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from prodworthy.active import Active
    from prodworthy.evidence import Parts
    from prodworthy.items import Item

ACTIVE: pytest.StashKey[Active] = pytest.StashKey()
ITEM: pytest.StashKey[Item] = pytest.StashKey()
PARTS: pytest.StashKey[Parts] = pytest.StashKey()
