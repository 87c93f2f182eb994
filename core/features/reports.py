"""Reports: written as jobs, saved at once, delivered by DM as a Word file."""

from dataclasses import dataclass, replace
from typing import Annotated

from core.call import Call
from core.cards import Button, Card, Field, Tone
from core.commands import Command, Option
from core.errors import Refused
from core.model.activity import ActivityDraft, Verb
from core.model.messages import Draft
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.model.reports import Report, ReportId, ReportKind, Section
from core.outgoing import dm_place, post
from core.ports.storage import Work
from core.reports.files import attachment
from core.reports.weekly import (
    Week,
    brief,
    cited,
    counts_section,
    gather,
    plain_sections,
    reader,
    since,
    week_of,
)
from core.writing import Silence, consult

_GATHERING, _WRITING, _SAVING = range(3)
_MANY = 500
"""Changes of one week that are read."""


@dataclass(frozen=True, slots=True)
class WriteWeekly:
    """Write this week's report."""

    project: Project | None = None


@dataclass(frozen=True, slots=True)
class ListReports:
    """List a project's reports."""

    project: Project | None = None


@dataclass(frozen=True, slots=True)
class PickReport:
    """Mean one report; the newest where no number is given."""

    number: Annotated[int, Option(main=True)] = 0
    project: Project | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """What was written; `silence` tells why the model did not write it."""

    sections: tuple[Section, ...]
    silence: Silence | None = None


async def weekly(call: Call, _ask: WriteWeekly) -> Card:
    """Write the week's report, save it and send it to the caller as a Word file."""
    progress = call.slow.progress
    progress.at(_GATHERING)
    async with call.read() as work:
        week = await _week(work, call)
    progress.at(_WRITING)
    prose = await call.step("prose", Prose, lambda: _write(call, week))
    progress.at(_SAVING)
    draft = _report(call, week, prose)
    async with call.change() as work:
        report = await work.reports.save(draft)
        if not await work.jobs.recall(call.slow.job, "saved", bool):
            await _deliver(work, call, report)
            await _record(work, call, report)
            await work.jobs.checkpoint(call.slow.job, "saved", value=True)
    return _announcement(call, report, prose.silence)


async def weekly_key(work: Work, call: Call, _ask: WriteWeekly) -> str:
    """Give the identity of the ask: this week, and what is known of it.

    A report that the model could not write may be asked for again.
    """
    week = await _week(work, call)
    key = f"{call.project.id}:{week.first}:{week.fingerprint}"
    last = await _latest(work, call, week)
    retried = last is not None and not last.by_ai and call.ports.writer is not None
    return f"{key}:{last.version}" if retried and last is not None else key


async def listing(call: Call, _ask: ListReports) -> Card:
    """List a project's reports, the newest first."""
    async with call.read() as work:
        reports = await work.reports.all(call.project.id)
    columns = tuple(call.say(f"report.column.{name}") for name in ("number", "title", "version"))
    rows = tuple((f"{r.number}", r.title, f"v{r.version}") for r in reports)
    text = "" if rows else call.say("report.none")
    button = Button(call.say("button.weekly"), "report weekly", _within(call))
    title = call.say("report.list_title", topic=call.project.topic)
    return Card(title, text=text, columns=columns if rows else (), rows=rows, buttons=(button,))


async def show(call: Call, ask: PickReport) -> Card:
    """Show a report."""
    report = await _pick(call, ask.number)
    button = Button(call.say("button.export"), "report export", _this(call, report))
    return _report_card(call, report, button)


async def export(call: Call, ask: PickReport) -> Card:
    """Send a report to the caller as a Word file."""
    report = await _pick(call, ask.number)
    async with call.change() as work:
        place = await dm_place(work, call.caller, call.place)
        key = f"export:{call.id}"
        await post(work, Draft(key, call.space.id, place, _letter(call, report)), call.now)
    return Card(call.say("report.sent_title"), text=call.say("report.sent"), tone=Tone.GOOD)


def _within(call: Call) -> dict[str, str]:
    return {"project": f"project:{call.project.id}"}


def _this(call: Call, report: Report) -> dict[str, str]:
    return _within(call) | {"number": str(report.number)}


async def _week(work: Work, call: Call) -> Week:
    tasks = await work.tasks.all(call.project.id)
    first, _ = week_of(call.today)
    begin = since(first, call.zone)
    activities = await work.activity.recent(call.project.id, since=begin, limit=_MANY)
    written = [activity for activity in activities if activity.draft.verb is not Verb.REPORTED]
    return gather(call.project, tasks, written, call.today, call.say)


