"""The languages of the product: which one a request is answered in, and the texts in each."""

from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment
from demo.mysoulmate import words

DEFAULT = "fr"
NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "de": "Deutsch",
    "it": "Italiano",
    "pt": "Português",
    "ja": "日本語",
    "zh": "中文",
}
COOKIE = "__Host-lang"
READY = frozenset({"en", "fr", "es"})
"""The languages that everything is in; the others are known to /i18n only, until they are done."""

_ONE_FORM = frozenset({"ja", "zh"})
_ONE_FROM_NOTHING = frozenset({"fr", "pt"})


@dataclass(frozen=True, slots=True)
class Speech:
    """How one request is answered.

    Attributes:
        language: the language.
        errors: that of refusals.
        numbered: whether refusals have an id.
    """

    language: str = DEFAULT
    errors: str = DEFAULT
    numbered: bool = True


_speech: ContextVar[Speech] = ContextVar("speech", default=Speech())  # noqa: B039 - it cannot be changed


def _texts() -> dict[str, dict[str, str]]:
    """Put all texts together, by language and dotted key."""
    made: dict[str, dict[str, str]] = {name: {} for name in NAMES}
    for number, language in enumerate(("fr", "en", "es")):
        texts = made[language]
        for verb, named in words.ACTIONS.items():
            if named[number]:
                texts |= {
                    f"actions.{verb}.{thing}": f"{named[number]} {what[number]}" for thing, what in words.THINGS.items()
                }
        for things, forms in words.COUNTED.items():
            texts[f"counts.{things}.one"] = f"{{{{count}}}} {forms[number][0]}"
            texts[f"counts.{things}.other"] = f"{{{{count}}}} {forms[number][1]}"
        for field, called in words.FIELDS.items():
            texts |= {
                f"validation.{field}.{flaw}": f"{called[number]} {is_[number]}." for flaw, is_ in words.FLAWS.items()
            }
        texts |= {key: text[number] for key, text in words.SINGLE.items()}
    for language, some in words.PLANNED.items():
        made[language] |= some
    return made


TEXTS: Mapping[str, Mapping[str, str]] = _texts()
"""By language and dotted key."""


def known(wanted: str, offered: Collection[str] = NAMES) -> str | None:
    """Find the language of a tag, such as fr-CA, among those there are."""
    language = wanted.strip().replace("_", "-").partition("-")[0].lower()
    return language if language in offered else None


def accepted(header: str, offered: Collection[str], *, weighed: bool = True) -> str | None:
    """Choose by Accept-Language (RFC 9110 section 12.5.4): the heaviest that there is."""
    ranked: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        try:
            weight = float(value) if name.strip().lower() == "q" else 1.0
        except ValueError:
            continue
        found = DEFAULT if tag.strip() == "*" else known(tag, offered)
        if found is not None and (not weighed or 0 < weight <= 1):
            ranked.append((weight if weighed else 1.0, found))
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def choose(scope: Scope, deployment: Deployment) -> str:
    """Choose the language of an answer: ?lang=, X-Locale, the choice on the pages, Accept-Language, the default."""
    faults = deployment.faults
    headers = Headers(scope=scope)
    offered = NAMES if "/i18n/" in scope["path"] else READY
    query = known(parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0], offered)
    field = known(headers.get("x-locale", ""), offered)
    if faults.planted("mysoulmate-locale-order"):
        query, field = field, query
    chosen = None
    if "cookie" in headers and (cookie := SimpleCookie(headers["cookie"]).get(COOKIE)):
        chosen = known(cookie.value, offered)
    heaviest = accepted(
        headers.get("accept-language", ""), offered, weighed=not faults.planted("mysoulmate-weights-ignored")
    )
    return query or field or chosen or heaviest or DEFAULT


def current() -> str:
    """Tell the language of the request that is being answered."""
    return _speech.get().language


def speech() -> Speech:
    """Tell how the request is answered."""
    return _speech.get()


def plural(language: str, count: int) -> str:
    """Name the form for a number (CLDR): in French nothing counts as one; Japanese and Chinese have one form."""
    if language in _ONE_FORM:
        return "other"
    return "one" if count == 1 or (count == 0 and language in _ONE_FROM_NOTHING) else "other"


def text(key: str, language: str | None = None, /, **parameters: str) -> str:
    """Give a text in a language, else in the default one, else the key itself, with its parameters filled in."""
    found = TEXTS.get(language or current(), {}).get(key) or TEXTS[DEFAULT].get(key, key)
    for name, value in parameters.items():
        found = found.replace(f"{{{{{name}}}}}", value)
    return found


class Localised:
    """Settles the language of each request, and says in the answer which it is."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the language that is wanted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        planted = self._deployment.faults.planted
        chosen = choose(scope, self._deployment)
        errors = DEFAULT if planted("mysoulmate-errors-untranslated") else chosen
        _speech.set(Speech(chosen, errors, numbered=not planted("mysoulmate-error-id-missing")))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and not scope["path"].startswith("/static/"):
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Language", current())
                if planted("mysoulmate-language-untold"):
                    del headers["Content-Language"]
                headers.add_vary_header("Accept-Language, X-Locale")
            await send(message)

        await self._app(scope, receive, told)
