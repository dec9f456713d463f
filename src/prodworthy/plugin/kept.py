"""What a target served in earlier runs, for observations to compare with."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from prodworthy.facts.outcome import NotApplicable, Unmeasured
from prodworthy.history.recording import Recording, Unrecorded
from prodworthy.history.subject import Subject

Answer = TypeVar("Answer")
_PATIENCE_S = 3.0


class Kept:
    """The documents that the history keeps of a target. Observations get it as the resource `kept`.

    Args:
        recording: the way to the history; None if none is kept.
        subject: the target and the place.
        run_id: this run.
    """

    def __init__(self, recording: Recording | None, subject: Subject, run_id: str) -> None:
        self._recording = recording
        self._subject = subject
        self._run_id = run_id

    async def exchange(self, kind: str, body: str) -> str | None:
        """Return the document of a kind that an earlier run kept, and keep this one in its place.

        Raises:
            NotApplicable: if no history is kept.
            Unmeasured: if the history does not answer in time, or cannot.
        """
        if self._recording is None:
            raise NotApplicable("no history is kept, so there is nothing to compare with (--history off)")
        before = await _answer(self._recording.document(self._subject, kind, self._run_id))
        if before != body:
            await _answer(self._recording.keep_document(self._subject, self._run_id, kind, body))
        return before


async def _answer(future: Future[Answer]) -> Answer:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await asyncio.wrap_future(future)
    except TimeoutError:
        raise Unmeasured("the history did not answer in time") from None
    except Unrecorded as problem:
        raise Unmeasured(f"the history: {problem}") from None
