"""Whether the machine that runs the suite can be trusted with a stopwatch."""

from __future__ import annotations

import os

_WAITING_FOR_A_CORE = 4.0
"""Runnable processes for each core, over the last minute. Beyond this a browser is many times slower than it is."""


def overload() -> str:
    """Return how overloaded this machine is, in words; empty where it is not, or does not tell."""
    try:
        load = os.getloadavg()[0]
    except (AttributeError, OSError):
        return ""
    cores = os.cpu_count() or 1
    if load <= _WAITING_FOR_A_CORE * cores:
        return ""
    return f"this machine is overloaded: {load:.0f} processes want its {cores} cores"
