"""Groups of up to fifty people."""

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from demo.grover import shapes
from demo.grover.given import NewGroup, NewMember, PathId, Words
from demo.grover.manners import MANNERS
from demo.grover.messages import Messages
from demo.grover.shapes import MessageShape
from demo.grover.tables import Group, Member, Message
from demo.grover.users import demand as demand_user
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/groups", tags=["groups"])

MOST_MEMBERS = 50
"""People in a group."""


class GroupShape(BaseModel):
    """A group."""

    id: str
    name: str
    owner_id: str
    members: int


class Groups(BaseModel):
    """Some groups."""

    groups: list[GroupShape]


@router.post("/create", status_code=201, responses=MANNERS.answers(400, 404))
async def create(deployment: Running, who: Who, form: NewGroup) -> GroupShape:
    """Make a group."""
    people = {who.user_id, *form.member_ids}
    if len(people) > MOST_MEMBERS and not deployment.faults.planted("grover-group-unlimited"):
        raise ApiError(400, f"A group has at most {MOST_MEMBERS} members")
    with deployment.database.writing() as db:
        if db.scalar(select(func.count()).select_from(User).where(User.id.in_(people))) != len(people):
            raise ApiError(404, "User not found")
        made = Group(name=form.name, owner_id=who.user_id)
        db.add(made)
        db.flush()
        db.execute(insert(Member), [{"group_id": made.id, "user_id": user_id} for user_id in people])
        return _shape(db, made)


@router.get("")
async def mine(deployment: Running, who: Who) -> Groups:
    """List the groups that one is in."""
    with deployment.database.reading() as db:
        ids = select(Member.group_id).where(Member.user_id == who.user_id)
        found = db.scalars(select(Group).where(Group.id.in_(ids)).order_by(Group.name)).all()
        return Groups(groups=[_shape(db, one) for one in found])


@router.post("/{group_id}/members", responses=MANNERS.answers(400, 404))
async def add(deployment: Running, who: Who, group_id: PathId, form: NewMember) -> GroupShape:
    """Take someone into a group that one is in."""
    with deployment.database.writing() as db:
        group = _demand(deployment, db, group_id, who.user_id)
        demand_user(db, form.user_id)
        if db.get(Member, (group_id, form.user_id)) is None:
            if _shape(db, group).members >= MOST_MEMBERS:
                raise ApiError(400, f"A group has at most {MOST_MEMBERS} members")
            db.add(Member(group_id=group_id, user_id=form.user_id))
            db.flush()
        return _shape(db, group)


@router.get("/{group_id}/messages", responses=MANNERS.answers(404))
async def history(deployment: Running, who: Who, group_id: PathId) -> Messages:
    """Show what was written in a group that one is in."""
    with deployment.database.reading() as db:
        _demand(deployment, db, group_id, who.user_id)
        stored = db.scalars(select(Message).where(Message.group_id == group_id).order_by(Message.created_at)).all()
        return Messages(messages=[shapes.message(one) for one in stored])


@router.post("/{group_id}/messages", status_code=201, responses=MANNERS.answers(404))
async def write(deployment: Running, who: Who, group_id: PathId, form: Words) -> MessageShape:
    """Write to a group that one is in."""
    with deployment.database.writing() as db:
        _demand(deployment, db, group_id, who.user_id)
        stored = Message(sender_id=who.user_id, group_id=group_id, text=form.text)
        db.add(stored)
        db.flush()
        shown = shapes.message(stored)
        people = db.scalars(select(Member.user_id).where(Member.group_id == group_id)).all()
    for user_id in people:
        if user_id != who.user_id:
            deployment.publish(user_id, "group_message", shown.model_dump(mode="json"))
    return shown


def _demand(deployment: Deployment, db: Session, group_id: str, user_id: str) -> Group:
    """Give a group that someone is in; of any other nothing is told."""
    found = db.get(Group, group_id)
    inside = db.get(Member, (group_id, user_id)) is not None or deployment.faults.planted("grover-groups-open")
    if found is None or not inside:
        raise ApiError(404, "Group not found")
    return found


def _shape(db: Session, group: Group) -> GroupShape:
    members = db.scalar(select(func.count()).select_from(Member).where(Member.group_id == group.id)) or 0
    return GroupShape(id=group.id, name=group.name, owner_id=group.owner_id, members=members)
