"""Faults of sessions, and of what lies beside the API: what signing in gives, and what is left of older versions."""

ROWS: tuple[tuple[str, str], ...] = (
    ("block-lets-write", "blocked people do not reach each other: their messages arrive"),
    ("session-fixed", "signing in gives a new session: it goes on with the one that the browser brings"),
    ("old-version-open", "old versions are guarded or gone: /api/v0 answers every read, to anyone"),
    ("request-token-idle", "tokens of forms are compared: one is handed out, and nobody looks at it"),
)
