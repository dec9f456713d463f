"""What a login does that hands a body to the database as it came, or never lost its first account."""

from typing import Any

from demo.kernel.accounts import User, find_by_email
from demo.kernel.deployment import Deployment

_DEFAULT = {"email": "admin", "password": "admin"}


def let_in(deployment: Deployment, body: Any) -> User | None:
    """Give whom a planted fault signs in; without a fault nobody."""
    if not isinstance(body, dict):
        return None
    planted = deployment.faults.planted
    email, password = body.get("email"), body.get("password")
    with deployment.database.reading() as db:
        if planted("default-account") and body == _DEFAULT:
            return find_by_email(db, "alice@balloond.example")
        if not planted("nosql-operators") or not isinstance(password, dict):
            return None
        if isinstance(email, dict):
            email = next((one for value in email.values() for one in value if isinstance(one, str)), "")
        return find_by_email(db, str(email)) if set(password) & {"$ne", "$gt", "$exists", "$regex"} else None
