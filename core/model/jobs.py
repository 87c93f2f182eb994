"""Slow work as a row: what was asked, by whom, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.model.messages import MessageId
from core.model.people import PersonId, SpaceId
from core.model.places import Place

JobId = NewType("JobId", str)


class JobState(StrEnum):
    """What became of a job; DONE and FAILED are final."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobDraft:
    """Work to keep. The same `id` twice is the same job.

    `answers` are the raw options of `command`; `message` is the live message it reports in.
    """

    id: JobId
    space: SpaceId
    command: str
    answers: Mapping[str, str]
    caller: PersonId
    place: Place
    message: MessageId


@dataclass(frozen=True, slots=True)
class Job:
    """A kept job.

    `turn` is how many unfinished jobs its space had when it was asked: lower turns go first,
    so no space waits behind another's crowd.
    """

    id: JobId
    space: SpaceId
    command: str
    answers: Mapping[str, str]
    caller: PersonId
    place: Place
    message: MessageId
    state: JobState
    turn: int
    attempts: int
    created: datetime
