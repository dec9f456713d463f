"""Matches, and what both players are told of them at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.dojopool.given import Id, NewGame, Shot
from demo.dojopool.manners import MANNERS
from demo.dojopool.shapes import Match, Matches, Played
from demo.dojopool.tables import Game
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.sockets import Sockets, refused
from demo.kernel.wire import IDENTIFIER

router = APIRouter(prefix="/api/v1/matches", tags=["matches"])


class SocketShot(Shot):
    """A shot over a live connection."""

    match_id: Id
    player_id: Id | None = Field(default=None, exclude=True)


@router.post("", status_code=201, responses=MANNERS.answers(404, 409))
async def begin(deployment: Running, who: Who, form: NewGame) -> Match:
    """Begin a match, against someone or against the house."""
    if form.opponent_id == who.user_id:
        raise ApiError(409, "Nobody plays against themselves")
    with deployment.database.writing() as db:
        if form.opponent_id is not None and db.get(User, form.opponent_id) is None:
            raise ApiError(404, "There is no such player")
        game = Game(one_id=who.user_id, two_id=form.opponent_id)
        db.add(game)
        db.flush()
        shown = _shown(game)
    deployment.figures.count("matches_total")
    return shown


@router.get("")
async def own(deployment: Running, who: Who) -> Matches:
    """List one's own matches, the newest first."""
    with deployment.database.reading() as db:
        mine = select(Game).where((Game.one_id == who.user_id) | (Game.two_id == who.user_id))
        newest = db.scalars(mine.order_by(Game.created_at.desc()).limit(50))
        return Matches(matches=[_shown(game) for game in newest])


@router.get("/{match_id}", responses=MANNERS.answers(404))
async def show(deployment: Running, who: Who, match_id: Annotated[str, Path(pattern=IDENTIFIER)]) -> Match:
    """Show one of one's own matches."""
    with deployment.database.reading() as db:
        return _shown(_mine(deployment, db, match_id, who.user_id))


@router.post("/{match_id}/shots", status_code=201, responses=MANNERS.answers(404))
async def shoot(
    deployment: Running, who: Who, match_id: Annotated[str, Path(pattern=IDENTIFIER)], form: Shot
) -> Played:
    """Play a shot."""
    return play(deployment, who.user_id, match_id, form)


def play(deployment: Deployment, user_id: str, match_id: str, shot: Shot) -> Played:
    """Play a shot, and tell both players.

    Raises:
        ApiError: there is no such match of theirs.
    """
    with deployment.database.writing() as db:
        game = _mine(deployment, db, match_id, user_id)
        game.shots += 1
        played = Played(match_id=game.id, player_id=user_id, ball=shot.ball, note=shot.note, number=game.shots)
        told = {user_id, game.one_id, *([game.two_id] if game.two_id else [])}
    if deployment.faults.planted("dojopool-opponent-untold"):
        told = {user_id}
    for one in told:
        deployment.publish(one, "shot", played.model_dump(mode="json"))
    return played


class Live(Sockets):
    """Shots over live connections."""

    message: str = "shot"

    def __init__(self, deployment: Deployment) -> None:
        super().__init__(deployment)
        self.server.on("shot", self._shot)

    async def _shot(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketShot.model_validate(content)
            if form.player_id is not None:
                return {"ok": False, "error": "property player_id should not exist"}
            played = play(self.deployment, self.alive(sid), form.match_id, form)
        except (ValidationError, ApiError) as error:
            return refused(error)
        return {"ok": True, "shot": played.model_dump(mode="json")}


def _mine(deployment: Deployment, db: Session, match_id: str, user_id: str) -> Game:
    game = db.get(Game, match_id)
    strangers_too = deployment.faults.planted("dojopool-matches-open")
    if game is None or (user_id not in {game.one_id, game.two_id} and not strangers_too):
        raise ApiError(404, "There is no such match")
    return game


def _shown(game: Game) -> Match:
    players = [game.one_id, *([game.two_id] if game.two_id else [])]
    return Match(id=game.id, players=players, shots=game.shots, created_at=game.created_at)
