"""What follows when a board changes: what stands of a post shows it, and people are told.

One card stands where a post was made, and one in its author's DM for each application; each
change edits them in its own transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.call import Call
from core.cards import Button, Card
from core.features.application_cards import application_card
from core.features.board_cards import naming, post_card
from core.features.board_posts import Say, Vacancy, about, about_application, speaking, whole
from core.model.activity import ActivityDraft, Verb
from core.model.messages import Delivery, Draft
from core.model.people import Person, PersonId, Space, locale_of
from core.model.posts import Application, Post, PostState
from core.outgoing import dm_place, dress, post, show
from core.ports import Ports
from core.ports.storage import Work

Wording = Callable[[Say], Card]
"""Gives a card in the words of its reader."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit of work on the boards of a space."""

    work: Work
    ports: Ports
    space: Space

    def words(self, person: Person | None = None) -> Say:
        """Give what says a phrase in a person's language, without one in the space's."""
        locale = locale_of(person, self.space) if person else self.space.locale
        return speaking(self.ports, locale)


def desk_of(work: Work, call: Call) -> Desk:
    """Give the desk at which a call changes a board."""
    return Desk(work, call.ports, call.space)


async def keep(desk: Desk, before: Vacancy, wanted: Post) -> Vacancy:
    """Keep a post and show it as it is now; who waits for an answer hears when it is full.

    Raises:
        Stale: somebody changed it without holding its course.
    """
    is_changed = wanted != before.post
    kept = await desk.work.posts.change(wanted) if is_changed else wanted
    now = await whole(desk.work, before.course, kept)
    if (now.post, now.taken) != (before.post, before.taken):
        await _reshow(desk, now)
    if kept.state is PostState.FULL and before.post.state is not PostState.FULL:
        await _tell_waiting(desk, now)
    return now


async def reshow_application(desk: Desk, vacancy: Vacancy, application: Application) -> None:
    """Let what stands of an application show it as it is now, to each reader in their words."""
    for message in await desk.work.messages.about(about_application(application)):
        if message.delivery is Delivery.REFUSED or message.owner is None:
            continue
        reader = await desk.work.people.person(message.owner)
        card = await application_card(desk.work, desk.words(reader), vacancy, application)
        if dress(desk.space.id, card) != message.card:
            await show(desk.work, desk.space.id, message.id, card)


async def tell(desk: Desk, person: PersonId, key: str, wording: Wording) -> None:
    """Write to somebody in private, in their language; the same key twice is one message."""
    reader = await desk.work.people.person(person)
    card = wording(desk.words(reader))
    place = await dm_place(desk.work, reader)
    draft = Draft(key, desk.space.id, place, card, card.subject)
    await post(desk.work, draft, desk.ports.clock.now())


async def record(desk: Desk, vacancy: Vacancy, verb: Verb, actor: PersonId | None) -> None:
    """Record a change of a post in its project; before there is one, there is no record."""
    if vacancy.post.project is None:
        return
    title = vacancy.post.title
    draft = ActivityDraft(
        space=desk.space.id,
        project=vacancy.post.project,
        actor=actor,
        verb=verb,
        subject=about(vacancy.post),
        summary=desk.words()(f"post.record.{verb}", number=vacancy.post.id, title=title),
    )
    await desk.work.activity.add(draft, desk.ports.clock.now())


def board_button(say: Say, vacancy: Vacancy) -> Button:
    """Give the button that shows the board of a post's course."""
    return Button(say("post.board"), "team board", {"course": f"course:{vacancy.course.id}"})


async def _reshow(desk: Desk, vacancy: Vacancy) -> None:
    """Let what stands of a post, and of the applications that wait, show it as it is now."""
    card = dress(desk.space.id, post_card(desk.words(), vacancy))
    for message in await desk.work.messages.about(about(vacancy.post)):
        if message.delivery is not Delivery.REFUSED and message.card != card:
            await show(desk.work, desk.space.id, message.id, card)
    for each in vacancy.waiting:
        await reshow_application(desk, vacancy, each)


async def _tell_waiting(desk: Desk, vacancy: Vacancy) -> None:
    """Tell who waits for an answer that all seats are taken; they may still be asked."""

    def card(say: Say) -> Card:
        withdraw = Button(say("post.withdraw"), "team withdraw", naming(vacancy))
        return Card(
            say("post.full_title", title=vacancy.post.title),
            text=say("post.full", name=vacancy.author),
            buttons=(board_button(say, vacancy), withdraw),
        )

    for each in vacancy.waiting:
        key = f"full:{vacancy.post.id}:{vacancy.post.version}:{each.person}"
        await tell(desk, each.person, key, card)
