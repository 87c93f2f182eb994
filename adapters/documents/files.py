"""Files rendered in another process, so that the event loop never waits for them."""

from collections.abc import Mapping
from typing import Protocol, cast

from core.model.projects import Project
from core.model.reports import Report

_RENDER_REPORT = "adapters.documents.word:render"


class Processes(Protocol):
    """Runs a function, named `module:function`, in another process."""

    async def call(self, function: str, *args: object) -> object:
        """Give what the function returns."""
        ...


class WordDocuments:
    """The documents port; python-docx is imported only where `processes` runs."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes

    async def report(self, project: Project, report: Report, words: Mapping[str, str]) -> bytes:
        """Give the report as a Word document; `words` are its fixed words by key."""
        content = await self._processes.call(_RENDER_REPORT, project, report, dict(words))
        return cast("bytes", content)
