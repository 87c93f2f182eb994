"""Showing one task."""

from dataclasses import dataclass
from typing import Annotated

from core.call import Call
from core.cards import Card
from core.commands import Command, Option
from core.model.projects import Project, Standing
from core.model.tasks import Task
from core.task_cards import task_card


@dataclass(frozen=True, slots=True)
class ShowTask:
    """Show one task."""

    task: Annotated[Task, Option(main=True)]
    project: Project | None = None


async def show(call: Call, ask: ShowTask) -> Card:
    """Show everything about a task."""
    return await task_card(call, ask.task.number)


COMMANDS = (Command("task show", ShowTask, show, who=Standing.MEMBER),)
