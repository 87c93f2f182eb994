"""What follows when a board changes: what stands of a post shows it, and people are told.

A card stands on each board of the course, without one in the author's DM, and there one more for
each application; each change edits them in its own transaction. Nothing else of a post stands in
a channel: a card in one that is no board any more says where its post is found.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from core.call import Call
from core.cards import Button, Card
from core.errors import Refused
from core.features.application_cards import application_card
from core.features.board_cards import moved_card, naming, post_card
from core.features.board_posts import Say, Vacancy, about, about_application, speaking, whole
from core.intake import is_enrolled
from core.model.activity import ActivityDraft, Verb
from core.model.courses import Course, CourseBoard
from core.model.messages import Delivery, Draft, Message
from core.model.people import Person, PersonId, Space, locale_of
from core.model.places import Place
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
        Refused: it would be open again, and its author left the course.
        Stale: somebody changed it without holding its course.
    """
    was = before.post.state
    is_opened = wanted.state is PostState.OPEN and was is not PostState.OPEN
    if is_opened and not await _is_of(desk, before.course, wanted.author):
        raise Refused("post.author_left", name=before.author)
    is_changed = wanted != before.post
    kept = await desk.work.posts.change(wanted) if is_changed else wanted
    now = await whole(desk.work, before.course, kept)
    if (now.post, now.taken) != (before.post, before.taken):
        await _reshow(desk, now)
        for each in now.waiting:
            await reshow_application(desk, now, each)
    if is_opened:
        await stand(desk, now, f"{kept.version}")
    if kept.state is PostState.FULL and was is not PostState.FULL:
        await _tell_waiting(desk, now)
    return now


async def stand(desk: Desk, vacancy: Vacancy, when: str) -> tuple[CourseBoard, ...]:
    """Let a post stand on each board of its course, and give them; without one in a DM.

    Where it stands it stays. What brings it is called `when`: the same twice brings it once.
    """
    boards = await desk.work.courses.boards(vacancy.course.id)
    author = await desk.work.people.person(vacancy.post.author)
    subject = about(vacancy.post)
    stands = {
        _spot(message.place)
        for message in await desk.work.messages.about(subject)
        if message.delivery is not Delivery.REFUSED
    }
    places = [board.place for board in boards]
    for place in places or [await dm_place(desk.work, author)]:
        if _spot(place) not in stands:
            card = await _card_at(desk, vacancy, place, places)
            key = f"{subject}:{place.platform}:{place.workspace}:{place.channel}:{when}"
            draft = Draft(key, desk.space.id, place, card, subject, author.id)
            await post(desk.work, draft, desk.ports.clock.now())
    return boards


async def settle(desk: Desk, course: Course, when: str) -> None:
    """Let all posts of a course stand where its boards are now, the open ones brought there.

    The course is held.
    """
    for each in reversed(await desk.work.posts.all(course.id)):
        vacancy = await whole(desk.work, course, each)
        await _reshow(desk, vacancy)
        if each.state is PostState.OPEN:
            await stand(desk, vacancy, when)


async def close_left(desk: Desk, course: Course, people: Collection[PersonId]) -> None:
    """Close the open posts of people who leave a course: nobody outside it is applied to.

    The course is held.
    """
    for each in await desk.work.posts.all(course.id):
        if each.author in people and each.state is PostState.OPEN:
            before = await whole(desk.work, course, each)
            now = await keep(desk, before, replace(each, state=PostState.CLOSED))
            await record(desk, now, Verb.DROPPED, None)


async def reshow_application(desk: Desk, vacancy: Vacancy, application: Application) -> None:
    """Let what stands of an application show it as it is now, to each reader in their words.

    Who left the course is shown no more of it.
    """
    for message in await desk.work.messages.about(about_application(application)):
        if message.delivery is Delivery.REFUSED or message.owner is None:
            continue
        if not await _is_of(desk, vacancy.course, message.owner):
            continue
        reader = await desk.work.people.person(message.owner)
        card = await application_card(desk.work, desk.words(reader), vacancy, application)
        await _show(desk, message, card)


async def tell(desk: Desk, person: PersonId, key: str, wording: Wording) -> None:
    """Write to somebody in private, in their language; the same key twice is one message."""
    reader = await desk.work.people.person(person)
    card = wording(desk.words(reader))
    place = await dm_place(desk.work, reader)
    draft = Draft(key, desk.space.id, place, card, card.subject)
    await post(desk.work, draft, desk.ports.clock.now())


async def record(desk: Desk, vacancy: Vacancy, verb: Verb, actor: PersonId | None) -> None:
    """Record a change of a post in its project; before there is one, there is no record.

    Not all its members need to take the course, so nothing is said of what is in the post.
    """
    if vacancy.post.project is None:
        return
    draft = ActivityDraft(
        space=desk.space.id,
        project=vacancy.post.project,
        actor=actor,
        verb=verb,
        subject=about(vacancy.post),
        summary=desk.words()(f"post.record.{verb}", number=vacancy.post.id),
    )
    await desk.work.activity.add(draft, desk.ports.clock.now())


def board_button(say: Say, vacancy: Vacancy) -> Button:
    """Give the button that shows the board of a post's course."""
    return Button(say("post.board"), "team board", {"course": f"course:{vacancy.course.id}"})


async def _reshow(desk: Desk, vacancy: Vacancy) -> None:
    """Let what stands of a post show it as it is now, where its course's boards are."""
    boards = await desk.work.courses.boards(vacancy.course.id)
    places = {board.place for board in boards}
    for message in await desk.work.messages.about(about(vacancy.post)):
        if message.delivery is not Delivery.REFUSED:
            await _show(desk, message, await _card_at(desk, vacancy, message.place, places))


async def _card_at(desk: Desk, vacancy: Vacancy, place: Place, boards: Collection[Place]) -> Card:
    """Give the card of a post for a channel, or for somebody's DM, where it may be read."""
    if place.person is None:
        return (post_card if place in boards else moved_card)(desk.words(), vacancy)
    words = desk.words(await desk.work.people.person(place.person))
    if place.person == vacancy.post.author:
        return post_card(words, vacancy, own=True)
    may_read = await _is_of(desk, vacancy.course, place.person)
    return (post_card if may_read else moved_card)(words, vacancy)


def _spot(place: Place) -> Place | PersonId:
    """Give what two places have in common of which one is enough: a channel, or a reader."""
    return place if place.person is None else place.person


async def _show(desk: Desk, message: Message, card: Card) -> None:
    if dress(desk.space.id, card) != message.card:
        await show(desk.work, desk.space.id, message.id, card)


async def _is_of(desk: Desk, course: Course, person: PersonId) -> bool:
    """Tell whether somebody may see what is of a course."""
    reader = await desk.work.people.person(person)
    return reader.staff or await is_enrolled(desk.work, course, reader)


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
