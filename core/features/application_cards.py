"""An application as those see it who decide on it: the person, their words, what can be done."""

from collections.abc import Iterator
from functools import reduce

from core.cards import Button, Card, Emphasis, Field, Tone
from core.features.board_cards import naming_application, seats_words, state_words
from core.features.board_posts import Say, Vacancy, about_application
from core.features.free_time import week_text
from core.features.profile import skills_text
from core.model.free_time import free_time
from core.model.people import PersonId, Profile
from core.model.posts import Application, ApplicationState
from core.ports.storage import Work
from core.reports.lengths import length_words

_TONES = {ApplicationState.ACCEPTED: Tone.GOOD, ApplicationState.OPEN: Tone.PLAIN}


async def application_card(
    work: Work, say: Say, vacancy: Vacancy, application: Application
) -> Card:
    """Give an application as it is now, with the applicant's profile."""
    person = await work.people.person(application.person)
    profile = await work.people.profile(person.id)
    values = {
        "skills": skills_text(profile.skills),
        "roles": ", ".join(say(f"choices.role.{role}") for role in profile.roles),
        "interests": profile.interests,
        "github": profile.github,
        "common": await _common(work, say, vacancy, profile),
        "seats": seats_words(say, vacancy),
        "state": state_words(say, application),
    }
    return Card(
        say("post.application_title", name=person.name, title=vacancy.post.title),
        text=application.line,
        tone=_TONES.get(application.state, Tone.WARNING),
        fields=tuple(
            Field(say(f"post.person.{name}"), each) for name, each in values.items() if each
        ),
        buttons=tuple(_buttons(say, vacancy, application)),
        footer=vacancy.course.name,
        subject=about_application(application),
    )


def _buttons(say: Say, vacancy: Vacancy, application: Application) -> Iterator[Button]:
    """Give what can be decided; who was declined can still be accepted."""
    given = naming_application(vacancy, application)
    undecided = application.state in (ApplicationState.OPEN, ApplicationState.DECLINED)
    if undecided and vacancy.left:
        yield Button(say("post.accept"), "board accept", given, emphasis=Emphasis.PRIMARY)
    if application.state is ApplicationState.OPEN:
        yield Button(say("post.decline"), "board decline", given)


async def _common(work: Work, say: Say, vacancy: Vacancy, profile: Profile) -> str:
    """Say when the applicant and those they want to join are all free, as far as it is known."""
    free = profile.free
    if free is None:
        return ""
    weeks = [(await work.people.profile(person)).free for person in await _team(work, vacancy)]
    known = [week.slots for week in weeks if week is not None and week.zone == free.zone]
    if not known:
        return ""
    slots = reduce(frozenset[int].intersection, known, free.slots)
    if not slots:
        return say("post.nothing_common")
    week = free_time(slots, free.zone)
    return say("post.common", length=length_words(say, len(week.slots)), week=week_text(say, week))


async def _team(work: Work, vacancy: Vacancy) -> tuple[PersonId, ...]:
    """Give whom somebody would join: the members of the post's project, or its author alone."""
    wanted = vacancy.post.project
    project = await work.projects.get(vacancy.course.space, wanted) if wanted else None
    return tuple(member.person for member in project.members) if project else (vacancy.post.author,)