async def _latest(work: Work, call: Call, week: Week) -> Report | None:
    reports = await work.reports.all(call.project.id)
    return next((r for r in reports if r.first == week.first), None)


async def _write(call: Call, week: Week) -> Prose:
    """Give the prose: the model's, or the facts in plain sentences where it is silent."""
    sections = await consult(
        call,
        brief(week, call.locale),
        reader(week, call.say),
        lambda count: call.slow.progress.at(_WRITING, call.say("report.written", count=count)),
    )
    if isinstance(sections, Silence):
        return Prose(plain_sections(week, call.say), sections)
    return Prose(sections)


def _report(call: Call, week: Week, prose: Prose) -> Report:
    return Report(
        id=ReportId(0),
        project=call.project.id,
        number=0,
        kind=ReportKind.WEEKLY,
        first=week.first,
        last=week.last,
        title=call.say("report.weekly_title", first=week.first, last=week.last),
        facts=week.facts,
        sections=(counts_section(week, call.say), *prose.sections),
        evidence=cited(week, prose.sections),
        by_ai=prose.silence is None,
        author=call.caller.id,
        created=call.now,
        job=call.slow.job,
        fingerprint=week.fingerprint,
    )


async def _deliver(work: Work, call: Call, report: Report) -> None:
    place = await dm_place(work, call.caller, call.place)
    key = f"report:{report.id}:{call.caller.id}"
    await post(work, Draft(key, call.space.id, place, _letter(call, report)), call.now)


async def _record(work: Work, call: Call, report: Report) -> None:
    await work.activity.add(
        ActivityDraft(
            space=call.space.id,
            project=call.project.id,
            actor=call.caller.id,
            verb=Verb.REPORTED,
            subject=f"report:{report.id}",
            summary=call.say("report.activity", title=report.title),
        ),
        call.now,
    )


def _letter(call: Call, report: Report) -> Card:
    """Give the DM that carries the file."""
    name = call.say("report.file", topic=_file_word(call.project.topic), first=report.first)
    file = attachment(name, call.space.id, report, call.locale)
    return replace(_report_card(call, report), files=(file,))


def _file_word(text: str) -> str:
    kept = "".join(letter if letter.isalnum() else "_" for letter in text)
    return kept[:40].strip("_") or "project"


def _announcement(call: Call, report: Report, silence: Silence | None) -> Card:
    said = [call.say("report.saved", title=report.title, version=report.version)]
    buttons = [Button(call.say("button.show_report"), "report show", _this(call, report))]
    if silence is not None:
        said += [call.say("report.by_facts"), call.say(f"silence.{silence}")]
        retry = Button(call.say("button.retry"), "report weekly", _within(call))
        buttons += [] if silence is Silence.NO_KEY else [retry]
    return Card(
        call.say("report.saved_title"),
        text="\n".join(said),
        tone=Tone.GOOD if silence is None else Tone.WARNING,
        fields=_count_fields(call, report),
        buttons=tuple(buttons),
        subject=f"report:{report.id}",
    )


def _report_card(call: Call, report: Report, *buttons: Button) -> Card:
    paragraphs = [
        f"**{section.title}**\n" + "\n".join(f"- {each.text}" for each in section.sentences)
        for section in report.sections
    ]
    label = () if report.by_ai else (call.say("report.by_facts"),)
    return Card(
        report.title,
        text="\n\n".join((*label, *paragraphs)),
        fields=_count_fields(call, report),
        buttons=buttons,
        footer=call.say("report.footer", topic=call.project.topic, version=report.version),
        subject=f"report:{report.id}",
    )


def _count_fields(call: Call, report: Report) -> tuple[Field, ...]:
    facts = report.facts
    return (
        Field(call.say("report.field.done"), f"{facts.done}/{facts.total}"),
        Field(call.say("report.field.finished"), str(facts.finished)),
        Field(call.say("report.field.overdue"), str(facts.overdue)),
    )


async def _pick(call: Call, number: int) -> Report:
    async with call.read() as work:
        if number:
            report = await work.reports.get(call.project.id, number)
        else:
            report = next(iter(await work.reports.all(call.project.id)), None)
    if report is None:
        raise Refused("report.unknown")
    return report


COMMANDS = (
    Command(
        "report weekly", WriteWeekly, weekly, who=Standing.MEMBER, answer=Audience.CHANNEL,
        stages=("report.stage.gathering", "report.stage.writing", "report.stage.saving"),
        key=weekly_key, in_place=True,
    ),
    Command("report list", ListReports, listing, who=Standing.MEMBER),
    Command("report show", PickReport, show, who=Standing.MEMBER),
    Command("report export", PickReport, export, who=Standing.MEMBER),
)  # fmt: skip
