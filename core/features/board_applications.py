"""Applying to a post, and deciding on who applied.

An application reaches the author by DM with the applicant's profile. Who is accepted joins the
author's project, and the post is full with its last seat; who waits then stays waiting, for the
author may still find them a seat.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.application_cards import application_card
from core.features.board_cards import own_card
from core.features.board_live import board_button, desk_of, keep, reshow_application, tell
from core.features.board_posts import (
    HIGHEST,
    Say,
    Vacancy,
    about_application,
    board_day,
    check_theirs,
    find,
    hold,
    is_over,
)
from core.features.members import join
from core.features.openings import SEMESTER, house, open_project
from core.features.projects import opened_buttons
from core.intake import is_enrolled
from core.model.courses import Course
from core.model.messages import Draft
from core.model.people import Person
from core.model.posts import Application, ApplicationState, PostState
from core.model.projects import Project, Standing
from core.outgoing import dm_place, post
from core.ports.collections import ProjectDraft
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class Apply:
    """Apply to a post with a line about oneself."""

    post: Annotated[int, Option(most=HIGHEST, main=True)]
    line: Annotated[str, Option(longest=300, long=True)]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take one's application back."""

    post: Annotated[int, Option(most=HIGHEST, main=True)]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide on somebody's application, or look at it."""

    post: Annotated[int, Option(most=HIGHEST, hidden=True)]
    person: Annotated[Person, Option(hidden=True)]
    course: Annotated[Course | None, Option(hidden=True)] = None


async def apply(call: Call, ask: Apply) -> Card:
    """Keep an application, and bring it to the author."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        await _check_free(work, call, before)
        application = Application(
            before.post.id, call.caller.id, ask.line, ApplicationState.OPEN, call.now
        )
        now = await _kept(work, call, before, application)
        await _bring(work, call, now, application)
        said = call.say("post.applied", name=now.author)
        return await own_card(work, call, now, said)


async def withdraw(call: Call, ask: Withdraw) -> Card:
    """Take an application back that nobody decided on."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        mine = before.of(call.caller.id)
        if mine is None or mine.state is ApplicationState.DECLINED:
            raise Refused("post.not_applied", number=before.post.id)
        if mine.state is ApplicationState.ACCEPTED:
            raise Refused("post.is_member")
        now = await _kept(work, call, before, replace(mine, state=ApplicationState.WITHDRAWN))
        return await own_card(work, call, now, call.say("post.withdrawn"))


