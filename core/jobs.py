"""Runs a job: its command, in its message, until a stated outcome."""

import logging
from dataclasses import replace
from datetime import timedelta

from core.call import Call, Running
from core.cards import Button, Card, Emphasis, Form, Tone
from core.commands import AnyCommand, Registry
from core.errors import Refused, Unavailable
from core.intake import take
from core.model.jobs import Job, JobId
from core.model.people import locale_of
from core.model.places import Audience
from core.model.projects import Standing
from core.options import Reading
from core.outgoing import show
from core.ports import Ports
from core.ports.outside import Live
from core.progress import Progress
from core.replies import accepted, incident, refusal

_log = logging.getLogger(__name__)

_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=2)


class Runner:
    """Executes jobs by id; this is what a driver is given."""

    def __init__(self, ports: Ports, commands: Registry, live: Live) -> None:
        self._ports = ports
        self._commands = commands
        self._live = live

    async def execute(self, job_id: JobId) -> None:
        """Run a job once more, and end it or make it ready for later. Never raises."""
        try:
            async with self._ports.store.work() as work:
                job = await work.jobs.start(job_id)
                await work.commit()
            if job is not None:
                await self._attempt(job)
        except Exception:  # noqa: BLE001  the driver's door: the row stays, and is run again
            _log.exception("job left", extra={"action": "job left", "job": job_id})

    async def _attempt(self, job: Job) -> None:
        call = await self._call(job)
        try:
            card = await self._run(job, call)
        except Unavailable as unavailable:
            await self._later(job, call, unavailable)
        except Refused as refused:
            await self._end(job, refusal(call, refused), failed=True)
        except Exception:  # noqa: BLE001  a bug in a command ends its job, not the driver
            await self._end(job, incident(call, _again(job, call)), failed=True)
        else:
            await self._end(job, card)

    async def _call(self, job: Job) -> Call:
        async with self._ports.store.work(write=False) as work:
            space = await work.people.space(job.space)
            person = await work.people.person(job.caller)
        command = self._commands[job.command]
        public = job.place.audience is Audience.CHANNEL
        locale = space.locale if public else locale_of(person, space)
        call = Call(
            self._ports, space, person, Standing.OUTSIDER, job.place, locale, f"job:{job.id}"
        )  # fmt: skip
        progress = Progress(self._live, job.message, accepted(command, call))
        last_try = job.attempts >= self._ports.limits.attempts
        return replace(call, running=Running(job.id, progress, last_try))

    async def _run(self, job: Job, call: Call) -> Card:
        command: AnyCommand = self._commands[job.command]
        asked = replace(command, who=Standing.OUTSIDER) if command.finishes else command
        async with call.read() as work:
            reading = Reading(
                work, call.space, call.caller, call.today,
                self._ports.dates, self._ports.phrases, {}, {},
            )  # fmt: skip
            taken = await take(asked, job.answers, call, reading)
        if isinstance(taken, Form):
            raise Refused("job.outdated")
        return await command.run(taken.call, taken.ask)

    async def _later(self, job: Job, call: Call, unavailable: Unavailable) -> None:
        """Wait and try again, or give up with a kind word and a way on."""
        _log.warning("unavailable", extra={"action": "unavailable", "why": str(unavailable)})
        if call.slow.last_try:
            card = Card(
                call.say("failed.title"),
                text=call.say("failed.gave_up"),
                tone=Tone.WARNING,
                buttons=(_again(job, call),),
            )
            await self._end(job, card, failed=True)
            return
        wait = self._wait(job.attempts, unavailable.retry_after)
        base = accepted(self._commands[job.command], call)
        text = call.say("job.waiting", seconds=max(1, round(wait.total_seconds())))
        self._live.show(job.message, replace(base, text=text))
        async with self._ports.store.work() as work:
            await work.jobs.retry(job.id, wait)
            await work.commit()

    def _wait(self, attempts: int, asked: timedelta | None) -> timedelta:
        """Double the wait with every attempt, spread by up to half, no less than asked for."""
        grown = min(_FIRST_WAIT * 2 ** (attempts - 1), _LONGEST_WAIT)
        spread = grown * (0.75 + self._ports.chance.fraction() / 2)
        return max(spread, min(asked or timedelta(), _LONGEST_WAIT))

    async def _end(self, job: Job, card: Card, *, failed: bool = False) -> None:
        async with self._ports.store.work() as work:
            await show(work, job.space, job.message, card)
            await work.jobs.finish(job.id, failed=failed)
            await work.commit()


def _again(job: Job, call: Call) -> Button:
    return Button(call.say("button.retry"), job.command, job.answers, emphasis=Emphasis.PRIMARY)
