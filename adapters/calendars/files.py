"""Calendar files read in another process, so that the event loop never waits for them."""

from datetime import date
from typing import Protocol, cast

from core.ports.outside import File, Timetable

_READ = "adapters.calendars.weeks:read"


class Processes(Protocol):
    """Runs a function, named `module:function`, in another process."""

    async def call(self, function: str, *args: object) -> object:
        """Give what the function returns."""
        ...


class CalendarFiles:
    """The timetables port; icalendar is imported only where `processes` runs."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes

    async def week(self, file: File, zone: str, today: date) -> Timetable:
        """Give the week a calendar file repeats; see `core.ports.outside.Timetables`."""
        return cast("Timetable", await self._processes.call(_READ, file, zone, today))
