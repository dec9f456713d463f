"""A server that answers handshakes as a test wants it: what no current library can be made to say."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

HELLO, DONE = 2, 14


class Offer:
    """What a client offered.

    Attributes:
        version: the highest version.
        suites: its suites.
        compression: its compression methods.
        extensions: by number.
    """

    def __init__(self, data: bytes) -> None:
        self.ssl2 = bool(data[0] & 0x80)
        self.version, self.suites, self.compression, self.extensions = 2, [0], b"", {0: b""}
        if self.ssl2:
            return
        body = data[9:]
        at = 35 + body[34]
        size = struct.unpack_from("!H", body, at)[0]
        self.suites = [struct.unpack_from("!H", body, at + 2 + i)[0] for i in range(0, size, 2)]
        at += 2 + size
        self.compression = body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at] + 2
        self.extensions = {}
        while at + 4 <= len(body):
            number, length = struct.unpack_from("!HH", body, at)
            self.extensions[number] = body[at + 4 : at + 4 + length]
            at += 4 + length
        self.version = 0x0304 if 43 in self.extensions else struct.unpack_from("!H", body)[0]


def hello(
    version: int, suite: int, *, compression: int = 0, extensions: Mapping[int, bytes] | None = None, more: bytes = b""
) -> bytes:
    """Return a server's first messages, complete."""
    listed = b"".join(struct.pack("!HH", n, len(d)) + d for n, d in (extensions or {}).items())
    body = struct.pack("!H", min(version, 0x0303)) + bytes(32) + b"\x00" + struct.pack("!HB", suite, compression)
    body += struct.pack("!H", len(listed)) + listed if listed else b""
    return record(22, message(HELLO, body) + more + message(DONE, b""), version)


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    return struct.pack("!BHH", kind, min(version, 0x0303), len(body)) + body


ALERT = record(21, b"\x02\x28")


class TlsServer:
    """Answers each client's first message, and each further one with what `then` returns.

    Args:
        choose: from what a client offered to the bytes of the answer; none closes the connection.
        then: from a further message of the client to the answer; None closes the connection.
    """

    def __init__(self, choose: Callable[[Offer], bytes], then: Callable[[bytes], bytes | None] | None = None) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data = self.request.recv(65_536)
                if not data:
                    return
                self.request.sendall(choose(Offer(data)))
                while then is not None and (data := self.request.recv(65_536)):
                    answer = then(data)
                    if answer is None:
                        return
                    self.request.sendall(answer)

        socketserver.ThreadingTCPServer.daemon_threads = True
        self._server: Any = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
