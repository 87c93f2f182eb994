"""How a proposed division of open tasks looks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.features.requests import Names
from core.model.people import PersonId
from core.model.requests import Request, RequestState, about, naming
from core.model.tasks import Task
from core.planning.division import open_tasks
from core.task_cards import within


@dataclass(frozen=True, slots=True)
class Division:
    """A proposed division, the tasks of its project now, and the names of everybody."""

    request: Request
    tasks: Sequence[Task]
    names: Names


def division_card(call: Call, division: Division, *buttons: Button) -> Card:
    """Give the card of a division in its present state, `buttons` after its own."""
    request = division.request
    is_open = request.state is RequestState.OPEN
    columns = ("task", "from", "to", "reason")
    return Card(
        call.say("division.title", topic=call.project.topic),
        text=_text(call, division),
        tone=Tone.GOOD if request.state is RequestState.ACCEPTED else Tone.PLAIN,
        fields=tuple(_fields(call, division)) if is_open else (),
        columns=tuple(call.say(f"division.column.{name}") for name in columns),
        rows=tuple(_rows(call, division)),
        buttons=(*_buttons(call, request), *buttons),
        subject=about(request.id),
    )


def _text(call: Call, division: Division) -> str:
    request = division.request
    name = division.names.get(request.person, "") if request.person else ""
    happened = call.say(f"division.cause.{request.note}", name=name)
    return "\n".join((happened, call.say(f"division.state.{request.state}")))


def _fields(call: Call, division: Division) -> Iterator[Field]:
    """Say how many open tasks everybody would have."""
    to = {line.task: line.person for line in division.request.lines}
    shares = Counter[PersonId | None](
        to.get(task.number, task.assignee) for task in open_tasks(division.tasks)
    )
    named = [
        call.say("plan.share", name=member.name, count=shares[member.person])
        for member in call.project.members
    ]
    yield Field(call.say("division.shares"), " · ".join(named))


def _rows(call: Call, division: Division) -> Iterator[tuple[str, ...]]:
    titles = {task.number: task.title for task in division.tasks}
    nobody = call.say("task.nobody")
    for line in division.request.lines:
        was, person = (
            division.names.get(each, nobody) if each else nobody
            for each in (line.was, line.person)
        )  # fmt: skip
        yield f"#{line.task} {titles.get(line.task, '')}", was, person, line.reason


def _buttons(call: Call, request: Request) -> tuple[Button, ...]:
    again = Button(call.say("division.again"), "project divide", within(call))
    if request.state is not RequestState.OPEN:
        tasks = Button(call.say("button.tasks"), "task list", within(call))
        return (tasks,) if request.state is RequestState.ACCEPTED else (again,)
    this = naming(request)
    return (
        Button(call.say("button.adopt"), "division adopt", this, emphasis=Emphasis.PRIMARY),
        Button(call.say("button.edit_line"), "division edit", this, ("task", "assignee")),
        again,
        Button(call.say("button.drop"), "division drop", this, emphasis=Emphasis.DANGER),
    )
