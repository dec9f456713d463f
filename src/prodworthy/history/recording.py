"""The history as a run uses it: through a process of its own, and never for longer than a bounded time."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from typing import Any, TypeVar

from prodworthy.facts.changes import Earlier
from prodworthy.facts.record import RunReport
from prodworthy.history.place import Place
from prodworthy.history.process import take
from prodworthy.history.rows import EntryRow, TallyQuestion, TallyRow
from prodworthy.history.subject import Subject
from prodworthy.history.translating import earlier_of, rows_of

Answer = TypeVar("Answer")


_GRACE_S = 1.0


class Unrecorded(Exception):
    """The history could not do what a run asked of it; the text says why."""


class Recording:
    """What a run tells the history and asks of it. Requests are answered in their order, by one process.

    Args:
        place: where the history is.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._requests: queue.SimpleQueue[tuple[str, Any, Future[Any]] | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[str] | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="history", daemon=True)
        self._thread.start()

    def earlier(self, report: RunReport) -> Future[Earlier | None]:
        """Ask for the run before; of the report only what it was about is used."""
        run = report.run
        asked = {"phase": run.phase, "selection": run.selection, "before": run.started}
        return self._ask("earlier", {**_subject(Subject.of(run.target, run.base_url)), **asked})

    def add(self, report: RunReport, folder: str) -> Future[bool]:
        """Put a run in; see `History.add`."""
        return self._ask("add", rows_of(report, folder))

    def leave(self, subject: Subject, run_id: str, entries: Sequence[EntryRow]) -> Future[list[int]]:
        """Write down what the run is about to make; see `History.leave`."""
        return self._ask("leave", {**_subject(subject), "run_id": run_id, "entries": list(entries)})

    def leftovers(self, subject: Subject) -> Future[list[dict[str, Any]]]:
        """Ask for what earlier runs left: the fields of `Leftover`, as JSON values."""
        return self._ask("leftovers", _subject(subject))

    def settled(self, numbers: Collection[int]) -> Future[None]:
        """Strike out entries; see `History.settled`."""
        return self._ask("settled", {"numbers": list(numbers)})

    def tallies(self, subject: Subject, questions: Sequence[TallyQuestion]) -> Future[list[TallyRow]]:
        """Ask what the runs so far tell; see `History.tallies`."""
        return self._ask("tallies", {**_subject(subject), "questions": list(questions)})

    def document(self, subject: Subject, kind: str, but_of: str) -> Future[str | None]:
        """Ask for the latest document of a kind; see `History.document`."""
        return self._ask("document", {**_subject(subject), "kind": kind, "but_of": but_of})

    def keep_document(self, subject: Subject, run_id: str, kind: str, body: str) -> Future[bool]:
        """Keep a document; see `History.keep_document`."""
        return self._ask("keep_document", {**_subject(subject), "run_id": run_id, "kind": kind, "body": body})

    def close(self, *, give_up: bool = False) -> None:
        """Let the process end once it is idle, without waiting for that; or end it at once, whatever it is doing."""
        self._closed = True
        self._requests.put(None)
        if give_up and self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """Close, and see that the thread ends: one that is still waiting when the interpreter ends can crash it."""
        self.close()
        self._thread.join(_GRACE_S)
        if self._thread.is_alive():
            self.close(give_up=True)
            self._thread.join(_GRACE_S)

    def wait(self, within_s: float) -> None:
        """Wait for the process to end, after `close`.

        Raises:
            subprocess.TimeoutExpired: if it does not.
        """
        self._thread.join(within_s)
        if self._process is not None:
            self._process.wait(within_s)

    def _ask(self, what: str, arguments: object) -> Future[Any]:
        future: Future[Any] = Future()
        self._requests.put((what, arguments, future))
        return future

    def _serve(self) -> None:
        problem = ""
        try:
            self._process = self._start()
        except OSError as error:
            problem = f"its process could not be started: {error.strerror}"
        while (request := self._requests.get()) is not None:
            what, arguments, future = request
            problem = problem or self._answer(what, arguments, future)
            if not future.done():
                future.set_exception(Unrecorded(problem))
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()  # which ends it, in its own time

    def _start(self) -> subprocess.Popen[str]:
        process = take()
        path = None if self.place.path is None else str(self.place.path)
        self._tell(process, {"url": self.place.url, "path": path})  # by its input: others can read a command line
        return process

    def _answer(self, what: str, arguments: object, future: Future[Any]) -> str:
        """Answer one request; return why no further one can be answered, or an empty text."""
        process = self._process
        try:
            assert process is not None  # noqa: S101 - else there is a problem already
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            self._tell(process, {"do": what, "with": arguments})
            line = process.stdout.readline()
        except (OSError, ValueError):
            line = ""
        if not line:
            return "it was given up" if self._closed else "its process ended"
        told = json.loads(line)
        if "problem" in told:
            future.set_exception(Unrecorded(told["problem"]))
        else:
            future.set_result(earlier_of(told["answer"]) if what == "earlier" else told["answer"])
        return ""

    @staticmethod
    def _tell(process: subprocess.Popen[str], message: object) -> None:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()


def answer(future: Future[Answer], within_s: float) -> Answer:
    """Return what the history answers within that time.

    Raises:
        Unrecorded: if it does not, or cannot.
    """
    try:
        return future.result(max(0.0, within_s))
    except TookTooLong:
        raise Unrecorded("it did not answer in time") from None


def _subject(subject: Subject) -> dict[str, str]:
    return {"target": subject.target, "place": subject.place}
