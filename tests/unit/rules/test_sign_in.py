from __future__ import annotations

from typing import Any

from prodworthy.rules.openapi import Document
from prodworthy.rules.sign_in import find_sign_in

USER = {
    "type": "object",
    "required": ["email", "password", "confirmPassword", "profile", "acceptTerms", "plan"],
    "properties": {
        "email": {"type": "string"},
        "password": {"type": "string"},
        "confirmPassword": {"type": "string"},
        "acceptTerms": {"type": "boolean"},
        "newsletter": {"type": "boolean"},
        "plan": {"type": "string", "enum": ["free", "paid"]},
        "profile": {
            "type": "object",
            "required": ["displayName"],
            "properties": {"displayName": {"type": "string"}, "dateOfBirth": {"type": "string", "format": "date"}},
        },
    },
}
SESSION = {
    "type": "object",
    "properties": {
        "data": {
            "type": "object",
            "properties": {"accessToken": {"type": "string"}, "user": {"properties": {"id": {"type": "string"}}}},
        },
        "refreshToken": {"type": "string"},
    },
}


def operation(
    schema: dict[str, Any] | None = None, answer: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "responses": {"201": {"content": {"application/json": {"schema": answer or {}}}}},
        **more,
    }
    if schema is not None:
        declared["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return declared


def document(paths: dict[str, Any], **more: Any) -> Document:
    return Document(
        {"openapi": "3.0.3", "paths": paths, "servers": [{"url": "/api"}], **more}, "https://shop.example/x"
    )


def test_how_people_register_sign_in_and_leave() -> None:
    secured = {"security": [{"bearer": []}]}
    found = find_sign_in(
        document(
            {
                "/auth/register": {"post": operation({"$ref": "#/components/schemas/User"})},
                "/auth/login": {"post": operation(USER, SESSION)},
                "/users/me": {"get": operation(**secured)},
                "/account": {"delete": operation(**secured)},
                "/users/{id}": {"get": operation(**secured)},
            },
            components={"schemas": {"User": USER}},
        )
    )
    assert found.register is not None
    assert found.register.request == "POST /api/auth/register"
    assert found.register.fields == {
        "email": "{email}",
        "password": "{password}",
        "confirmPassword": "{password}",
        "acceptTerms": True,
        "plan": "free",
        "profile.displayName": "{name}",
        "profile.dateOfBirth": "{birth_date}",
    }
    assert found.register.birth_date == "profile.dateOfBirth"
    assert found.login is not None
    assert found.login.save == {
        "token": "data.accessToken",
        "user_id": "data.user.id",
        "refresh_token": "refreshToken",
    }
    assert found.profile is not None
    assert found.profile.request == "GET /api/users/me"
    assert found.delete is not None
    assert found.delete.request == "DELETE /api/account"
    assert found.is_whole


def test_a_required_field_that_means_nothing_to_us_is_told_and_makes_it_no_whole() -> None:
    schema = {
        **USER,
        "required": ["email", "password", "taxNumber"],
        "properties": {**USER["properties"], "taxNumber": {"type": "string"}},
    }
    found = find_sign_in(document({"/register": {"post": operation(schema, SESSION)}}))
    assert found.register is not None
    assert found.register.unknown == ("taxNumber",)
    assert not found.is_whole


def test_a_form_that_gives_a_token() -> None:
    schema = {"required": ["username", "password"], "properties": {"username": {}, "password": {}}}
    form = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    found = find_sign_in(
        document({"/token": {"post": {**operation(None, {"properties": {"access_token": {}}}), "requestBody": form}}})
    )
    assert found.login is not None
    assert found.login.is_form
    assert found.login.fields == {"username": "{email}", "password": "{password}"}


def test_a_document_of_swagger_2() -> None:
    body = {
        "in": "body",
        "name": "body",
        "schema": {"required": ["email"], "properties": {"email": {}, "password": {}}},
    }
    raw = {
        "swagger": "2.0",
        "basePath": "/v1",
        "paths": {"/accounts": {"post": {"parameters": [body], "responses": {"200": {}}}}},
    }
    found = find_sign_in(Document(raw, "https://shop.example/v1/x"))
    assert found.register is not None
    assert (found.register.request, found.register.status) == ("POST /v1/accounts", 200)


def test_what_has_no_password_is_no_way_in() -> None:
    found = find_sign_in(
        document({"/sessions": {"post": operation({"properties": {"device": {}}})}, "/me": {"get": operation()}})
    )
    assert (found.register, found.login, found.profile) == (None, None, None)


def test_a_document_of_nonsense_is_read_without_a_complaint() -> None:
    for body in ({"content": 3}, {"content": {"application/json": {"schema": {"$ref": "#/nowhere"}}}}, [], "x"):
        found = find_sign_in(document({"/login": {"post": {"requestBody": body, "responses": {"200": 1, "x": None}}}}))
        assert found.login is None
    loop = {"properties": {"password": {}, "a": {"$ref": "#/components/schemas/A"}}}
    found = find_sign_in(document({"/login": {"post": operation(loop, loop)}}, components={"schemas": {"A": loop}}))
    assert found.login is not None
