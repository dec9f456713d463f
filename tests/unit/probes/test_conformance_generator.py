"""The process that makes requests up: what is known of it when it does not."""

from __future__ import annotations

import pytest

from prodworthy.probes import conformance_generator
from prodworthy.probes.conformance_generator import Generator
from prodworthy.probes.frames import Ended


async def test_a_process_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance_generator, "_MODULE", "prodworthy.there_is_none")
    async with Generator() as generator:
        await generator.loaded()
        with pytest.raises(Ended):
            await (await generator.worker()).ready()
        assert "No module named prodworthy.there_is_none" in generator.last_words
