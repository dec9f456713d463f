"""Answers of the real-time library's own requests, read no further than a limit. Loaded only with that library."""

from __future__ import annotations

import aiohttp


def bounded(limit: int) -> type[aiohttp.ClientResponse]:
    """Return a class of answers whose bodies end the connection where they are longer than `limit` bytes."""

    class BoundedAnswer(aiohttp.ClientResponse):
        """An answer that is not read for ever."""

        async def read(self) -> bytes:
            """Return the body.

            Raises:
                aiohttp.ClientPayloadError: if it is too long.
            """
            if self._body is None:
                body = bytearray()
                async for piece in self.content.iter_any():
                    body += piece
                    if len(body) > limit:
                        self.close()
                        raise aiohttp.ClientPayloadError(f"the answer is longer than {limit} bytes")
                self._body = bytes(body)
            return self._body

    return BoundedAnswer
