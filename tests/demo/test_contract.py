"""The API document, whole and with each fault."""

from functools import cache
from pathlib import Path

import jsonschema
import pytest

from demo.faults import FAULTS

from .conftest import Demo

_ROOT = Path(__file__).parents[2]


def test_the_document_names_only_what_is_there(demo: Demo) -> None:
    document = demo.client.get("/api/docs-json").json()
    text = str(document)
    assert document["openapi"].startswith("3.1")
    assert "422" not in text
    assert "HTTPValidationError" not in text
    assert {"bearer", "session"} == set(document["components"]["securitySchemes"])
    profile = document["paths"]["/api/users/profile"]["put"]
    assert set(profile["responses"]) >= {"200", "400", "401", "413", "415", "429"}


def test_missing(demo: Demo) -> None:
    demo.plant("openapi-missing")
    assert demo.client.get("/api/docs-json").status_code == 404


def test_invalid(demo: Demo) -> None:
    demo.plant("openapi-invalid")
    document = demo.client.get("/api/docs-json").json()
    assert "ErrorBody" not in document["components"]["schemas"]
    with pytest.raises(jsonschema.SchemaError):
        jsonschema.Draft202012Validator.check_schema(document["components"]["schemas"]["Self"])


@pytest.mark.parametrize(
    ("fault", "path", "healthy", "broken"),
    [
        ("contract-undocumented-status", "/api/users/nearby", 200, 206),
        ("contract-500", "/api/users/nearby?radiusKm=101", 200, 500),
    ],
)
def test_statuses(demo: Demo, fault: str, path: str, healthy: int, broken: int) -> None:
    someone = demo.person()
    assert demo.client.get(path, headers=someone.auth).status_code == healthy
    demo.plant(fault)
    assert demo.client.get(path, headers=someone.auth).status_code == broken


def test_wrong_type(demo: Demo) -> None:
    someone = demo.person()
    assert isinstance(demo.client.get("/api/users/profile", headers=someone.auth).json()["age"], int)
    demo.plant("contract-wrong-type")
    assert isinstance(demo.client.get("/api/users/profile", headers=someone.auth).json()["age"], str)


@cache
def _code() -> str:
    files = (_ROOT / "demo").rglob("*.*")
    read = (file.read_text() for file in files if file.suffix in {".py", ".html", ".js"} and file.parent.name != "demo")
    return "".join(read).replace("'", '"')


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_asked_for(name: str) -> None:
    assert f'"{name}"' in _code()
    assert ": " in FAULTS[name].breaks
