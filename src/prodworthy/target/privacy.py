"""Privacy as declared: the question for consent, what is essential, and the pages that law and stores ask for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prodworthy.target.access import Path
from prodworthy.target.model import Model

MaybePath = Path | Annotated[str, Field(pattern="^$")]


class NamedControl(Model):
    """Something on a page that people press, found as assistive technology finds it.

    Attributes:
        name: its accessible name, whole; capitals make no difference.
        role: what it is.
    """

    name: Annotated[str, Field(min_length=1)]
    role: Literal["button", "link", "checkbox", "switch"] = "button"


class Consent(Model):
    """The question whether more than the essential may be stored or loaded.

    Attributes:
        accept: agrees, on the first page.
        reject: refuses; empty where there is none on the same layer, which fails.
        settings: leads to a choice of purposes.
        withdraw: takes the consent back; empty where nothing does, which fails.
        withdraw_at: the page that it is on.
    """

    accept: NamedControl
    reject: NamedControl | None = None
    settings: NamedControl | None = None
    withdraw: NamedControl | None = None
    withdraw_at: Path = "/"


class Privacy(Model):
    """What is promised to people about their data. Policy and terms are named in `[web.legal]`.

    Attributes:
        opt_out: whether the law of its visitors lets everything run until someone says no, as in most of the USA.
        consent: the question for consent; leave it out where nothing is stored or loaded that needs one.
        essential: names of cookies and storage entries that need no consent; `*` stands for any text.
        essential_hosts: hosts of third parties that need none, such as a payment service; `*` stands for any text.
        tracking: paths of the target's own that count or follow people; `*` stands for any text.
        contact: page that says whom to write to.
        do_not_sell: page of the choice not to have one's data sold or shared; a link on the first page leads to it.
        deletion: page on which a deletion can be asked for without the app, as app stores want it.
        email_after_deletion: whether the address of a deleted account can be used for a new one.
    """

    opt_out: bool = False
    consent: Consent | None = None
    essential: tuple[str, ...] = ()
    essential_hosts: tuple[str, ...] = ()
    tracking: tuple[str, ...] = ()
    contact: MaybePath = ""
    do_not_sell: MaybePath = ""
    deletion: MaybePath = ""
    email_after_deletion: Literal["free", "blocked"] | None = None
