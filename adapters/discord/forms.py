"""Forms as modals of up to five inputs; what does not fit follows in a further step.

A modal cannot answer a modal, so between two of them stands a card with a button. That button
is the form: a command, what was answered so far, and the options still to be asked. It is kept
like any other, so a form goes on after a restart, and a modal carries its id:

1. `core.forms.narrowed` leaves out what needs no asking; `reopening` is its button, to be kept.
2. `modal(…, wire(button.id))` is shown where an interaction can still be answered by a modal,
   otherwise the card `invitation(…)` with the button.
3. On submit, `asked_by(custom_id)` names the button; pressing it gives the form back, and
   `after(form, of_form(data), command)` is the form that is left. Without fields it is ready:
   its `answers` are the ask.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import assert_never

import discord
from discord import ui

from adapters.discord import limits
from adapters.discord.markdown import marked
from core.cards import ButtonId, Form, FormField
from core.commands import AnyCommand, Input, Kind
from core.forms import Speech
from core.marks import one_line, shown, unmarked
from core.model.people import Locale
from core.options import label
from core.phrasebook import Phrasebook

ASKED = re.compile(r"f:(?P<id>.+)")
"""The `custom_id` of a modal."""
_MENTION = re.compile(r"<@!?(\d{1,20})>")
_BETWEEN = re.compile(r"[,，、\s]+")

Part = ui.Item[ui.Modal]


def wire(button: ButtonId) -> str:
    """Give the `custom_id` of the modal that a button opens."""
    return f"f:{button}"


def asked_by(custom_id: str) -> ButtonId | None:
    """Give the button that a modal belongs to."""
    found = ASKED.fullmatch(custom_id)
    return ButtonId(found["id"]) if found else None


def modal(form: Form, command: AnyCommand, custom_id: str, speech: Speech) -> ui.Modal:
    """Give the first step of a form."""
    inputs = {given.name: given for given in command.inputs}
    fields = sorted(form.fields, key=lambda each: inputs[each.option].kind is Kind.FILE)
    notes = _notes(form.text, fields[: limits.MODAL_PARTS])
    title = limits.clip(one_line(form.title) or "…", limits.MODAL_TITLE)
    made = ui.Modal(title=title, custom_id=custom_id)
    if notes:
        made.add_item(ui.TextDisplay(notes))
    for asked in fields[: limits.MODAL_PARTS - bool(notes)]:
        made.add_item(_label(asked, inputs[asked.option], speech))
    # The library keeps a modal until it is sent in, which it may never be, and only in memory;
    # one that has ended it does not keep. What was filled in is read from the wire.
    made.stop()
    return made


def _notes(text: str, fields: Sequence[FormField]) -> str:
    """Give in full what no label has room for."""
    long = [
        f"**{one_line(each.label)}** {each.error}"
        for each in fields
        if limits.length(_help(each)) > limits.LABEL_HELP and each.error
    ]
    notes = "\n".join(marked(line) for line in (text, *long) if line.strip())
    return limits.clip(notes, limits.INPUT)


def _label(asked: FormField, given: Input, speech: Speech) -> ui.Label[ui.Modal]:
    uploaded = given.kind is Kind.FILE and asked.value
    told = speech.say("form.uploaded") if uploaded else _help(asked)
    return ui.Label(
        text=limits.clip(one_line(asked.label) or asked.option, limits.LABEL),
        description=limits.clip(told, limits.LABEL_HELP) or None,
        component=_component(asked, given, speech),
    )


def _help(asked: FormField) -> str:
    """Give what is said of an input; that an empty one is needed Discord says itself."""
    said = asked.error if asked.value else asked.hint or asked.error
    return one_line(unmarked(said))


def _component(asked: FormField, given: Input, speech: Speech) -> Part:
    match given.kind:
        case Kind.CHOICE | Kind.CHOICES:
            values = tuple(given.choices or ())
            # A list gives back what was chosen in an order of its own.
            if len(values) <= limits.OPTIONS and not given.option.ordered:
                return _select(asked, given, values, speech)
            return _text(asked, given)
        case Kind.PERSON | Kind.PEOPLE:
            users = _MENTION.findall(asked.value)
            typed = _MENTION.sub("", asked.value).strip(" ,，、")
            # Names that were typed cannot be preset in a list, and must not be lost.
            if speech.lists_people and not typed:
                return _people(asked, given, users)
            return _text(asked, given)
        case Kind.FILE:
            return ui.FileUpload(
                custom_id=asked.option,
                required=asked.required and not asked.value,
                min_values=int(asked.required and not asked.value),
                max_values=limits.UPLOADS,
            )
        case (
            Kind.TEXT | Kind.LONG_TEXT | Kind.NUMBER | Kind.DATE | Kind.DATE_SPAN
            | Kind.TASK | Kind.PROJECT | Kind.COURSE
        ):  # fmt: skip
            return _text(asked, given)
        case _:
            assert_never(given.kind)


def _text(asked: FormField, given: Input) -> Part:
    """Give an input that holds what was typed, also where that is longer than it may be."""
    long = given.kind is Kind.LONG_TEXT
    value = limits.clip(shown(asked.value), limits.INPUT)
    most = max(given.option.longest, limits.length(value))
    return ui.TextInput(
        custom_id=asked.option,
        style=discord.TextStyle.paragraph if long or "\n" in value else discord.TextStyle.short,
        default=value or None,
        placeholder=limits.clip(one_line(asked.hint), limits.INPUT_PLACEHOLDER) or None,
        required=asked.required,
        max_length=min(most, limits.INPUT),
    )


def _select(asked: FormField, given: Input, values: Sequence[StrEnum], speech: Speech) -> Part:
    several = given.kind is Kind.CHOICES
    typed = asked.value.casefold().strip()
    chosen = frozenset(_BETWEEN.split(typed) if several else [typed])
    options = [
        discord.SelectOption(
            label=label(speech.phrases, speech.locale, value),
            value=value.value,
            default=not chosen.isdisjoint(_names(value, speech.phrases)),
        )
        for value in values
    ]
    return ui.Select(
        custom_id=asked.option,
        options=options,
        required=asked.required,
        min_values=int(asked.required),
        max_values=len(values) if several else 1,
    )


def _names(value: StrEnum, phrases: Phrasebook) -> Iterator[str]:
    """Give all that a choice may have been typed as, case-folded."""
    yield value.value.casefold()
    yield from (label(phrases, locale, value).casefold() for locale in Locale)


def _people(asked: FormField, given: Input, users: Sequence[str]) -> Part:
    most = limits.USERS if given.kind is Kind.PEOPLE else 1
    return ui.UserSelect(
        custom_id=asked.option,
        required=asked.required,
        min_values=int(asked.required),
        max_values=most,
        default_values=[discord.Object(int(user)) for user in users[:most]],
    )
