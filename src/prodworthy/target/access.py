"""Accounts and protected routes: who may do what, as declared."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prodworthy.target.model import Model
from prodworthy.target.objects import PrivateObject, Views
from prodworthy.target.safeguards import Federated, KnownUser, PrivateField, Role, Sessions
from prodworthy.target.steps import Step

Path = Annotated[str, Field(pattern=r"^/\S*$")]


class Auth(Model):
    """How accounts are made and used.

    Attributes:
        register_account: makes an account; its body uses `{email}`, `{password}`, `{name}`, `{birth_date}`; it saves
            `token` and, where there is one, `user_id`. Called `register` in the file.
        complete: what makes a registered account usable, in order and with its credential: confirms its address with
            `{verification_code}`, tells its `{birth_date}`.
        verification_code: what the target takes in place of what it mails, for addresses of `email_domain`; from the
            environment.
        login: signs in; saves `token`.
        exchange: turns what `login` saves, such as a session id or a code, into the token; for services whose login
            gives none itself. Saves `token`.
        web_login: signs in as the pages do, where that differs from `login`: it answers with the session cookie.
        profile: reads the signed-in user's own data: the positive control of every credential.
        delete: removes the signed-in account.
        credential: the header fields that carry the credential, such as `{Authorization = "Bearer {token}"}`.
        protected: paths that answer only with a credential.
        email_domain: the domain of test accounts' addresses; one that receives no mail unless declared.
        test_users: accounts to sign in with where `register` is not declared; they are never removed.
        access_token_minutes: how long an access token may last.
        refresh: exchanges `{refresh_token}` for new tokens; saves `token` and `refresh_token`.
        refresh_grace_s: seconds in which a used refresh token may work again, where that is documented.
        export: gives the signed-in account everything that is stored of it.
        logout: ends the session of the credential.
        logout_window_s: documented seconds for which an access token may outlive its session.
        web_logout: ends the session of the pages' cookie.
        update: changes the signed-in account's profile, harmlessly; checks try further fields in its body.
        objects: what belongs to one account, so that others can be seen not to get at it.
        views: where one account is shown to another.
        web_change: something harmless that the pages change with the session cookie alone; `web_login` makes one.
        keys: where the public keys that verify tokens are: a path, or the address of who issues them.
        signing_secret: signs tokens as the target does, so that expired ones can be tried: a secret, or a private key
            in PEM, from the environment.
        roles: what only some accounts may do; `admin` is known by name, also in the documented operations.
        change_password: changes the signed-in account's `{password}` to `{new_password}`.
        request_reset: asks for a new password for `{email}`, as people do who forgot theirs.
        sessions: where people see what they are signed in with.
        federated: signing in with another provider, by its name.
        private_fields: what only its owner may see, with a query that asks for somebody else's.
        login_attempts: wrong passwords for one account in a row, within which the login has to slow a client down.
    """

    register_account: Step | None = Field(default=None, alias="register")
    complete: tuple[Step, ...] = ()
    verification_code: str = Field(default="", repr=False)
    login: Step | None = None
    exchange: Step | None = None
    web_login: Step | None = None
    profile: Step | None = None
    delete: Step | None = None
    credential: dict[str, str] = Field(default_factory=lambda: {"Authorization": "Bearer {token}"})
    protected: tuple[Path, ...] = ()
    email_domain: str = "prodworthy.invalid"
    test_users: tuple[KnownUser, ...] = ()
    access_token_minutes: Annotated[float, Field(gt=0)] = 60
    refresh: Step | None = None
    refresh_grace_s: Annotated[float, Field(ge=0, le=60)] = 0
    export: Step | None = None
    logout: Step | None = None
    logout_window_s: Annotated[float, Field(ge=0, le=60)] = 0
    web_logout: Step | None = None
    update: Step | None = None
    objects: tuple[PrivateObject, ...] = ()
    views: Views = Views()
    web_change: Step | None = None
    keys: Annotated[str, Field(pattern=r"^(/|https://)\S+$")] = "/.well-known/jwks.json"
    signing_secret: str = Field(default="", repr=False)
    roles: dict[str, Role] = Field(default_factory=dict)
    change_password: Step | None = None
    request_reset: Step | None = None
    sessions: Sessions | None = None
    federated: dict[str, Federated] = Field(default_factory=dict)
    private_fields: tuple[PrivateField, ...] = ()
    login_attempts: Annotated[int, Field(ge=3, le=200)] = 25
