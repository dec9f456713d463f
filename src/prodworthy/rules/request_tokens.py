"""Tokens against requests of other sites: where a page hands one out, and the field in which it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from prodworthy.rules.cookies import Cookie

_NAMED = re.compile(r"csrf|xsrf", re.IGNORECASE)
_FIELDS = {"xsrf-token": "X-XSRF-TOKEN", "csrftoken": "X-CSRFToken"}  # of Angular, axios and Laravel; of Django
_OTHERWISE = "X-CSRF-Token"  # of Rails, and of what follows it
_LEAST = 8


def is_token_field(name: str) -> bool:
    """Return whether a header field carries such a token, by its name."""
    return bool(_NAMED.search(name))


def fields_of(cookies: Iterable[Cookie], named: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the header fields in which scripts of the target's pages send the token back, none where there is none.

    Args:
        cookies: what signing in and the page set. One that scripts cannot read is no such token: it holds the secret
            that the token is made of, or holds it for a form.
        named: contents of the page's `<meta name>` by lower-case name.
    """
    for cookie in cookies:
        if _NAMED.search(cookie.name) and not cookie.http_only and len(cookie.value) >= _LEAST:
            return {_FIELDS.get(cookie.name.lower(), _OTHERWISE): unquote(cookie.value)}
    for name, contents in named.items():
        if _NAMED.search(name) and name.endswith("token") and contents and len(contents[0]) >= _LEAST:
            return {_OTHERWISE: contents[0]}
    return {}
