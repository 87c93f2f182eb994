"""How a task looks that was declined and that somebody else is to take."""

from collections.abc import Iterator, Sequence

from core.call import Call
from core.cards import Button, Card, Emphasis, Tone
from core.features.requests import Names, yes_and_no
from core.model.projects import Standing
from core.model.requests import Request, RequestState, about, naming
from core.model.tasks import Task

WAITING = (RequestState.OPEN, RequestState.AGREED)
"""While the leader may still choose, or leave the task where it is."""


def taking_card(tasks: Sequence[Task], call: Call, names: Names, request: Request) -> Card:
    """Give the card as its reader sees it: the leader, who is asked, or who declined."""
    (line,) = request.lines
    titles = {task.number: task.title for task in tasks}
    mine = request.person == call.caller.id and request.state is RequestState.AGREED
    nobody = request.person is None and request.state is RequestState.OPEN
    key = "asked" if mine else "nobody" if nobody else request.state
    said = call.say(
        f"taking.{key}",
        author=names.get(request.author, ""), number=line.task, reason=request.note,
        name=names.get(request.person, "") if request.person else "", why=line.reason,
    )  # fmt: skip
    return Card(
        call.say("taking.title", number=line.task, title=titles.get(line.task, "")),
        text=said,
        tone=Tone.GOOD if request.state is RequestState.ACCEPTED else Tone.PLAIN,
        buttons=(*_leading(call, request), *_asked(call, request)),
        footer=call.project.topic,
        subject=about(request.id),
    )


def _leading(call: Call, request: Request) -> Iterator[Button]:
    """Give the buttons of who decides whom to ask."""
    leads = call.project.standing_of(call.caller.id) is Standing.LEADER
    if not (leads or call.caller.staff) or request.state not in WAITING:
        return
    this = naming(request)
    if request.person is not None and request.state is RequestState.OPEN:
        own = request.person == call.caller.id
        label = call.say("taking.mine" if own else "taking.ask")
        yield Button(label, "taking ask", this, emphasis=Emphasis.PRIMARY)
    yield Button(call.say("taking.choose"), "taking choose", this, ("assignee",))
    yield Button(call.say("taking.drop"), "taking drop", this)


def _asked(call: Call, request: Request) -> tuple[Button, ...]:
    return yes_and_no(call, request, "taking") if request.state is RequestState.AGREED else ()
