"""Documents that only name what they would hold."""

from collections.abc import Mapping

from core.model.projects import Project
from core.model.reports import Report


class FakeDocuments:
    """Gives a line naming the report and its version."""

    async def report(self, project: Project, report: Report, words: Mapping[str, str]) -> bytes:
        """Give the line, in UTF-8."""
        del words
        return f"{project.topic}: {report.title} #{report.number} v{report.version}".encode()
