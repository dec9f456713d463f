"""Posts, and what people think of them."""

import time
from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Response
from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from demo.grover import media, notices, shapes
from demo.grover.given import PathId, Poll, Reaction, Vote, Words
from demo.grover.manners import MANNERS
from demo.grover.shapes import LIKES, CommentShape, Done, PostShape
from demo.grover.tables import Comment, Follow, Mark, Media, Post
from demo.grover.users import demand as demand_user
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER

router = APIRouter(prefix="/api/posts", tags=["posts"])

_KEPT_S = 5.0
_KEPT = "saved"
_VOTE = "vote"


class Posts(BaseModel):
    """Some posts, newest first."""

    posts: list[PostShape]


class Comments(BaseModel):
    """The comments on a post, oldest first."""

    comments: list[CommentShape]


class Results(BaseModel):
    """How many chose each answer of a poll."""

    options: list[str]
    votes: list[int]
    total: int


class Reacted(BaseModel):
    """One's reaction, and how many there are."""

    reaction: Literal["like", "love", "laugh", "wow", "sad"] | None
    reactions: int


class Explored:
    """Keeps what everybody sees for some seconds, as a cache server does."""

    def __init__(self, deployment: Deployment) -> None:
        self._kept: dict[int, tuple[float, Posts]] = {}
        deployment.caches.append(self._kept.clear)
        deployment.faults.on_change(self._kept.clear)

    def get(self, limit: int) -> Posts | None:
        """Give what is kept, if it is fresh."""
        at, found = self._kept.get(limit, (0.0, None))
        return found if time.monotonic() - at < _KEPT_S else None

    def keep(self, limit: int, posts: Posts) -> None:
        """Keep it."""
        self._kept[limit] = (time.monotonic(), posts)


def explore(deployment: Deployment) -> APIRouter:
    """Make the route of what everybody sees."""
    routes = APIRouter(prefix="/api/posts", tags=["posts"])
    kept = Explored(deployment)

    @routes.get("/explore")
    async def explored(
        deployment: Running, _who: Who, response: Response, limit: Annotated[int, Query(ge=1, le=50)] = 20
    ) -> Posts:
        """List what is new, of everyone; up to five seconds old."""
        found = None if deployment.faults.planted("grover-cache-off") else kept.get(limit)
        response.headers["X-Cache"] = "MISS" if found is None else "HIT"
        if found is None:
            with deployment.database.reading() as db:
                stored = db.scalars(select(Post).order_by(Post.created_at.desc()).limit(limit)).all()
                found = Posts(posts=[shapes.post(db, one) for one in stored])
            kept.keep(limit, found)
        return found

    return routes


@router.post("", status_code=201, responses=MANNERS.answers(404, 413, 415))
async def publish(
    deployment: Running,
    who: Who,
    text: Annotated[str, Form(max_length=1000)] = "",
    collaborator_id: Annotated[str | None, Form(pattern=IDENTIFIER)] = None,
    file: media.Attached = None,
) -> PostShape:
    """Publish a text, a picture or a video, alone or together with somebody."""
    taken = None if file is None else await media.take(deployment, file)
    with deployment.database.writing() as db:
        if collaborator_id is not None:
            demand_user(db, collaborator_id)
        stored = Post(
            author_id=who.user_id, text=text, kind="text" if taken is None else taken.kind,
            partner_id=collaborator_id, media_id=None if taken is None else taken.store(db, who.user_id),
        )  # fmt: skip
        return _published(deployment, db, stored)


@router.post("/poll", status_code=201)
async def ask(deployment: Running, who: Who, form: Poll) -> PostShape:
    """Ask everyone something."""
    with deployment.database.writing() as db:
        stored = Post(author_id=who.user_id, kind="poll", text=form.text, options="\n".join(form.options))
        return _published(deployment, db, stored)


@router.get("/feed")
async def feed(deployment: Running, who: Who) -> Posts:
    """List one's own posts and those of whom one follows."""
    with deployment.database.reading() as db:
        followed = select(Follow.of_id).where(Follow.by_id == who.user_id)
        wanted = select(Post).where(Post.author_id.in_(followed) | (Post.author_id == who.user_id))
        stored = db.scalars(wanted.order_by(Post.created_at.desc()).limit(50)).all()
        return Posts(posts=[shapes.post(db, one) for one in stored])


@router.get("/saved")
async def saved(deployment: Running, who: Who) -> Posts:
    """List the posts that one has kept."""
    with deployment.database.reading() as db:
        kept = select(Mark.post_id).where(Mark.user_id == who.user_id, Mark.kind == _KEPT)
        stored = db.scalars(select(Post).where(Post.id.in_(kept)).order_by(Post.created_at.desc())).all()
        return Posts(posts=[shapes.post(db, one) for one in stored])


@router.get("/{post_id}", responses=MANNERS.answers(404))
async def one(deployment: Running, _who: Who, post_id: PathId) -> PostShape:
    """Show a post."""
    with deployment.database.reading() as db:
        return shapes.post(db, _demand(db, post_id))


