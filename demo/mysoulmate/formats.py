"""Dates, numbers, amounts of money and stretches of time, as each language writes them (CLDR)."""

from dataclasses import dataclass
from datetime import date

_NARROW = "\u202f"
_FIXED = "\u00a0"


@dataclass(frozen=True, slots=True)
class _Way:
    """How a language writes.

    Attributes:
        months: the names of the months, or nothing where they are numbers.
        day: a date, with {d}, {m} and {y}.
        group: what stands between thousands.
        point: what stands before the decimals.
        money: an amount, with {n}.
        ago: days in the past, with {n}; and one day ago.
        ahead: days in the future, with {n}; and in one day.
    """

    months: str
    day: str
    group: str
    point: str
    money: str
    ago: tuple[str, str]
    ahead: tuple[str, str]
    today: str


_WAYS = {
    "en": _Way(
        "January February March April May June July August September October November December",
        "{m} {d}, {y}", ",", ".", "€{n}", ("{n} days ago", "yesterday"), ("in {n} days", "tomorrow"), "today",
    ),
    "fr": _Way(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "{d} {m} {y}", _NARROW, ",", f"{{n}}{_FIXED}€", ("il y a {n} jours", "hier"), ("dans {n} jours", "demain"),
        "aujourd’hui",  # noqa: RUF001 - French is written with this apostrophe
    ),
    "es": _Way(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "{d} de {m} de {y}", ".", ",", f"{{n}}{_FIXED}€", ("hace {n} días", "ayer"), ("dentro de {n} días", "mañana"),
        "hoy",
    ),
    "de": _Way(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "{d}. {m} {y}", ".", ",", f"{{n}}{_FIXED}€", ("vor {n} Tagen", "gestern"), ("in {n} Tagen", "morgen"), "heute",
    ),
    "it": _Way(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "{d} {m} {y}", ".", ",", f"{{n}}{_FIXED}€", ("{n} giorni fa", "ieri"), ("tra {n} giorni", "domani"), "oggi",
    ),
    "pt": _Way(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "{d} de {m} de {y}", ".", ",", f"€{_FIXED}{{n}}", ("há {n} dias", "ontem"), ("em {n} dias", "amanhã"), "hoje",
    ),
    "ja": _Way("", "{y}年{m}月{d}日", ",", ".", "€{n}", ("{n} 日前", "昨日"), ("{n} 日後", "明日"), "今日"),
    "zh": _Way("", "{y}年{m}月{d}日", ",", ".", "€{n}", ("{n}天前", "昨天"), ("{n}天后", "明天"), "今天"),
}  # fmt: skip


def day(language: str, value: date) -> str:
    """Write a date."""
    way = _WAYS[language]
    month = way.months.split()[value.month - 1] if way.months else str(value.month)
    return way.day.format(d=value.day, m=month, y=value.year)


def number(language: str, value: float, decimals: int | None = None) -> str:
    """Write a number, with as many decimals as it has or as are wanted."""
    way = _WAYS[language]
    written = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,.3f}".rstrip("0").rstrip(".")
    return written.replace(",", "\0").replace(".", way.point).replace("\0", way.group)


def money(language: str, euros: float) -> str:
    """Write an amount of euros."""
    return _WAYS[language].money.format(n=number(language, euros, 2))


def relative(language: str, days: int) -> str:
    """Write how many days ago or ahead something is."""
    way = _WAYS[language]
    if days == 0:
        return way.today
    many, one = way.ago if days < 0 else way.ahead
    return one if abs(days) == 1 else many.format(n=abs(days))
