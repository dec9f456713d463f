"""The first target file of a deployment, written from what a first look saw, with comments that teach the rest.

Values and comments go through a TOML library, and what the target sent is made inert and put on one line before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from prodworthy.probes.first_look import STRANGER, FirstLook
from prodworthy.reporting import first_examples
from prodworthy.reporting.inert import one_line
from prodworthy.rules import sign_in
from prodworthy.rules.sign_in import SignIn, SignInStep
from prodworthy.rules.version import read_version
from prodworthy.target import Target
from prodworthy.target.models import Version
from prodworthy.target.secrets import is_secret, strings

if TYPE_CHECKING:
    from tomlkit.items import InlineTable

_TITLE = 80
_NOTE = 160
_HEADERS = ("strict-transport-security", "content-security-policy", "server")
_BOUNDS = {"latency_p95_ms": 1000.0, "success_rate": 0.95}
_WALLS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file.

    Attributes:
        name: its key.
        comment: lines above it.
        values: what stands in it; none: only the comment does.
    """

    name: str
    comment: Sequence[str]
    values: Mapping[str, Any]


def render(look: FirstLook, name: str) -> tuple[str, list[str]]:
    """Return the file's text, and in a line each what was seen.

    Args:
        look: the first look.
        name: of the target.
    """
    found = sign_in.find_sign_in(look.document) if look.document is not None else SignIn()
    sections = [*_seen(look), *_accounts(look, found), *_closing()]
    kept = list(sections)
    for section in sections:  # each is right by itself; what a strange target makes of one must not spoil the rest
        if section.values and not _is_usable(_text(look, name, found, [section])):
            kept.remove(section)
    return _text(look, name, found, kept), _told(look, found)


def _is_usable(text: str) -> bool:
    data = tomllib.loads(text)
    try:
        Target.model_validate(data)
    except ValidationError:
        return False
    return not any(is_secret(at, value) for at, value in strings(data))


def _text(look: FirstLook, name: str, found: SignIn, sections: Iterable[Section]) -> str:
    import tomlkit  # noqa: PLC0415 - only `init` writes such files

    document = tomlkit.document()
    for line in (
        "What is declared of this deployment, as `prodworthy init` saw it from outside. Read it, mend it, keep it",
        "with your code. docs/target.schema.json has every key; `prodworthy validate FILE` says whether it is right.",
        "Secrets do not belong here: write ${NAME}, and put NAME into the environment.",
    ):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document.add("name", tomlkit.item(name))
    title = one_line(look.title, _TITLE)
    if title and not is_secret(("title",), title):
        document.add("title", tomlkit.item(title))
    document.add("base_url", tomlkit.item(look.base_url))
    document.add(tomlkit.comment("What it has; what is not named here does not apply to it, and is not asked for."))
    document.add("capabilities", tomlkit.item(_capabilities(look, found)))
    for section in sections:
        document.add(tomlkit.nl())
        table = tomlkit.table(is_super_table=False)
        place = table if section.values else document
        for line in section.comment:
            place.add(tomlkit.comment(one_line(line, _NOTE)))
        for key, value in section.values.items():
            table.add(key, _item(value))
        if section.values:
            _put(document, section.name, table)
    return re.sub(r"\n{3,}", "\n\n", tomlkit.dumps(document))  # values are on one line, so it is between them


def _put(document: Any, name: str, table: Any) -> None:
    """Add a table under a dotted name, such as `auth.login`, each after those before it."""
    import tomlkit  # noqa: PLC0415 - see above

    *above, last = name.split(".")
    for key in above:
        if key not in document:
            document.add(key, tomlkit.table(is_super_table=True))
        document = document[key]
    document.add(last, table)


def _item(value: Any) -> Any:
    import tomlkit  # noqa: PLC0415 - see above

    if not isinstance(value, Mapping):
        return tomlkit.item(value)
    inline: InlineTable = tomlkit.inline_table()
    for key, below in value.items():
        inline.add(key, _item(below))
    return inline


def _capabilities(look: FirstLook, found: SignIn) -> list[str]:
    has = {
        "accounts": found.is_whole,
        "graphql": bool(look.graphql),
        "openapi": look.document is not None and bool(look.document_path),
        "web": look.landing.ok and look.landing.is_html,
    }
    return [name for name, there in has.items() if there]


