"""Reports as attachments: the source that names one, and the bytes it stands for."""

from core.cards import Attachment
from core.errors import Undeliverable
from core.model.people import Locale, SpaceId
from core.model.reports import Report, ReportId
from core.ports import Ports

_WORDS = "document."


def attachment(name: str, space: SpaceId, report: Report, locale: Locale) -> Attachment:
    """Give `report` as a Word file called `name`, its fixed words in `locale`."""
    return Attachment(name, f"report:{space}:{report.id}:{locale}")


async def render(ports: Ports, source: str) -> bytes:
    """Give the content of an attachment.

    Raises:
        Undeliverable: the report is no longer kept.
    """
    _, space, number, locale = source.split(":")
    async with ports.store.work(write=False) as work:
        report = await work.reports.by_id(ReportId(int(number)))
        project = report and await work.projects.get(SpaceId(int(space)), report.project)
    if report is None or project is None:
        raise Undeliverable(source)
    spoken = ports.phrases.phrases[Locale(locale)]
    words = {
        key.removeprefix(_WORDS): text for key, text in spoken.items() if key.startswith(_WORDS)
    }
    return await ports.documents.report(project, report, words)
