"""The process that writes a run into the history: `python -m prodworthy.history.worker`.

It reads requests, a line of JSON each, from its input and answers each with a line; it ends with its input. It lives
beside a run, so that the run never waits for the database's library, its locks or its server, and can give it up.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prodworthy.history.store import History


def main() -> None:
    """Serve the requests of one run; the first names the place of the history."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # an interrupted run still has to be written down
    end_with_parent()
    load()  # before it is even known where the history is: that is what takes the longest
    place = json.loads(sys.stdin.readline() or "null")
    if place is None:
        return
    history, problem = _opened(place)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"answer": _COMMANDS[request["do"]](history, request["with"])} if history else {"problem": problem}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the run goes on
            answer = {"problem": _sentence(error)}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


def end_with_parent(grace_s: float = 10.0) -> None:
    """End this process some time after its run is gone, even if a server keeps it waiting for an answer for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(min(1.0, grace_s))
        time.sleep(grace_s)
        os._exit(1)

    threading.Thread(target=watch, name="watching", daemon=True).start()


def load() -> None:
    """Load the database's library; what goes wrong in it is told when the history is opened."""
    gc.disable()  # what is loaded stays: looking through it for garbage takes a fifth of the time
    with contextlib.suppress(Exception):
        import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401, PLC0415 - the same

        import prodworthy.history.store  # noqa: F401, PLC0415 - for its sake alone
    gc.freeze()
    gc.enable()


def _opened(place: Mapping[str, Any]) -> tuple[History | None, str]:
    try:
        return _open(place), ""
    except Exception as error:  # noqa: BLE001 - the same
        return None, _sentence(error)


def _open(place: Mapping[str, Any]) -> History:
    from prodworthy.history.place import Place  # noqa: PLC0415 - what goes wrong in it is told as well
    from prodworthy.history.store import History  # noqa: PLC0415

    path = place["path"]
    return History(Place(place["url"], None if path is None else Path(path)))


def _sentence(error: Exception) -> str:
    return str(error) if type(error).__name__.endswith("HistoryError") else f"{type(error).__name__}: {error}"


def _earlier(history: History, asked: Mapping[str, Any]) -> object:
    from prodworthy.history.subject import Subject  # noqa: PLC0415
    from prodworthy.history.writing import moment  # noqa: PLC0415

    subject = Subject(asked["target"], asked["place"])
    rest = {"phase": asked["phase"], "selection": asked["selection"], "before": moment(asked["before"])}
    return history.earlier(subject, **rest)


def _add(history: History, rows: Any) -> object:
    return history.add(rows)


def _leave(history: History, asked: Mapping[str, Any]) -> object:
    from prodworthy.history.subject import Subject  # noqa: PLC0415

    return history.leave(Subject(asked["target"], asked["place"]), asked["run_id"], asked["entries"])


def _leftovers(history: History, asked: Mapping[str, Any]) -> object:
    from prodworthy.history.subject import Subject  # noqa: PLC0415

    found = history.leftovers(Subject(asked["target"], asked["place"]))
    return [{**asdict(one), "left_at": one.left_at.isoformat()} for one in found]


def _settled(history: History, asked: Mapping[str, Any]) -> object:
    history.settled(asked["numbers"])
    return None


def _tallies(history: History, asked: Mapping[str, Any]) -> object:
    from prodworthy.history.subject import Subject  # noqa: PLC0415

    return history.tallies(Subject(asked["target"], asked["place"]), asked["questions"])


def _document(history: History, asked: Mapping[str, Any]) -> object:
    from prodworthy.history.subject import Subject  # noqa: PLC0415

    return history.document(Subject(asked["target"], asked["place"]), asked["kind"], asked["but_of"])


def _keep_document(history: History, asked: Mapping[str, Any]) -> object:
    from prodworthy.history.subject import Subject  # noqa: PLC0415

    subject = Subject(asked["target"], asked["place"])
    return history.keep_document(subject, asked["run_id"], asked["kind"], asked["body"])


_COMMANDS: Mapping[str, Callable[[History, Any], object]] = {
    "earlier": _earlier,
    "add": _add,
    "leave": _leave,
    "leftovers": _leftovers,
    "settled": _settled,
    "document": _document,
    "keep_document": _keep_document,
    "tallies": _tallies,
}

if __name__ == "__main__":
    main()
