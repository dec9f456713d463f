"""XML that nobody asked for: its entities stay what they are."""

from __future__ import annotations

from prodworthy.api import Control, Exchange, Http, Parts, Phase, Refusal, Severity, Target, check, found, observation
from prodworthy.rules.templates import fill_path
from security.declared import auth_of, declared

_EXPANDED = "prodworthy-expanded"
_BODY = (
    b'<?xml version="1.0"?><!DOCTYPE login [<!ENTITY one "prodworthy-"><!ENTITY other "expanded">]>'
    b"<login><email>&one;&other;</email><password>&one;&other;</password></login>"
)
_TYPES = ("application/xml", "text/xml")


@observation(phase=Phase.WRITING, deadline=30.0, requests=3, needs={"accounts"})
async def xml_answers(http: Http, target: Target) -> tuple[Exchange, dict[str, Exchange]]:
    """The login of nobody, as JSON and as XML with entities of its own, which name nothing outside it."""
    step = declared(auth_of(target).login, "auth.login", "log in")
    path = fill_path(step.path, {"email": "", "password": ""})
    plain = await http.send(step.method, path, json={})
    return plain, {
        kind: await http.send(step.method, path, content=_BODY, headers={"Content-Type": kind}) for kind in _TYPES
    }


@check(
    "security.xml_entities",
    "Entities of XML that is sent are not expanded",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-1.5.1; CWE-611; CWE-776; WSTG-INPV-07",
    remedy="Refuse XML where JSON is expected (415), and switch document types and entities off where it is read.",
    covers=["INJ-11"],
    needs={"accounts"},
    refusal=True,
    opt_in=True,
    creates="nothing: a login of nobody",
)
def test_xml_entities(xml_answers: tuple[Exchange, dict[str, Exchange]], parts: Parts, refusal: Refusal) -> None:
    """A parser that expands what a stranger defines reads files of the server for them as well."""
    plain, answers = xml_answers
    answered = Control("the login answers", held=plain.status < 500, seen=plain.describe(), exchange=plain)  # noqa: PLR2004 - RFC 9110 section 15.6
    for kind, answer in answers.items():
        with parts.part(kind):
            refusal.require(answered)
            if _EXPANDED in answer.text:
                found("its entities are expanded in the answer", "415, or the text as it was").raise_if_any()
