"""Faults of what the launch document promises: times, limits, what is filtered, and what is counted."""

ROWS: tuple[tuple[str, str], ...] = (
    ("profile-slow-at-times", "who is signed in is told within half a second: every fifth time it takes longer"),
    ("queue-slow", "the balloons to pop are there at once: finding them takes more than half a second"),
    ("cdn-slow", "static files are near: each takes more than half a second"),
    ("retention-uncounted", "who comes back is counted: there are no events for it"),
    ("moderation-literal", "prohibited content is filtered however it is dressed up: only as it stands in the list"),
    ("matches-rare", "every seventh pop is a match: every twelfth is"),
    ("matching-unlimited", "all of the API is limited: its busiest area is not"),
)
