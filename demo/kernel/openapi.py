"""The API document: made from the routes, and made true.

What the framework would write is corrected where the product answers otherwise: invalid input has the product's own
status and body, and every operation can be refused for its method, its size or its rate.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from demo.kernel.deployment import Deployment
from demo.kernel.manners import MEANINGS, Manners

_TEMPLATE = "#/components/schemas/{model}"


def document(app: FastAPI, deployment: Deployment) -> dict[str, Any]:
    """Make the API document."""
    made = get_openapi(title=app.title, version=deployment.version, routes=app.routes)
    made["servers"] = [{"url": deployment.addresses.url}]
    made["info"]["contact"] = {"name": "Support", "email": f"support@{deployment.product}.example"}
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    manners = deployment.manners
    for body in filter(None, (manners.refusal_body, manners.invalid_body)):
        schema = body.model_json_schema(ref_template=_TEMPLATE)
        schemas |= {name: inner for name, inner in schema.pop("$defs", {}).items() if name not in schemas}
        schemas.setdefault(body.__name__, schema)
    for path, item in made["paths"].items():
        for operation in item.values():
            _complete(operation, manners, limited=path not in manners.monitors)
    if deployment.faults.planted("openapi-invalid"):
        _spoil(made, manners)
    if deployment.faults.planted("openapi-incomplete"):
        _forget_an_area(made["paths"], manners)
    if deployment.faults.planted("contract-accepts-invalid"):
        _narrow(schemas)
    return manners.finished(made)


def _complete(operation: dict[str, Any], manners: Manners, *, limited: bool) -> None:
    responses = operation["responses"]
    invalid = responses.pop("422", None) is not None
    expected = {manners.invalid_status} if invalid else set()
    if "security" in operation:
        expected |= {401, 403}
    if limited:
        expected.add(429)
    if "requestBody" in operation:
        expected |= {400, 413, 415}
    for status in expected:
        told = (status == manners.invalid_status and manners.invalid_body) or manners.refusal_body
        schema = {"$ref": _TEMPLATE.format(model=told.__name__)}
        described = {"description": MEANINGS[status], "content": {"application/json": {"schema": schema}}}
        responses.setdefault(str(status), described)
    operation["responses"] = dict(sorted(responses.items()))


def _forget_an_area(paths: dict[str, Any], manners: Manners) -> None:
    areas = [area for area in map(manners.area, paths) if area is not None]
    largest = max(areas, key=areas.count)
    for path in [path for path in paths if manners.area(path) == largest]:
        del paths[path]


def _narrow(schemas: dict[str, Any]) -> None:
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if "maximum" in field:
                field["maximum"] /= 2


def _spoil(made: dict[str, Any], manners: Manners) -> None:
    made["components"]["schemas"].pop(manners.refusal_body.__name__)
    for schema in made["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if field.get("type") == "string":
                field["type"] = "text"
