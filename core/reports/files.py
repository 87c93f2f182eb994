"""Files as attachments: the source that names one, and the bytes it stands for."""

from functools import partial

from core.cards import Attachment
from core.errors import Undeliverable
from core.model.people import Locale, SpaceId
from core.model.reports import Report, ReportId
from core.model.team_proposals import TeamProposal, TeamProposalId
from core.ports import Ports
from core.reports.sheets import drawn
from core.reports.teams import spreadsheet

_WORDS = "document."
_TEAMS = "teams"


def attachment(name: str, space: SpaceId, report: Report, locale: Locale) -> Attachment:
    """Give `report` as a Word file called `name`, its fixed words in `locale`."""
    return Attachment(name, f"report:{space}:{report.id}:{locale}")


def teams_attachment(name: str, proposal: TeamProposal, locale: Locale) -> Attachment:
    """Give proposed teams as a table called `name`, in `locale`."""
    return Attachment(name, f"{_TEAMS}:{proposal.space}:{proposal.id}:{locale}")


async def render(ports: Ports, source: str) -> bytes:
    """Give the content of an attachment.

    Raises:
        Undeliverable: what it shows is no longer kept.
    """
    kind, space, number, locale = source.split(":")
    make = _teams if kind == _TEAMS else _report
    made = await make(ports, SpaceId(int(space)), int(number), Locale(locale))
    if made is None:
        raise Undeliverable(source)
    return made


async def _report(ports: Ports, space: SpaceId, number: int, locale: Locale) -> bytes | None:
    async with ports.store.work(write=False) as work:
        report = await work.reports.by_id(ReportId(number))
        project = report and await work.projects.get(space, report.project)
    if report is None or project is None:
        return None
    spoken = ports.phrases.phrases[locale]
    words = {
        key.removeprefix(_WORDS): text for key, text in spoken.items() if key.startswith(_WORDS)
    }
    return await ports.documents.report(project, report, words)


async def _teams(ports: Ports, space: SpaceId, number: int, locale: Locale) -> bytes | None:
    async with ports.store.work(write=False) as work:
        proposal = await work.team_proposals.get(space, TeamProposalId(number))
        names = {person.id: person.name for person in await work.people.everyone(space)}
    if proposal is None or proposal.problem is None or proposal.formation is None:
        return None
    sheet = await drawn(ports.former, proposal.problem, proposal.formation, names)
    return spreadsheet(partial(ports.phrases.say, locale), sheet)
