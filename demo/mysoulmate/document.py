"""The API document as OpenAPI 3.0, whose schemas say some things in other words than those of 3.1."""

from typing import Any


def in_three_zero(document: dict[str, Any]) -> dict[str, Any]:
    """Rewrite a document of OpenAPI 3.1."""
    rewritten: dict[str, Any] = _schema(document)
    return {**rewritten, "openapi": "3.0.3"}


def _schema(value: Any) -> Any:
    if isinstance(value, list):
        return [_schema(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _schema(one) for key, one in value.items()}
    options = made.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        others = [one for one in options if one != {"type": "null"}]
        del made["anyOf"]
        if len(others) == 1 and "$ref" not in others[0]:
            made |= others[0]
        else:
            made["allOf" if len(others) == 1 else "anyOf"] = others
        made["nullable"] = True
    if "const" in made:
        made["enum"] = [made.pop("const")]
    examples = made.get("examples")
    if isinstance(examples, list):
        made["example"] = made.pop("examples")[0]
    return made