def _seen(look: FirstLook) -> Iterable[Section]:
    health = {key: one.path for key, one in {"live": look.live, "ready": look.ready}.items() if one is not None}
    told = "Where it says how it is. `ready` should ask every dependency that a request needs."
    yield Section("health", [told, *([] if look.live else first_examples.NO_HEALTH)], health)
    if look.live and read_version(look.live.exchange, Version()):
        yield Section("version", ["A pipeline can demand one: --expect-version 1.4.2"], {"path": look.live.path})
    if look.document_path:
        comment = ["The contract: every operation is held to it. With --allow writes those that change something too."]
        yield Section("contract", comment, {"document": look.document_path})
    else:
        yield Section("contract", first_examples.NO_CONTRACT, {})
    yield from _reach(look)
    if look.cors == "*":
        yield Section("cors", ["Every origin may read what it answers (Access-Control-Allow-Origin: *)."], {})
    elif look.cors == STRANGER:
        told = "Every origin is let in by its name, a stranger's too. Who may read, by design?"
        yield Section("cors", [told, *first_examples.ORIGINS], {})
    elif look.cors:
        told = f"A stranger's origin was answered with {look.cors}. Who may read, by design?"
        yield Section("cors", [told, *first_examples.ORIGINS], {})
    if look.legal:
        comment = ['Pages for people. Browser flows of your own go into `checks = ["./our_checks"]` at the top.']
        yield Section("web", comment, {"legal": dict(look.legal)})
    sent = [f"{name}: {value}" for name in _HEADERS if (value := look.landing.headers.get(name))]
    yield Section(
        "limits",
        [
            "Bounds that it is judged by. 60 reads prove a success rate of 95 %; 99 % take latency_samples = 300.",
            *(["Sent with the first page, and judged by the security layer:", *sent] if sent else []),
        ],
        {"latency_path": look.live.path, **_BOUNDS} if look.live else _BOUNDS,
    )
    comment = [
        "What blocks a release, and what a run may do. To let it create and remove test accounts, write",
        'allow = "writes" and say --allow writes; then take accepted_withheld out, so that nothing is left unasked.',
        "At most 20 requests a second are sent; requests_per_second = 100 finds out more in the same time.",
    ]
    yield Section("gate", comment, {"threshold": "major", "allow": "reads", "accepted_withheld": ["*"]})


def _reach(look: FirstLook) -> Iterable[Section]:
    if look.ca_file:
        comment = ["The authority that certifies it, seen from where a run starts."]
        yield Section("reach", comment, {"ca_file": look.ca_file})
    if look.landing.status in _WALLS:
        told, *example = first_examples.CREDENTIAL
        told = f"Its first page answers {look.landing.status}: {told}"
        yield Section("", [told, *(example[1:] if look.ca_file else example)], {})


def _accounts(look: FirstLook, found: SignIn) -> Iterable[Section]:
    steps = {"register": found.register, "login": found.login, "profile": found.profile, "delete": found.delete}
    base = urlsplit(look.base_url).path.rstrip("/")
    written = {name: _step(step, base) for name, step in steps.items() if step is not None}
    if not written:
        yield Section(
            "auth", ["No operations of signing in were seen; [auth.register] and [auth.login] declare them."], {}
        )
        return
    first = ["How people sign in, as the document says. {email} and the like are values of the run's test accounts."]
    for name, values in written.items():
        step = steps[name]
        unknown = [f"What to send as {', '.join(step.unknown)} is not known: add it."] if step and step.unknown else []
        if found.is_whole:
            yield Section(f"auth.{name}", [*first, *unknown], values)
        else:
            yield Section("", [*first, *unknown, f"[auth.{name}]", f'request = "{values["request"]}"'], {})
        first = []
    if found.register is not None and found.delete is None:
        comment = [
            "No operation was seen that removes one's account: declare [auth.delete], or what a run makes stays."
        ]
        yield Section("", comment, {})
    if found.register is not None and found.register.birth_date:
        field = found.register.birth_date
        comment = [
            f"Registration takes a date of birth as {field}. If only people of some age may get in,",
            f'add "age_gate" to capabilities, and [age_gate] with minimum_age = 18 and field = "{field}".',
        ]
        yield Section("", comment, {})


def _step(step: SignInStep, base: str) -> dict[str, Any]:
    method, _, route = step.request.partition(" ")
    values: dict[str, Any] = {"request": f"{method} {route.removeprefix(base) or '/'}"}
    if step.fields:
        values["form" if step.is_form else "json"] = _nested(step.fields)
    if step.status:
        values["expect"] = {"status": step.status}
    if step.save:
        values["save"] = dict(step.save)
    return values


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in fields.items():
        *above, last = name.split(".")
        place = nested
        for key in above:
            place = place.setdefault(key, {})
        place[last] = value
    return nested


def _closing() -> Iterable[Section]:
    yield Section("", ["What users do, as steps with one deadline for all of them: [[journeys]]."], {})
    yield Section(
        "",
        [
            "What you promise, and what answers it. The report says of each: kept, broken, or not proven and why.",
            *first_examples.PROMISE.splitlines(),
        ],
        {},
    )


def _told(look: FirstLook, found: SignIn) -> list[str]:
    steps = {"register": found.register, "sign in": found.login, "profile": found.profile, "delete": found.delete}
    signing = [f"{name}: {step.request}" for name, step in steps.items() if step is not None]
    document = look.document
    seen = {
        "where": look.base_url,
        "health": look.live.path if look.live else "none at the usual places",
        "readiness": look.ready.path if look.ready else "none at the usual places",
        "contract": f"{look.document_path} ({len(document.operations)} operations)" if document else "none found",
        "GraphQL": look.graphql or "none found",
        "pages": ", ".join(["its first page", *look.legal.values()]) if look.landing.is_html else "none",
        "accounts": "; ".join(signing) or "no operations of signing in seen",
        "CORS": _let_in(look.cors),
        "requests": str(look.requests),
    }
    return [f"{name:<10}{one_line(value, _NOTE)}" for name, value in seen.items()]


def _let_in(cors: str) -> str:
    if cors == STRANGER:
        return "every origin is let in by its name"
    return f"a stranger is answered with {cors}" if cors else "strangers are not let in"
