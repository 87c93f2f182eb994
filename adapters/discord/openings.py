"""The form that a command needs, known from its declaration alone.

A form must be the very first answer, before anything is read. So where a required option was
left out the declaration tells what to ask; what else may be wrong is found when it is sent in.
"""

from collections.abc import Iterator, Mapping

from adapters.discord import limits
from adapters.discord.forms import Speech
from core.cards import Form, FormField
from core.commands import AnyCommand, Kind


def opening(command: AnyCommand, answers: Mapping[str, str], speech: Speech) -> Form | None:
    """Give the form that asks for what is missing, `None` if nothing is.

    What was given is shown too where one step holds all.
    """
    fields = tuple(_fields(command, answers, speech))
    missing = tuple(each for each in fields if each.required and not each.value)
    if not missing:
        return None
    if len(fields) > limits.MODAL_PARTS:
        fields = missing
    shown = {each.option for each in fields}
    rest = {name: value for name, value in answers.items() if name not in shown}
    return Form(speech.say(f"{command.words}.name"), command.name, fields, rest)


def _fields(command: AnyCommand, answers: Mapping[str, str], speech: Speech) -> Iterator[FormField]:
    for given in command.inputs:
        value = answers.get(given.name, "").strip()
        if given.option.hidden or given.kind is Kind.PROJECT or not (given.required or value):
            continue
        words = f"{command.words}.options.{given.name}"
        yield FormField(
            option=given.name,
            label=speech.say(f"{words}.name"),
            hint=speech.say(f"{words}.help"),
            value=value,
            required=given.required,
        )
