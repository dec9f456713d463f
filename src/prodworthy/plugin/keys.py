"""Where the plugin keeps its own things on pytest's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from prodworthy.plugin.active import Active
    from prodworthy.plugin.evidence import Parts
    from prodworthy.plugin.items import Item

ACTIVE: pytest.StashKey[Active] = pytest.StashKey()
ITEM: pytest.StashKey[Item] = pytest.StashKey()
PARTS: pytest.StashKey[Parts] = pytest.StashKey()
