"""When the deadline notices of a task are planned: on four mornings around its due day."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from core.model.activity import Notice, NoticeKind
from core.model.tasks import Task, TaskId

MORNING = time(9)
"""When notices are given, in the person's zone."""

FURTHEST = timedelta(days=3)
"""How long before its due day a task has its first notice."""

_STAGES: Mapping[NoticeKind, timedelta] = MappingProxyType(
    {
        NoticeKind.THREE_DAYS: -FURTHEST,
        NoticeKind.ONE_DAY: timedelta(days=-1),
        NoticeKind.TODAY: timedelta(),
        NoticeKind.OVERDUE: timedelta(days=1),
    }
)
"""The morning of each notice, from the due day on; the earliest first."""


def notices_of(task: Task) -> Iterator[Notice]:
    """Give the notices of a task for its assignee, the earliest first; none without a due day."""
    if task.due is None or task.assignee is None:
        return
    for kind, distance in _STAGES.items():
        yield Notice(task.id, task.assignee, kind, task.due + distance)


def deadline_of(task: TaskId) -> str:
    """Give the subject of messages about a task's deadline, to withdraw them while unsent."""
    return f"task:{task}:deadline"


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the instant at which the notices of `day` are given, in UTC."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
