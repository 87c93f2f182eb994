"""From an ask to a call that may run: the project or course it means, access, its options."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.access import admit, admit_in
from core.call import Call
from core.cards import Form
from core.commands import AnyCommand, Input, Kind
from core.errors import Choose, Refused
from core.forms import field_of, title_of
from core.model.courses import Course, EnrolmentState
from core.model.people import Person
from core.model.projects import Project, Standing
from core.options import Reading, find_course, find_project, read, visible_courses, write
from core.phrasebook import Phrasebook
from core.ports.storage import Work

_MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """A call that may run, its options as values, and the same options as words to keep."""

    call: Call
    ask: object
    answers: Mapping[str, str]


async def take(
    command: AnyCommand, answers: Mapping[str, str], call: Call, reading: Reading
) -> Taken | Form:
    """Give the call ready to run, or the form that asks for what is missing or wrong.

    Raises:
        Refused: the caller may not, or a button holds what is no longer there.
    """
    named = _by_either_name(command, answers, reading.phrases)
    call = await admitted(command, named, call, reading)
    values, problems = await _values(command, named, reading, call.within)
    if problems:
        return _form(command, named, problems, call)
    found = {Kind.PROJECT: call.within, Kind.COURSE: call.attending}
    values |= {
        given.name: found[given.kind]
        for given in command.inputs
        if given.within and found[given.kind] is not None
    }
    inputs = {given.name: given for given in command.inputs}
    kept = {name: write(inputs[name], value) for name, value in values.items()}
    return Taken(call, command.ask(**values), kept)


async def admitted(
    command: AnyCommand, answers: Mapping[str, str], call: Call, reading: Reading
) -> Call:
    """Give the call within the project or course it means, its caller being let in.

    Raises:
        Refused: the caller may not run the command there.
    """
    project = await _project(command, answers, reading)
    course = await _course(command, answers, reading)
    standing = None
    if course is not None:
        enrolled = await is_enrolled(reading.work, course, call.caller)
        standing = admit_in(call.caller, command.who, course, enrolled=enrolled)
    if standing is None or project is not None:
        standing = admit(call.caller, command.who, project)
    return replace(call, within=project, attending=course, standing=standing)


async def is_enrolled(work: Work, course: Course, person: Person) -> bool:
    """Tell whether somebody takes a course."""
    place = await work.courses.enrolment(course.id, person.id)
    return place is not None and place.state is EnrolmentState.ENROLLED


def form_for(
    command: AnyCommand, asks: tuple[str, ...], answers: Mapping[str, str], call: Call
) -> Form:
    """Give the form that asks for the options `asks` beside the known `answers`.

    What the command can change is shown as it is now, where the option can hold it.
    """
    now = command.present(call) if command.present else dict[str, str]()
    fields = tuple(
        field_of(command, given, call.say, answers.get(given.name) or _fitting(now, given))
        for given in command.inputs
        if given.name in asks
    )
    rest = {name: value for name, value in answers.items() if name not in asks}
    return Form(title_of(command, call.say), command.name, fields, rest)


def form_of_present(command: AnyCommand, answers: Mapping[str, str], call: Call) -> Form:
    """Give the form of all that a command can change, as it is now."""
    asks = tuple(command.present(call)) if command.present else ()
    return form_for(command, asks, answers, call)


def corrected(
    command: AnyCommand, answers: Mapping[str, str], refused: Refused, call: Call
) -> Form:
    """Give the form in which what a command refused of an option can be put right.

    Raises:
        Refused: `refused` itself, where it is of no option that a form can ask for.
    """
    named = {given.name for given in command.inputs if not given.option.hidden}
    found = {given.name for given in command.inputs if given.within}
    if refused.option is None or refused.option not in named - found:
        raise refused
    typed = _by_either_name(command, answers, call.ports.phrases)
    return _form(command, typed, {refused.option: refused}, call)


def _fitting(now: Mapping[str, str], given: Input) -> str:
    """Give what is now, "" where it is longer than what may be typed: left blank, it stays."""
    value = now.get(given.name, "")
    return value if len(value) <= given.option.longest else ""


def _by_either_name(
    command: AnyCommand, answers: Mapping[str, str], phrases: Phrasebook
) -> Mapping[str, str]:
    """Give the answers under the options' own names; keys may be in either language."""
    names = {
        alias.casefold(): given.name
        for given in command.inputs
        for alias in (
            given.name,
            *(
                phrases.say(locale, f"{command.words}.options.{given.name}.name")
                for locale in phrases.phrases
                if not given.option.hidden
            ),
        )
    }
    named: dict[str, str] = {}
    for key, value in answers.items():
        if key.casefold() not in names:
            known = [given.name for given in command.inputs if not given.option.hidden]
            raise Refused("option.unknown", name=key[:50], options=known)
        named[names[key.casefold()]] = value
    return named


