"""Finds in an OpenAPI document how people register and sign in: the operations, and what each field of them takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.rules.openapi import Document, Operation, listing, mapping, text

_REGISTER = re.compile(r"(?i)/(?:sign-?up|register|registration|registrations|create-?account)/?$")
_COLLECTION = re.compile(r"(?i)/(?:users|accounts|members)/?$")
_LOGIN = re.compile(r"(?i)/(?:log-?in|sign-?in|token|tokens|sessions?|authenticate)/?$")
_PROFILE = re.compile(r"(?i)/(?:me|profile|whoami|userinfo|current-?user|account)/?$")
_MEANINGS = {
    "{email}": re.compile(r"(?i)^(?:e-?mail|mail|e-?mail_?address)$"),
    "{password}": re.compile(
        r"(?i)^(?:password|passwd|pwd|pass)(?:_?confirm(?:ation)?|_?repeat|2)?$|^confirm_?password$"
    ),
    "{birth_date}": re.compile(r"(?i)^(?:date_?of_?birth|birth_?date|dob|birth_?day)$"),
    "{username}": re.compile(r"(?i)^(?:user_?name|login|handle|nick_?name)$"),
    "{name}": re.compile(r"(?i)^(?:(?:full|display|first|last|given|family)_?name|name|surname)$"),
}
_TOKEN = re.compile(r"(?i)^(?:access_?token|token|jwt|id_?token|auth_?token)$")
_REFRESH = re.compile(r"(?i)^refresh_?token$")
_IDENTIFIER = re.compile(r"(?i)^(?:id|_id|uuid|user_?id)$")
_FORM = "application/x-www-form-urlencoded"
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class SignInStep:
    """An operation of signing in, as a step of a target file.

    Attributes:
        request: method and path below the target's origin.
        fields: by dotted name, what is sent in it: a word in braces, or a value.
        is_form: whether it takes a form in place of JSON.
        unknown: required fields of which the document does not say what to send.
        status: the documented status of success; 0 where there is none.
        save: what later steps need of the answer, with the dotted path to it.
    """

    request: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    is_form: bool = False
    unknown: tuple[str, ...] = ()
    status: int = 0
    save: Mapping[str, str] = field(default_factory=dict)

    @property
    def birth_date(self) -> str:
        """The field that takes a date of birth; empty where there is none."""
        return next((name for name, value in self.fields.items() if value == "{birth_date}"), "")


@dataclass(frozen=True, slots=True)
class SignIn:
    """What was found; None for what was not."""

    register: SignInStep | None = None
    login: SignInStep | None = None
    profile: SignInStep | None = None
    delete: SignInStep | None = None

    @property
    def is_whole(self) -> bool:
        """Whether an account can be made and signed in with by what the document says alone."""
        steps = [step for step in (self.register, self.login) if step is not None]
        saves_token = any("token" in step.save for step in steps)
        return self.register is not None and saves_token and not any(step.unknown for step in steps)


def find_sign_in(document: Document) -> SignIn:
    """Return how people sign in, as far as the document tells."""
    posts = [one for one in document.operations if one.method == "POST" and "{" not in one.route]
    with_password = [one for one in posts if "{password}" in _fields(document, one)[0].values()]
    register = _first(with_password, _REGISTER) or _first(with_password, _COLLECTION)
    login = _first([one for one in with_password if one is not register], _LOGIN)
    gets = [one for one in document.operations if one.method == "GET" and "{" not in one.route and not one.public]
    profile = _first(gets, _PROFILE)
    deletes = [one for one in document.operations if one.method == "DELETE" and "{" not in one.route]
    return SignIn(
        register=_step(document, register),
        login=_step(document, login),
        profile=_step(document, profile),
        delete=_step(document, _first(deletes, _PROFILE)),
    )


def _first(operations: list[Operation], pattern: re.Pattern[str]) -> Operation | None:
    return next((one for one in operations if pattern.search(one.route)), None)


def _step(document: Document, operation: Operation | None) -> SignInStep | None:
    if operation is None or not re.fullmatch(r"/\S{0,200}", operation.route):
        return None
    fields, unknown, is_form = _fields(document, operation)
    successes = sorted(int(key) for key in operation.statuses if re.fullmatch(r"2\d\d", key))
    save = dict(_saved(document, _answer(document, operation)))
    return SignInStep(
        f"{operation.method} {operation.route}", fields, is_form, unknown, successes[0] if successes else 0, save
    )


def _raw(document: Document, operation: Operation) -> Mapping[str, Any]:
    return mapping(document.resolve(document.paths.get(operation.path)).get(operation.method.lower()))


def _fields(document: Document, operation: Operation) -> tuple[dict[str, Any], tuple[str, ...], bool]:
    """Return what to send, the required fields of which that is not known, and whether it is a form."""
    raw = _raw(document, operation)
    content = mapping(document.resolve(raw.get("requestBody")).get("content"))
    is_form = bool(content) and not any("json" in str(kind) for kind in content) and _FORM in content
    kind = next((kind for kind in content if (kind == _FORM if is_form else "json" in str(kind))), "")
    schema = document.resolve(mapping(content.get(kind)).get("schema"))
    if not content:  # of Swagger 2.0
        path_item = document.resolve(document.paths.get(operation.path))
        body = next((one for one in document.parameters(path_item, raw) if one.get("in") == "body"), {})
        schema = document.resolve(body.get("schema"))
    fields: dict[str, Any] = {}
    unknown: list[str] = []
    for name, value, required in _properties(document, schema):
        if value is not None and (required or isinstance(value, str)):
            fields[name] = value
        elif required:
            unknown.append(name)
    if "{email}" not in fields.values():  # an address is a name to sign in with
        fields = {name: "{email}" if value == "{username}" and is_form else value for name, value in fields.items()}
    return fields, tuple(unknown), is_form


def _properties(
    document: Document, schema: Mapping[str, Any], prefix: str = "", depth: int = _DEPTH
) -> Iterator[tuple[str, Any, bool]]:
    """Yield each property's dotted name, what to send in it (None: not known), and whether it is required."""
    required = set(map(str, listing(schema.get("required"))))
    for part in [schema, *map(document.resolve, listing(schema.get("allOf")))]:
        required |= set(map(str, listing(part.get("required"))))
        for name, declared in mapping(part.get("properties")).items():
            if not isinstance(name, str) or not _PLAIN.fullmatch(name) or "." in name:
                continue
            below = document.resolve(declared)
            if "properties" in below and depth:
                for inner, value, needed in _properties(document, below, f"{prefix}{name}.", depth - 1):
                    yield inner, value, needed and name in required
            else:
                yield f"{prefix}{name}", _value(name, below), name in required


