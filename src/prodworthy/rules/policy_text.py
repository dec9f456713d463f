"""What a privacy policy has to name, found by the words of several languages. Words can only show what is absent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from prodworthy.facts.outcome import Findings, found

_WAY = re.compile(r"[^\s@<>()]+(?:@|\s?[\[(](?:at|ät)[\])]\s?)[\w.-]+\.\w{2,}|\+\d[\d\s()/-]{6,}", re.IGNORECASE)
_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    # rights; how long; who receives; whom to complain to
    "cs": ("práv[aou]|přístup|výmaz", "uchov|doba|po dobu", "příjemc|třetí|zpracovatel", "dozorov|úřad"),
    "da": (
        "ret(?:tigheder)? |indsigt|slette",
        "opbevar|gemmer",
        "modtager|tredjepart|databehandler",
        "datatilsyn|klage",
    ),
    "de": (
        "recht",
        "speicher|aufbewahr|lösch",
        "empfänger|dritt|auftragsverarbeit|weitergegeben",
        "aufsichtsbehörde|beschwer",
    ),
    "en": (
        "right|opt.out|request",
        "retain|retention|keep|stor(?:e|age)|long",
        "third.part|recipient|share|disclos|receives|processor",
        "supervis|authorit|complain|commission|regulator|attorney general",
    ),
    "es": ("derecho", "conserva|plazo|almacen", "tercer|destinatari|encargad", "autoridad|reclama|agencia"),
    "fi": ("oike", "säily", "kolman|vastaanottaj|luovut", "viranomai|valitu|valtuutet"),
    "fr": ("droit", "conserv|durée", "tiers|destinataire|sous-traitant", "cnil|autorité|réclamation|plainte"),
    "it": ("diritt", "conserva", "terz|destinatar|responsabil", "garante|autorità|reclamo"),
    "nl": ("recht", "bewa", "derde|ontvanger|verwerker", "autoriteit|klacht"),
    "no": ("rett(?:igheter)?|innsyn|slette", "lagr|oppbevar", "mottaker|tredjepart|databehandler", "datatilsyn|klage"),
    "pl": ("praw", "przechow|okres", "odbiorc|podmiot|stron", "organ|skarg|uodo|urzęd"),
    "pt": (
        "direito",
        "conserva|reten|armazen",
        "terceir|destinatári|partilh|compartilh",
        "autoridade|reclama|anpd|cnpd",
    ),
    "sv": ("rätt", "lagr|spar|bevar", "mottagare|tredje|biträde", "imy|myndighet|klagomål|tillsyn"),
}
LANGUAGES = frozenset(_WORDS)
"""The languages whose words are known."""
_NAMED = ("the rights that people have", "how long data are kept", "who receives data", "whom to complain to")
_YEAR = re.compile(r"\b20[12]\d\b")


_KINDS: Mapping[str, re.Pattern[str]] = {
    "privacy": re.compile(
        r"privacy (?:policy|notice|statement)|datenschutz(?:erklärung|hinweise)?$|confidentialité"
        r"|política de privaci?dad"
        r"|política de privacidade|informativa (?:sulla )?privacy|privacy(?:beleid|verklaring)|polityka prywatności"
        r"|integritetspolicy|personvernerklæring|privatlivspolitik|tietosuojaseloste|ochrana (?:osobních )?údajů",
        re.IGNORECASE,
    ),
    "terms": re.compile(
        r"terms (?:of (?:service|use)|and conditions|& conditions)|^terms$|nutzungsbedingungen|^agb$"
        r"|conditions (?:générales|d.utilisation)|(?:términos|condiciones) (?:de uso|del servicio|y condiciones)"
        r"|termini (?:di servizio|e condizioni)|voorwaarden"
        r"|termos (?:de uso|e condições)|regulamin|användarvillkor|vilkår|käyttöehdot|obchodní podmínky",
        re.IGNORECASE,
    ),
}


def links_of(links: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the addresses that a page's links to its legal pages lead to, by kind, as far as their words tell.

    Args:
        links: address and text of each link.
    """
    kinds: dict[str, str] = {}
    for url, text in links:
        for kind, words in _KINDS.items():
            if words.search(text.strip()):
                kinds.setdefault(kind, url)
    return kinds


def names_contact(text: str) -> bool:
    """Whether a text has an e-mail address or a telephone number."""
    return _WAY.search(text) is not None


def judge(text: str, language: str, *, contact_elsewhere: bool = False) -> Findings:
    """Judge whether a policy names whom to write to and which rights people have; of the rest, absence is advice.

    Source: GDPR art. 13 and 14; CCPA section 1798.130(a)(5).

    Args:
        text: the policy as it reads.
        language: primary language of the text, one of `LANGUAGES`.
        contact_elsewhere: whether the policy links to a page with the contact.
    """
    findings = Findings()
    if not contact_elsewhere and not names_contact(text):
        findings += found("it has no e-mail address and no telephone number", "whom to write to about one's data")
    folded = text.casefold()
    for place, (what, words) in enumerate(zip(_NAMED, _WORDS[language], strict=True)):
        if not re.search(words, folded):
            findings += found(f"no word tells {what}", what, advisory=place > 0)
    if not _YEAR.search(text):
        findings += found("it has no date", "the day of its last change", advisory=True)
    return findings


def own_text(text: str, *others: str) -> str:
    """Return what stands on a page and on none of the others: without menus, banners, and what errors say."""
    known = {line.strip() for other in others for line in other.splitlines()}
    return "\n".join(line for line in text.splitlines() if line.strip() and line.strip() not in known)
