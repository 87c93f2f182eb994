"""Forms on their way: opened from a declaration, answered, asked again without loss.

A form that a platform shows is kept as a button: a command, what was answered so far, and the
options still to be asked. So it goes on after a restart.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from core.cards import Button, Card, Emphasis, Field, Form, FormField, Tone
from core.commands import AnyCommand, Input, Kind
from core.model.people import Locale
from core.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language a form is shown, and whether people can be chosen from a list in it."""

    phrases: Phrasebook
    locale: Locale
    lists_people: bool = True

    def say(self, key: str) -> str:
        """Give a phrase."""
        return self.phrases.say(self.locale, key)


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers by option; `asked` are the options of a form, also those left blank.

    `people` are the display names of everybody named, by user id.
    """

    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    people: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: frozenset[str] = frozenset()


def opening(
    command: AnyCommand,
    answers: Mapping[str, str],
    speech: Speech,
    room: int,
    *,
    whole: bool = False,
) -> Form | None:
    """Give the form that asks for what is missing, `None` if nothing is.

    It is known from the declaration alone, where a form must be the very first answer. What was
    given is shown too where one step, which has `room` for so many fields, holds all; a `whole`
    form asks for what may be left out as well.
    """
    fields = tuple(_fields(command, answers, speech, whole=whole))
    missing = tuple(each for each in fields if each.required and not each.value)
    if not missing:
        return None
    if len(fields) > room:
        fields = missing
    shown = {each.option for each in fields}
    rest = {name: value for name, value in answers.items() if name not in shown}
    return Form(title_of(command, speech.say), command.name, fields, rest)


def title_of(command: AnyCommand, say: Callable[[str], str]) -> str:
    """Give what the form of a command is called: by all its words, as one says too little."""
    noun, *rest = command.name.split()
    keys = (f"commands.{noun}.name", *(f"{command.words}.name" for _ in rest))
    return " · ".join(map(say, keys))


def narrowed(form: Form, room: int) -> Form:
    """Leave out what was answered well where a form would need several steps to ask it again.

    `room` is how many fields a step has.
    """
    wrong = tuple(each for each in form.fields if each.error)
    if not wrong or len(form.fields) <= room:
        return form
    kept = {each.option: each.value for each in form.fields if each.value and not each.error}
    return replace(form, fields=wrong, answers={**form.answers, **kept})


def after(form: Form, answered: Answered, command: AnyCommand) -> Form:
    """Give what is left of a form: what is not asked yet, beside all that was answered."""
    uploads = {given.name for given in command.inputs if given.kind is Kind.FILE}
    answers = dict(form.answers)
    for each in form.fields:
        kept = each.value if each.option in uploads else ""
        if value := answered.answers.get(each.option, kept):
            answers[each.option] = value
    rest = tuple(each for each in form.fields if each.option not in answered.asked)
    return replace(form, fields=rest, answers=answers)


def reopening(form: Form, words: str) -> Button:
    """Give the button that asks the same form again, with what was answered."""
    given = {each.option: each.value for each in form.fields if each.value}
    asks = tuple(each.option for each in form.fields)
    return Button(words, form.command, {**form.answers, **given}, asks, Emphasis.PRIMARY)


def invitation(form: Form, speech: Speech) -> Card:
    """Give the card that leads to a form where no modal can be shown; its button is not kept."""
    wrong = any(each.error and each.value for each in form.fields)
    more = "form.filled" if _is_filled(form) else "form.more"
    told = speech.say("form.wrong" if wrong else more)
    words = speech.say("form.again" if wrong else "form.go_on")
    return Card(
        form.title,
        text="\n".join(text for text in (form.text, told) if text),
        tone=Tone.WARNING if wrong else Tone.PLAIN,
        fields=tuple(Field(each.label, each.error or each.hint) for each in form.fields),
        buttons=(reopening(form, words),),
    )


def field_of(
    command: AnyCommand, given: Input, say: Callable[[str], str], value: str = "", error: str = ""
) -> FormField:
    """Give the field that asks for an option; `say` gives a phrase."""
    words = f"{command.words}.options.{given.name}"
    return FormField(
        option=given.name,
        label=say(f"{words}.name"),
        hint=say(f"{words}.help"),
        value=value,
        required=given.required,
        error=error,
    )


def _is_filled(form: Form) -> bool:
    """Tell whether a form needs nothing and shows what is now."""
    asked = form.fields
    return any(each.value for each in asked) and not any(each.required for each in asked)


def _fields(
    command: AnyCommand, answers: Mapping[str, str], speech: Speech, *, whole: bool
) -> Iterator[FormField]:
    for given in command.inputs:
        value = answers.get(given.name, "").strip()
        asked = given.required or value or whole
        if asked and not given.option.hidden and not given.within:
            yield field_of(command, given, speech.say, value)
