"""The process in which requests are made up: it loads the library, and forks a worker for each order.

It opens no connection, and its workers have bounded memory; `conformance_generator` is the suite's side.
"""

from __future__ import annotations

import itertools
import os
import resource
import signal
import socket
import threading
from typing import Any, NoReturn

from prodworthy.probes import conformance_library as library
from prodworthy.probes.conformance_library import TimeUp
from prodworthy.probes.conformance_worker import Fuzzer, reason_of
from prodworthy.probes.frames import Ended, Frames

_MEMORY_BYTES = 3 * 2**30
_STACK_BYTES = 64 * 2**20
_OF_EACH_KIND: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "", "version": ""},
    "paths": {
        "/": {
            "post": {
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string", "minLength": 1}}],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": ""}},
            }
        }
    },
}


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OSError("this process opens no connection")


def _serve(frames: Frames) -> None:
    try:
        frames.write({"kind": "ready", "pid": os.getpid()})
        Fuzzer(frames, frames.read()).run()
        frames.write({"kind": "finished"})
    except Ended:
        pass
    except Exception as error:  # noqa: BLE001 - told to the suite, which says that nothing could be measured
        frames.write({"kind": "broken", "reason": reason_of(error)})


def _work(descriptor: int) -> None:
    """Serve one order from a socket."""
    frames = Frames(os.fdopen(os.dup(descriptor), "rb"), os.fdopen(os.dup(descriptor), "wb"))
    os.close(descriptor)
    socket.socket.connect = _refuse  # type: ignore[method-assign]  # references to other hosts are never followed
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    threading.stack_size(_STACK_BYTES)  # the main thread's is what the system gives
    thread = threading.Thread(target=_serve, args=(frames,))
    thread.start()
    thread.join()


def _load_what_is_loaded_late() -> None:
    """Make up a few requests, so that the workers have all that takes."""
    schema = library.Schema(_OF_EACH_KIND, "http://localhost", negative=True)
    operation = schema.operation("POST /")

    def once(case: library.Case) -> NoReturn:
        schema.request(case)
        raise TimeUp

    for case in itertools.islice(schema.boundary_cases(operation), 5):
        schema.request(case)
    for mode in schema.modes:
        schema.random_cases(operation, mode, 0, once)


def main() -> None:
    """Tell over standard input when all is loaded, then fork a worker for each socket that comes, until that ends."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    _load_what_is_loaded_late()
    control.send(b"r")
    while True:
        told, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not told:
            return
        if os.fork() == 0:
            control.close()
            try:
                _work(descriptors[0])
            finally:
                os._exit(0)  # what belongs to the process that was forked is not this one's to tidy up
        os.close(descriptors[0])


if __name__ == "__main__":
    main()
