"""Queries as PostgREST writes them: `?name=ilike.*BTS*&order=id.desc&limit=20&select=id,name`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression

from demo.kernel.database import Base
from demo.kernel.errors import ApiError

_RESERVED = frozenset({"select", "order", "limit", "offset", "columns"})
_RANGE = re.compile(r"(\d{1,9})-(\d{0,9})")
_MOST = 1000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a table.

    Attributes:
        columns: what is shown of each row, in order.
        conditions: which rows.
        order: in which order.
        first: how many rows are left out at the beginning.
        most: how many are shown.
    """

    columns: tuple[str, ...]
    conditions: tuple[ColumnElement[bool], ...]
    order: tuple[UnaryExpression[Any], ...]
    first: int
    most: int

    def apply(self, statement: Select[Any]) -> Select[Any]:
        """Return a statement that asks for it."""
        return statement.where(*self.conditions).order_by(*self.order).offset(self.first).limit(self.most)


def read(model: type[Base], parameters: Iterable[tuple[str, str]], rows: str = "") -> Query:
    """Read the query of a request.

    Args:
        model: of the table.
        parameters: names and values of the query.
        rows: the Range field, such as `0-9`.

    Raises:
        ApiError: it is not one that the table can answer.
    """
    known = columns_of(model)
    given = list(parameters)
    single = {name: value for name, value in given if name in _RESERVED}
    conditions = [_condition(known, name, value) for name, value in given if name not in _RESERVED]
    wanted = [part.strip() for part in single.get("select", "*").split(",")]
    shown = [name for part in wanted for name in (known if part == "*" else [part])]
    for name in shown:
        _column(known, name)
    order = [_order(known, part) for part in single["order"].split(",")] if "order" in single else []
    first, most = _number(single.get("offset", "0")), _number(single.get("limit", str(_MOST)))
    if rows:
        match = _RANGE.fullmatch(rows)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise ApiError(416, "Requested range not satisfiable")
        first, most = int(match[1]), int(match[2]) - int(match[1]) + 1 if match[2] else most
    return Query(tuple(dict.fromkeys(shown)), tuple(conditions), tuple(order), first, min(most, _MOST))


def columns_of(model: type[Base]) -> Mapping[str, Any]:
    """Return the columns of a table by name."""
    return {column.key: column for column in model.__mapper__.columns}


def _condition(known: Mapping[str, Any], name: str, value: str) -> ColumnElement[bool]:
    column = _column(known, name)
    negated = value.startswith("not.")
    operator, dot, operand = value.removeprefix("not.").partition(".")
    if not dot or len(operand) > _LONGEST:
        raise ApiError(400, f"failed to parse filter ({name})")
    condition = _compared(column, operator, operand)
    return ~condition if negated else condition


def _compared(column: Any, operator: str, operand: str) -> ColumnElement[bool]:
    found: ColumnElement[bool]
    if operator in {"like", "ilike"}:
        pattern = _escaped(operand)
        found = column.ilike(pattern, escape="\\") if operator == "ilike" else column.like(pattern, escape="\\")
    elif operator == "is" and operand == "null":
        found = column.is_(None)
    elif operator == "in" and operand.startswith("(") and operand.endswith(")"):
        found = column.in_([_typed(column, one.strip('"')) for one in operand[1:-1].split(",") if one])
    else:
        value = _typed(column, operand)
        comparisons = {
            "eq": column == value, "neq": column != value, "gt": column > value, "gte": column >= value,
            "lt": column < value, "lte": column <= value,
        }  # fmt: skip
        if operator not in comparisons:
            raise ApiError(400, "failed to parse filter")
        found = comparisons[operator]
    return found


def _escaped(pattern: str) -> str:
    """Write a pattern of PostgREST, whose star stands for any text, as SQL does."""
    for sign in "\\%_":
        pattern = pattern.replace(sign, f"\\{sign}")
    return pattern.replace("*", "%")


def _typed(column: Any, text: str) -> Any:
    kind = column.type.python_type
    try:
        if kind in {date, datetime}:
            return kind.fromisoformat(text).replace(**({"tzinfo": None} if kind is datetime else {}))
        return kind(text)
    except (ValueError, OverflowError):
        raise ApiError(400, "invalid input for the type of the column") from None


def _order(known: Mapping[str, Any], part: str) -> UnaryExpression[Any]:
    name, _, direction = part.partition(".")
    if direction.partition(".")[0] not in {"", "asc", "desc"}:
        raise ApiError(400, "failed to parse order")
    column = _column(known, name)
    ordered: UnaryExpression[Any] = column.desc() if direction.startswith("desc") else column.asc()
    return ordered


def _column(known: Mapping[str, Any], name: str) -> Any:
    if name not in known:
        raise ApiError(400, "there is no such column")
    return known[name]


def _number(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= len("99999")):
        raise ApiError(400, "not a number of rows")
    return int(text)
