"""GraphQL's part in the generating process: queries and mutations made up from a schema, and answers judged."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from prodworthy.probes import conformance_library as library
from prodworthy.probes.frames import Message
from prodworthy.rules.conformance import CRASHED, SERVER_ERROR
from prodworthy.rules.graphql import crash_of
from prodworthy.rules.graphql_schema import Schema

_EACH_FIELD = 10
_ROOTS = {"query": "query_type", "mutation": "mutation_type"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query or a mutation; valid always.

    Attributes:
        query: its text.
        variables: its variables.
        meta: nothing, as far as the library is concerned.
        path_parameters: there are none.
    """

    query: str
    variables: Mapping[str, Any]
    meta: None = None
    path_parameters: None = None


class GraphQLSchema:
    """A schema, ready to generate from; the same to the worker as an OpenAPI document.

    Args:
        told: the value of `__schema`.
        url: where the service is.
        negative: of no meaning here: what a schema forbids, a service refuses before any code of the product runs.
    """

    modes = (GenerationMode.POSITIVE,)

    def __init__(self, told: Mapping[str, Any], url: str, *, negative: bool) -> None:
        del negative
        self._told = told
        self._schema = Schema(told)
        self._url = url
        self._loaded: Any = None

    def operation(self, label: str) -> str:
        """Return an operation: its label says all of it."""
        return label

    def boundary_cases(self, label: str) -> Iterator[Asked]:
        """Yield operations with arguments of many kinds, the same ones in every run, not nested deeply."""
        kind, name = label.split(" ", 1)
        for query in self._schema.queries(kind, name, _EACH_FIELD):
            yield Asked(query.document, query.variables)

    def random_cases(self, label: str, mode: GenerationMode, seed: int, attempt: Callable[[Asked], None]) -> bool:
        """Call `attempt` with random ones, of the library's making, until it raises; see `library.Schema`."""
        kind, name = label.split(" ", 1)
        try:
            schema = self._library()
            root = getattr(schema.client_schema, _ROOTS[kind]).name
            strategy = schema[root][name].as_strategy(generation_mode=mode)
        except Exception:  # noqa: BLE001 - a schema with holes, of which another check tells
            return True

        def one(case: Any) -> None:
            attempt(Asked(case.as_transport_kwargs(base_url=self._url)["json"]["query"], {}))

        return library.random_examples(strategy, seed, one)

    def inferred_links(self) -> list[Any]:
        """Return no links: none are followed from one field to the next."""
        return []

    def linked_case(self, operation: str, values: Mapping[str, str], seed: int, *, plain: bool = False) -> None:
        """Return no case, for the same reason."""

    def request(self, case: Asked) -> requests.PreparedRequest:
        """Return the case as a request."""
        body: dict[str, Any] = {"query": case.query, **({"variables": dict(case.variables)} if case.variables else {})}
        return requests.Request("POST", self._url, json=body, headers={"Accept": "application/json"}).prepare()

    def failures(self, case: Asked, request: requests.PreparedRequest, answer: Message) -> list[tuple[str, str, str]]:
        """Return the rules that an answer breaks, each with a sentence and the place in which it is broken."""
        del case, request
        try:
            body = json.loads(base64.b64decode(answer["body"]))
        except (ValueError, RecursionError):
            body = None
        sentence, place = crash_of(answer["status"], body)
        if not sentence:
            return []
        return [(SERVER_ERROR if answer["status"] >= 500 else CRASHED, sentence, place)]  # noqa: PLR2004 - RFC 9110 section 15.6

    def _library(self) -> Any:
        if self._loaded is None:
            self._loaded = schemathesis.graphql.from_dict({"__schema": dict(self._told)}, config=SchemathesisConfig())
            self._loaded.config.generation.update(allow_x00=False)
        return self._loaded
