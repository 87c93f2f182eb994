"""What becomes of a post: changed, closed, opened again; closed by itself after its last day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from core.call import Call
from core.cards import Card, Tone
from core.commands import Command, Option
from core.deadlines import morning_of
from core.errors import Refused
from core.features.board_cards import applicant_buttons, own_card
from core.features.board_live import Desk, desk_of, keep, record, tell
from core.features.board_posts import (
    HIGHEST,
    Say,
    Vacancy,
    board_day,
    check_theirs,
    hold,
    is_over,
    state_of,
    whole,
)
from core.model.activity import Verb
from core.model.courses import Course
from core.model.people import Role
from core.model.posts import Post, PostState
from core.model.projects import MOST_MEMBERS, Standing
from core.ports import Ports
from core.ports.storage import Work

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EditPost:
    """Change a post; what is left out stays."""

    post: Annotated[int, Option(most=HIGHEST, main=True)]
    title: Annotated[str, Option(longest=80)] = ""
    text: Annotated[str, Option(longest=1000, long=True)] = ""
    roles: tuple[Role, ...] = ()
    seats: Annotated[int | None, Option(most=MOST_MEMBERS - 1)] = None
    until: date | None = None
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class ClosePost:
    """Take no more applications."""

    post: Annotated[int, Option(most=HIGHEST, main=True)]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class ReopenPost:
    """Take applications again."""

    post: Annotated[int, Option(most=HIGHEST, hidden=True)]
    course: Annotated[Course | None, Option(hidden=True)] = None


async def edit(call: Call, ask: EditPost) -> Card:
    """Change a post; more seats or a later day open it again."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        check_theirs(call, before)
        wanted = _edited(call, before, ask)
        if wanted == before.post:
            return await own_card(work, call, before, call.say("post.unchanged"))
        return await _kept(work, call, before, wanted, Verb.EDITED)


async def close(call: Call, ask: ClosePost) -> Card:
    """Close a post; whoever waits for an answer can still be accepted."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        check_theirs(call, before)
        if before.post.state is not PostState.OPEN:
            return await own_card(work, call, before, call.say("post.is_closed"))
        wanted = replace(before.post, state=PostState.CLOSED)
        return await _kept(work, call, before, wanted, Verb.DROPPED)


async def reopen(call: Call, ask: ReopenPost) -> Card:
    """Open a closed post again, if it has a seat and a day left."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        check_theirs(call, before)
        match state_of(before.post, before.taken, board_day(call)):
            case PostState.FULL:
                raise Refused("post.reopen_full", number=before.post.id)
            case PostState.CLOSED:
                raise Refused("post.reopen_over", number=before.post.id)
            case PostState.OPEN:
                wanted = replace(before.post, state=PostState.OPEN)
        return await _kept(work, call, before, wanted, Verb.UNDONE)


async def close_over(ports: Ports) -> None:
    """Close the posts whose last day is over, on the next morning, each once.

    Any number of processes may do so at the same time.
    """
    now = ports.clock.now()
    async with ports.store.work(write=False) as work:
        ended = [
            post
            for post in await work.posts.over(now.date() + _DAY)
            if await _is_morning_after(work, ports, post)
        ]
    for post in ended:
        async with ports.store.work() as work:
            await _close_over(work, ports, post)
            await work.commit()


def _edited(call: Call, before: Vacancy, ask: EditPost) -> Post:
    """Give the post as asked for.

    Raises:
        Refused: more people were accepted than it would have seats.
    """
    post, today = before.post, board_day(call)
    if ask.seats is not None and ask.seats < before.taken:
        raise Refused("post.seats", option="seats", taken=before.taken)
    wanted = replace(
        post,
        title=ask.title or post.title,
        text=ask.text or post.text,
        roles=ask.roles or post.roles,
        seats=ask.seats or post.seats,
        until=ask.until or post.until,
    )
    by_hand = post.state is PostState.CLOSED and not is_over(post, today)
    return wanted if by_hand else replace(wanted, state=state_of(wanted, before.taken, today))


async def _kept(work: Work, call: Call, before: Vacancy, wanted: Post, verb: Verb) -> Card:
    desk = desk_of(work, call)
    now = await keep(desk, before, wanted)
    await record(desk, now, verb, call.caller.id)
    waiting = verb is Verb.DROPPED and now.waiting
    said = call.say("post.closed_waiting" if waiting else f"post.done.{verb}")
    return await own_card(work, call, now, said)


async def _is_morning_after(work: Work, ports: Ports, post: Post) -> bool:
    """Tell whether the morning after a post's last day has come where its course is."""
    author = await work.people.person(post.author)
    zone = ZoneInfo((await work.people.space(author.space)).timezone)
    return post.until is not None and morning_of(post.until + _DAY, zone) <= ports.clock.now()


async def _close_over(work: Work, ports: Ports, seen: Post) -> None:
    author = await work.people.person(seen.author)
    space = await work.people.space(author.space)
    course = await work.courses.get(space.id, seen.course)
    if course is None:
        return
    await work.courses.hold(course.id)
    post = await work.posts.get(course.id, seen.id)
    if post is None or post.state is not PostState.OPEN or post.until != seen.until:
        return
    desk = Desk(work, ports, space)
    closed = replace(post, state=PostState.CLOSED)
    now = await keep(desk, await whole(work, course, post), closed)
    await record(desk, now, Verb.DROPPED, None)
    names = [(await work.people.person(each.person)).name for each in now.waiting]

    def card(say: Say) -> Card:
        return _over_card(say, now, names)

    await tell(desk, author.id, f"over:{post.id}:{post.until}", card)


def _over_card(say: Say, vacancy: Vacancy, names: list[str]) -> Card:
    """Tell the author that the last day is over, and who still waits."""
    key = "post.over_waiting" if names else "post.over"
    return Card(
        say("post.over_title", title=vacancy.post.title),
        text=say(key, count=len(names), taken=vacancy.taken, seats=vacancy.post.seats),
        tone=Tone.WARNING if names else Tone.PLAIN,
        buttons=tuple(applicant_buttons(say, vacancy, names)),
    )


COMMANDS = (
    Command("team edit", EditPost, edit, who=Standing.MEMBER, in_place=True),
    Command("team close", ClosePost, close, who=Standing.MEMBER, in_place=True),
    Command("board reopen", ReopenPost, reopen, who=Standing.MEMBER, in_place=True, hidden=True),
)
