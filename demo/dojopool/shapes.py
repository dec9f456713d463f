"""What is sent to clients."""

from pydantic import BaseModel

from demo.dojopool.tables import Player
from demo.kernel.accounts import User
from demo.kernel.wire import Moment


class Self(BaseModel):
    """Someone as they see themselves."""

    id: str
    email: str
    username: str
    bio: str
    verified: bool
    wallet: str | None
    coins: int
    created_at: Moment


class Tokens(BaseModel):
    """A pair of tokens."""

    access_token: str
    refresh_token: str
    expires_in: int


class SignedIn(Tokens):
    """Someone with their tokens."""

    user: Self


class Venue(BaseModel):
    """A place with tables."""

    id: str
    name: str
    tables: int


class Venues(BaseModel):
    """Places."""

    venues: list[Venue]


class Visit(BaseModel):
    """Someone is at a venue."""

    id: str
    venue_id: str
    created_at: Moment


class Match(BaseModel):
    """A match."""

    id: str
    players: list[str]
    shots: int
    created_at: Moment


class Matches(BaseModel):
    """Someone's matches."""

    matches: list[Match]


class Played(BaseModel):
    """A shot, as both players are told of it."""

    match_id: str
    player_id: str
    ball: int
    note: str
    number: int


class Item(BaseModel):
    """Something to buy."""

    id: str
    name: str
    coins: int


class Items(BaseModel):
    """Things to buy."""

    items: list[Item]


class Paid(BaseModel):
    """A payment, and what is left."""

    id: str
    item_id: str
    coins: int
    balance: int


class Balance(BaseModel):
    """What someone has."""

    coins: int
    payments: int


class Named(BaseModel):
    """Something with a name: a tournament, a territory, a clan."""

    id: str
    name: str


class Listed(BaseModel):
    """Some of them."""

    items: list[Named]


class Avatar(BaseModel):
    """A picture and where it is."""

    id: str
    url: str


class Progress(BaseModel):
    """How far someone is on the way in."""

    verified: bool
    profile: bool
    avatar: bool
    wallet: bool
    paid: bool
    toured: bool


def own(user: User, player: Player) -> Self:
    """Show someone to themselves."""
    return Self(
        id=user.id, email=user.email, username=player.username, bio=user.bio, verified=player.verified,
        wallet=player.wallet, coins=player.coins, created_at=user.created_at,
    )  # fmt: skip
