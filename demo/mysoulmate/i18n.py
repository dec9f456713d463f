"""Languages, as clients ask for them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from demo.kernel.errors import ApiError
from demo.kernel.faultboard import PlantedError
from demo.kernel.identity import Running
from demo.kernel.wire import CamelCase
from demo.mysoulmate import formats, languages
from demo.mysoulmate.manners import MANNERS

router = APIRouter(prefix="/i18n", tags=["internationalization"])

Tag = Annotated[str, Query(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$", examples=["fr"])]
Key = Annotated[str, Query(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9_.]+$", examples=["auth.login.title"])]
_DATE = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
Value = Annotated[str, Query(max_length=80)]


class Language(CamelCase):
    """A language there is."""

    code: str
    name: str
    keys: int
    completeness: float


class Languages(CamelCase):
    """The languages there are."""

    default: str
    locales: list[Language]


class Translations(CamelCase):
    """All texts of a language."""

    locale: str
    translations: dict[str, str]


class Translated(CamelCase):
    """A text."""

    key: str
    locale: str
    text: str


class Formatted(CamelCase):
    """A date, a number, an amount and a stretch of time, as a language writes them."""

    locale: str
    date: str
    number: str
    currency: str
    relative: str


@router.get("/locales")
async def locales(deployment: Running) -> Languages:
    """List the languages there are, and how much of each."""
    whole = len(languages.TEXTS[languages.DEFAULT])
    lacking = {"zh"} if deployment.faults.planted("mysoulmate-locale-unlisted") else set()
    listed = [
        Language(code=code, name=name, keys=len(texts), completeness=round(100 * len(texts) / whole, 1))
        for code, name in languages.NAMES.items()
        if code not in lacking and (texts := languages.TEXTS[code]) is not None
    ]
    return Languages(default=languages.DEFAULT, locales=listed)


@router.get("/translations/{locale}", responses=MANNERS.answers(404))
async def translations(
    deployment: Running, response: Response, locale: Annotated[str, Path(pattern=r"^[A-Za-z_-]{2,12}$")]
) -> Translations:
    """Give all texts of a language."""
    language = languages.known(locale)
    if language is None:
        raise ApiError(404)
    texts = dict(languages.TEXTS[language])
    if language == "es" and deployment.faults.planted("mysoulmate-translations-lost"):
        texts = {key: text for key, text in texts.items() if not key.startswith("actions.")}
    response.headers["Content-Language"] = language
    return Translations(locale=language, translations=texts)


@router.get("/translate")
async def translate(  # noqa: PLR0913, PLR0917 - the parameters of the texts there are
    deployment: Running,
    response: Response,
    key: Key,
    locale: Tag | None = None,
    name: Value = "",
    count: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> Translated:
    """Translate a key; in another language than there is, into the default one."""
    wanted = languages.current() if locale is None else languages.known(locale)
    if wanted is None and deployment.faults.planted("mysoulmate-fallback-missing"):
        raise PlantedError("no translations are loaded for this language")
    language = wanted or languages.DEFAULT
    if key not in languages.TEXTS[language] and f"{key}.other" not in languages.TEXTS[language]:
        language = languages.DEFAULT
    form = key
    if count is not None:
        rule = "en" if deployment.faults.planted("mysoulmate-plurals-english") else language
        form = f"{key}.{languages.plural(rule, count)}"
    filled = {"count": "" if count is None else str(count)}
    if not deployment.faults.planted("mysoulmate-parameters-raw"):
        filled["name"] = name
    response.headers["Content-Language"] = language
    return Translated(key=key, locale=language, text=languages.text(form, language, **filled))


@router.get("/format")
async def write(
    deployment: Running,
    response: Response,
    day: Annotated[str, Query(alias="date", pattern=_DATE, examples=["2026-03-14"])],
    number: Annotated[float, Query(ge=-1e9, le=1e9, allow_inf_nan=False)] = 0,
    days: Annotated[int, Query(ge=-1000, le=1000)] = 0,
) -> Formatted:
    """Write a date, a number, an amount of euros and a stretch of days as the language of the answer does."""
    language = languages.current()
    shown = "en" if deployment.faults.planted("mysoulmate-formats-english") else language
    response.headers["Content-Language"] = language
    return Formatted(
        locale=language,
        date=formats.day(shown, date.fromisoformat(day)),
        number=formats.number(shown, number),
        currency=formats.money(shown, number),
        relative=formats.relative(shown, days),
    )
