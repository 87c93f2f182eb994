"""Jobs, messages, buttons in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from core.cards import Button, ButtonId, Card
from core.model.jobs import Job, JobDraft, JobId, JobState
from core.model.messages import Delivery, Draft, Message, MessageId
from core.model.people import PersonId, SpaceId
from core.model.places import Place
from core.ports.outside import Clock
from storage.codec import dumped, loaded
from tests.fakes.alarm import Alarm
from tests.fakes.rows import Rows, View

T = TypeVar("T")
ENDED = (JobState.DONE, JobState.FAILED)


class FakeJobRows:
    """Slow work."""

    def __init__(self, view: View, clock: Clock) -> None:
        self._view = view
        self._clock = clock

    async def add(self, draft: JobDraft, now: datetime) -> bool:
        """Keep a job; tell whether it is new."""
        if draft.id in self._view.rows.jobs:
            return False
        rows = self._view.changing
        rows.jobs[draft.id] = Job(
            id=draft.id,
            space=draft.space,
            command=draft.command,
            answers=dict(draft.answers),
            caller=draft.caller,
            place=draft.place,
            message=draft.message,
            state=JobState.READY,
            turn=_unfinished(rows, draft.space),
            attempts=0,
            created=now,
        )
        self._view.woken.add("jobs")
        return True

    async def get(self, job: JobId) -> Job | None:
        """Give a job."""
        return self._view.rows.jobs.get(job)

    async def start(self, job: JobId) -> Job | None:
        """Mark a job as running, count the attempt; `None` when it has already ended."""
        kept = self._unended(job)
        if kept is None:
            return None
        self._view.changing.asked_later.pop(job, None)
        return self._become(replace(kept, state=JobState.RUNNING, attempts=kept.attempts + 1))

    async def recall(self, job: JobId, step: str, shape: type[T]) -> T | None:
        """Give what a finished step gave, read from its text as every store does."""
        text = self._view.rows.steps.get((job, step))
        return None if text is None else loaded(shape, text)

    async def checkpoint(self, job: JobId, step: str, value: object) -> None:
        """Keep what a step gave, as text."""
        self._view.changing.steps[job, step] = dumped(value)

    async def retry(self, job: JobId, after: timedelta) -> None:
        """Make a job that has not ended ready again, to be run no sooner than `after`."""
        kept = self._unended(job)
        if kept is not None:
            self._ask(replace(kept, state=JobState.READY), after)

    async def finish(self, job: JobId, *, failed: bool = False) -> None:
        """Mark a job as ended for good; what ended before stays as it ended."""
        kept = self._unended(job)
        if kept is not None:
            self._become(replace(kept, state=JobState.FAILED if failed else JobState.DONE))

    async def again(self, job: JobId, caller: PersonId) -> bool:
        """Make a failed job ready as if it were new and the caller's, keeping its steps."""
        kept = self._view.rows.jobs.get(job)
        if kept is None or kept.state is not JobState.FAILED:
            return False
        turn = _unfinished(self._view.rows, kept.space)
        again = replace(kept, state=JobState.READY, caller=caller, attempts=0, turn=turn)
        self._ask(again, timedelta())
        return True

    async def unfinished(self) -> int:
        """Count the jobs that have not ended, in all spaces."""
        return _unfinished(self._view.rows)

    def _unended(self, job: JobId) -> Job | None:
        kept = self._view.rows.jobs.get(job)
        return None if kept is None or kept.state in ENDED else kept

    def _ask(self, job: Job, after: timedelta) -> None:
        self._become(job)
        self._view.changing.asked_later[job.id] = Alarm.after(after, self._clock)
        self._view.woken.add("jobs")

    def _become(self, job: Job) -> Job:
        self._view.changing.jobs[job.id] = job
        return job


