"""The API document: made from the routes, and made true.

What the framework would write is corrected where the kernel answers otherwise: invalid input is 400, not 422, and
every operation can be refused for its method, its size or its rate.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from demo.kernel.deployment import Deployment

_Responses = dict[int | str, dict[str, Any]]


class ErrorBody(BaseModel):
    """A refusal."""

    statusCode: int  # noqa: N815 - the name on the wire
    message: list[str]
    error: str


_MEANINGS = {
    400: "The request is not valid.",
    401: "Nobody is signed in.",
    402: "Something has to be paid for.",
    403: "Not allowed.",
    404: "There is no such thing.",
    409: "It conflicts with what is there.",
    413: "The body is too large.",
    415: "The body is of another type.",
    429: "Too many requests; wait as long as Retry-After says.",
    500: "Something went wrong.",
}


def answers(*statuses: int, unhealthy: type[BaseModel] | None = None) -> _Responses:
    """Name the refusals of an operation; 401 and 403 come with authentication, 400 with input."""
    found: _Responses = {status: {"model": ErrorBody, "description": _MEANINGS[status]} for status in statuses}
    if unhealthy is not None:
        found[503] = {"model": unhealthy, "description": "A dependency is down."}
    return found


def document(app: FastAPI, deployment: Deployment) -> dict[str, Any]:
    """Make the API document."""
    made = get_openapi(title=app.title, version=deployment.version, routes=app.routes)
    made["servers"] = [{"url": deployment.addresses.url}]
    made["info"]["contact"] = {"name": "Support", "email": "support@balloond.example"}
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.setdefault("ErrorBody", ErrorBody.model_json_schema())
    for path, item in made["paths"].items():
        for operation in item.values():
            _complete(operation, limited=path not in {"/api/health", "/api/ready"})
    if deployment.faults.planted("openapi-invalid"):
        _spoil(made)
    if deployment.faults.planted("openapi-incomplete"):
        _forget_an_area(made["paths"])
    if deployment.faults.planted("contract-accepts-invalid"):
        _narrow(schemas)
    return made


def _complete(operation: dict[str, Any], *, limited: bool) -> None:
    responses = operation["responses"]
    invalid = responses.pop("422", None) is not None
    expected = {400} if invalid else set()
    if "security" in operation:
        expected |= {401, 403}
    if limited:
        expected.add(429)
    if "requestBody" in operation:
        expected |= {400, 413, 415}
    for status in expected:
        responses.setdefault(
            str(status),
            {
                "description": _MEANINGS[status],
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
            },
        )
    operation["responses"] = dict(sorted(responses.items()))


def _forget_an_area(paths: dict[str, Any]) -> None:
    areas = [path.split("/")[2] for path in paths if path.count("/") > 2]  # noqa: PLR2004 - /api/area/…
    largest = max(areas, key=areas.count)
    for path in [path for path in paths if path.split("/")[2:3] == [largest]]:
        del paths[path]


def _narrow(schemas: dict[str, Any]) -> None:
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if "maximum" in field:
                field["maximum"] /= 2


def _spoil(made: dict[str, Any]) -> None:
    made["components"]["schemas"].pop("ErrorBody")
    for schema in made["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if field.get("type") == "string":
                field["type"] = "text"
