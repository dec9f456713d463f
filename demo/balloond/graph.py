"""GraphQL beside REST: the same rules, asked in another language."""

import traceback
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    ValidationRule,
    build_schema,
    execute,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)

from demo.balloond import graph_fields
from demo.balloond.graph_limits import CostRule, DepthRule
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Identity

SCHEMA = build_schema('''
"""The entry points for reading."""
type Query {
  "Whoever is signed in."
  me: Me
  "Someone's public profile."
  user(id: ID!): Person
  "The balloons that can be popped."
  balloons: [Balloon!]
  "One's matches."
  matches: [Match!]
}

"""The entry points for changing something."""
type Mutation {
  signUp(email: String!, password: String!, name: String!, dateOfBirth: String!): SignedIn
  updateProfile(name: String, bio: String): Me
  pop(balloonId: ID!): Popped
  sendMessage(chatId: ID!, text: String!): Message
}

"""Whoever is signed in."""
type Me {
  id: ID!
  email: String!
  name: String!
  bio: String!
  dateOfBirth: String
  premium: Boolean!
  matches: [Match!]!
}

"""Someone as others see them."""
type Person {
  id: ID!
  name: String!
  age: Int!
  bio: String!
  "The e-mail address, of oneself only."
  email: String
  "The matches one has with them."
  matches: [Match!]!
}

type Balloon {
  id: ID!
  color: String!
}

type Match {
  id: ID!
  chatId: ID!
  user: Person!
  messages: [Message!]!
}

type Message {
  id: ID!
  chatId: ID!
  senderId: ID!
  text: String!
  createdAt: String!
}

type Popped {
  user: Person!
  matched: Boolean!
  chatId: ID
}

type SignedIn {
  user: Me!
  token: String!
}
''')
graph_fields.install(SCHEMA)

_MESSAGES = 20


def answer(context: graph_fields.Context, body: Any) -> Any:
    """Answer one request: with an object, or with a list of them where it was a batch.

    Raises:
        ApiError: the body is not a GraphQL request, or holds several where one is allowed.
    """
    deployment, who = context.deployment, context.who
    if isinstance(body, list):
        if not deployment.faults.planted("graphql-unlimited"):
            raise ApiError(400, "Batches are not allowed")
        return [answer(context, part) for part in body]
    query, variables, name = _read(body)
    try:
        document = parse(query, max_tokens=2000)
    except GraphQLError as error:
        if deployment.faults.planted("graphql-verbose-errors"):
            return {
                "errors": [{"message": error.message, "extensions": {"stacktrace": traceback.format_exc().split("\n")}}]
            }
        return {"errors": [{"message": f"Syntax error: {error.message[:100]}"}]}
    errors = validate(SCHEMA, document, [*specified_rules, *_rules(deployment, who)])
    if errors:
        helps = deployment.faults.planted("graphql-suggests-fields")
        messages = [error.message if helps else _neutral(error.message) for error in errors[:_MESSAGES]]
        return {"errors": [{"message": message} for message in messages]}
    operation = get_operation_ast(document, name)
    if operation is None or not _allowed(operation):
        return {"errors": [{"message": "There is no such operation"}]}
    result = execute(
        SCHEMA,
        document,
        variable_values=variables,
        operation_name=name,
        context_value=context,
    )
    shown = _shown(result)
    if deployment.faults.planted("graphql-schema-broken") and "__schema" in (shown["data"] or {}):
        types = shown["data"]["__schema"]["types"]
        shown["data"]["__schema"]["types"] = [kind for kind in types if kind.get("name") != "Popped"]
    return shown


def _rules(deployment: Deployment, who: Identity | None) -> list[type[ValidationRule]]:
    rules: list[type[ValidationRule]] = []
    if not deployment.faults.planted("graphql-unlimited"):
        rules += [CostRule] if deployment.faults.planted("graphql-deep") else [DepthRule, CostRule]
    # Whoever is signed in may see the schema; to the public it is not shown.
    if who is None and not deployment.faults.planted("graphql-introspection"):
        rules.append(NoSchemaIntrospectionCustomRule)
    return rules


def _read(body: Any) -> tuple[str, dict[str, Any] | None, str | None]:
    if not isinstance(body, dict) or not set(body) <= {"query", "variables", "operationName", "extensions"}:
        raise ApiError(400, "body: is not a GraphQL request")
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(query, str) or not isinstance(variables, dict | None) or not isinstance(name, str | None):
        raise ApiError(400, "body: is not a GraphQL request")
    return query, variables, name


def _allowed(operation: OperationDefinitionNode) -> bool:
    return operation.operation in {OperationType.QUERY, OperationType.MUTATION}


def _neutral(message: str) -> str:
    return message.partition(" Did you mean")[0]


def _shown(result: Any) -> dict[str, Any]:
    assert isinstance(result, ExecutionResult)  # noqa: S101 - no resolver is asynchronous
    shown: dict[str, Any] = {"data": result.data}
    if result.errors:
        shown["errors"] = [
            {"message": error.message, "path": error.path}
            if isinstance(error.original_error, GraphQLError | None)
            else {"message": "Something went wrong.", "path": error.path}
            for error in result.errors[:_MESSAGES]
        ]
    return shown
