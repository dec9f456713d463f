"""What a target declares of its accounts, or the reason why a check cannot use it."""

from __future__ import annotations

from prodworthy.api import Account, Auth, Exchange, NotApplicable, Step, Target, Unmeasured


def auth_of(target: Target) -> Auth:
    """Return the declared accounts.

    Raises:
        NotApplicable: if the target declares none.
        Unmeasured: if it declares to have them, but not how they work.
    """
    if target.auth is not None:
        return target.auth
    lacking = "it is not declared how accounts work: declare [auth.register] or [auth] test_users, and [auth.login]"
    raise Unmeasured(lacking) if target.declares("accounts") else NotApplicable(lacking)


def declared(step: Step | None, name: str, what: str) -> Step:
    """Return a declared step.

    Raises:
        NotApplicable: if the target does not declare it: not every deployment has such a thing.
    """
    if step is None:
        raise NotApplicable(f"no way to {what} is declared: declare [{name}] in the target file")
    return step


def value_of(account: Account, name: str) -> str:
    """Return a value that registering or signing in saved.

    Raises:
        Unmeasured: if none was saved.
    """
    value = account.values.get(name)
    if not isinstance(value, str) or not value:
        raise Unmeasured(f"signing in saves no {name}: save it in [auth.register] and [auth.login]")
    return value


def demand_several(*accounts: Account) -> None:
    """Go on only if the accounts are different ones.

    Raises:
        Unmeasured: if one of them is there twice, as where a single test user is declared.
    """
    if len({account.email for account in accounts}) < len(accounts):
        raise Unmeasured(f"it takes {len(accounts)} accounts: declare [auth.register], or more [[auth.test_users]]")


def cookies_of(answer: Exchange) -> dict[str, str]:
    """Return a Cookie field with what an answer sets; empty where it sets nothing."""
    pairs = [field.partition(";")[0].strip() for field in answer.headers.get_list("set-cookie")]
    kept = [pair for pair in pairs if pair.partition("=")[2]]
    return {"Cookie": "; ".join(kept)} if kept else {}
