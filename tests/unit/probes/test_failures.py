"""What it means when a target does not answer."""

from __future__ import annotations

import ssl

import httpx
import pytest

from prodworthy.probes.failures import explain


def of_tls() -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


def raised(error: Exception, cause: Exception | None) -> Exception:
    error.__context__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "cause", "kind"),
    [
        (TimeoutError(), None, "timeout"),
        (TimeoutError(), ssl.SSLWantReadError(2, "The operation did not complete (read)"), "timeout"),
        (httpx.ReadTimeout("slow"), ssl.SSLWantWriteError(3, "The operation did not complete (write)"), "timeout"),
        (httpx.ConnectError("no"), of_tls(), "tls"),
        (httpx.ConnectError("no"), ConnectionRefusedError(), "refused"),
        (httpx.ReadError("gone"), ConnectionResetError(104, "reset"), "reset"),
    ],
)
def test_what_ended_the_wait_is_told(error: Exception, cause: Exception | None, kind: str) -> None:
    assert explain(raised(error, cause), "https://shop.example/", 5).kind == kind
