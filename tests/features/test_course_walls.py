"""Nobody outside a course sees its board, its people or its teams, whichever way they look."""

from collections.abc import Iterator

import pytest

from core.asks import Press, Typing
from core.commands import AnyCommand
from core.features import COMMANDS
from core.model.places import Audience
from core.model.projects import Standing
from tests.everybody import texts, wants_course
from tests.features.board_room import (
    AUTHOR,
    STAFF,
    apply,
    decide,
    enrol,
    live,
    name_board,
    recruit,
)
from tests.features.harness import Room, labels

OUTSIDER = "다른이"
"""Somebody of the space who takes another course."""
CLASS = (AUTHOR, "서준", "하은", "도윤")
SECRET = "비밀모집"  # noqa: S105  a word of the board nobody else is to read
HIDDEN = (SECRET, *CLASS)
CODE = "CSE101"
OF_COURSES = [command for command in COMMANDS if wants_course(command)]
BOARD = "class-only"


@pytest.fixture
async def room() -> Room:
    """Give a room with two courses, and somebody who takes only the other one."""
    room = Room()
    await room.person(STAFF)
    await enrol(room, *CLASS, code=CODE)
    await enrol(room, OUTSIDER, code="MATH1")
    return room


async def post(room: Room, **given: str) -> int:
    return await recruit(room, title=f"{SECRET} 제목", text=f"{SECRET} 내용", **given)


async def live_through(room: Room) -> None:
    """Let the course do all it can: recruit to a full team, gather a group, be split."""
    number = await post(room)
    for name in ("서준", "하은"):
        await apply(room, name, number, f"{SECRET} 한마디")
    await decide(room, "수락", "서준")
    await room.say(AUTHOR, "team edit", post=str(number), seats="3")
    await room.say(AUTHOR, "team close", post=str(number))
    await room.say(AUTHOR, "team board", shown="모두")
    await room.say("도윤", "team gather", title=f"{SECRET} 모임", people="@하은")
    await room.press("하은", "함께할게요", (await room.dms("하은"))[-1])
    proposal = await room.say(STAFF, "team form", course=CODE, least="2", most="2")
    await room.press(STAFF, "적용", proposal)
    await room.settle()


def told(room: Room) -> Iterator[str]:
    """Give all that stands where others than people of the course may read."""
    for shown in room.platform.stands.values():
        if shown.place.audience is Audience.CHANNEL and not shown.place.channel.startswith("home-"):
            assert shown.place.channel != BOARD
            yield shown.card.plain()


async def test_nothing_of_a_course_without_a_board_stands_in_a_channel(room: Room) -> None:
    await live_through(room)
    assert list(told(room)) == []
    assert await room.dms(OUTSIDER) == ()


async def test_of_a_board_that_moved_and_ended_nothing_is_left(room: Room) -> None:
    number = await post(room)
    for channel in ("general", "other", "general"):
        await name_board(room, channel, course=CODE)
        await room.settle()
    await room.press(STAFF, "게시판 내리기", await room.say(STAFF, "course show", course=CODE))
    await room.say(AUTHOR, "team edit", post=str(number), seats="3")
    await room.settle()
    left = list(told(room))
    assert len(left) == 2
    assert not [words for words in HIDDEN if words in "".join(left)]


@pytest.mark.parametrize("command", OF_COURSES, ids=lambda command: command.name)
def test_what_is_said_within_a_course_is_said_in_private(command: AnyCommand) -> None:
    assert command.answer in (Audience.PRIVATE, Audience.DM)


@pytest.mark.parametrize("command", OF_COURSES, ids=lambda command: command.name)
async def test_while_an_outsider_types_nothing_of_the_course_is_offered(
    room: Room, command: AnyCommand
) -> None:
    await post(room)
    for given in command.inputs:
        for typed in ("", "비", "지", "@지", "1", "CSE"):
            answers = {"course": CODE} if given.name != "course" else {}
            typing = Typing(room.sender(OUTSIDER), command.name, given.name, typed, answers)
            offered = "".join(texts(await room.dispatch.suggest(typing)))
            assert not [words for words in (*HIDDEN, CODE) if words in offered], (given, typed)


