"""Faults of the contract: what is answered otherwise than the API document and the GraphQL schema say."""

ROWS: tuple[tuple[str, str], ...] = (
    ("contract-field-missing", "required fields are always there: the daily allocation comes without what is used"),
    ("contract-null", "what is not nullable is never null: the pops that somebody has received are"),
    ("contract-media-type", "answers are of the documented type: the plans come as text/plain"),
    ("contract-auth-ignored", "what the document protects takes a credential: everyone may read the experiments"),
    ("contract-link-broken", "what is created is found: who has just signed up is 404 by the documented link"),
    ("contract-slow", "no operation is slow: the list of conversations takes more than a second"),
    (
        "contract-notes-open",
        "a note is its author's own: everyone who has its id sees it, changes it and throws it away",
    ),
    ("contract-route-undocumented", "what clients use is documented: popping a balloon is not"),
    ("landing-calls-undocumented", "what pages call is documented: the first page asks for hints that are not"),
    ("openapi-server-foreign", "the document says where the API is: its only server is a developer's machine"),
    ("openapi-unprotected", "protected operations say so: the profile has no security requirement"),
    ("openapi-no-errors", "refusals are documented: lists of matches and balloons name successes only"),
    ("openapi-example-wrong", "examples follow their schema: that of a radius is a word"),
    ("openapi-shrunk", "as many operations are documented as promised: those of the staff are not"),
    ("graphql-resolver-crash", "resolvers answer any valid argument: an id that is no UUID crashes one"),
    ("graphql-mutation-crash", "mutations answer any valid argument: a chat id that is no UUID crashes one"),
    ("graphql-verbose-errors", "GraphQL errors tell nothing of the inside: a syntax error shows a stack trace"),
    ("graphql-suggests-fields", "the schema is not told in pieces: a misspelt field is answered with the right one"),
    ("graphql-schema-broken", "the schema holds together: a type that mutations answer is missing from it"),
    ("graphql-deep", "GraphQL queries have a bounded depth: any is executed"),
)
