"""The recruiting board of a course: looking for people, and looking around.

A post never stands where it was typed: whoever reads there need not be of its course. It stands
on the boards that staff named, without one in its author's DM; the people of its course find it
with `team board` wherever they are.

Whoever is accepted joins the project the post is of. Without one of the author's own, the first
acceptance opens one named as the post, from that day on for a semester.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis
from core.commands import Command, Option
from core.errors import Refused
from core.features.board_cards import (
    naming,
    own_card,
    roles_words,
    seats_words,
    until_words,
)
from core.features.board_live import desk_of, record, stand
from core.features.board_posts import HIGHEST, Vacancy, find, whole
from core.model.activity import Verb
from core.model.courses import Course
from core.model.people import Role
from core.model.posts import Post, PostId, PostState
from core.model.projects import MOST_MEMBERS, Project, Standing
from core.ports.storage import Work

PAGE = 8
"""Rows a page; each has a button of its own."""
_MOST_NAMED = 5
_COLUMNS = ("number", "title", "roles", "seats", "until")
_ID = "project:"


class Shown(StrEnum):
    """Which posts to list."""

    OPEN = "open"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Recruit:
    """Look for people; `project` names one that the caller leads, without it a team is new."""

    title: Annotated[str, Option(longest=80, main=True)]
    text: Annotated[str, Option(longest=1000, long=True)]
    seats: Annotated[int, Option(most=MOST_MEMBERS - 1)]
    roles: tuple[Role, ...] = ()
    until: date | None = None
    project: Annotated[str, Option(longest=80)] = ""
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class ShowPost:
    """Show one post, with what the caller can do about it."""

    post: Annotated[int, Option(most=HIGHEST, main=True)]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class ListPosts:
    """List the posts of a course; every filter that is given must fit."""

    words: Annotated[str, Option(main=True)] = ""
    role: Role | None = None
    shown: Shown = Shown.OPEN
    page: Annotated[int, Option(most=1000)] = 1
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class TurnPage(ListPosts):
    """Show another page of the board in its place: the same options, filled by its buttons."""

    words: Annotated[str, Option(hidden=True)] = ""
    role: Annotated[Role | None, Option(hidden=True)] = None
    shown: Annotated[Shown, Option(hidden=True)] = Shown.OPEN
    page: Annotated[int, Option(hidden=True, most=1000)] = 1
    course: Annotated[Course | None, Option(hidden=True)] = None


async def recruit(call: Call, ask: Recruit) -> Card:
    """Keep a post, let it stand on the course's boards, and show the author theirs."""
    async with call.change() as work:
        await work.courses.hold(call.course.id)
        project = await _led(work, call, ask.project)
        wanted = Post(
            id=PostId(0), course=call.course.id, author=call.caller.id, title=ask.title,
            text=ask.text, roles=ask.roles, seats=ask.seats, until=ask.until,
            project=project.id if project else None, created=call.now,
        )  # fmt: skip
        twin = await _twin(work, wanted)
        post = twin or await work.posts.add(wanted)
        vacancy = await whole(work, call.course, post)
        key = "post.already_posted" if twin else await _stood(work, call, vacancy)
        return await own_card(work, call, vacancy, call.say(key))


async def show(call: Call, ask: ShowPost) -> Card:
    """Show a post."""
    async with call.read() as work:
        return await own_card(work, call, await find(work, call, ask.post))


