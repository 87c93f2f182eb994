"""A post of a course's board with all that is shown of it: found, held, shown where it stands.

Whoever changes a board holds its course, so that two who want the last seat come one after the
other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from core.call import Call
from core.errors import Refused
from core.model.courses import Course
from core.model.people import Locale, PersonId
from core.model.posts import Application, ApplicationState, Post, PostId, PostState
from core.model.projects import Standing
from core.ports import Ports
from core.ports.storage import Work

Say = Callable[..., str]

HIGHEST = 999_999_999
"""The highest number that is looked up."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post, its course, its author's name, and the applications to it, the oldest first."""

    course: Course
    post: Post
    author: str
    applications: tuple[Application, ...] = ()

    @property
    def taken(self) -> int:
        """How many were accepted."""
        return sum(each.state is ApplicationState.ACCEPTED for each in self.applications)

    @property
    def left(self) -> int:
        """How many more can be accepted."""
        return max(0, self.post.seats - self.taken)

    @property
    def waiting(self) -> tuple[Application, ...]:
        """The applications that nobody decided on."""
        return tuple(each for each in self.applications if each.state is ApplicationState.OPEN)

    def of(self, person: PersonId) -> Application | None:
        """Give somebody's application."""
        return next((each for each in self.applications if each.person == person), None)


async def find(work: Work, call: Call, number: int) -> Vacancy:
    """Give the post of a number.

    Raises:
        Refused: there is none in the course of the call.
    """
    post = await work.posts.get(call.course.id, PostId(number))
    if post is None:
        raise Refused("post.unknown", number=number)
    return await whole(work, call.course, post)


async def hold(work: Work, call: Call, number: int) -> Vacancy:
    """Give the post of a number as it is now, and keep others from changing its board meanwhile.

    Raises:
        Refused: as in `find`.
    """
    await work.courses.hold(call.course.id)
    return await find(work, call, number)


async def whole(work: Work, course: Course, post: Post) -> Vacancy:
    """Give a post with all that is shown of it."""
    author = await work.people.person(post.author)
    return Vacancy(course, post, author.name, await work.posts.applications(post.id))


def is_theirs(call: Call, post: Post) -> bool:
    """Tell whether the caller decides on a post: its author, and staff."""
    return call.standing is Standing.STAFF or post.author == call.caller.id


def check_theirs(call: Call, vacancy: Vacancy) -> None:
    """Let only those go on who decide on a post.

    Raises:
        Refused: the caller is not among them.
    """
    if not is_theirs(call, vacancy.post):
        raise Refused("post.not_theirs", name=vacancy.author)


def state_of(post: Post, taken: int, today: date) -> PostState:
    """Give what a post is that was not closed by hand; `today` is the space's."""
    if taken >= post.seats:
        return PostState.FULL
    return PostState.CLOSED if is_over(post, today) else PostState.OPEN


def is_over(post: Post, today: date) -> bool:
    """Tell whether the last day to apply is over."""
    return post.until is not None and post.until < today


def board_day(call: Call) -> date:
    """Give the day of the space, by which its boards go."""
    return call.now.astimezone(ZoneInfo(call.space.timezone)).date()


def speaking(ports: Ports, locale: Locale) -> Say:
    """Give what says a phrase in a language."""
    return partial(ports.phrases.say, locale)


def about(post: Post) -> str:
    """Give the subject of what shows a post."""
    return f"post:{post.id}"


def about_application(application: Application) -> str:
    """Give the subject of what shows an application."""
    return f"application:{application.post}:{application.person}"
