"""Messages stand in Slack once, as wanted, whatever fails in between."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.delivery import Delivery
from adapters.slack.homes import HomeKind, Homes
from adapters.slack.teams import Teams
from core.cards import Card, Stage, StageState
from core.courier import Courier
from core.errors import Misconfigured, Unavailable, Undeliverable
from core.model.homes import ProjectHome
from core.model.messages import Draft, Message, MessageId
from core.model.people import Account, Home, PersonId, SpaceId
from core.model.places import Audience, Place
from core.model.projects import ProjectId
from core.ports import Ports
from core.ports.outside import File, Platform
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ports import fake_ports
from tests.ground import Upload
from tests.slack_server.person import Person
from tests.slack_server.places import Channel
from tests.slack_server.rates import Rate, busiest
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace

HELLO = Card("안녕하세요", text="오늘 할 일이 두 개 있어요.")
DONE = Card("다 했어요")
WORKING = Card("쓰는 중이에요", stages=(Stage("글쓰기", StageState.RUNNING),))
REPORT = File("주간보고서.docx", b"first version")
LONGER = File("주간보고서.docx", b"the second version")
TOPIC = "학식 메뉴 추천 챗봇! (2학기)"


@dataclass(slots=True)
class Doors:
    """Remembers the workspaces whose token was refused."""

    closed: list[str] = field(default_factory=list[str])

    def close(self, workspace: str) -> None:
        self.closed.append(workspace)


@pytest.fixture
async def slack() -> AsyncGenerator[LocalSlack]:
    async with LocalSlack() as slack:
        yield slack
        assert slack.faults == []


@pytest.fixture
def classroom(slack: LocalSlack) -> Workspace:
    return slack.workspace("1반")


@pytest.fixture
def jimin(classroom: Workspace) -> Person:
    return classroom.person("지민")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def doors() -> Doors:
    return Doors()


@pytest.fixture
async def teams(slack: LocalSlack, classroom: Workspace, clock: FakeClock) -> AsyncGenerator[Teams]:
    teams = Teams([classroom.token], slack.api_url, clock)
    async with teams.opened():
        await teams.meet()
        yield teams


@pytest.fixture
def delivery(teams: Teams, doors: Doors, clock: FakeClock) -> Delivery:
    return Delivery(teams, Homes(teams), doors, clock)


@pytest.fixture
def restarted(teams: Teams, doors: Doors, clock: FakeClock) -> Delivery:
    return Delivery(teams, Homes(teams), doors, clock)


def at(channel: Channel) -> Place:
    return Place("slack", channel.team_id, channel.id)


def to(person: Person) -> Place:
    return Place("slack", person.team.id, "", Audience.DM, PersonId(1), person.id)


def message(place: Place, card: Card = HELLO, key: str = "notice:1") -> Message:
    return Message(MessageId(1), key, SpaceId(1), place, card, created=datetime.now(UTC))


def tried(first: Message) -> Message:
    return replace(first, tried=True)


def stands(first: Message, external: str, card: Card) -> Message:
    return replace(first, external=external, card=card, revision=2, sent=1)


async def settle() -> None:
    """Give turns until all that is under way on loopback has arrived."""
    for _ in range(300):
        await asyncio.sleep(0)


async def meanwhile(clock: FakeClock, doing: Coroutine[None, None, object]) -> None:
    """Let time pass while something waits."""
    async with asyncio.TaskGroup() as group:
        work = group.create_task(doing)
        while not work.done():
            await settle()
            clock.advance(timedelta(seconds=1))


async def test_a_message_is_posted_and_changed_where_it_stands(
    delivery: Delivery, jimin: Person
) -> None:
    first = message(at(jimin.channel))
    external = await delivery.post(first, HELLO, ())
    await delivery.edit(stands(first, external, DONE), DONE, ())
    (shown,) = jimin.messages
    assert "다 했어요" in shown.text
    assert "다 했어요" in shown.fallback
    assert len(shown.texts) == 2
    assert external == f"{jimin.channel.id}/{shown.ts}"


async def test_a_private_message_goes_to_the_persons_direct_messages(
    delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    await delivery.post(message(to(jimin)), HELLO, ())
    await delivery.post(message(to(jimin), key="notice:2"), DONE, ())
    assert [len(jimin.dms), len(jimin.messages)] == [2, 0]
    assert len(slack.calls_of("conversations.open")) == 1


async def test_a_sending_whose_answer_was_lost_is_found_and_not_repeated(
    delivery: Delivery, restarted: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    first = message(to(jimin))
    slack.fail("chat.postMessage", dropped=True, after=True)
    with pytest.raises(Unavailable):
        await delivery.post(first, HELLO, ())
    external = await restarted.post(tried(first), DONE, ())
    (shown,) = jimin.dms
    assert external.endswith(shown.ts)
    assert "다 했어요" in shown.text


@pytest.mark.parametrize("where", ["dm", "channel"])
async def test_a_sending_that_never_arrived_is_made_again(
    where: str, delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    first = message(to(jimin) if where == "dm" else at(jimin.channel))
    slack.fail("chat.postMessage", dropped=True)
    with pytest.raises(Unavailable):
        await delivery.post(first, HELLO, ())
    await delivery.post(tried(first), HELLO, ())
    assert len(jimin.dms) + len(jimin.messages) == 1


async def test_an_earlier_sending_is_found_behind_many_others(
    delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    first = message(to(jimin))
    slack.fail("chat.postMessage", dropped=True, after=True)
    with pytest.raises(Unavailable):
        await delivery.post(first, HELLO, ())
    for number in range(250):
        await jimin.in_dms.hasty.says(f"{number}")
    await delivery.post(tried(first), HELLO, ())
    assert len([each for each in jimin.dms if "안녕하세요" in each.text]) == 1
    assert len(slack.calls_of("conversations.history")) == 2


async def test_where_the_history_may_not_be_read_it_is_sent_again(
    delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    classroom.grant("chat:write", "im:write")
    await delivery.post(tried(message(to(jimin))), HELLO, ())
    assert len(jimin.dms) == 1


@pytest.mark.parametrize("where", ["dm", "channel"])
@pytest.mark.parametrize(
    "lost", ["files.getUploadURLExternal", "files.completeUploadExternal", "pins.add"]
)
async def test_a_message_and_its_file_stand_once_wherever_the_sending_broke_off(
    where: str, lost: str, delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    place = to(jimin) if where == "dm" else at(jimin.channel)
    first = replace(message(place), pinned=True)
    slack.fail(lost, error="internal_error", after=True)
    with pytest.raises(Unavailable):
        await delivery.post(first, HELLO, (REPORT,))
    await delivery.post(tried(first), HELLO, (REPORT,))
    (file,) = jimin.files
    assert (file.name, file.data) == (REPORT.name, REPORT.content)
    seen = jimin.dms if where == "dm" else jimin.messages
    assert len([each for each in seen if "안녕하세요" in each.text]) == 1


async def test_a_newer_file_takes_the_place_of_the_older_in_a_thread(
    delivery: Delivery, clock: FakeClock, jimin: Person
) -> None:
    first = message(at(jimin.channel))
    external = await delivery.post(first, HELLO, (REPORT,))
    changed = stands(first, external, DONE)
    await delivery.edit(changed, DONE, (REPORT,))
    assert [file.data for file in jimin.files] == [REPORT.content]
    await meanwhile(clock, delivery.edit(changed, DONE, (LONGER,)))
    assert [file.data for file in jimin.files] == [LONGER.content]
    parent, *replies = jimin.messages
    assert [each.thread_ts for each in replies if each.files] == [parent.ts]


async def test_a_file_that_a_person_sent_is_not_taken_for_the_bots(
    delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    first = message(to(jimin))
    slack.fail("files.getUploadURLExternal", error="internal_error")
    with pytest.raises(Unavailable):
        await delivery.post(first, HELLO, (REPORT,))
    await jimin.in_dms.hasty.says("hi", Upload(REPORT.name, REPORT.content))
    await delivery.post(tried(first), HELLO, (REPORT,))
    assert len(jimin.files) == 2


async def test_files_are_looked_for_among_what_was_said_lately(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, jimin: Person
) -> None:
    first = message(to(jimin))
    external = await delivery.post(first, HELLO, ())
    said = jimin.in_dms.channel
    for number in range(1200):
        slack.world.post(said, {"text": str(number)}, author=jimin.user)
    await meanwhile(clock, delivery.edit(stands(first, external, DONE), DONE, (REPORT,)))
    assert len(slack.calls_of("conversations.history")) == 5
    assert [file.data for file in jimin.files] == [REPORT.content]


async def test_files_are_looked_for_as_far_as_slack_lets_an_app_read(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, jimin: Person
) -> None:
    first = message(to(jimin))
    external = await delivery.post(first, HELLO, ())
    for number in range(300):
        slack.world.post(jimin.in_dms.channel, {"text": str(number)}, author=jimin.user)
    slack.limit(Rate("conversations.history", 1))
    await meanwhile(clock, delivery.edit(stands(first, external, DONE), DONE, (REPORT,)))
    assert [call.status for call in slack.calls_of("conversations.history")] == [200, 429]
    assert [file.data for file in jimin.files] == [REPORT.content]


async def test_a_message_to_keep_in_sight_is_pinned_and_stands_where_that_is_not_allowed(
    delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    await delivery.post(replace(message(at(jimin.channel)), pinned=True), HELLO, ())
    assert len(jimin.channel.pins) == 1
    classroom.grant("chat:write")
    await delivery.post(replace(message(at(jimin.channel), key="2"), pinned=True), DONE, ())
    assert len(jimin.channel.pins) == 1
    assert len(jimin.messages) == 2


async def test_what_slack_is_told_not_to_do_now_is_done_after_the_wait_it_asks_for(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, jimin: Person
) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=3)
    await meanwhile(clock, delivery.post(message(to(jimin)), HELLO, ()))
    assert [call.status for call in slack.calls_of("chat.postMessage")] == [429, 200]
    slack.fail("chat.postMessage", status=429, retry_after=40)
    with pytest.raises(Unavailable) as raised:
        await delivery.post(message(to(jimin), key="2"), HELLO, ())
    assert raised.value.retry_after == timedelta(seconds=40)
    assert len(jimin.dms) == 1


async def test_a_limit_on_edits_lets_all_edits_of_the_workspace_wait(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, jimin: Person
) -> None:
    first, second = (message(at(jimin.channel), key=key) for key in "12")
    limited = stands(first, await delivery.post(first, HELLO, ()), DONE)
    other = stands(second, await delivery.post(second, HELLO, ()), DONE)
    slack.fail("chat.update", status=429, retry_after=5)
    with pytest.raises(Unavailable, match="rate limit") as raised:
        await delivery.edit(limited, DONE, ())
    assert raised.value.retry_after == timedelta(seconds=5)
    for each, card in ((other, DONE), (limited, WORKING)):
        with pytest.raises(Unavailable, match="not its turn"):
            await delivery.edit(each, card, ())
    assert len(slack.calls_of("chat.update")) == 1
    clock.advance(timedelta(seconds=5))
    for each in (other, limited):
        await meanwhile(clock, delivery.edit(each, DONE, ()))
    assert all("다 했어요" in each.text for each in jimin.messages)


async def test_a_broken_slack_is_asked_again_only_where_that_does_nothing_twice(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, jimin: Person
) -> None:
    first = message(at(jimin.channel))
    slack.fail("chat.postMessage", status=503)
    with pytest.raises(Unavailable):
        await delivery.post(first, HELLO, ())
    assert len(slack.calls_of("chat.postMessage")) == 1
    external = await delivery.post(tried(first), HELLO, ())
    slack.fail("chat.update", status=503)
    await meanwhile(clock, delivery.edit(stands(first, external, DONE), DONE, ()))
    assert [call.status for call in slack.calls_of("chat.update")] == [503, 200]


@pytest.mark.parametrize(
    "error", ["fatal_error", "internal_error", "service_unavailable", "request_timeout"]
)
async def test_slacks_own_troubles_pass(
    error: str, delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    slack.fail("chat.postMessage", error=error)
    with pytest.raises(Unavailable):
        await delivery.post(message(at(jimin.channel)), HELLO, ())


async def test_a_request_that_is_our_mistake_is_not_hidden(
    delivery: Delivery, slack: LocalSlack, jimin: Person
) -> None:
    slack.fail("chat.postMessage", error="invalid_blocks")
    with pytest.raises(SlackApiError):
        await delivery.post(message(at(jimin.channel)), HELLO, ())


async def test_what_is_gone_or_closed_is_undeliverable(
    delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    first = message(at(jimin.channel))
    external = await delivery.post(first, HELLO, ())
    jimin.messages[0].deleted = True
    with pytest.raises(Undeliverable, match="message_not_found"):
        await delivery.edit(stands(first, external, DONE), DONE, ())
    jimin.channel.archived = True
    with pytest.raises(Undeliverable, match="is_archived"):
        await delivery.post(first, HELLO, ())
    with pytest.raises(Undeliverable, match="channel_not_found"):
        await delivery.post(message(replace(at(jimin.channel), channel="C404")), HELLO, ())
    classroom.deactivate(jimin)
    with pytest.raises(Undeliverable, match="user_disabled"):
        await delivery.post(message(to(jimin)), HELLO, ())
    with pytest.raises(Undeliverable, match="not in the workspace"):
        await delivery.post(message(replace(to(jimin), workspace="T404")), HELLO, ())


async def test_a_refused_token_gives_nothing_up_and_is_told(
    delivery: Delivery, doors: Doors, classroom: Workspace, jimin: Person
) -> None:
    classroom.uninstall()
    with pytest.raises(Unavailable):
        await delivery.post(message(at(jimin.channel)), HELLO, ())
    assert doors.closed == [classroom.id]


async def test_a_workspace_speaks_with_its_own_token(
    slack: LocalSlack, classroom: Workspace, clock: FakeClock, doors: Doors
) -> None:
    other = slack.workspace("2반")
    people = (classroom.person("지민"), other.person("지민"))
    teams = Teams([classroom.token, other.token], slack.api_url, clock)
    async with teams.opened():
        await teams.meet()
        assert teams.ids == {classroom.id, other.id}
        assert (teams.name(other.id), teams.bot(other.id)) == ("2반", other.bot.id)
        delivery = Delivery(teams, Homes(teams), doors, clock)
        for person in people:
            await delivery.post(message(to(person)), HELLO, ())
        teams.forget(other.id)
        with pytest.raises(Unavailable, match="token refused"):
            teams.client(other.id)
    assert [len(person.dms) for person in people] == [1, 1]


async def test_a_bad_token_among_others_is_named_without_being_shown(
    slack: LocalSlack, classroom: Workspace, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    teams = Teams([classroom.token, "xoxb-bad"], slack.api_url, clock)
    async with teams.opened():
        await teams.meet()
        assert teams.ids == {classroom.id}
        with pytest.raises(Unavailable, match="token refused"):
            teams.client("T404")
    assert "bot token 2" in caplog.text
    assert "xoxb-bad" not in caplog.text


async def test_where_no_token_is_good_that_is_said(slack: LocalSlack, clock: FakeClock) -> None:
    teams = Teams(["xoxb-bad", "xoxb-worse"], slack.api_url, clock)
    async with teams.opened():
        with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN") as raised:
            await teams.meet()
    assert "xoxb-bad" not in str(raised.value)


async def test_an_unreachable_slack_is_unavailable(clock: FakeClock) -> None:
    teams = Teams(["xoxb-any"], "http://127.0.0.1:9/api/", clock)
    async with teams.opened():
        with pytest.raises(ExceptionGroup) as raised:
            await meanwhile(clock, teams.meet())
        assert "cannot be reached" in str(raised.value.exceptions[0])
        with pytest.raises(Unavailable, match="not connected"):
            teams.client("T1")


@dataclass(frozen=True, slots=True)
class Leaving:
    """Leaves a workspace whose token is refused, as the gateway does."""

    teams: Teams

    def close(self, workspace: str) -> None:
        self.teams.forget(workspace)


async def test_what_waits_for_a_workspace_whose_token_is_refused_comes_with_the_new_one(
    slack: LocalSlack, classroom: Workspace, clock: FakeClock, jimin: Person
) -> None:
    ports, other = fake_ports(clock=clock), slack.workspace("2반")
    for installed in (False, True):
        teams = Teams([classroom.token, other.token], slack.api_url, clock)
        async with teams.opened():
            await teams.meet()
            classroom.team.installed = installed
            async with carried(ports, Delivery(teams, Homes(teams), Leaving(teams), clock)):
                if not installed:
                    await wanted(ports, jimin.channel)
                for _ in range(5):
                    await settle()
                    clock.advance(timedelta(seconds=1))
        assert len(jimin.messages) == JOBS * installed
        classroom.team.installed, classroom.team.token = True, "xoxb-local-new"


def home_of(classroom: Workspace, *people: Person, name: str = TOPIC) -> ProjectHome:
    users = tuple(person.id for person in people)
    return ProjectHome(ProjectId(7), SpaceId(1), "slack", classroom.id, name, "", users)


def opened(classroom: Workspace) -> list[Channel]:
    return [each for each in classroom.channels if each.creator is classroom.bot]


async def test_a_home_is_a_private_channel_for_its_members(
    delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    channel = await delivery.open_home(home_of(classroom, jimin))
    (home,) = opened(classroom)
    assert (home.id, home.private, home.topic) == (channel, True, TOPIC)
    assert home.name.startswith("학식-메뉴-추천-챗봇-2학기-")
    assert jimin.user in home.members


async def test_a_home_is_opened_once_also_after_a_crash_and_lets_new_members_in(
    delivery: Delivery, restarted: Delivery, slack: LocalSlack, classroom: Workspace, jimin: Person
) -> None:
    for number in range(120):
        classroom.channel(f"other-{number}", private=True)
    slack.fail("conversations.create", dropped=True, after=True)
    with pytest.raises(Unavailable):
        await delivery.open_home(home_of(classroom, jimin))
    seojun = classroom.person("서준")
    first = await restarted.open_home(home_of(classroom, jimin))
    standing = replace(home_of(classroom, jimin, seojun), external=first)
    assert await restarted.open_home(standing) == first
    assert await restarted.open_home(standing) == first
    assert len(slack.calls_of("conversations.invite")) == 2
    (home,) = opened(classroom)
    assert {jimin.user, seojun.user} <= set(home.members)


async def test_a_home_that_was_archived_is_followed_by_another(
    delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    first = await delivery.open_home(home_of(classroom, jimin))
    opened(classroom)[0].archived = True
    second = await delivery.open_home(home_of(classroom, jimin))
    assert second != first
    assert await delivery.open_home(home_of(classroom, jimin)) == second
    assert opened(classroom)[1].name.endswith("-2")


@pytest.mark.parametrize("name", ["가" * 100, "!!!", "Team A_B", "🎉🎉", "ＡＢＣ ２"])
async def test_any_name_of_a_project_gives_a_channel(
    name: str, delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    assert await delivery.open_home(home_of(classroom, jimin, name=name))


async def test_a_name_that_slack_refuses_is_given_up_for_a_plain_one(
    delivery: Delivery, slack: LocalSlack, classroom: Workspace, jimin: Person
) -> None:
    slack.fail("conversations.create", times=5, error="invalid_name_specials")
    await delivery.open_home(home_of(classroom, jimin))
    assert opened(classroom)[0].name.startswith("project-")


async def test_who_cannot_be_invited_does_not_keep_the_others_out(
    delivery: Delivery, classroom: Workspace, jimin: Person
) -> None:
    gone = replace(home_of(classroom), users=("U404", classroom.bot.id, jimin.id))
    await delivery.open_home(gone)
    assert jimin.user in opened(classroom)[0].members


async def test_who_left_is_removed_from_the_home_and_whom_others_invited_is_not(
    delivery: Delivery, slack: LocalSlack, classroom: Workspace, jimin: Person
) -> None:
    seojun, guest = classroom.person("서준"), classroom.person("조교")
    await delivery.open_home(home_of(classroom, jimin, seojun))
    (home,) = opened(classroom)
    home.members.append(guest.user)
    left = replace(home_of(classroom, jimin), gone=(seojun.id, "U404"), external=home.id)
    for _ in range(2):
        assert await delivery.open_home(left) == home.id
    assert home.members == [classroom.bot, jimin.user, guest.user]
    assert len(slack.calls_of("conversations.kick")) == 1
    home.members.append(seojun.user)
    await delivery.open_home(replace(left, gone=()))
    assert seojun.user in home.members


@pytest.mark.parametrize(
    "error", ["cant_kick_from_general", "not_in_channel", "restricted_action", "user_not_found"]
)
async def test_who_cannot_be_removed_does_not_keep_the_others_in_or_out(
    error: str, delivery: Delivery, slack: LocalSlack, classroom: Workspace, jimin: Person
) -> None:
    seojun, haeun = classroom.person("서준"), classroom.person("하은")
    await delivery.open_home(home_of(classroom, seojun, haeun))
    (home,) = opened(classroom)
    slack.fail("conversations.kick", error=error)
    left = replace(home_of(classroom, jimin), gone=(seojun.id, classroom.bot.id, haeun.id))
    await delivery.open_home(left)
    assert home.members == [classroom.bot, seojun.user, jimin.user]
    failed = [call.error for call in slack.calls_of("conversations.kick")]
    assert failed == [error, "cant_kick_self", None]


async def test_somebody_is_removed_once_slack_can_again(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, classroom: Workspace, jimin: Person
) -> None:
    await delivery.open_home(home_of(classroom, jimin))
    left = replace(home_of(classroom), gone=(jimin.id,))
    slack.fail("conversations.kick", error="internal_error")
    with pytest.raises(Unavailable):
        await delivery.open_home(left)
    slack.fail("conversations.kick", status=503, after=True)
    await meanwhile(clock, delivery.open_home(left))
    assert opened(classroom)[0].members == [classroom.bot]


async def test_where_no_channel_may_be_opened_that_is_said(
    delivery: Delivery, slack: LocalSlack, classroom: Workspace
) -> None:
    slack.fail("conversations.create", error="restricted_action")
    with pytest.raises(Undeliverable):
        await delivery.open_home(home_of(classroom))


async def test_a_home_can_be_public(
    teams: Teams, doors: Doors, clock: FakeClock, classroom: Workspace
) -> None:
    delivery = Delivery(teams, Homes(teams, HomeKind.PUBLIC), doors, clock)
    first = await delivery.open_home(home_of(classroom))
    assert await delivery.open_home(home_of(classroom)) == first
    assert not opened(classroom)[0].private


async def test_live_progress_whose_turn_it_is_not_is_told_when(
    delivery: Delivery, jimin: Person
) -> None:
    first = message(at(jimin.channel), WORKING)
    external = await delivery.post(first, WORKING, ())
    standing = replace(first, external=external)
    await delivery.edit(standing, replace(WORKING, title="1"), ())
    with pytest.raises(Unavailable) as raised:
        await delivery.edit(standing, replace(WORKING, title="2"), ())
    assert raised.value.retry_after == delivery.interval
    await delivery.edit(standing, WORKING, ())
    assert len(jimin.messages[0].texts) == 2


JOBS = 20
MANY = 80
"""Messages, more than a courier has on their way at the same time."""
SECONDS = 150


@asynccontextmanager
async def carried(ports: Ports, *platforms: Platform) -> AsyncGenerator[Courier]:
    courier = Courier(ports, {platform.name: platform for platform in platforms})
    running = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def wanted(ports: Ports, channel: Channel, count: int = JOBS) -> list[MessageId]:
    async with ports.store.work() as work:
        account = Account("slack", channel.team_id, "U1")
        space = (await work.people.join(Home("slack", channel.team_id, "1반"), account, "지민"))[0]
        made = [
            await work.messages.add(
                Draft(f"job:{number}", space.id, at(channel), WORKING), ports.clock.now()
            )
            for number in range(count)
        ]
        await work.commit()
    return made


async def finish(ports: Ports, job: MessageId, card: Card) -> None:
    async with ports.store.work() as work:
        await work.messages.show(job, card)
        await work.commit()


async def test_twenty_jobs_keep_slacks_rate_and_each_ends_with_its_result(
    delivery: Delivery, slack: LocalSlack, clock: FakeClock, jimin: Person
) -> None:
    ports = fake_ports(clock=clock)
    slack.judges_later = True
    start = clock.now()
    arrived: list[float] = []
    ended: dict[str, float] = {}
    shown: dict[str, float] = {}
    async with carried(ports, delivery) as courier:
        jobs = await wanted(ports, jimin.channel)
        while (passed := (clock.now() - start).total_seconds()) < SECONDS:
            for number, job in enumerate(jobs):
                result = Card(f"결과 {number}")
                if passed < 60 + 3 * number:
                    courier.show(job, replace(WORKING, title=f"{number}: {passed}"))
                elif result.title not in ended:
                    ended[result.title] = passed
                    await finish(ports, job, result)
            await settle()
            updates = [call.text for call in slack.calls_of("chat.update")]
            shown |= {text: passed for text in updates if text in ended and text not in shown}
            arrived += [passed] * (len(updates) - len(arrived))
            clock.advance(timedelta(seconds=0.25))
    assert 40 <= busiest(arrived, 60) <= 50
    assert all(shown[title] - at < 5 for title, at in ended.items())
    last = {each.text for each in jimin.messages}
    assert last == {f"결과 {number}" for number in range(JOBS)}
    assert len(jimin.messages) == JOBS
    progress = [len(each.texts) for each in jimin.messages]
    assert min(progress) >= 4


async def test_last_words_that_wait_for_their_turn_keep_nothing_else_waiting(
    delivery: Delivery, clock: FakeClock, jimin: Person
) -> None:
    ports = fake_ports(clock=clock)
    elsewhere = FakePlatform("discord")
    async with carried(ports, delivery, elsewhere), asyncio.timeout(20):
        jobs = await wanted(ports, jimin.channel, MANY)
        while len(jimin.messages) < MANY:
            await settle()
        for job in jobs:
            await finish(ports, job, DONE)
        await settle()
        async with ports.store.work() as work:
            for place in (at(jimin.channel), Place("discord", "guild", "channel")):
                draft = Draft(place.platform, SpaceId(1), place, HELLO)
                await work.messages.add(draft, ports.clock.now())
            await work.commit()
        while not (elsewhere.events and len(jimin.messages) > MANY):
            await settle()
        assert len([each for each in jimin.messages if "다 했어요" in each.text]) <= 1
        while not all("다 했어요" in each.text for each in jimin.messages[:MANY]):
            await settle()
            clock.advance(timedelta(seconds=0.5))
