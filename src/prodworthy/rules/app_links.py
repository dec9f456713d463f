"""App links: the files by which a site and an app vouch for each other."""

from __future__ import annotations

import re
from collections.abc import Mapping

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

ANDROID = "/.well-known/assetlinks.json"
APPLE = "/.well-known/apple-app-site-association"
_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31}")
_APP_ID = re.compile(r"[A-Z0-9]{10}\.[A-Za-z0-9.*-]+")


def judge(path: str, answer: Exchange) -> Findings:
    """Judge one of the files: served there itself, as JSON, and naming an app as its platform reads it.

    Sources: Digital Asset Links, statement list syntax; Apple, Supporting associated domains.
    """
    if answer.is_redirect:
        return found(f"a redirect ({answer.status})", "the file itself: platforms follow no redirect")
    if answer.media_type != "application/json" and path == ANDROID:
        return found(f"Content-Type {answer.media_type or 'missing'}", "application/json")
    document = answer.json()
    if path == ANDROID:
        return _judge_android(document)
    if not isinstance(document, Mapping):
        return found("it is no JSON object", "an object with applinks, webcredentials or appclips")
    return _judge_apple(document)


def _judge_android(document: object) -> Findings:
    statements = document if isinstance(document, list) else []
    targets = [one.get("target") for one in statements if isinstance(one, Mapping)]
    apps = [one for one in targets if isinstance(one, Mapping) and one.get("namespace") == "android_app"]
    sites = [one for one in targets if isinstance(one, Mapping) and one.get("namespace") == "web"]
    if not apps and not sites:
        return found("it names no app", "a list of statements with a target each")
    for app in apps:
        prints = app.get("sha256_cert_fingerprints")
        if not isinstance(app.get("package_name"), str) or not isinstance(prints, list) or not prints:
            return found("an app without package_name or fingerprint", "both, as the store signs the app")
        if not all(isinstance(one, str) and _FINGERPRINT.fullmatch(one) for one in prints):
            return found("a fingerprint that is none", "SHA-256 as 32 hexadecimal pairs with colons")
    return Findings()


def _judge_apple(document: Mapping[str, object]) -> Findings:
    links = document.get("applinks")
    named: list[object] = []
    if isinstance(links, Mapping):
        details = links.get("details")
        for one in details if isinstance(details, list) else []:
            if isinstance(one, Mapping):
                several = one.get("appIDs")
                named += several if isinstance(several, list) else [one.get("appID")]
    for kind in ("webcredentials", "appclips"):
        section = document.get(kind)
        apps = section.get("apps") if isinstance(section, Mapping) else None
        named += apps if isinstance(apps, list) else []
    if not named:
        return found("it names no app", "the identifiers of apps, as TEAMID.bundle.identifier")
    wrong = [one for one in named if not (isinstance(one, str) and _APP_ID.fullmatch(one))]
    return found("an app identifier that is none", "TEAMID.bundle.identifier") if wrong else Findings()
