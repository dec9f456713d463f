"""What a first target file shows of what could not be seen: examples to complete, each right as it stands."""

from __future__ import annotations

PROMISE = """\
[[promises]]
id = "P-1"
text = "Visitors find it open"
checks = ["smoke.reachable", "smoke.readiness"]
history = [{ measure = "uptime", window = "30d", at_least = 0.995 }]"""


NO_HEALTH = [
    "No health document was found at the usual places. Where there is one elsewhere:",
    "[health]",
    'live = "/health"',
]
NO_CONTRACT = [
    'No OpenAPI document was found at the usual places. Where there is one, add "openapi" to capabilities and name it:',
    "[contract]",
    'document = "/openapi.json"',
]
CREDENTIAL = [
    "what a run has to send to get in goes under [reach], and its secret into the environment:",
    "[reach]",
    'headers = { Authorization = "Bearer ${TOKEN}" }',
]
ORIGINS = ["[cors]", 'allowed_origins = ["https://app.example.org"]']
