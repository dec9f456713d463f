"""What a method of age assurance can and cannot satisfy, in plain words. Information, and no legal advice."""

from __future__ import annotations

from dataclasses import dataclass

METHODS = {
    "self-declared": "People say when they were born, and nobody looks whether it is true.",
    "estimation": "The age is estimated, from a face, a voice or the way somebody uses the service.",
    "provider": "Another service that knows tells who is old enough: a bank, a carrier, a wallet, a store.",
    "document": "An identity document is checked, and that it belongs to whoever shows it.",
}
_CAN, _CANNOT, _DEPENDS = "can", "cannot", "depends"
_ORDER = tuple(METHODS)


@dataclass(frozen=True, slots=True)
class Statute:
    """A law, and what the declared method is worth under it.

    Attributes:
        name: what the law is called.
        asks: what it asks, and of whom.
        stands: `can`, `cannot` or `depends`.
        words: why, and what besides.
    """

    name: str
    asks: str
    stands: str
    words: str


_SAYS: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    (
        "United States: COPPA Rule (16 CFR part 312)",
        "Parents' consent before data of children under 13 is collected; it asks for no proof of being 18.",
        {
            "self-declared": (
                _CAN,
                (
                    "A neutral question for the date of birth may screen the visitors of a service for a general "
                    "audience. It does not help where the service is directed to children, or knows that one is there."
                ),
            ),
            "*": (_CAN, "It does more than the screen that the rule asks of a service for a general audience."),
        },
    ),
    (
        "European Union: GDPR article 8",
        (
            "Parents' consent where a service offered to children relies on consent: under 13 to 16, by country. "
            "It is no rule for services for adults."
        ),
        {
            "self-declared": (
                _DEPENDS,
                "Effort has to fit the risk: where it is low, asking may do; where it is high, more is expected.",
            ),
            "*": (_DEPENDS, "It may serve, and the data that it takes has to be no more than is needed."),
        },
    ),
    (
        "United Kingdom: Online Safety Act 2023",
        (
            "Highly effective age assurance before pornography, and before other content that is harmful to children "
            "where the service may be reached by them."
        ),
        {
            "self-declared": (
                _CANNOT,
                "Ofcom's guidance names self-declaration as a method that is not capable of being highly effective.",
            ),
            "*": (
                _DEPENDS,
                (
                    "It can be, if it is technically accurate, robust, reliable and fair; tests of the "
                    "method show that, which no check of this suite replaces."
                ),
            ),
        },
    ),
    (
        "European Union: Digital Services Act article 28",
        (
            "Appropriate measures for minors on online platforms; micro and small enterprises are exempt. The "
            "Commission's guidelines of July 2025 ask for verification where the law or the risk is that of 18."
        ),
        {
            "self-declared": (_CANNOT, "The guidelines call self-declaration not appropriate for such content."),
            "estimation": (
                _DEPENDS,
                "The guidelines take it for medium risks, and ask for verification for high ones.",
            ),
            "*": (_DEPENDS, "It can be appropriate if it is accurate, reliable, robust, non-intrusive and fair."),
        },
    ),
    (
        "United States: laws of states on adult sites, such as Texas HB 1181",
        (
            "Verification of age by sites of which a large part (in Texas more than a third) is sexual material "
            "harmful to minors. The Supreme Court upheld the Texan law in June 2025; others differ in detail."
        ),
        {
            "self-declared": (_CANNOT, "They ask for an identification or for data that somebody else holds."),
            "estimation": (_DEPENDS, "The Texan law does not name it; some other states' laws may admit it."),
            "*": (_DEPENDS, "It can, if it is of a kind that the law of each state served names, and keeps no data."),
        },
    ),
    (
        "United States: laws of states on app stores, such as those of Utah and Texas",
        (
            "App stores tell apps the age category of an account, and apps have to heed it. They come into force at "
            "different times, and some are before courts: look before each release."
        ),
        {"*": (_DEPENDS, "Whatever the method: a signal that says minor must not be overruled by it.")},
    ),
)


def statutes(method: str) -> list[Statute]:
    """Return what the method is worth under each law; an unknown method is taken for self-declaration."""
    method = method if method in METHODS else _ORDER[0]
    rows = []
    for name, asks, worth in _SAYS:
        stands, words = worth.get(method, worth.get("*", ("", "")))
        rows.append(Statute(name, asks, stands, words))
    return rows
