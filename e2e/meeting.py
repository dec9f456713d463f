"""Balloon'd: how two people meet, stage by stage, in two browsers at the same time."""

from __future__ import annotations

import asyncio

from e2e.conftest import Members
from e2e.pages.balloond_members import Chat, PrivacyChoice, Sky, Tutorial
from e2e.pages.login import Login
from e2e.stages import Stage, Stages
from prodworthy.api import Blocked, Inspection, Run, Visitor, found, inspect

EVENTS = ("onboarding_complete", "balloon_pop", "match_created", "message_sent")
"""The events that the meeting should cause."""
PLACES = ("the tutorial", "who was in the balloon", "the match", "the conversation")
"""What is looked at on the way for its accessibility."""


class Meeting:
    """Ada and Ben meet. Ada lets her use be counted; Ben does not.

    Args:
        ada: her browser.
        ben: his browser.
        members: their accounts.
        run: names what they write.

    Attributes:
        stages: what came of each.
    """

    def __init__(self, ada: Visitor, ben: Visitor, members: Members, run: Run) -> None:
        self.ada = ada
        self.ben = ben
        self._members = members
        self._words = (f"Hello Ben, this is run {run.id}", f"Hello Ada, read you in run {run.id}")
        self.stages = Stages(ada, ben)
        self._looks: dict[str, Inspection] = {}

    async def take_place(self) -> None:
        """Go through the stages, up to the first that fails."""
        await self.stages.go_through(
            Stage("login", self._login),
            Stage("tutorial", self._tutorial, after="login"),
            Stage("reveal", self._reveal, after="tutorial"),
            Stage("match", self._match, after="reveal"),
            Stage("chat", self._chat, after="match"),
        )

    def look(self, place: str) -> Inspection:
        """Return what was found of the accessibility of one of the places.

        Raises:
            Blocked: the two did not come so far.
        """
        if place not in self._looks:
            raise Blocked(f"the two did not come so far: {self.stages.failed}")
        return self._looks[place]

    async def _look(self, one: Visitor, place: str) -> None:
        async with one.step(f"{place} is looked at", deadline=30):
            self._looks[place] = await inspect(one)

    def told(self) -> set[str]:
        """Return personal data of Ada, which no event may carry."""
        return {self._members.ada.email, self._members.ada.password, *self._words}

    async def _login(self) -> None:
        async def enter(one: Visitor, answer: str) -> None:
            account = self._members.ada if one is self.ada else self._members.ben
            async with one.step(f"{one.name} logs in", deadline=10):
                await Login(one).log_in(account, Tutorial.path)
            async with one.step(f"{one.name} is asked about counting, and says {answer}"):
                await PrivacyChoice(one).choose(answer)

        await asyncio.gather(enter(self.ada, "Accept"), enter(self.ben, "Reject"))
        await self._look(self.ben, PLACES[0])

    async def _tutorial(self) -> None:
        async def learn(one: Visitor) -> None:
            tutorial = Tutorial(one)
            async with one.step(f"{one.name} pops the practice balloon"):
                await tutorial.begin()
                await tutorial.pop()
            async with one.step(f"{one.name} finishes the tutorial"):
                await tutorial.finish()

        await asyncio.gather(learn(self.ada), learn(self.ben))

    async def _reveal(self) -> None:
        sky = Sky(self.ben)
        async with self.ben.step("Ben opens the balloons"):
            await sky.open_at(self._members.ada.user_id)
        async with self.ben.step("Ben pops Ada's balloon and sees who is in it"):
            person = await sky.pop()
            if not any(sign.isdigit() for sign in person):
                found(f"the popped balloon shows {person!r}", "a name and an age").raise_if_any()
        await self._look(self.ben, PLACES[1])

    async def _match(self) -> None:
        async with self.ben.step("Ben likes her"):
            await Sky(self.ben).decide("Like")
        sky = Sky(self.ada)
        async with self.ada.step("Ada pops Ben's balloon"):
            await sky.open_at(self._members.ben.user_id)
            await sky.pop()
        async with self.ada.step("Ada likes him, and the match is announced"):
            await sky.decide("Like")
            await sky.match.wait_for(state="visible")
        await self._look(self.ada, PLACES[2])

    async def _chat(self) -> None:
        hello, answer = self._words
        ada, ben = Chat(self.ada), Chat(self.ben)
        async with self.ada.step("Ada goes to the conversation"):
            await Sky(self.ada).match.get_by_role("link").click()
            await self.ada.page.wait_for_url("**/chat*", wait_until="domcontentloaded")
        async with self.ada.step("Ada writes, and sees what she wrote"):
            await ada.say(hello)
            await ada.hear(hello)
        async with self.ben.step("Ben opens the conversation and reads it"):
            await ben.open_first()
            await ben.hear(hello)
        async with self.ben.step("Ben answers"):
            await ben.say(answer)
        async with self.ada.step("Ada's open window shows the answer"):
            await ada.hear(answer)
        await self._look(self.ada, PLACES[3])
