"""A new session, as the API answers with it."""

from demo.balloond.shapes import SignedIn, own
from demo.kernel import sessions, tokens
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment


def signed_in(deployment: Deployment, user: User) -> SignedIn:
    """Open a session for someone, and tell it."""
    with deployment.database.writing() as db:
        credentials = sessions.open_session(deployment, db, user)
    return SignedIn(
        user=own(user),
        token=credentials.token,
        refresh_token=credentials.refresh_token,
        expires_in=tokens.LIFETIME,
    )
