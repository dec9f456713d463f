"""The tables, served as PostgREST does under /rest/v1."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import delete, func, select
from starlette.responses import JSONResponse, Response

from demo.kernel import age, forms
from demo.kernel.database import Base
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running
from demo.piggybong import query
from demo.piggybong.callers import Call, Caller
from demo.piggybong.document import document
from demo.piggybong.policies import TABLES, Table
from demo.piggybong.tables import Artist, Purchase

router = APIRouter(prefix="/rest/v1", tags=["rest"])
_LARGEST_BATCH = 50


@router.get("/", include_in_schema=False)
async def described(deployment: Running, call: Call) -> Response:
    """Describe the tables, as OpenAPI 2.0."""
    del call
    return JSONResponse(document(deployment), media_type="application/openapi+json")


@router.get("/{table}")
async def show(request: Request, deployment: Running, call: Call, table: str) -> Response:
    """Show the rows that there are for the caller."""
    found = _table(table, "GET", request, call)
    asked = query.read(found.model, _parameters(request, deployment, table), request.headers.get("range", ""))
    visible = found.visible(deployment, call)
    with deployment.database.reading() as db:
        rows = db.scalars(asked.apply(select(found.model).where(visible))).all()
        count = "*"
        if "count=exact" in request.headers.get("prefer", ""):
            counted = select(func.count()).select_from(found.model).where(visible, *asked.conditions)
            count = str(db.scalar(counted) or 0)
    last = f"{asked.first}-{asked.first + len(rows) - 1}" if rows else "*"
    partial = count != "*" and len(rows) < int(count)
    headers = {"Content-Range": f"{last}/{count}", "Range-Unit": "items"}
    return JSONResponse([_shown(row, asked.columns) for row in rows], 206 if partial else 200, headers=headers)


@router.post("/{table}")
async def add(request: Request, deployment: Running, call: Call, table: str) -> Response:
    """Add rows of one's own."""
    found = _table(table, "POST", request, call)
    assert found.new is not None  # noqa: S101 - every table with POST has one
    body = await forms.raw(request)
    given = body if isinstance(body, list) else [body]
    if not given or len(given) > _LARGEST_BATCH:
        raise ApiError(400, f"1 to {_LARGEST_BATCH} rows at once")
    rows = [_row(deployment, call, forms.validate(found.new, one).model_dump(exclude_unset=True)) for one in given]
    with deployment.database.writing() as db:
        for row in rows:
            if row.artist_id is not None and db.get(Artist, row.artist_id) is None:
                raise ApiError(409, "there is no artist with that id")
        db.add_all(rows)
    deployment.figures.count("purchases_total")
    for row in rows:
        deployment.publish(row.user_id, f"INSERT {table}", _shown(row, tuple(query.columns_of(found.model))))
    return _written(request, found, rows, 201)


@router.patch("/{table}")
async def change(request: Request, deployment: Running, call: Call, table: str) -> Response:
    """Change one's own rows."""
    found = _table(table, "PATCH", request, call)
    assert found.change is not None  # noqa: S101 - every table with PATCH has one
    changes = forms.validate(found.change, await forms.raw(request)).model_dump(exclude_unset=True)
    asked = _limited(request, found)
    with deployment.database.writing() as db:
        rows = list(db.scalars(asked.apply(select(found.model).where(found.changeable(deployment, call)))))
        for row in rows:
            for name, value in changes.items():
                setattr(row, name, value)
    return _written(request, found, rows, 200)


@router.delete("/{table}")
async def remove(request: Request, deployment: Running, call: Call, table: str) -> Response:
    """Delete one's own rows."""
    found = _table(table, "DELETE", request, call)
    asked = _limited(request, found)
    with deployment.database.writing() as db:
        rows = list(db.scalars(asked.apply(select(found.model).where(found.changeable(deployment, call)))))
        if not deployment.faults.planted("piggybong-purchase-stays"):
            keys = [row.id for row in rows]
            db.execute(delete(found.model).where(query.columns_of(found.model)["id"].in_(keys)))
    return _written(request, found, rows, 200)


def _parameters(request: Request, deployment: Deployment, table: str) -> list[tuple[str, str]]:
    given = request.query_params.multi_items()
    if table == "artists" and deployment.faults.planted("piggybong-search-misses"):
        given = [(name, value.replace("ilike.*", "eq.").rstrip("*")) for name, value in given]
        given = [(name, value.lower() if value.startswith("eq.") else value) for name, value in given]
    if table == "news_feed" and deployment.faults.planted("piggybong-feed-empty"):
        given.append(("id", "lt.0"))
    return given


def _limited(request: Request, found: Table) -> query.Query:
    """Read which rows are meant; all at once may be neither changed nor deleted."""
    asked = query.read(found.model, request.query_params.multi_items())
    if not asked.conditions:
        raise ApiError(400, "a WHERE clause is required")
    return asked


def _row(deployment: Deployment, call: Caller, values: dict[str, Any]) -> Purchase:
    owner = values.pop("user_id", call.user_id)
    forged = bool(call.user_id) and deployment.faults.planted("piggybong-rows-forged")
    if call.role != "service_role" and (not call.user_id or owner != call.user_id) and not forged:
        raise ApiError(403, 'new row violates row-level security policy for table "purchases"')
    if "bought_on" in values:
        values["bought_on"] = age.parse(values["bought_on"])
        if values["bought_on"] is None:
            raise ApiError(400, "bought_on: is not a date")
    return Purchase(user_id=owner, **values)


def _written(request: Request, found: Table, rows: list[Any], status: int) -> Response:
    if "return=representation" in request.headers.get("prefer", ""):
        columns = query.read(found.model, [("select", request.query_params.get("select", "*"))]).columns
        return JSONResponse([_shown(row, columns) for row in rows], status)
    return Response(status_code=status if status == 201 else 204)  # noqa: PLR2004 - a status of success, as given


def _table(name: str, method: str, request: Request, call: Caller) -> Table:
    found = TABLES.get(name)
    if found is None:
        raise ApiError(404, "Could not find the table in the schema cache")
    if method not in found.methods:
        raise ApiError(
            405, f"{request.method} is not one of this table", headers={"Allow": ", ".join(sorted(found.methods))}
        )
    if method != "GET" and call.role == "anon":
        raise ApiError(401, f"permission denied for table {name}")
    return found


def _shown(row: Base, columns: tuple[str, ...]) -> dict[str, Any]:
    def shown(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date | datetime) else value

    return {name: shown(getattr(row, name)) for name in columns}
