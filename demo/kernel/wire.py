"""What is on the wire, whichever product: identifiers, addresses, lines of text, moments, and names in camel case."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

IDENTIFIER = r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
"""The pattern of an identifier, a UUID of version 4."""

EMAIL = r"^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
"""The pattern of an e-mail address."""

LINE = r"^[^\x00-\x1f\x7f]+$"
"""The pattern of text without control characters, and so without an end of line."""


def _in_utc(stored: Any) -> Any:
    return stored.replace(tzinfo=UTC) if isinstance(stored, datetime) else stored


Moment = Annotated[datetime, BeforeValidator(_in_utc)]
"""A moment as it is stored, in UTC; on the wire it says so."""


class CamelCase(BaseModel):
    """The base of what is sent to clients that know names in camel case."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
