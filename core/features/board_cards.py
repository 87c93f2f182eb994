"""How a post looks: to everybody where it stands, and to one person with what they can do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from core.call import Call
from core.cards import Button, Card, Emphasis, Field, Tone
from core.features.board_posts import Say, Vacancy, about, board_day, is_over, is_theirs
from core.model.posts import Application, ApplicationState, Post, PostState
from core.model.projects import Standing
from core.ports.storage import Work

EDITED = ("title", "text", "roles", "seats", "until")
"""What can be changed of a post."""
_MOST_BUTTONS = 10


def post_card(say: Say, vacancy: Vacancy, *, own: bool = False) -> Card:
    """Give a post as it stands, the same for all who see it; its `own` author does not apply."""
    post = vacancy.post
    more = _more_button(say, vacancy)
    is_open = post.state is PostState.OPEN
    return Card(
        say("post.title", number=post.id, title=post.title),
        text=post.text,
        tone=Tone.GOOD if is_open else Tone.PLAIN,
        fields=tuple(_fields(say, vacancy)),
        buttons=(_apply_button(say, vacancy), more) if is_open and not own else (more,),
        subject=about(post),
    )


def moved_card(say: Say, vacancy: Vacancy) -> Card:
    """Give what takes the place of a post in a channel that is no board: nothing of it."""
    return Card(
        say("post.moved_title", number=vacancy.post.id),
        text=say("post.moved"),
        buttons=(_more_button(say, vacancy),),
        subject=about(vacancy.post),
    )


async def own_card(work: Work, call: Call, vacancy: Vacancy, said: str = "") -> Card:
    """Give a post as the caller sees it, with what they can do about it, `said` first."""
    card = post_card(call.say, vacancy)
    mine = vacancy.of(call.caller.id)
    fields = (Field(call.say("post.field.mine"), state_words(call.say, mine)),) if mine else ()
    decides = is_theirs(call, vacancy.post)
    shown = vacancy.waiting if decides else ()
    names = [(await work.people.person(each.person)).name for each in shown]
    return replace(
        card,
        text="\n\n".join(part for part in (said, card.text) if part),
        fields=(*card.fields, *fields),
        columns=tuple(call.say(f"post.column.{name}") for name in ("who", "line") if shown),
        rows=tuple((name, each.line) for name, each in zip(names, shown, strict=True)),
        buttons=(
            *_applicants_buttons(call, vacancy, mine),
            *(_authors_buttons(call, vacancy, names) if decides else ()),
            *await _project_button(work, call, vacancy.post),
        ),
    )


def seats_words(say: Say, vacancy: Vacancy) -> str:
    """Say how many seats are left, or why none is to be had."""
    post = vacancy.post
    return say(f"post.seats.{post.state}", seats=post.seats, left=vacancy.left)


def roles_words(say: Say, post: Post) -> str:
    """Say which roles are wanted."""
    names = [say(f"choices.role.{role}") for role in post.roles]
    return ", ".join(names) or say("post.any_role")


def until_words(say: Say, post: Post) -> str:
    """Say until when one may apply."""
    return say("post.open_end") if post.until is None else say("post.until", day=post.until)


def state_words(say: Say, application: Application) -> str:
    """Say what became of an application."""
    return say(f"post.application.{application.state}")


def naming(vacancy: Vacancy) -> dict[str, str]:
    """Give the answers by which a button means a post."""
    return {"course": f"course:{vacancy.course.id}", "post": str(vacancy.post.id)}


def naming_application(vacancy: Vacancy, application: Application) -> dict[str, str]:
    """Give the answers by which a button means an application."""
    return naming(vacancy) | {"person": f"person:{application.person}"}


def applicant_buttons(say: Say, vacancy: Vacancy, names: Sequence[str]) -> Iterator[Button]:
    """Give the buttons that show the applications that wait; `names` are theirs who applied.

    Those of the oldest come first; the others follow once these are answered.
    """
    waiting = zip(names, vacancy.waiting, strict=True)
    for name, each in islice(waiting, _MOST_BUTTONS):
        words = say("post.applicant", name=name)
        yield Button(words, "board application", naming_application(vacancy, each))


def _fields(say: Say, vacancy: Vacancy) -> Iterator[Field]:
    values = {
        "seats": seats_words(say, vacancy),
        "roles": roles_words(say, vacancy.post),
        "until": until_words(say, vacancy.post),
        "author": vacancy.author,
        "course": vacancy.course.name,
    }
    for name, value in values.items():
        yield Field(say(f"post.field.{name}"), value)


def _more_button(say: Say, vacancy: Vacancy) -> Button:
    return Button(say("post.more"), "team post", naming(vacancy))


def _apply_button(say: Say, vacancy: Vacancy) -> Button:
    words = say("post.apply")
    return Button(words, "team apply", naming(vacancy), ("line",), emphasis=Emphasis.PRIMARY)


def _applicants_buttons(call: Call, vacancy: Vacancy, mine: Application | None) -> Iterator[Button]:
    """Give what somebody can do who may be looking for a team."""
    may_apply = mine is None or mine.state is ApplicationState.WITHDRAWN
    is_open = vacancy.post.state is PostState.OPEN and not is_over(vacancy.post, board_day(call))
    if vacancy.post.author != call.caller.id and may_apply and is_open:
        yield _apply_button(call.say, vacancy)
    if mine is not None and mine.state is ApplicationState.OPEN:
        yield Button(call.say("post.withdraw"), "team withdraw", naming(vacancy))


def _authors_buttons(call: Call, vacancy: Vacancy, names: Sequence[str]) -> Iterator[Button]:
    """Give what somebody can do who decides on the post."""
    yield from applicant_buttons(call.say, vacancy, names)
    yield Button(call.say("post.edit"), "team edit", _edited(call, vacancy), EDITED)
    match vacancy.post.state:
        case PostState.OPEN:
            yield Button(call.say("post.close"), "team close", naming(vacancy))
        case PostState.CLOSED:
            yield Button(call.say("post.reopen"), "board reopen", naming(vacancy))
        case PostState.FULL:
            pass


def _edited(call: Call, vacancy: Vacancy) -> dict[str, str]:
    """Give what stands in the form at first; a day that is over would be refused there."""
    post = vacancy.post
    until = post.until is not None and not is_over(post, board_day(call))
    given = {
        "title": post.title,
        "text": post.text,
        "roles": ", ".join(post.roles),
        "seats": str(post.seats),
        "until": str(post.until) if until else "",
    }
    return naming(vacancy) | {name: value for name, value in given.items() if value}


async def _project_button(work: Work, call: Call, post: Post) -> tuple[Button, ...]:
    project = await work.projects.get(call.space.id, post.project) if post.project else None
    if project is None or project.standing_of(call.caller.id) is Standing.OUTSIDER:
        return ()
    answers = {"project": f"project:{project.id}"}
    return (Button(call.say("post.project"), "project show", answers),)