class FakeMessages:
    """The outbox."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def add(self, draft: Draft, now: datetime) -> MessageId:
        """Keep a message to send; the same key twice gives the first one."""
        held = self._view.rows.messages.values()
        first = next((kept.id for kept in held if kept.key == draft.key), None)
        if first is not None:
            return first
        rows = self._view.changing
        made = MessageId(rows.new_id())
        rows.messages[made] = Message(
            made,
            draft.key,
            draft.space,
            draft.place,
            draft.card,
            created=now,
            owner=draft.place.person if draft.owner is None else draft.owner,
            pinned=draft.pinned,
        )
        rows.subjects[made] = draft.subject
        self._view.woken.add("outbox")
        return made

    async def get(self, message: MessageId) -> Message | None:
        """Give a message."""
        return self._view.rows.messages.get(message)

    async def find(self, platform: str, external: str) -> Message | None:
        """Give the message a platform knows as `external`."""
        held = reversed(self._view.rows.messages.values())
        found = (
            kept for kept in held if (kept.place.platform, kept.external) == (platform, external)
        )
        return next(found, None)

    async def about(self, subject: str) -> tuple[Message, ...]:
        """Give the messages about `subject`, the newest first."""
        rows = self._view.rows
        found = [rows.messages[key] for key, about in rows.subjects.items() if about == subject]
        return tuple(sorted(found, key=lambda kept: kept.id, reverse=True))

    async def standing(self, subjects: Sequence[str], most: int) -> tuple[Message, ...]:
        """Give the newest messages about any of `subjects` that a platform shows."""
        about = [kept for subject in subjects for kept in await self.about(subject)]
        sent = [kept for kept in about if kept.delivery is Delivery.SENT]
        return tuple(sorted(sent, key=lambda kept: kept.id, reverse=True)[:most])

    async def show(self, message: MessageId, card: Card, *, seen: int | None = None) -> None:
        """Want `card` to stand there; with `seen`, only while that is its revision."""
        kept = self._view.rows.messages.get(message)
        if kept is None or seen not in (None, kept.revision):
            return
        self._note(message, card=card, revision=kept.revision + 1, told=False)
        subjects = self._view.changing.subjects
        subjects[message] = subjects[message] or card.subject
        self._view.woken.add("outbox")

    async def pending(self, platforms: Sequence[str], limit: int) -> tuple[MessageId, ...]:
        """Name messages of these platforms that are not as wanted, the oldest first."""
        held = self._view.rows.messages.values()
        found = (kept for kept in held if kept.place.platform in platforms and _is_pending(kept))
        return tuple(sorted(kept.id for kept in found)[:limit])

    async def try_first(self, message: MessageId) -> None:
        """Note that a first sending begins."""
        self._note(message, tried=True)

    async def sent(self, message: MessageId, revision: int, external: str) -> None:
        """Note that a platform shows `revision`."""
        self._note(message, sent=revision, external=external, delivery=Delivery.SENT)

    async def refused(self, message: MessageId) -> None:
        """Note that a message can never arrive."""
        self._note(message, delivery=Delivery.REFUSED)

    async def move(self, message: MessageId, place: Place) -> None:
        """Want a message at another place, where nothing of it was sent yet."""
        anew = {"sent": 0, "external": None, "tried": False, "delivery": Delivery.WANTED}
        self._note(message, place=place, **anew)
        self._view.woken.add("outbox")

    async def untold(self, person: PersonId) -> tuple[Message, ...]:
        """Give a person's own refused messages they were not told of, the oldest first."""
        held = self._view.rows.messages.values()
        refused = [kept for kept in held if kept.delivery is Delivery.REFUSED and not kept.told]
        theirs = (kept for kept in refused if kept.owner == person)
        return tuple(sorted(theirs, key=lambda kept: kept.id))

    async def tell(self, told: Sequence[MessageId]) -> None:
        """Note that the owners of refused messages were shown them."""
        for message in told:
            self._note(message, told=True)

    async def withdraw(self, subject: str) -> None:
        """Forget messages about `subject` of which no sending has begun."""
        rows = self._view.changing
        for kept in await self.about(subject):
            if not kept.tried and not kept.sent:
                del rows.messages[kept.id], rows.subjects[kept.id]

    async def unsent(self) -> int:
        """Count the messages that are not as wanted, on all platforms."""
        return sum(_is_pending(kept) for kept in self._view.rows.messages.values())

    def _note(self, message: MessageId, **news: Any) -> None:
        kept = self._view.rows.messages.get(message)
        if kept is not None:
            self._view.changing.messages[message] = replace(kept, **news)


class FakeButtons:
    """What the buttons on cards stand for."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def keep(self, space: SpaceId, buttons: Sequence[Button]) -> None:
        """Keep buttons under their ids; a known id is left as it is."""
        rows = self._view.changing
        for button in buttons:
            rows.buttons.setdefault((space, button.id), button)

    async def get(self, space: SpaceId, button: ButtonId) -> Button | None:
        """Give a button of one's own space."""
        return self._view.rows.buttons.get((space, button))

    async def have(self, space: SpaceId, buttons: Sequence[Button]) -> bool:
        """Tell whether all these are kept."""
        return all((space, button.id) in self._view.rows.buttons for button in buttons)


class FakeArrivals:
    """What platforms delivered."""

    def __init__(self, view: View) -> None:
        self._view = view

    async def first(self, platform: str, delivery: str, at: datetime) -> bool:
        """Note a delivery; tell whether it was not here before."""
        if (platform, delivery) in self._view.rows.arrivals:
            return False
        self._view.changing.arrivals[platform, delivery] = at
        return True


def _unfinished(rows: Rows, space: SpaceId | None = None) -> int:
    return sum(job.state not in ENDED and space in (None, job.space) for job in rows.jobs.values())


def _is_pending(message: Message) -> bool:
    return message.delivery is not Delivery.REFUSED and message.sent < message.revision
