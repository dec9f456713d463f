"""What is used of schemathesis: a document made ready, data as a request, and an answer judged.

Only the generating process imports this module: the library and what it needs take a good part of a second to load.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import hypothesis
import requests
import schemathesis
import schemathesis.checks
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.control import SkipTest
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import JsonSchemaError, MissingHeaders

from prodworthy.probes.frames import Message
from prodworthy.rules.conformance import ANSWER_RULES, BODY, MEDIA_TYPE, NEGATIVE, SERVER_ERROR, SLOW, STATUS
from prodworthy.rules.openapi_links import Link

_EXPECTED = re.compile(r"Invalid data should have been rejected\s+Expected: [\dx, ]+\s+Invalid component: ")
Case = Any  # of the library; generic over its own schema types, which are of no use here
_MOST_EXAMPLES = 100_000
_BODY, _PATH = "$response.body#", "$request.path."
_WITHOUT_CONTENT = frozenset({204, 205, 304})  # RFC 9110 section 6.4.1
# The suite identifies itself and counts lengths; what the library would say of itself is left out.
_NOT_SENT = frozenset(
    {"user-agent", "accept-encoding", "connection", "content-length", "host", "x-schemathesis-testcaseid"}
)


class TimeUp(BaseException):
    """The time for an operation is over; no `Exception`, so that no generator takes it for a failure."""


class Schema:
    """A document, ready to generate from.

    Args:
        document: the parsed document, without references to other documents.
        base_url: where its operations are.
        negative: whether data that the document forbids is generated as well.
    """

    def __init__(self, document: dict[str, Any], base_url: str, *, negative: bool) -> None:
        # Not discovered: a configuration that lies about in the user's folder must not change a verdict.
        self._schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig())
        self._schema.config.generation.update(with_security_parameters=False, allow_x00=False)
        self._schema.config.phases.coverage.unexpected_methods = set()
        self._base_url = base_url
        self.modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if negative else [])]

    def operation(self, label: str) -> Any:
        """Return an operation by its method and path."""
        method, path = label.split(" ", 1)
        return self._schema[path][method]

    def boundary_cases(self, operation: Any) -> Iterator[Case]:
        """Yield cases at the boundaries of what the document allows (and beyond); the same ones in every run."""
        generation = self._schema.config.generation_for(operation=operation, phase="coverage")
        yield from self._schema.iter_coverage_cases(
            operation, generation_modes=self.modes, generation_config=generation
        )

    def random_cases(self, operation: Any, mode: GenerationMode, seed: int, attempt: Callable[[Case], None]) -> bool:
        """Call `attempt` with random data of one kind until it raises.

        Returns:
            Whether there is nothing more to try, because the kind has no more (or no) data for this operation.
        """
        return random_examples(operation.as_strategy(generation_mode=mode), seed, attempt)

    def failures(self, case: Case, request: requests.PreparedRequest, answer: Message) -> list[tuple[str, str, str]]:
        """Return the rules that an answer breaks, each with a sentence and the place in which it is broken."""
        return failures(case, request, answer)

    def inferred_links(self) -> list[Link]:
        """Return what the library infers of names and schemas: which answers hold what which operations take.

        Its analysis knows lists, items below items, and what documents call the same thing by; it takes some
        milliseconds for a hundred operations. Declared links are not among them.
        """
        found = []
        for response in self._schema.analysis.dependency_graph.iter_links():
            source = _label(response.producer_operation_ref)
            for link in response.links.values():
                pairs = tuple((name.removeprefix("path."), said) for name, said in link.parameters.items())
                if all(said.startswith((_BODY, _PATH)) for _, said in pairs) and not link.request_body:
                    parameters = tuple((name, said.removeprefix(_BODY)) for name, said in pairs)
                    target = _label(link.operation_ref)
                    found.append(Link(source, response.status_code, target, parameters, declared=False))
        return found

    def linked_case(self, operation: Any, values: Mapping[str, str], seed: int, *, plain: bool = False) -> Case:
        """Return a valid case of an operation with these path parameters; None where there is none.

        Args:
            operation: the operation.
            values: of its path parameters.
            seed: of what is made up besides.
            plain: whether a query has required parameters only, so that nothing is filtered out.
        """
        found: list[Case] = []

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=1,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
            verbosity=hypothesis.Verbosity.quiet,
        )
        @hypothesis.given(
            case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=dict(values))
        )
        def test(case: Case) -> None:
            found.append(case)

        with suppress(SkipTest, Unsatisfiable):
            test()
        if found and plain and isinstance(found[0].query, dict):
            needed = {one.name for one in operation.query if one.is_required}
            found[0].query = {name: value for name, value in found[0].query.items() if name in needed}
        return found[0] if found else None

    def request(self, case: Case) -> requests.PreparedRequest:
        """Return the case as a request."""
        return requests.Request(**case.as_transport_kwargs(base_url=self._base_url)).prepare()


def _label(reference: str) -> str:
    """Return method and path of a reference to an operation (`#/paths/~1items/get`)."""
    path, method = reference.removeprefix("#/paths/").rsplit("/", 1)
    return f"{method.upper()} {path.replace('~1', '/').replace('~0', '~')}"


def random_examples(strategy: Any, seed: int, attempt: Callable[[Any], None]) -> bool:
    """Call `attempt` with random examples of a strategy until it raises; return whether there are no more."""

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=_MOST_EXAMPLES,
        derandomize=False,
        database=None,  # a warm one replays old failures and makes a run look fast and clever
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(example=strategy)
    def test(example: Any) -> None:
        attempt(example)

    try:
        test()
    except TimeUp:
        return False
    except (SkipTest, Unsatisfiable):
        return True
    return True


def is_negative(case: Case) -> bool:
    """Whether the case breaks what the document demands of requests."""
    return case.meta is not None and case.meta.generation.mode.is_negative


def as_message(case: Case, request: requests.PreparedRequest) -> Message:
    """Return a request as the suite takes it."""
    body = request.body if isinstance(request.body, str | bytes) else b""
    fields = [
        (name, value.decode("latin-1") if isinstance(value, bytes) else value)
        for name, value in request.headers.items()
    ]
    return {
        "negative": is_negative(case),
        "method": request.method,
        "url": request.url,
        "headers": [[name, value] for name, value in fields if name.lower() not in _NOT_SENT],
        "body": base64.b64encode(body.encode() if isinstance(body, str) else body).decode(),
    }


def failures(case: Case, request: requests.PreparedRequest, answer: Message) -> list[tuple[str, str, str]]:
    """Return the rules that an answer breaks, each with a sentence and the place in which it is broken."""
    if answer["status"] >= 500:  # noqa: PLR2004 - RFC 9110 section 15.6
        return [(SERVER_ERROR, f"answered {answer['status']}", "")]
    names: Sequence[str] = [name for name in ANSWER_RULES if not (answer["truncated"] and name == BODY)]
    # In OpenAPI 2.0, what an operation produces stands beside all statuses. A body that is missing breaks its schema.
    if answer["status"] in _WITHOUT_CONTENT or not answer["body"]:
        names = [name for name in names if name != MEDIA_TYPE]
    if is_negative(case):
        names = [*names, NEGATIVE]
    found = [(SLOW, answer["slow"], "")] if answer.get("slow") else []
    try:
        case.validate_response(
            _response(request, answer), checks=[getattr(schemathesis.checks, name) for name in names]
        )
    except FailureGroup as group:
        for one in group.exceptions:
            if isinstance(one, Failure) and not _of_a_file(one):
                rule = next((name for name in one.checks if name in names), BODY)
                # A status or type that is not documented is the same whatever the request was.
                place = "" if rule in {STATUS, MEDIA_TYPE} else _place(one, case)
                found.append((rule, _sentence(one, place), place))
    return found


def _response(request: requests.PreparedRequest, answer: Message) -> Response:
    headers: dict[str, list[str]] = {}
    for name, value in answer["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    return Response(
        status_code=answer["status"],
        headers=headers,
        content=base64.b64decode(answer["body"]),
        request=request,
        elapsed=answer["elapsed"],
        verify=True,
        message=answer["reason"],
        http_version=answer["version"],
        encoding="utf-8",
    )


def _of_a_file(failure: Failure) -> bool:
    """Whether an answer that is documented as a file was read as the data that happens to be in it."""
    if not isinstance(failure, JsonSchemaError) or failure.instance_path or not isinstance(failure.schema, dict):
        return False
    kind = (failure.schema.get("type"), failure.schema.get("format"))
    return kind == ("string", "binary")  # what `type: file` of OpenAPI 2.0 is as well, to the library


def _sentence(failure: Failure, place: str) -> str:
    """Return what the library says was wrong and where, without the schema that it prints below."""
    said = failure.message.split("\n\nSchema", 1)[0].split("\n\nValidated against", 1)[0]
    said = _EXPECTED.sub("", said)
    return " ".join(f"{failure.title}{f' at {place}' if place else ''}: {said}".split())[:600]


def _place(failure: Failure, case: Case) -> str:
    """Return where an answer is wrong, or which part of a request was invalid: the same for one cause."""
    if isinstance(failure, JsonSchemaError):
        return "/".join("*" if isinstance(step, int) else str(step) for step in failure.instance_path)[:120]
    if isinstance(failure, MissingHeaders):
        return ", ".join(failure.missing_headers)[:120]
    data = case.meta.phase.data if case.meta is not None and is_negative(case) else None
    named = [getattr(data, name, None) for name in ("parameter_location", "parameter")]
    return " ".join(str(getattr(one, "value", one)) for one in named if one)[:120]