@router.delete("/{post_id}", status_code=204, responses=MANNERS.answers(404))
async def remove(deployment: Running, who: Who, post_id: PathId) -> None:
    """Delete a post of one's own."""
    with deployment.database.writing() as db:
        stored = _demand(db, post_id)
        if stored.author_id != who.user_id and not deployment.faults.planted("grover-posts-deletable"):
            raise ApiError(404, "Post not found")
        db.execute(delete(Media).where(Media.id == stored.media_id))
        db.delete(stored)
    deployment.purge(f"/cdn/media/{stored.media_id}")


@router.post("/{post_id}/react", responses=MANNERS.answers(404))
async def react(deployment: Running, who: Who, post_id: PathId, form: Reaction) -> Reacted:
    """Say what one thinks of a post; a new reaction replaces the old one."""
    with deployment.database.writing() as db:
        stored = _demand(db, post_id)
        db.merge(Mark(post_id=post_id, user_id=who.user_id, kind=LIKES, value=form.reaction))
        notices.tell(deployment, db, stored.author_id, who.user_id, "reaction")
        db.flush()
        return Reacted(reaction=form.reaction, reactions=shapes.post(db, stored).reactions)


@router.post("/{post_id}/like", responses=MANNERS.answers(404))
async def like(deployment: Running, who: Who, post_id: PathId) -> Reacted:
    """Like a post, or take that back."""
    with deployment.database.writing() as db:
        stored = _demand(db, post_id)
        mine = db.get(Mark, (post_id, who.user_id, LIKES))
        if mine is None:
            db.add(Mark(post_id=post_id, user_id=who.user_id, kind=LIKES, value="like"))
        else:
            db.delete(mine)
        db.flush()
        return Reacted(reaction="like" if mine is None else None, reactions=shapes.post(db, stored).reactions)


@router.post("/{post_id}/save", responses=MANNERS.answers(404))
async def keep(deployment: Running, who: Who, post_id: PathId) -> Done:
    """Keep a post for later."""
    with deployment.database.writing() as db:
        _demand(db, post_id)
        db.merge(Mark(post_id=post_id, user_id=who.user_id, kind=_KEPT, value=""))
    return Done()


@router.get("/{post_id}/comments", responses=MANNERS.answers(404))
async def comments(deployment: Running, _who: Who, post_id: PathId) -> Comments:
    """List the comments on a post."""
    with deployment.database.reading() as db:
        _demand(db, post_id)
        stored = db.scalars(select(Comment).where(Comment.post_id == post_id).order_by(Comment.created_at)).all()
        return Comments(comments=[shapes.comment(db, one) for one in stored])


@router.post("/{post_id}/comments", status_code=201, responses=MANNERS.answers(404))
async def write(deployment: Running, who: Who, post_id: PathId, form: Words) -> CommentShape:
    """Comment on a post."""
    with deployment.database.writing() as db:
        stored = _demand(db, post_id)
        made = Comment(post_id=post_id, author_id=who.user_id, text=form.text)
        if not deployment.faults.planted("grover-comments-lost"):
            db.add(made)
            db.flush()
            notices.tell(deployment, db, stored.author_id, who.user_id, "comment")
            return shapes.comment(db, made)
        db.add(made)
        db.flush()
        shown = shapes.comment(db, made)
        db.execute(delete(Comment).where(Comment.id == made.id))
        return shown


@router.post("/{post_id}/vote", responses=MANNERS.answers(400, 404))
async def vote(deployment: Running, who: Who, post_id: PathId, form: Vote) -> Results:
    """Choose an answer of a poll."""
    with deployment.database.writing() as db:
        stored = _demand(db, post_id)
        if form.option >= len(stored.options.splitlines()):
            raise ApiError(400, "There is no such answer")
        db.merge(Mark(post_id=post_id, user_id=who.user_id, kind=_VOTE, value=str(form.option)))
        db.flush()
        return _results(db, stored)


@router.get("/{post_id}/poll-results", responses=MANNERS.answers(404))
async def poll_results(deployment: Running, _who: Who, post_id: PathId) -> Results:
    """Show how a poll stands."""
    with deployment.database.reading() as db:
        return _results(db, _demand(db, post_id))


def _published(deployment: Deployment, db: Session, stored: Post) -> PostShape:
    db.add(stored)
    db.flush()
    deployment.figures.count("posts_total")
    return shapes.post(db, stored)


def _demand(db: Session, post_id: str) -> Post:
    found = db.get(Post, post_id)
    if found is None:
        raise ApiError(404, "Post not found")
    return found


def _results(db: Session, stored: Post) -> Results:
    chosen = db.scalars(select(Mark.value).where(Mark.post_id == stored.id, Mark.kind == _VOTE)).all()
    counted = Counter(map(int, chosen))
    options = stored.options.splitlines()
    return Results(options=options, votes=[counted[number] for number in range(len(options))], total=len(chosen))
