"""Forms as modals: all inputs at once, each with what was given so far and what was wrong with it.

What somebody typed is shown as it stands, also where it is no number, no day and nobody's name:
then it is asked for as text. Otherwise a day is picked in a calendar, which cannot be misread;
"다음 주 금요일" is for those who type their commands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from adapters.slack import limits
from adapters.slack.answers import answered
from adapters.slack.sections import context
from adapters.slack.texts import Json, lines, pack, plain_text, rich
from core.cards import Form, FormField
from core.commands import AnyCommand, Input, Kind
from core.forms import Speech
from core.marks import one_line, shown, unmarked
from core.model.people import Locale
from core.options import label
from core.phrasebook import Phrasebook

__all__ = ["ROOM", "answered", "errors", "view"]

ROOM = (limits.VIEW_BLOCKS - 1) // 2
"""Inputs of a form, each with its error, beside its text."""
_ERROR = "⚠️ "
_MENTION = re.compile(r"<@([A-Z0-9]{1,30})(?:\|[^>]{0,80})?>")
_BETWEEN = re.compile(r"[,，、\s]+")
_NUMBER = re.compile(r"-?[0-9]{1,9}")


def view(form: Form, command: AnyCommand, callback: str, metadata: str, speech: Speech) -> Json:
    """Give the modal that asks the first `ROOM` inputs of a form.

    Raises:
        ValueError: `metadata` is longer than 3,000 characters.
    """
    if limits.length(metadata) > limits.VIEW_METADATA:
        raise ValueError("too much to keep with a view")
    inputs = {given.name: given for given in command.inputs}
    asked = (part for each in form.fields[:ROOM] for part in _asked(each, inputs, speech))
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "title": plain_text(_words(form.title) or "…", limits.VIEW_TITLE),
        "submit": plain_text(speech.say("slack.submit"), limits.VIEW_BUTTON),
        "close": plain_text(speech.say("slack.close"), limits.VIEW_BUTTON),
        "blocks": [*_above(form.text), *asked],
    }


def errors(form: Form) -> Mapping[str, str]:
    """Give what is wrong with a form that was sent in, by input, for `response_action: errors`."""
    wrong = (each for each in form.fields[:ROOM] if each.error)
    return {each.option: limits.clip(_words(each.error), limits.INPUT_HINT) for each in wrong}


def _above(text: str) -> Iterator[Json]:
    if kept := pack((*lines(text),), limits.TEXT_OBJECT):
        yield rich(kept)


def _asked(asked: FormField, inputs: Mapping[str, Input], speech: Speech) -> Iterator[Json]:
    given = inputs[asked.option]
    if asked.error.strip():
        yield context(f"{_ERROR}{_words(asked.error)}")
    made: dict[str, Any] = {
        "type": "input",
        "block_id": asked.option,
        "label": plain_text(_words(asked.label) or asked.option, limits.INPUT_LABEL),
        "optional": not asked.required or _is_uploaded(asked, given),
        "element": {"action_id": asked.option, **_element(asked, given, speech)},
    }
    hint = speech.say("form.uploaded") if _is_uploaded(asked, given) else _words(asked.hint)
    yield {**made, "hint": plain_text(hint, limits.INPUT_HINT)} if hint else made


def _is_uploaded(asked: FormField, given: Input) -> bool:
    return given.kind is Kind.FILE and bool(asked.value)


def _words(text: str) -> str:
    return one_line(unmarked(text))


def _element(asked: FormField, given: Input, speech: Speech) -> Json:
    """Give what takes an option, and shows what was given: text where nothing else can."""
    return _chosen(asked, given, speech) or _text(asked, given)


def _chosen(asked: FormField, given: Input, speech: Speech) -> Json | None:
    match given.kind:
        case Kind.NUMBER:
            return _number(asked.value.strip(), given)
        case Kind.DATE:
            return _day(asked.value.strip())
        case Kind.CHOICE | Kind.CHOICES:
            # A list gives back what was chosen in an order of its own.
            return None if given.option.ordered else _select(asked, given, speech)
        case Kind.PERSON | Kind.PEOPLE:
            return _people(asked, given) if speech.lists_people else None
        case Kind.FILE:
            return {"type": "file_input", "max_files": limits.UPLOADS}
        case Kind.TEXT | Kind.LONG_TEXT | Kind.DATE_SPAN | Kind.TASK | Kind.PROJECT | Kind.COURSE:
            return None
        case _:
            assert_never(given.kind)


def _text(asked: FormField, given: Input) -> Json:
    """Give an input that holds what was typed, also where that is longer than it may be."""
    value = limits.clip(shown(asked.value), limits.INPUT)
    made = {
        "type": "plain_text_input",
        "multiline": given.kind is Kind.LONG_TEXT or "\n" in value,
        "max_length": min(max(given.option.longest, limits.length(value)), limits.INPUT),
    }
    return {**made, "initial_value": value} if value else made


def _number(value: str, given: Input) -> Json | None:
    least, most = given.option.least, given.option.most
    if value and not (_NUMBER.fullmatch(value) and least <= int(value) <= most):
        return None
    bounds = {"min_value": str(least), "max_value": str(most)}
    made = {"type": "number_input", "is_decimal_allowed": False, **bounds}
    return {**made, "initial_value": str(int(value))} if value else made


def _day(value: str) -> Json | None:
    try:
        return {"type": "datepicker", **({"initial_date": _iso(value)} if value else {})}
    except ValueError:
        return None


def _iso(value: str) -> str:
    """Give a day as the calendar takes it.

    Raises:
        ValueError: it is not written like that.
    """
    day = date.fromisoformat(value).isoformat()
    if day != value:
        raise ValueError(f"not as a calendar writes it: {value}")
    return day


def _select(asked: FormField, given: Input, speech: Speech) -> Json | None:
    values = tuple(given.choices or ())
    several = given.kind is Kind.CHOICES
    if len(values) > limits.OPTIONS:
        return None
    options = [_option(value, speech) for value in values]
    typed = {*_BETWEEN.split(asked.value.casefold())} if several else {asked.value.casefold()}
    named = zip(options, values, strict=True)
    preset = [option for option, value in named if _names(value, speech.phrases) & typed]
    if not several:
        first = {"initial_option": preset[0]} if preset else {}
        return {"type": "static_select", "options": options, **first}
    kind = "checkboxes" if len(values) <= limits.CHECKBOXES else "multi_static_select"
    return {"type": kind, "options": options, **({"initial_options": preset} if preset else {})}


def _option(value: StrEnum, speech: Speech) -> Json:
    words = label(speech.phrases, speech.locale, value)
    return {"text": plain_text(words, limits.OPTION_LABEL), "value": value.value}


def _names(value: StrEnum, phrases: Phrasebook) -> set[str]:
    """Give all that a choice may have been typed as, case-folded."""
    return {value.value, *(label(phrases, locale, value).casefold() for locale in Locale)}


def _people(asked: FormField, given: Input) -> Json | None:
    """Give a list of people; names that were typed cannot be preset in it."""
    users: Sequence[str] = [*dict.fromkeys(_MENTION.findall(asked.value))]
    if _MENTION.sub("", asked.value).strip(" ,，、\n\t"):
        return None
    if given.kind is Kind.PEOPLE:
        return {"type": "multi_users_select", **({"initial_users": users} if users else {})}
    if len(users) > 1:
        return None
    return {"type": "users_select", **({"initial_user": users[0]} if users else {})}
