"""How pages word the question for consent, in the languages of most sites; for targets that do not declare theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _whole(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(phrases)})(?:\s*[!✓✔]|\s+(?:cookies?|&\s*close))?\s*", re.IGNORECASE)


ACCEPT = _whole(
    (
        r"(?:i )?(?:accept|agree|allow)(?: to)?(?: all)?",
        r"yes,? i(?:'m| am)? (?:agree|happy)",
        r"got it",
        r"(?:alle |alles )?(?:akzeptieren|annehmen|zulassen|zustimmen|erlauben)",
        r"(?:ich )?stimme zu",
        r"einverstanden",
        r"(?:tout )?(?:accepter|autoriser)(?: tout)?",
        r"j'accepte",
        r"(?:aceptar|permitir)(?: tod[oa]s?(?: las)?)?",
        r"(?:accetta|accetto|consenti)(?: tutt[oi](?: i)?)?",
        r"(?:aceitar|permitir)(?: tod[oa]s?(?: os)?)?",
        r"(?:alles |alle )?(?:accepteren|toestaan)",
        r"akkoord",
        r"(?:akceptuję|zaakceptuj|zgadzam się|akceptuj)(?: wszystk\w+)?",
        r"(?:acceptera|godkänn|tillåt)(?: alla?)?",
        r"(?:accepter|tillad|godkend)(?: alle)?",
        r"(?:godta|tillat)(?: alle)?",
        r"hyväksy(?: kaikki)?",
        r"(?:přijmout|povolit)(?: vše)?",
        r"(?:принять|согласен)(?: все)?",
        r"同意する|すべて(?:許可|同意|受け入れる)",
    )
)
"""The whole accessible name of a control that agrees."""

REJECT = _whole(
    (
        r"(?:i )?(?:reject|refuse|decline|deny|disagree)(?: all)?",
        r"(?:only|use)? ?(?:necessary|essential|required)(?: only)?",
        r"no,? thanks?",
        r"continue without (?:accepting|agreeing)",
        r"(?:alle |alles )?(?:ablehnen|verweigern)",
        r"nur (?:notwendige|erforderliche|essenzielle|technisch notwendige)\w*",
        r"(?:tout )?(?:refuser|rejeter)(?: tout)?",
        r"je refuse",
        r"continuer sans accepter",
        r"(?:rechazar|denegar)(?: tod[oa]s?(?: las)?)?",
        r"(?:rifiuta|rifiuto|nega)(?: tutt[oi](?: i)?)?",
        r"continua senza accettare",
        r"(?:rejeitar|recusar)(?: tod[oa]s?(?: os)?)?",
        r"(?:alles |alle )?(?:weigeren|afwijzen)",
        r"(?:odrzuć|odmawiam|odrzucam)(?: wszystk\w+)?",
        r"(?:avvisa|neka)(?: alla?)?",
        r"(?:afvis|nægt)(?: alle)?",
        r"(?:avvis|avslå)(?: alle)?",
        r"hylkää(?: kaikki)?",
        r"(?:odmítnout)(?: vše)?",
        r"(?:отклонить|отказаться)(?: все)?",
        r"同意しない|すべて拒否",
    )
)
"""The whole accessible name of a control that refuses."""

ABOUT = re.compile(
    r"cookie|consent|tracking|privacy|analytics|datenschutz|einwilligung|confidentialit|traceurs|privacidad|privacidade|"
    r"plików|evästee|informasjonskaps|クッキー|файл",
    re.IGNORECASE,
)
"""What stands beside such a control where it is one for consent, and not for something else."""

NECESSARY = re.compile(
    r"necess|essential|required|functional|notwendig|erforderlich|essenziell|nécessaire|necesari|tecnic|noodzakelijk|"
    r"niezbędn|nödvändig|nødvendig|välttämät|nezbytn|обязательн",
    re.IGNORECASE,
)
"""Names of options that may be on, as they take no consent."""
