"""The contract layer: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import access

CONFORMANCE = ("contract.conformance", "contract.no_server_errors", "contract.invalid_input")
_ONLY = ("contract",)
_FUZZED = (*CONFORMANCE, "contract.auth_enforced", "contract.ownership", "contract.links", "contract.speed")
_TOLD = ("contract.protection_documented", "contract.answers_documented", "contract.examples", "contract.promised_size")
_READ = (*_FUZZED, *_TOLD, "contract.areas", "contract.documented")
_NEARBY = ("security.public_profile", "security.location_coarse", "security.deletion_complete")

ROWS: tuple[Row, ...] = (
    # Without a document, or with one that leads nowhere, there is nothing to hold the answers against.
    # Searches are known from the document.
    Row(
        "openapi-missing",
        ("contract.document",),
        (*_READ, "contract.compatible", *access.INJECTION),
        layers=_ONLY,
        alone=True,
        breaks=("BAL-11",),
    ),
    Row("openapi-invalid", ("contract.document",), _READ, layers=_ONLY, alone=True, breaks=("BAL-11",)),
    # What is not in the document is not fuzzed either.
    Row(
        "openapi-incomplete",
        ("contract.areas", "contract.documented"),
        (*_FUZZED, *_TOLD, *access.INJECTION),
        layers=_ONLY,
        breaks=("BAL-11",),
    ),
    # Who is nearby is one of the pages on which people are looked at.
    Row(
        "contract-undocumented-status",
        ("contract.conformance#GET /api/users/nearby",),
        _NEARBY,
        layers=_ONLY,
        breaks=("BAL-11",),
    ),
    Row("contract-wrong-type", ("contract.conformance#GET /api/users/profile",), layers=_ONLY, breaks=("BAL-11",)),
    Row("contract-500", ("contract.no_server_errors",), _NEARBY, layers=_ONLY, breaks=("BAL-11",)),
    Row("contract-accepts-invalid", ("contract.invalid_input",), layers=_ONLY, breaks=("BAL-11",)),
    Row(
        "contract-field-missing",
        ("contract.conformance#GET /api/matching/allocation",),
        layers=_ONLY,
        breaks=("BAL-11",),
    ),
    Row("contract-null", ("contract.conformance#GET /api/matching/pops/received",), layers=_ONLY, breaks=("BAL-11",)),
    Row("contract-media-type", ("contract.conformance#GET /api/subscription/plans",), layers=_ONLY, breaks=("BAL-11",)),
    Row(
        "contract-auth-ignored",
        ("contract.auth_enforced#GET /api/experiments/definitions",),
        layers=_ONLY,
        breaks=("BAL-11",),
    ),
    Row(
        "contract-notes-open",
        tuple(f"contract.ownership#{method} /api/notes/{{note_id}}" for method in ("GET", "PUT", "DELETE")),
        layers=_ONLY,
    ),
    Row("contract-link-broken", ("contract.links",), layers=_ONLY, breaks=("BAL-11",)),
    Row(
        "contract-slow",
        ("contract.speed#GET /api/chat/conversations",),
        ("contract.no_server_errors", "contract.conformance#GET /api/chat/conversations"),  # where time runs out
        layers=_ONLY,
    ),
    # What is not in the document is not fuzzed either.
    Row("contract-route-undocumented", ("contract.documented",), layers=_ONLY, breaks=("BAL-11",)),
    # Only a browser sees the call: its address stands in no script.
    Row(
        "landing-calls-undocumented",
        ("contract.documented",),
        layers=("e2e/test_any_site.py", "contract/test_document.py"),
        breaks=("BAL-11",),
    ),
    Row("openapi-server-foreign", ("contract.document#its servers",), layers=_ONLY, breaks=("BAL-11",)),
    Row("openapi-unprotected", ("contract.protection_documented",), layers=_ONLY),
    Row("openapi-no-errors", ("contract.answers_documented",), layers=_ONLY),
    Row("openapi-example-wrong", ("contract.examples",), layers=_ONLY),
    Row("openapi-shrunk", ("contract.promised_size",), layers=_ONLY, breaks=("BAL-11",)),
    Row("graphql-introspection", ("contract.graphql_introspection",), layers=_ONLY, breaks=("BAL-11",)),
    Row("graphql-unlimited", ("contract.graphql_limits", "contract.graphql_depth"), layers=_ONLY, breaks=("BAL-11",)),
    Row("graphql-deep", ("contract.graphql_depth",), layers=_ONLY),
    Row("graphql-schema-broken", ("contract.graphql_schema",), layers=_ONLY, breaks=("BAL-11",)),
    Row("graphql-resolver-crash", ("contract.graphql_resolvers#query user",), layers=_ONLY, breaks=("BAL-11",)),
    Row(
        "graphql-mutation-crash",
        ("contract.graphql_resolvers#mutation sendMessage",),
        layers=_ONLY,
        breaks=("BAL-11",),
    ),
    Row("graphql-verbose-errors", ("contract.graphql_errors",), layers=_ONLY),
    Row("graphql-suggests-fields", ("contract.graphql_suggestions",), layers=_ONLY),
)
