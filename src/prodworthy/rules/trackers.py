"""Services that follow people across sites or count them, known by their hosts and by the names of what they store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

_VENDORS: Mapping[str, tuple[str, ...]] = {
    "Adobe": ("demdex.net", "omtrdc.net", "everesttech.net"),
    "Amazon": ("amazon-adsystem.com",),
    "Amplitude": ("amplitude.com",),
    "AppsFlyer": ("appsflyer.com",),
    "Branch": ("branch.io",),
    "Criteo": ("criteo.com", "criteo.net"),
    "FullStory": ("fullstory.com",),
    "Google": (
        "analytics.google.com",
        "doubleclick.net",
        "google-analytics.com",
        "googleadservices.com",
        "googlesyndication.com",
    ),
    "Heap": ("heapanalytics.com",),
    "Hotjar": ("hotjar.com", "hotjar.io"),
    "HubSpot": ("hs-analytics.net", "hsadspixel.net", "hs-banner.com"),
    "LinkedIn": ("ads.linkedin.com", "px.ads.linkedin.com", "snap.licdn.com"),
    "Meta": ("connect.facebook.net", "facebook.com"),
    "Microsoft": ("bat.bing.com", "clarity.ms"),
    "Mixpanel": ("mixpanel.com", "mxpnl.com"),
    "Mouseflow": ("mouseflow.com",),
    "Outbrain": ("outbrain.com",),
    "Pinterest": ("ct.pinterest.com",),
    "Quantcast": ("quantserve.com",),
    "Reddit": ("redditstatic.com", "alb.reddit.com"),
    "Scorecard Research": ("scorecardresearch.com",),
    "Segment": ("segment.com", "segment.io"),
    "Snap": ("sc-static.net", "tr.snapchat.com"),
    "Taboola": ("taboola.com",),
    "The Trade Desk": ("adsrvr.org",),
    "TikTok": ("analytics.tiktok.com",),
    "X": ("ads-twitter.com", "analytics.twitter.com"),
    "Yandex": ("mc.yandex.ru", "mc.yandex.com"),
}
_VENDOR_OF = {host: vendor for vendor, hosts in _VENDORS.items() for host in hosts}
_STORED: tuple[tuple[str, str], ...] = (
    (r"_g(?:a|id|at|cl_\w+)(?:_.*)?", "Google"),
    (r"_fb[pc]", "Meta"),
    (r"_hj\w*", "Hotjar"),
    (r"_cl(?:ck|sk)", "Microsoft"),
    (r"_uet[sv]id", "Microsoft"),
    (r"_pk_(?:id|ses)\..*", "Matomo"),
    (r"mp_\w+_mixpanel", "Mixpanel"),
    (r"amplitude_id\w*|AMP_[0-9a-f]{10}", "Amplitude"),
    (r"ajs_(?:anonymous|user)_id", "Segment"),
    (r"_ttp|_tt_enable_cookie", "TikTok"),
    (r"_scid\w*", "Snap"),
    (r"hubspotutk|__hs(?:tc|sc|src)", "HubSpot"),
    (r"IDE|test_cookie", "Google"),
    (r"_rdt_uuid", "Reddit"),
    (r"_pin_unauth", "Pinterest"),
    (r"cto_bundle", "Criteo"),
)
_NAMES = tuple((re.compile(pattern), vendor) for pattern, vendor in _STORED)


def vendor_of_request(url: str) -> str:
    """Return whose tracker a request goes to; empty where it is none that is known.

    Google's measurement is known by its parameters as well, as it can be relayed by a host of the site's own.
    """
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    for start in range(len(labels) - 1):
        if vendor := _VENDOR_OF.get(".".join(labels[start:])):
            return vendor
    if parts.path.endswith("/collect") and any(
        value.startswith(("G-", "UA-")) for value in parse_qs(parts.query).get("tid", ())
    ):
        return "Google"
    return ""


def without_identifiers(url: str) -> bool:
    """Whether a tracker's request says that it was refused, and so carries no identifier (Google's consent mode)."""
    return any(state.startswith("G10") for state in parse_qs(urlsplit(url).query).get("gcs", ()))


def vendor_of_name(name: str) -> str:
    """Return whose tracker stores something under that name; empty where it is none that is known."""
    return next((vendor for pattern, vendor in _NAMES if pattern.fullmatch(name)), "")