async def listing(call: Call, ask: ListPosts) -> Card:
    """List the posts of the course, the newest first."""
    async with call.read() as work:
        posts = await work.posts.all(call.course.id)
        found = [post for post in posts if _fits(post, ask)]
        pages = max(1, -(-len(found) // PAGE))
        page = min(ask.page, pages)
        shown = [
            await whole(work, call.course, post) for post in found[(page - 1) * PAGE : page * PAGE]
        ]
    return Card(
        call.say("post.board_title", course=call.course.name),
        text="" if shown else call.say("post.none"),
        columns=tuple(call.say(f"post.column.{name}") for name in _COLUMNS if shown),
        rows=tuple(_row(call, vacancy) for vacancy in shown),
        buttons=tuple(_buttons(call, replace(ask, page=page), pages, shown)),
        footer=call.say("post.page", page=page, pages=pages, count=len(found)) if shown else "",
        subject=f"board:{call.course.id}",
    )


async def _led(work: Work, call: Call, words: str) -> Project | None:
    """Give the running project of these words that the caller leads.

    Raises:
        Refused: no project of theirs, or several, are meant.
    """
    if not words:
        return None
    led = [
        project
        for project in await work.projects.of(call.caller.id)
        if project.standing_of(call.caller.id) is Standing.LEADER and project.end >= call.today
    ]
    exact = [project for project in led if _names(project, words)]
    part = [project for project in led if words.casefold() in project.topic.casefold()]
    if len(exact or part) == 1:
        return (exact or part)[0]
    topics = [project.topic for project in led[:_MOST_NAMED]]
    key = "post.no_project" if topics else "post.no_projects"
    raise Refused(key, option="project", topics=topics)


def _names(project: Project, words: str) -> bool:
    return words == f"{_ID}{project.id}" or words.casefold() == project.topic.casefold()


async def _twin(work: Work, wanted: Post) -> Post | None:
    """Find the open post that the author made before under the same title."""
    for post in await work.posts.all(wanted.course):
        same = (post.author, post.title.casefold()) == (wanted.author, wanted.title.casefold())
        if same and post.state is PostState.OPEN:
            return post
    return None


async def _stood(work: Work, call: Call, vacancy: Vacancy) -> str:
    """Let a new post stand; give the phrase that says where others find it."""
    desk = desk_of(work, call)
    boards = await stand(desk, vacancy, call.id)
    await record(desk, vacancy, Verb.ADDED, call.caller.id)
    return "post.posted_on_board" if boards else "post.posted"


def _fits(post: Post, ask: ListPosts) -> bool:
    words = ask.words.casefold()
    return (
        (words in post.title.casefold() or words in post.text.casefold())
        and (ask.role is None or not post.roles or ask.role in post.roles)
        and (ask.shown is Shown.ALL or post.state is PostState.OPEN)
    )


def _row(call: Call, vacancy: Vacancy) -> tuple[str, ...]:
    post = vacancy.post
    return (
        str(post.id),
        post.title,
        roles_words(call.say, post),
        seats_words(call.say, vacancy),
        until_words(call.say, post),
    )


def _buttons(call: Call, ask: ListPosts, pages: int, shown: Sequence[Vacancy]) -> Iterator[Button]:
    for vacancy in shown:
        words = call.say("post.show", number=vacancy.post.id)
        yield Button(words, "team post", naming(vacancy))
    if ask.page > 1:
        yield _page_button(call, "button.previous", replace(ask, page=ask.page - 1))
    if ask.page < pages:
        yield _page_button(call, "button.next", replace(ask, page=ask.page + 1))
    course = {"course": f"course:{call.course.id}"}
    asks = ("title", "text", "seats", "roles", "until")
    yield Button(call.say("post.recruit"), "team recruit", course, asks, Emphasis.PRIMARY)


def _page_button(call: Call, words: str, ask: ListPosts) -> Button:
    given = {
        "words": ask.words,
        "role": ask.role or "",
        "shown": ask.shown,
        "page": str(ask.page),
        "course": f"course:{call.course.id}",
    }
    kept = {name: str(value) for name, value in given.items() if value}
    return Button(call.say(words), "board page", kept)


COMMANDS = (
    Command("team recruit", Recruit, recruit, who=Standing.MEMBER),
    Command("team board", ListPosts, listing, who=Standing.MEMBER),
    Command("team post", ShowPost, show, who=Standing.MEMBER),
    Command("board page", TurnPage, listing, who=Standing.MEMBER, in_place=True, hidden=True),
)
