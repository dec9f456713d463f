"""JSON bodies that a route reads itself, where a fault changes what a careless handler makes of them."""

import json
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

Form = TypeVar("Form", bound=BaseModel)


async def raw(request: Request) -> Any:
    """Read the body, which the kernel has already found to be JSON."""
    return json.loads(await request.body() or b"null")


def is_form(request: Request) -> bool:
    """Say whether a body comes as pages send forms."""
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def encoded(body: bytes) -> dict[str, Any]:
    """Read a form as pages send it; of a name that comes twice the last counts."""
    return dict(parse_qsl(body.decode(errors="replace")))


def validate(form: type[Form], body: Any) -> Form:
    """Validate a body as the framework would.

    Raises:
        RequestValidationError: it is not valid.
    """
    try:
        return form.model_validate(body)
    except ValidationError as error:
        details = [{**entry, "loc": ("body", *entry["loc"])} for entry in error.errors()]
        raise RequestValidationError(details) from error


def documented(form: type[BaseModel]) -> dict[str, Any]:
    """Describe the body for the API document."""
    schema = form.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