async def test_an_outsider_presses_a_card_on_the_board_in_vain(room: Room) -> None:
    await name_board(room, course=CODE)
    number = await post(room)
    card = await live(room, number)
    for label in labels(card):
        reply = await room.touch(OUTSIDER, label, card)
        assert reply.form is None
        assert reply.audience is Audience.PRIVATE
        assert not [words for words in HIDDEN if words in "".join(texts(reply))]
    assert await live(room, number) == card


async def test_an_outsider_presses_whatever_button_there_is_in_vain(room: Room) -> None:
    await name_board(room, BOARD, course=CODE)
    number = await post(room)
    await apply(room, "서준", number)
    cards = [
        await room.say(AUTHOR, "team post", post=str(number)),
        await room.say(AUTHOR, "team board"),
        *(await room.dms(AUTHOR)),
        await room.say(STAFF, "course show", course=CODE),
    ]
    buttons = {button.id: button for card in cards for button in card.buttons}
    assert {"board application", "board accept", "team close", "board end"} <= {
        button.command for button in buttons.values()
    }
    for button in buttons.values():
        for message in (None, *list(room.platform.stands)):
            press = Press(f"{button.id} {message}", room.sender(OUTSIDER), button.id, message)
            said = "".join(texts(await room.dispatch.press(press)))
            assert not [words for words in HIDDEN if words in said], button
    assert SECRET in (await live(room, number)).title


async def test_a_projects_feed_tells_its_members_nothing_of_the_board(room: Room) -> None:
    project = await room.project(AUTHOR, OUTSIDER, topic="공개 주제")
    await room.say(AUTHOR, "project home")
    number = await post(room, project="공개 주제")
    await room.say(AUTHOR, "team edit", post=str(number), seats="2")
    closed = await room.say(AUTHOR, "team close", post=str(number))
    await room.press(AUTHOR, "다시 모집하기", closed)
    await apply(room, "서준", number, f"{SECRET} 한마디")
    history = await room.history(project)
    assert len(history) == 4
    seen = [
        *texts([each.draft for each in history]),
        *texts(await room.say(OUTSIDER, "me today")),
        *texts(await room.say(OUTSIDER, "project show", project=f"project:{project.id}")),
        *texts(await room.say(OUTSIDER, "report weekly", project=f"project:{project.id}")),
        *texts(await room.dms(OUTSIDER)),
        *texts([shown.card for shown in room.platform.stands.values() if not shown.place.person]),
    ]
    assert SECRET not in "".join(seen)


async def test_an_outsider_reads_a_courses_code_and_name_and_no_more(room: Room) -> None:
    await post(room)
    for command, given in (("course list", {}), ("course show", {"course": CODE})):
        card = await room.say(OUTSIDER, command, **given)
        assert f"{CODE} 수업" in card.plain()
        assert not [words for words in HIDDEN if words in card.plain()]
        assert "명" not in card.plain()


async def test_a_proposal_stands_with_staff_and_a_gathering_with_those_asked(room: Room) -> None:
    await live_through(room)
    readers = {
        shown.card.subject.partition(":")[0]: set[str]() for shown in room.platform.stands.values()
    }
    for shown in room.platform.stands.values():
        kind = shown.card.subject.partition(":")[0]
        readers[kind].add(shown.place.user or shown.place.channel)
    assert readers["team_proposal"] == {STAFF, "하은", "도윤"}
    assert readers["application"] == {AUTHOR}


def test_only_staff_and_people_of_a_course_run_what_shows_it() -> None:
    for command in OF_COURSES:
        if command.name != "course show":
            assert command.who.reaches(Standing.MEMBER), command.name
