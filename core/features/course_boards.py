"""The channels in which the posts of a course stand: named by staff, moved, and ended.

A bot cannot tell who reads a channel. So no post stands in one that staff did not name for the
course, and whoever names one is told that all its readers read the posts.
"""

from dataclasses import dataclass
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Emphasis, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.features.board_live import desk_of, settle
from core.model.courses import Course, CourseBoard
from core.model.places import Audience
from core.model.projects import Standing
from core.ports.storage import Work


@dataclass(frozen=True, slots=True)
class NameBoard:
    """Let the posts of a course stand in this channel."""

    course: Annotated[Course | None, Option(main=True)] = None


@dataclass(frozen=True, slots=True)
class EndBoard:
    """Let them no longer stand in the channel of this workspace."""

    course: Annotated[Course | None, Option(hidden=True)] = None


async def name(call: Call, _ask: NameBoard) -> Card:
    """Bring the open posts of the course here; where they stood in this workspace, no more.

    Raises:
        Refused: here is no channel.
    """
    place, course = call.place, call.course
    if place.audience is not Audience.CHANNEL or not place.channel:
        raise Refused("course.no_channel")
    async with call.change() as work:
        await work.courses.hold(course.id)
        board = CourseBoard(course.id, place.platform, place.workspace, place.channel)
        await work.courses.put_board(board)
        await settle(desk_of(work, call), course, call.id)
    return Card(
        call.say("course.board_title", code=course.code),
        text=call.say("course.board_named"),
        tone=Tone.GOOD,
        buttons=(end_button(call),),
        subject=f"course:{course.id}",
    )


async def end(call: Call, _ask: EndBoard) -> Card:
    """Take the posts of the course out of the workspace's channel."""
    course = call.course
    async with call.change() as work:
        await work.courses.hold(course.id)
        await work.courses.drop_board(course.id, call.place.platform, call.place.workspace)
        await settle(desk_of(work, call), course, call.id)
    return Card(
        call.say("course.board_title", code=course.code),
        text=call.say("course.board_ended"),
        subject=f"course:{course.id}",
    )


async def stands_here(work: Work, call: Call) -> bool:
    """Tell whether posts of the call's course stand in a channel of this workspace."""
    here = (call.place.platform, call.place.workspace)
    boards = await work.courses.boards(call.course.id)
    return any((board.platform, board.workspace) == here for board in boards)


def end_button(call: Call) -> Button:
    """Give the button that ends the board of this workspace."""
    answers = {"course": f"course:{call.course.id}"}
    return Button(call.say("course.end_board"), "board end", answers, emphasis=Emphasis.DANGER)


COMMANDS = (
    Command("course board", NameBoard, name, who=Standing.STAFF),
    Command("board end", EndBoard, end, who=Standing.STAFF, in_place=True, hidden=True),
)
