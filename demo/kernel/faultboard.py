"""Which faults are planted at this moment."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A defect that can be planted.

    Attributes:
        name: what it is called on the command line and at the control listener.
        breaks: the promise that no longer holds, in one sentence.
        product: the one product that it can be planted in; empty for those of the kernel and of Balloon'd.
    """

    name: str
    breaks: str
    product: str = ""


class UnknownFaultError(LookupError):
    """A fault was asked for that is not registered."""

    def __init__(self, name: str, nearest: list[str]) -> None:
        self.name = name
        self.nearest = nearest
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no fault is called {name!r}{hint}")


class PlantedError(Exception):
    """What working code raises where a planted fault makes it fail."""


class FaultBoard:
    """The registered faults and the set of those that are planted."""

    def __init__(self, registry: Mapping[str, Fault]) -> None:
        self._registry = registry
        self._planted: frozenset[str] = frozenset()
        self._listeners: list[Callable[[], None]] = []

    def planted(self, name: str) -> bool:
        """Say whether a fault is planted; a name that is not registered is a programming error."""
        if name not in self._registry:
            raise UnknownFaultError(name, self._nearest(name))
        return name in self._planted

    def plant(self, names: Iterable[str]) -> None:
        """Plant exactly these faults.

        Raises:
            UnknownFaultError: a name is not registered; nothing was changed.
        """
        wanted = frozenset(names)
        for name in sorted(wanted):
            if name not in self._registry:
                raise UnknownFaultError(name, self._nearest(name))
        self._planted = wanted
        for listener in self._listeners:
            listener()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call the listener after each change."""
        self._listeners.append(listener)

    def report(self) -> list[dict[str, str | bool]]:
        """List every fault with what it breaks and whether it is planted."""
        return [
            {"name": fault.name, "breaks": fault.breaks, "planted": fault.name in self._planted}
            for fault in self._registry.values()
        ]

    def _nearest(self, name: str) -> list[str]:
        return difflib.get_close_matches(name, self._registry, n=3, cutoff=0.4)