def _value(name: str, schema: Mapping[str, Any]) -> Any:
    if schema.get("type", "string") == "string" or "type" not in schema:
        for word, pattern in _MEANINGS.items():
            if pattern.search(name):
                return word
    choices = listing(schema.get("enum"))
    if choices and isinstance(choices[0], str | int | bool) and _PLAIN.fullmatch(str(choices[0])):
        return choices[0]
    return True if schema.get("type") == "boolean" else None


def _answer(document: Document, operation: Operation) -> Mapping[str, Any]:
    responses = mapping(_raw(document, operation).get("responses"))
    success: object = next((value for key, value in sorted(responses.items(), key=str) if str(key).startswith("2")), {})
    response = document.resolve(success)
    content = mapping(response.get("content"))
    kind = next((kind for kind in content if "json" in str(kind)), "")
    return document.resolve(mapping(content.get(kind)).get("schema") if content else response.get("schema"))


def _saved(
    document: Document, schema: Mapping[str, Any], prefix: str = "", depth: int = _DEPTH
) -> Iterator[tuple[str, str]]:
    """Yield what later steps need, with its dotted path; what is nearer to the top comes last, and so wins."""
    for name, declared in mapping(schema.get("properties")).items():
        below = document.resolve(declared)
        if "properties" in below and depth and _PLAIN.fullmatch(text(name)):
            yield from _saved(document, below, f"{prefix}{name}.", depth - 1)
    for name in mapping(schema.get("properties")):
        for saved, pattern in {"token": _TOKEN, "refresh_token": _REFRESH, "user_id": _IDENTIFIER}.items():
            if isinstance(name, str) and pattern.search(name):
                yield saved, f"{prefix}{name}"
