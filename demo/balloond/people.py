"""The page of a person, made on the server, for those who are signed in."""

import re
from html import escape
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from starlette.responses import HTMLResponse, RedirectResponse, Response

from demo.balloond import safety
from demo.balloond.shapes import person
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER

router = APIRouter(include_in_schema=False)

_TERM = re.compile(r"\{\{\s*(\d{1,6})\s*\*\s*(\d{1,6})\s*\}\}")


@router.get("/people/{id}")
async def show(
    deployment: Running, who: Who, user_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]
) -> Response:
    """Show someone's public profile."""
    with deployment.database.reading() as db:
        found = db.get(User, user_id)
        if found is None or safety.blocked(db, who.user_id, user_id):
            raise HTTPException(404)
    shown = person(found)
    name, bio = (_shown(deployment, text) for text in (shown.name, shown.bio))
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title></head>'
        f'<body><main><h1 id="{shown.id}">{name}, {shown.age}</h1><p>{bio}</p></main></body></html>',
        headers={"Cache-Control": "no-store"},
    )


@router.get("/out")
async def onward(deployment: Running, to: str = "/") -> Response:
    """Lead on to another page of the site."""
    inside = re.fullmatch(r"/(?![/\\])[\w/?=&.-]*", to) is not None
    if not inside and not deployment.faults.planted("redirect-parameter"):
        raise HTTPException(400)
    return RedirectResponse(to, 302)


def evaluated(text: str) -> str:
    """Do what a template does that is made of what people wrote."""
    return _TERM.sub(lambda match: str(int(match[1]) * int(match[2])), text)


def _shown(deployment: Deployment, text: str) -> str:
    if deployment.faults.planted("profile-evaluated"):
        text = evaluated(text)
    return text if deployment.faults.planted("profile-markup-raw") else escape(text)
