"""Who may enter a project's home: its members, from when they come until they leave."""

from collections.abc import Awaitable, Callable

from core.errors import Unavailable
from core.model.homes import ProjectHome
from core.model.projects import Project
from tests.fakes.platform import FakePlatform
from tests.features.harness import Room
from tests.features.two_sides import Sides

CAME, LEFT = "들어왔어요", "떠났어요"


class Lodge(FakePlatform):
    """Knows who is in a home; guests are let in by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: set[str] = set()
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        """What happens once while a home is being opened."""

    async def open_home(self, home: ProjectHome) -> str:
        """Let in and out."""
        channel = await super().open_home(home)
        self.inside = (self.inside | {*home.users}) - {*home.gone}
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return channel


async def settled(*members: str) -> tuple[Room, Lodge, Project]:
    """Give a room with a project whose home stands."""
    lodge = Lodge()
    room = Room(platform=lodge)
    project = await room.project(*members)
    await room.say(members[0], "project home")
    await room.settle()
    return room, lodge, project


def lines(room: Room, words: str) -> list[str]:
    """Give what the homes say with these words."""
    shown = room.platform.stands.values()
    return [
        each.card.title
        for each in shown
        if words in each.card.title and each.place.channel == "home-1"
    ]


async def kept(room: Room, project: Project) -> ProjectHome:
    async with room.store.work(write=False) as work:
        (found,) = await work.homes.of(project.id)
    return found


async def test_whoever_leaves_is_out_of_the_home_and_a_guest_stays() -> None:
    room, lodge, project = await settled("지민", "서준", "하은")
    lodge.inside.add("조교")
    await room.say("하은", "project leave")
    assert (await kept(room, project)).gone == ("하은",)
    await room.settle()
    assert lodge.inside == {"지민", "서준", "조교"}
    assert lines(room, LEFT) == ["하은 님이 팀을 떠났어요"]
    assert (await kept(room, project)).gone == ()


async def test_somebody_let_in_by_hand_after_leaving_stays() -> None:
    room, lodge, _ = await settled("지민", "서준", "하은")
    await room.say("하은", "project leave")
    await room.settle()
    lodge.inside.add("하은")
    await room.say("서준", "project leave")
    await room.settle()
    assert lodge.inside == {"지민", "하은"}


async def test_every_leaving_has_its_farewell_and_every_return_its_greeting() -> None:
    room, lodge, project = await settled("지민", "서준")
    for _ in range(2):
        await room.say("서준", "project leave")
        await room.settle()
        assert lodge.inside == {"지민"}
        await room.say("지민", "project add", person="@서준")
        await room.settle()
        assert lodge.inside == {"지민", "서준"}
    await room.say("지민", "project add", person="@서준")
    await room.settle()
    assert (len(lines(room, LEFT)), len(lines(room, CAME))) == (2, 2)
    assert (await kept(room, project)).gone == ()


async def test_whoever_comes_back_before_they_were_put_out_stays_in() -> None:
    room, lodge, project = await settled("지민", "서준")
    await room.say("서준", "project leave")
    await room.say("지민", "project add", person="@서준")
    assert (await kept(room, project)).gone == ()
    await room.settle()
    assert lodge.inside == {"지민", "서준"}


async def test_whoever_leaves_while_the_home_is_opened_does_not_stay_in_it() -> None:
    lodge = Lodge()
    room = Room(platform=lodge)
    project = await room.project("지민", "서준")
    await room.say("지민", "project home")
    lodge.meanwhile = lambda: room.hear("서준", "project leave")
    await room.settle()
    assert lodge.inside == {"지민"}
    assert (await kept(room, project)).gone == ()


async def test_whoever_leaves_while_the_home_is_opened_is_put_out_also_after_a_failure() -> None:
    lodge = Lodge()
    room = Room(platform=lodge)
    project = await room.project("지민", "서준")
    await room.say("지민", "project home")

    async def leaving() -> None:
        await room.hear("서준", "project leave")
        lodge.fail(Unavailable(lodge.name, "down"))

    lodge.meanwhile = leaving
    await room.settle()
    assert lodge.inside == {"지민"}
    assert (await kept(room, project)).gone == ()


async def test_nobody_is_told_who_left_where_the_home_is_gone() -> None:
    room, lodge, project = await settled("지민", "서준")
    lodge.shut("home-1")
    await room.say("지민", "task add", title="발표", due="12/3")
    await room.settle()
    await room.say("서준", "project leave")
    await room.settle()
    assert lines(room, LEFT) == []
    assert (await kept(room, project)).gone == ("서준",)
    await room.say("지민", "project home")
    await room.settle()
    assert lodge.inside == {"지민"}
    assert lines(room, LEFT) == []


async def test_whoever_leaves_before_a_home_stands_is_not_in_it() -> None:
    lodge = Lodge()
    room = Room(platform=lodge)
    await room.project("지민", "서준")
    await room.say("지민", "project home")
    await room.say("서준", "project leave")
    await room.settle()
    assert lodge.inside == {"지민"}
    assert lines(room, LEFT) == []


async def test_who_left_is_not_forgotten_where_the_home_is_asked_for_again() -> None:
    room, lodge, project = await settled("지민", "서준")
    await room.say("서준", "project leave")
    await room.say("지민", "project home")
    assert (await kept(room, project)).gone == ("서준",)
    await room.settle()
    assert lodge.inside == {"지민"}


async def test_an_account_that_left_and_was_linked_to_a_members_is_not_put_out() -> None:
    sides = Sides()
    await sides.one_space()
    project = await sides.slack.project("mina", "jimin")
    await sides.slack.say("mina", "project home")
    await sides.slack.settle()
    member = await sides.discord.person("지민")
    async with sides.slack.store.work() as work:
        await work.projects.join(project.id, member.id)
        await work.commit()
    await sides.slack.say("jimin", "project leave")
    assert (await kept(sides.slack, project)).gone == ("jimin",)
    await sides.one_person("지민", "jimin")
    home = await kept(sides.slack, project)
    assert (set(home.users), home.gone) == ({"mina", "jimin"}, ())
    await sides.slack.settle()
    assert sides.slack.platform.homes[project.id].gone == ()