async def accept(call: Call, ask: Decide) -> Card:
    """Let somebody join; the last seat makes the post full."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        application = _application(call, before, ask.person)
        if application.state in (ApplicationState.ACCEPTED, ApplicationState.WITHDRAWN):
            return await application_card(work, call.say, before, application)
        await _check_seat(work, before, ask.person)
        project = await _joined(work, call, before, ask.person)
        accepted = replace(application, state=ApplicationState.ACCEPTED)
        await work.posts.apply(accepted)
        state = PostState.FULL if before.left == 1 else before.post.state
        wanted = replace(before.post, project=project.id, state=state)
        desk = desk_of(work, call)
        now = await keep(desk, before, wanted)
        await reshow_application(desk, now, accepted)
        await _tell_accepted(work, call, now, accepted, project)
        return await application_card(work, call.say, now, accepted)


async def decline(call: Call, ask: Decide) -> Card:
    """Tell somebody kindly that they are not chosen."""
    async with call.change() as work:
        before = await hold(work, call, ask.post)
        application = _application(call, before, ask.person)
        if application.state is not ApplicationState.OPEN:
            return await application_card(work, call.say, before, application)
        declined = replace(application, state=ApplicationState.DECLINED)
        now = await _kept(work, call, before, declined)
        await _tell_declined(work, call, now, declined)
        return await application_card(work, call.say, now, declined)


async def show(call: Call, ask: Decide) -> Card:
    """Show an application to whom it is for."""
    async with call.read() as work:
        vacancy = await find(work, call, ask.post)
        application = _application(call, vacancy, ask.person)
        return await application_card(work, call.say, vacancy, application)


async def _check_free(work: Work, call: Call, vacancy: Vacancy) -> None:
    """Let only those apply who may join by it.

    Raises:
        Refused: it is their own, they applied before, they are members, or it takes no more.
    """
    post, mine = vacancy.post, vacancy.of(call.caller.id)
    if post.author == call.caller.id:
        raise Refused("post.own", number=post.id)
    if mine is not None and mine.state is not ApplicationState.WITHDRAWN:
        raise Refused(f"post.before.{mine.state}", number=post.id)
    project = await work.projects.get(call.space.id, post.project) if post.project else None
    if project and project.standing_of(call.caller.id) is not Standing.OUTSIDER:
        raise Refused("post.is_member")
    if post.state is PostState.OPEN and is_over(post, board_day(call)):
        raise Refused("post.over", day=post.until)
    if post.state is not PostState.OPEN:
        raise Refused(f"post.{post.state}")


def _application(call: Call, vacancy: Vacancy, person: Person) -> Application:
    """Give the application to decide on.

    Raises:
        Refused: the caller does not decide on it, or there is none.
    """
    check_theirs(call, vacancy)
    found = vacancy.of(person.id)
    if found is None:
        raise Refused("post.no_application", name=person.name)
    return found


async def _check_seat(work: Work, vacancy: Vacancy, person: Person) -> None:
    """Let only those be accepted for whom there is a seat, and who still are of the course.

    Raises:
        Refused: all seats are taken, or the person left the course.
    """
    if not vacancy.left:
        raise Refused("post.no_seat", name=person.name, number=vacancy.post.id)
    if not (person.staff or await is_enrolled(work, vacancy.course, person)):
        raise Refused("post.left_course", name=person.name)


async def _joined(work: Work, call: Call, vacancy: Vacancy, person: Person) -> Project:
    """Give the project of a post with somebody new in it, opened if there is none yet.

    One that opens has homes from the start; one with homes has them where the newcomer is too.
    """
    wanted = vacancy.post.project
    kept = await work.projects.get(call.space.id, wanted) if wanted else None
    opened = kept or await open_project(work, call, _draft(work, call, vacancy))
    joined = await join(work, call, opened, person)
    if kept is None:
        await _tell_opened(work, call, vacancy, joined)
    if kept is None or await work.homes.of(joined.id):
        await house(work, call, joined)
    return joined


def _draft(work: Work, call: Call, vacancy: Vacancy) -> ProjectDraft:
    """Give a project that the author leads; what is not known of it is as good as can be."""
    words = desk_of(work, call).words()
    start, title = board_day(call), vacancy.post.title
    return ProjectDraft(
        call.space.id, title, vacancy.post.text, words("post.goal", title=title), (),
        start, start + SEMESTER, (vacancy.post.author,),
    )  # fmt: skip


async def _kept(work: Work, call: Call, before: Vacancy, application: Application) -> Vacancy:
    """Keep an application, and show it and its post as they are now."""
    await work.posts.apply(application)
    desk = desk_of(work, call)
    now = await keep(desk, before, before.post)
    await reshow_application(desk, now, application)
    return now


async def _bring(work: Work, call: Call, vacancy: Vacancy, application: Application) -> None:
    """Bring an application to the author; one taken back and made again is brought again."""
    author = await work.people.person(vacancy.post.author)
    words = desk_of(work, call).words(author)
    card = await application_card(work, words, vacancy, application)
    place = await dm_place(work, author)
    key = f"{about_application(application)}:{call.id}"
    draft = Draft(key, call.space.id, place, card, about_application(application))
    await post(work, draft, call.now)


async def _tell_opened(work: Work, call: Call, vacancy: Vacancy, project: Project) -> None:
    """Tell the author that they lead a project now, and what comes next."""

    def card(say: Say) -> Card:
        return Card(
            say("project.yours_title", topic=project.topic),
            text=say("project.lead"),
            tone=Tone.GOOD,
            buttons=opened_buttons(say, project, leads=True),
            subject=f"project:{project.id}",
        )

    key = f"project:{project.id}:opened"
    await tell(desk_of(work, call), vacancy.post.author, key, card)


async def _tell_accepted(
    work: Work, call: Call, vacancy: Vacancy, application: Application, project: Project
) -> None:
    def card(say: Say) -> Card:
        answers = {"project": f"project:{project.id}"}
        return Card(
            say("post.accepted_title", title=vacancy.post.title),
            text=say("post.accepted", name=vacancy.author, topic=project.topic),
            tone=Tone.GOOD,
            buttons=(Button(say("post.project"), "project show", answers),),
        )

    key = f"accepted:{application.post}:{application.person}"
    await tell(desk_of(work, call), application.person, key, card)


async def _tell_declined(
    work: Work, call: Call, vacancy: Vacancy, application: Application
) -> None:
    def card(say: Say) -> Card:
        return Card(
            say("post.declined_title", title=vacancy.post.title),
            text=say("post.declined", name=vacancy.author),
            buttons=(board_button(say, vacancy),),
        )

    key = f"declined:{application.post}:{application.person}"
    await tell(desk_of(work, call), application.person, key, card)


COMMANDS = (
    Command("team apply", Apply, apply, who=Standing.MEMBER),
    Command("team withdraw", Withdraw, withdraw, who=Standing.MEMBER, in_place=True),
    Command("board accept", Decide, accept, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("board decline", Decide, decline, who=Standing.MEMBER, in_place=True, hidden=True),
    Command("board application", Decide, show, who=Standing.MEMBER, hidden=True),
)