async def _project(
    command: AnyCommand, answers: Mapping[str, str], reading: Reading
) -> Project | None:
    given = next((given for given in command.inputs if given.kind is Kind.PROJECT), None)
    if given is None:
        return None
    if answers.get(given.name, "").strip():
        return await find_project(answers[given.name].strip(), reading)
    mine = await reading.work.projects.of(reading.caller.id)
    current = [project for project in mine if project.end >= reading.today] or list(mine)
    if not current:
        raise Refused("project.none")
    if len(current) > 1:
        raise Choose(
            "project.which",
            given.name,
            {write(given, project): project.topic for project in current[:_MOST_CHOICES]},
        )
    return current[0]


async def _course(
    command: AnyCommand, answers: Mapping[str, str], reading: Reading
) -> Course | None:
    """Give the course a command works in: the one named, else the only one the caller takes."""
    inputs = (given for given in command.inputs if given.kind is Kind.COURSE and given.within)
    given = next(inputs, None)
    if given is None:
        return None
    if answers.get(given.name, "").strip():
        return await find_course(answers[given.name].strip(), reading)
    candidates = await visible_courses(reading)
    if not candidates and command.who is Standing.OUTSIDER:
        candidates = await reading.work.courses.all(reading.space.id)
    if not candidates:
        raise Refused("course.none")
    only, *others = candidates
    if others:
        raise Choose(
            "course.which",
            given.name,
            {write(given, course): course.code for course in candidates[:_MOST_CHOICES]},
        )
    return only


async def _values(
    command: AnyCommand, answers: Mapping[str, str], reading: Reading, project: Project | None
) -> tuple[dict[str, object], dict[str, Refused]]:
    values: dict[str, object] = {}
    problems: dict[str, Refused] = {}
    for given in command.inputs:
        raw = answers.get(given.name, "")
        if given.within:
            continue
        if not raw.strip() and given.name not in reading.files:
            if given.required and given.option.hidden:
                raise Refused("button.gone")
            if given.required:
                problems[given.name] = Refused("option.missing", option=given.name)
            continue
        try:
            values[given.name] = await read(given, raw, reading, project)
        except Refused as refused:
            if given.option.hidden:
                raise
            problems[given.name] = refused
    return values, problems


def _form(
    command: AnyCommand, answers: Mapping[str, str], problems: Mapping[str, Refused], call: Call
) -> Form:
    asked = [
        given
        for given in command.inputs
        if not given.option.hidden
        and not given.within
        and (given.required or given.name in answers or given.name in problems)
    ]
    fields = tuple(
        field_of(
            command,
            given,
            call.say,
            answers.get(given.name, ""),
            _problem(problems, given, call),
        )
        for given in asked
    )
    names = {given.name for given in asked}
    rest = {name: value for name, value in answers.items() if name not in names}
    return Form(title_of(command, call.say), command.name, fields, rest)


def _problem(problems: Mapping[str, Refused], given: Input, call: Call) -> str:
    refused = problems.get(given.name)
    return "" if refused is None else call.say(f"refused.{refused.key}", **refused.params)
