"""The contract layer: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import access

CONFORMANCE = ("contract.conformance", "contract.no_server_errors", "contract.invalid_input")
_READ = (*CONFORMANCE, "contract.areas", "contract.documented")

ROWS: tuple[Row, ...] = (
    # Without a document, or with one that leads nowhere, there is nothing to hold the answers against.
    # Searches are known from the document.
    Row("openapi-missing", ("contract.document",), (*_READ, *access.INJECTION), layers=("contract",)),
    Row("openapi-invalid", ("contract.document",), _READ, layers=("contract",)),
    # What is not in the document is not fuzzed either.
    Row(
        "openapi-incomplete",
        ("contract.areas", "contract.documented"),
        (*CONFORMANCE, *access.INJECTION),
        layers=("contract",),
    ),
    Row("contract-undocumented-status", ("contract.conformance",), layers=("contract",)),
    Row("contract-wrong-type", ("contract.conformance",), layers=("contract",)),
    Row("contract-500", ("contract.no_server_errors",), layers=("contract",)),
    Row("contract-accepts-invalid", ("contract.invalid_input",), layers=("contract",)),
    Row("graphql-introspection", ("contract.graphql_introspection",), layers=("contract",)),
    Row("graphql-unlimited", ("contract.graphql_limits",), layers=("contract",)),
)
