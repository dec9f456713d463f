"""OpenAPI documents: what one says about its operations. Reading only; `openapi_validity` judges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_VERSION = re.compile(r"(?:2\.0|3\.[012]\.\d{1,3}(?:-\S{1,20})?)")
_LONGEST_REFERENCE_CHAIN = 20
_TEMPLATE_PARAMETER = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document.

    Attributes:
        method: in upper case.
        path: the path template as it stands in the document.
        route: the path template below the target's origin: the server's base path and `path`.
        operation_id: empty where there is none.
        tags: as declared.
        security: alternatives, each the names of the schemes that are needed together; an empty tuple: public.
        required: names of the required parameters, `body` for a required request body.
        parameters: names of all of them, likewise.
        statuses: the documented response keys, such as `200`, `4XX`, `default`.
        response_types: the media types documented for any response.
        response_schema: whether a successful response documents its body's schema.
        deprecated: whether it is marked so.
    """

    method: str
    path: str
    route: str
    operation_id: str = ""
    tags: tuple[str, ...] = ()
    security: tuple[frozenset[str], ...] = ()
    required: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    response_types: tuple[str, ...] = ()
    response_schema: bool = False
    deprecated: bool = False

    @property
    def label(self) -> str:
        """Method and path, as reports write it."""
        return f"{self.method} {self.path}"

    @property
    def safe(self) -> bool:
        """Whether its method promises to change nothing (RFC 9110 section 9.2.1)."""
        return self.method in SAFE_METHODS

    @property
    def public(self) -> bool:
        """Whether the document lets everyone call it: no security declared, or none as one of the alternatives."""
        return not self.security or frozenset() in self.security

    @property
    def access(self) -> str:
        """Who may call it, in a word or two: `public`, or the names of the schemes."""
        if not self.security:
            return "public"
        alternatives = (" and ".join(sorted(together)) or "public" for together in self.security)
        return " or ".join(dict.fromkeys(alternatives))

    def documents(self, status: int) -> bool:
        """Whether a response of that status is documented, by itself, by its class, or by `default`."""
        return not {str(status), f"{status // 100}xx", "default"}.isdisjoint(key.lower() for key in self.statuses)

    def matches(self, path: str) -> bool:
        """Whether a request's path is one that the route's template stands for."""
        pieces = _TEMPLATE_PARAMETER.split(self.route)
        pattern = "".join("[^/]+" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
        return re.fullmatch(pattern, path) is not None


@dataclass(frozen=True)
class Document:
    """An OpenAPI document, as fetched.

    Attributes:
        raw: the parsed document; whatever the target sent, as long as it is an object.
        url: where it was found.
        client_fields: lower-case names of header fields that every client sends, such as a public key: schemes that
            ask for one of them ask for no account, and are left out of what operations take.
    """

    raw: Mapping[str, Any]
    url: str = ""
    client_fields: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """The version of the OpenAPI specification that it says it follows; empty where it says none that is text."""
        version = self.raw.get("openapi", self.raw.get("swagger"))
        return version if isinstance(version, str) else ""

    @property
    def supported(self) -> bool:
        """Whether that version is 2.0, 3.0, 3.1 or 3.2."""
        return _VERSION.fullmatch(self.version) is not None

    @property
    def title(self) -> str:
        """The API's name."""
        title = mapping(self.raw.get("info")).get("title")
        return title if isinstance(title, str) else ""

    @property
    def paths(self) -> Mapping[str, Any]:
        """The path items by template; empty where the document has none."""
        return mapping(self.raw.get("paths"))

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The absolute URLs of the declared servers, variables replaced by their defaults."""
        if "swagger" in self.raw:
            schemes = [scheme for scheme in listing(self.raw.get("schemes")) if isinstance(scheme, str)]
            host = self.raw.get("host")
            base = self.raw.get("basePath")
            base = base if isinstance(base, str) else ""
            if not isinstance(host, str):
                return (urljoin(self.url, base or "/"),)
            return tuple(f"{scheme}://{host}{base}" for scheme in schemes or [urlsplit(self.url).scheme or "https"])
        urls = (_server_url(mapping(server)) for server in listing(self.raw.get("servers")))
        return tuple(_joined(self.url, url) for url in urls if url) or (urljoin(self.url, "/"),)

    @cached_property
    def base_path(self) -> str:
        """The path below which the operations lie, without a slash at its end.

        Always on the target's own origin: a document that names another host (that of production, on staging) is
        about this deployment all the same. A PostgREST document documents itself as its path `/`, and is found
        there: what it says about its base path is not true behind a gateway.
        """
        itself = mapping(mapping(self.paths.get("/")).get("get"))
        if "swagger" in self.raw and any("openapi" in str(kind) for kind in listing(itself.get("produces"))):
            return urlsplit(self.url).path.rstrip("/")
        try:
            return urlsplit(self.servers[0]).path.rstrip("/")
        except ValueError:
            return ""

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the document; what cannot be read as one is left out."""
        return tuple(self._operations())

    @cached_property
    def _client_schemes(self) -> frozenset[str]:
        declared = self.raw.get("securityDefinitions") or mapping(self.raw.get("components")).get("securitySchemes")
        schemes = {str(name): self.resolve(scheme) for name, scheme in mapping(declared).items()}
        return frozenset(
            name
            for name, scheme in schemes.items()
            if scheme.get("in") == "header" and text(scheme.get("name")).lower() in self.client_fields
        )

    def resolve(self, value: object) -> Mapping[str, Any]:
        """Return the object that `value` is or refers to within the document; empty where it leads nowhere."""
        for _ in range(_LONGEST_REFERENCE_CHAIN):
            found = mapping(value)
            reference = found.get("$ref")
            if not isinstance(reference, str):
                return found
            value = self.lookup(reference)
        return {}

    def lookup(self, reference: str) -> object:
        """Return what a `#/…` reference points at, or None."""
        if not reference.startswith("#"):
            return None
        value: object = self.raw
        for token in reference.removeprefix("#").split("/")[1:]:
            key = _unescaped(token)
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                return None
        return value

    def parameters(self, path_item: Mapping[str, Any], operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return an operation's parameters: those of its path item, each replaced by its own of that place and name."""
        merged: dict[tuple[object, object], Mapping[str, Any]] = {}
        for declared in (*listing(path_item.get("parameters")), *listing(operation.get("parameters"))):
            parameter = self.resolve(declared)
            merged[str(parameter.get("in")), str(parameter.get("name"))] = parameter
        return list(merged.values())

    def _operations(self) -> Iterator[Operation]:
        for path, declared in self.paths.items():
            path_item = self.resolve(declared)
            for method in METHODS:
                operation = path_item.get(method)
                if isinstance(path, str) and isinstance(operation, Mapping):
                    yield self._operation(path, path_item, method, operation)

    def _operation(
        self, path: str, path_item: Mapping[str, Any], method: str, operation: Mapping[str, Any]
    ) -> Operation:
        responses = {str(key): self.resolve(value) for key, value in mapping(operation.get("responses")).items()}
        return Operation(
            method=method.upper(),
            path=path,
            route=self.base_path + path,
            operation_id=text(operation.get("operationId")),
            tags=tuple(tag for tag in listing(operation.get("tags")) if isinstance(tag, str)),
            security=tuple(
                schemes - self._client_schemes
                for schemes in _security(operation.get("security", self.raw.get("security")))
            ),
            required=self._named(path_item, operation, only_required=True),
            parameters=self._named(path_item, operation, only_required=False),
            statuses=tuple(responses),
            response_types=tuple(dict.fromkeys(self._media_types(operation, responses))),
            response_schema=any(_has_schema(response) for key, response in responses.items() if key.startswith("2")),
            deprecated=operation.get("deprecated") is True,
        )

    def _named(
        self, path_item: Mapping[str, Any], operation: Mapping[str, Any], *, only_required: bool
    ) -> tuple[str, ...]:
        names = [
            "body" if parameter.get("in") == "body" else text(parameter.get("name"))
            for parameter in self.parameters(path_item, operation)
            if not only_required or parameter.get("required") is True or parameter.get("in") == "path"
        ]
        body = self.resolve(operation.get("requestBody"))
        if body if not only_required else body.get("required") is True:
            names.append("body")
        return tuple(names)

    def _media_types(self, operation: Mapping[str, Any], responses: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
        for response in responses.values():
            yield from (str(kind).lower() for kind in mapping(response.get("content")))
        if "swagger" in self.raw:
            yield from (str(kind).lower() for kind in listing(operation.get("produces", self.raw.get("produces"))))


def mapping(value: object) -> Mapping[str, Any]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def listing(value: object) -> list[Any]:
    """Return the value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """Return the value if it is text, else the empty text."""
    return value if isinstance(value, str) else ""


def template_parameters(path: str) -> tuple[str, ...]:
    """Return the names in braces of a path template."""
    return tuple(_TEMPLATE_PARAMETER.findall(path))


def _security(declared: object) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(str, mapping(alternative))) for alternative in listing(declared))


def _has_schema(response: Mapping[str, Any]) -> bool:
    contents = mapping(response.get("content")).values()
    return "schema" in response or any("schema" in mapping(content) for content in contents)


def _server_url(server: Mapping[str, Any]) -> str:
    url = text(server.get("url"))
    for name, variable in mapping(server.get("variables")).items():
        url = url.replace(f"{{{name}}}", str(mapping(variable).get("default", "")))
    return url


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _unescaped(token: str) -> str:
    return unquote(token).replace("~1", "/").replace("~0", "~")
