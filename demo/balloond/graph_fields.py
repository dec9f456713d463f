"""What stands behind each field of the GraphQL schema."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema
from pydantic import ValidationError
from sqlalchemy import select

from demo.balloond import chat, entry, matching, moderation, safety
from demo.balloond.given import PopRequest, ProfileChange, SignUp, Text
from demo.balloond.shapes import own, person
from demo.balloond.tables import Message
from demo.kernel import sessions
from demo.kernel.accounts import User, find_by_email, hash_password_now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Identity
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import spend


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, and where."""

    deployment: Deployment
    who: Identity | None
    client: str

    @property
    def me(self) -> str:
        """The user who asks.

        Raises:
            GraphQLError: nobody is signed in.
        """
        if self.who is None:
            raise GraphQLError("UNAUTHORIZED")
        return self.who.user_id


def install(schema: GraphQLSchema) -> None:
    """Put the resolvers into the schema."""
    for type_name, fields in _RESOLVERS.items():
        kind = schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101 - all the types named below are
        for name, resolver in fields.items():
            kind.fields[name].resolve = _guarded(resolver)


def _guarded(resolver: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(source: Any, info: Any, **arguments: Any) -> Any:
        try:
            return resolver(source, info.context, **arguments)
        except ApiError as error:
            raise GraphQLError(str(error.detail[0])) from error
        except ValidationError as error:
            first = error.errors()[0]
            raise GraphQLError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error

    return resolve


def _me(_source: Any, context: Context) -> dict[str, Any]:
    with context.deployment.database.reading() as db:
        return _self(db.get_one(User, context.me))


def _self(user: User) -> dict[str, Any]:
    return own(user).model_dump(mode="json", by_alias=True)


def _user(_source: Any, context: Context, id: str) -> dict[str, Any] | None:  # noqa: A002 - the name in the schema
    if context.deployment.faults.planted("graphql-resolver-crash"):
        uuid.UUID(id)
    with context.deployment.database.reading() as db:
        found = db.get(User, id)
        if found is None or safety.blocked(db, context.me, id):
            return None
    return {**person(found).model_dump(), "address": found.email}


def _email(source: dict[str, Any], context: Context) -> str | None:
    mine = source["id"] == context.me or context.deployment.faults.planted("graphql-field-open")
    return source.get("address") if mine else None


def _balloons(_source: Any, context: Context) -> list[dict[str, Any]]:
    shown = matching.sky(context.deployment, context.me)
    return [balloon.model_dump() for balloon in shown]


def _matches(source: Any, context: Context) -> list[dict[str, Any]]:
    me = context.me
    shown_of = source.get("id") if isinstance(source, dict) else None
    all_of_them = context.deployment.faults.planted("graphql-bola")
    of = shown_of if shown_of is not None and all_of_them else me
    with context.deployment.database.reading() as db:
        found = matching.of_user(db, of)
    return [
        {"id": match.id, "chatId": match.id, "user": person(other).model_dump()}
        for match, other in found
        if shown_of in {None, me, other.id} or all_of_them
    ]


def _messages(source: dict[str, Any], context: Context) -> list[dict[str, Any]]:
    me, deployment = context.me, context.deployment
    with deployment.database.reading() as db:
        if not deployment.faults.planted("graphql-bola"):
            chat.conversation(deployment, db, source["chatId"], me)
        found = db.scalars(select(Message).where(Message.match_id == source["chatId"]).order_by(Message.created_at))
        return [chat.shape(message).model_dump(mode="json", by_alias=True) for message in found]


def _sign_up(_source: Any, context: Context, **arguments: Any) -> dict[str, Any]:
    deployment = context.deployment
    spend(deployment, SIGN_UP, context.client)
    form = SignUp.model_validate(arguments)
    entry.check_password(form.password)
    unchecked = deployment.faults.planted("graphql-admits-minor")
    born = entry.adult(deployment, form.date_of_birth, unchecked=unchecked)
    with deployment.database.writing() as db:
        if find_by_email(db, form.email) is not None:
            raise GraphQLError("email: there is an account with this address")
        password = hash_password_now(form.password)
        user = User(email=form.email.lower(), password=password, name=form.name, date_of_birth=born)
        db.add(user)
        db.flush()
        return {"user": _self(user), "token": sessions.open_session(deployment, db, user).token}


def _update_profile(_source: Any, context: Context, **arguments: Any) -> dict[str, Any]:
    form = ProfileChange.model_validate(arguments)
    moderation.check(context.deployment, form.bio or "")
    with context.deployment.database.writing() as db:
        user = db.get_one(User, context.me)
        user.name = form.name or user.name
        user.bio = user.bio if form.bio is None else form.bio
        return _self(user)


def _pop(_source: Any, context: Context, **arguments: Any) -> dict[str, Any]:
    popped = matching.pop_balloon(context.deployment, context.me, PopRequest.model_validate(arguments))
    return popped.model_dump(by_alias=True)


def _send(_source: Any, context: Context, **arguments: Any) -> dict[str, Any]:
    text = Text.model_validate({"text": arguments["text"]}).text
    if context.deployment.faults.planted("graphql-mutation-crash"):
        uuid.UUID(arguments["chatId"])
    message = chat.post(context.deployment, context.me, arguments["chatId"], text)
    return message.model_dump(mode="json", by_alias=True)


_RESOLVERS: dict[str, dict[str, Callable[..., Any]]] = {
    "Query": {"me": _me, "user": _user, "balloons": _balloons, "matches": _matches},
    "Mutation": {"signUp": _sign_up, "updateProfile": _update_profile, "pop": _pop, "sendMessage": _send},
    "Me": {"matches": _matches},
    "Person": {"matches": _matches, "email": _email},
    "Match": {"messages": _messages},
}
