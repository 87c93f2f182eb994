"""A class of twelve on the local Slack: from its list to teams with homes, and its board."""

import logging
import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass

import pytest

from tests import small_class as school
from tests.ground import Upload
from tests.slack_project import ADOPT, LONG, message_with
from tests.slack_server.filling import Value
from tests.slack_server.message import Message
from tests.slack_server.person import Person, Shown
from tests.slack_server.places import Channel
from tests.slack_server.server import LocalSlack
from tests.slack_server.workspace import Workspace
from tests.slack_stage import Bot
from tests.words import ko

YOURS = ko("teams.yours_title", topic=school.TITLE)
_HEADLINE = re.compile(r"^\d+팀 · \d명 · \d+점$", re.MULTILINE)
_MEMBER = re.compile(rf"^({'|'.join(school.NAMES)}) (.+)$", re.MULTILINE)
_LEADER = re.compile(r"(\w+)\(팀장\)")

Teams = list[set[str]]


@dataclass(frozen=True, slots=True)
class Room:
    """A workspace that a class is in."""

    slack: LocalSlack
    workspace: Workspace

    @property
    def staff(self) -> Person:
        """Who runs the class."""
        return self.person(school.STAFF)

    @property
    def homes(self) -> list[Channel]:
        """The channels that are not for everybody, in the order of their names."""
        private = [channel for channel in self.workspace.channels if channel.private]
        return sorted(private, key=lambda channel: channel.name)

    def person(self, name: str) -> Person:
        """Give a member of the workspace."""
        return self.workspace.person(name, admin=name == school.STAFF)

    def inside(self, home: Channel) -> set[str]:
        """Give who reads a channel, beside the bot."""
        return {user.display_name for user in home.members if user is not self.workspace.bot}

    def told(self, name: str) -> list[Message]:
        """Give what somebody was told of their teams."""
        return [post for post in self.person(name).dms if YOURS in post.text]

    async def says(self, shown: Shown, words: str) -> None:
        """Wait until something says these words in its place."""
        await self.slack.until(lambda: words in shown.text, f"{words!r} in its place", LONG)

    async def asks(self, name: str, line: str, words: str) -> Message:
        """Let somebody type a command; give the answer that says these words."""
        command, _, given = line.partition(" ")
        return await (await self.person(name).types(command, given)).said(words, LONG)

    async def pressed(self, name: str, shown: Shown, label: str, words: str) -> Message:
        """Let somebody press a button; give what is answered beside it."""
        return await (await self.person(name).presses(shown, label)).said(words, LONG)

    async def fills(
        self, name: str, shown: Shown, label: str, values: Mapping[str, Value], words: str
    ) -> Shown:
        """Let somebody send in the form of a button; give the answer, wherever it is shown."""
        person = self.person(name)
        asked = await person.presses(shown, label)
        what = f"a form before {name}"
        await self.slack.until(lambda: person.modal and person.modal.labels, what)
        await person.submits(values)

        def answers() -> list[Shown]:
            found = (*asked.messages, *((person.modal,) if person.modal else ()))
            return [each for each in found if words in each.text]

        return (await self.slack.until(answers, f"an answer that says {words!r}", LONG))[-1]


@pytest.fixture
async def room(
    slack: LocalSlack, workspace: Workspace, bot: Bot, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[Room]:
    """Give a workspace whose staff opened a course with a class list; nothing fails in it."""
    del bot
    room = Room(slack, workspace)
    await _opens_the_course(room)
    yield room
    assert [log for log in caplog.get_records("call") if log.levelno >= logging.ERROR] == []


async def test_a_class_gets_teams_with_reasons_a_swap_homes_and_an_appeal(room: Room) -> None:
    for number, student in enumerate(school.students()):
        await _comes(room, student, in_forms=number % 2 == 1)
    came = await room.asks(school.STAFF, "/course roster", ko("roster.state.came"))
    assert ko("roster.state.expected") not in came.text
    proposal, teams = await _forms(room)
    await _swaps(room, proposal, teams)
    await _adopts(room, proposal, teams)
    await _appeals(room, proposal, teams)


async def test_a_post_is_applied_to_filled_opened_again_and_closed(room: Room) -> None:
    asked = (school.AUTHOR, school.CHOSEN, school.WAITING)
    for student in school.students():
        if student.name in asked:
            await _comes(room, student, in_forms=False)
    post = await _recruits(room, room.workspace.channel("캡스톤"))
    await _nothing_is_seen_from_outside(room, post)
    await _apply(room, post)
    await _accepts(room, post)
    await _closes(room, post)


async def _opens_the_course(room: Room) -> None:
    """Let staff upload the list, which changes nothing before it was looked at."""
    line = f'/course add code:{school.CODE} name:"{school.TITLE}"'
    added = await room.asks(school.STAFF, line, school.TITLE)
    emails = {name: room.person(name).user.email for name in school.NAMES}
    listed = {"파일": Upload(school.ROSTER_NAME, school.roster(emails=emails))}
    found = await room.fills(school.STAFF, added, ko("course.upload"), listed, ko("roster.check"))
    assert f"추가  {len(school.NAMES)}명: {', '.join(school.NAMES)}" in found.text
    # A table in a message; lines in the form, where the answer came after a moment.
    assert re.search(rf"\n{school.WRONG_LINE} [|·] ", found.text)
    assert await room.asks(school.STAFF, "/course roster", ko("roster.none"))
    assert "이름만으로도" not in found.text  # Slack tells the address of everybody
    await room.staff.presses(found, ko("roster.apply"))
    await room.says(found, ko("roster.applied"))
    assert found.text.count(ko("roster.state.expected")) == len(school.NAMES)


async def _comes(room: Room, student: school.Student, *, in_forms: bool) -> None:
    """Let somebody take the course, and say what they bring where they have something."""
    name = student.name
    joined = await room.asks(name, f"/course join {school.CODE}", ko("course.joined"))
    assert school.SECTION in joined.text
    if not student.roles:
        return
    if in_forms:
        read = await _introduces_themselves(room, student, joined)
    else:
        line = f'/my profile roles:"{student.roles}" skills:"{student.skills}"'
        assert student.skills in (await room.asks(name, line, ko("me.profile_saved"))).text
        read = await room.asks(name, f'/my free times:"{student.times}"', ko("free.check"))
    await room.person(name).presses(read, ko("free.right"))
    await room.says(read, ko("free.saved"))


async def _introduces_themselves(room: Room, student: school.Student, joined: Message) -> Shown:
    """Let somebody fill in the forms they are offered; give the week that is to be confirmed."""
    name = student.name
    shown = await room.pressed(
        name, joined, ko("course.profile"), ko("me.profile_title", name=name)
    )
    brought = {"역할": student.roles, "기술": student.skills}
    kept = await room.fills(name, shown, ko("me.edit"), brought, ko("me.profile_saved"))
    assert student.skills in kept.text
    week = await room.pressed(name, joined, ko("me.free"), ko("free.title"))
    times = {"시간": student.times}
    return await room.fills(name, week, ko("free.edit"), times, ko("free.check"))


async def _forms(room: Room) -> tuple[Message, Teams]:
    """Let staff split the class in one message; give it with the teams, as wished for."""
    wishes = " ".join(f'{name}:"{words}"' for name, words in school.WISHES.items())
    assert (await room.asks(school.STAFF, f"/team form {wishes}", ko("job.by_dm"))).ephemeral
    proposal = await message_with(ADOPT, room.slack, room.staff, direct=True)
    assert any(ko("teams.stage.searching") in text for text in proposal.texts[:-1])
    assert room.staff.dms == [proposal]
    teams = list(_teams(proposal))
    assert sorted(name for team in teams for name in team) == sorted(school.NAMES)
    assert len(teams) == school.TEAMS
    assert all(reason.endswith("요.") for _, reason in _MEMBER.findall(proposal.text))
    assert any(set(school.TOGETHER) <= team for team in teams)
    assert not any(set(school.APART) <= team for team in teams)
    assert f"1명: {school.WITHOUT_PROFILE}" in proposal.text
    return proposal, teams


def _teams(proposal: Message) -> Iterator[set[str]]:
    """Read the teams that a proposal shows."""
    _, *shown = _HEADLINE.split(proposal.text)
    return ({name for name, _ in _MEMBER.findall(each)} for each in shown)


async def _swaps(room: Room, proposal: Message, teams: Teams) -> None:
    """Let staff see what it costs when two change places, and change them."""
    one, other = school.swappable([sorted(team) for team in teams])
    both = {"한사람": room.person(one).user, "상대": room.person(other).user}
    said = ko("teams.swap_undone")
    cost = await room.fills(school.STAFF, proposal, ko("teams.swap"), both, said)
    assert re.search(r"전체 \d+\.\d점", cost.text)
    assert list(_teams(proposal)) == teams
    await room.staff.presses(cost, ko("teams.swap_confirm"))
    await room.says(proposal, ko("teams.swapped", one=one, other=other))
    _exchange(teams, one, other)
    assert list(_teams(proposal)) == teams


def _exchange(teams: Teams, one: str, other: str) -> None:
    """Let one of the first and one of the second team change places."""
    teams[0] ^= {one, other}
    teams[1] ^= {one, other}


async def _adopts(room: Room, proposal: Message, teams: Teams) -> None:
    """Let staff adopt the teams: each has a home, and everybody heard once of theirs, and why."""
    await room.staff.presses(proposal, ADOPT)
    await room.says(proposal, ko("teams.adopted_title", title=school.TITLE))

    def stand() -> bool:
        heard = all(room.told(name) for name in school.NAMES)
        return heard and [bool(home.pins) for home in room.homes] == [True] * len(teams)

    await room.slack.until(stand, "homes, and everybody told", LONG)
    assert [room.inside(home) for home in room.homes] == teams
    for number, team in enumerate(teams, 1):
        for name in team:
            (told,) = room.person(name).dms
            headline, reason, *rest = told.text.splitlines()
            members = next(line for line in rest if line.startswith(ko("project.field.members")))
            assert headline.endswith(f"{school.TITLE} {number}팀")
            assert reason.endswith("요.")
            assert {each for each in school.NAMES if each in members} == team


async def _appeals(room: Room, proposal: Message, teams: Teams) -> None:
    """Let a member change places with another, as that one and staff agree."""
    led = {_leader(room, name) for name in school.NAMES}
    one, other = school.swappable([sorted(team) for team in teams], *led)
    told, title = room.told(one)[-1], ko("teams.appeal_title", title=school.TITLE)
    wanted = {"상대": room.person(other).user, "이유": school.APPEAL_LINE}
    asked = await room.fills(one, told, ko("teams.appeal"), wanted, title)
    assert re.search(r"전체 \d+\.\d점", asked.text)
    brought = await room.person(other).dm(title, LONG)
    assert school.APPEAL_LINE in brought.text
    await room.person(other).presses(brought, ko("teams.agree"))
    await room.says(brought, ko("teams.appeal_state.agreed"))
    decided = await room.staff.dm(title, LONG)
    await room.staff.presses(decided, ko("teams.grant"))
    await room.says(decided, ko("teams.appeal_state.accepted"))
    _exchange(teams, one, other)
    await _are_moved(room, proposal, teams, (one, other))


def _leader(room: Room, name: str) -> str:
    """Give who leads somebody's team, as they were told."""
    found = _LEADER.search(room.told(name)[-1].text)
    assert found is not None
    return found[1]


async def _are_moved(room: Room, proposal: Message, teams: Teams, moved: tuple[str, str]) -> None:
    """Find two in each other's teams: in homes, in what they were told, in what staff sees."""
    what = "both in their new homes"
    await room.slack.until(
        lambda: all(
            team == room.inside(home) for home, team in zip(room.homes, teams, strict=True)
        ),
        what,
        LONG,
    )
    for name in moved:
        await room.slack.until(lambda name=name: len(room.told(name)) == 2, what, LONG)
        (number,) = [number for number, team in enumerate(teams, 1) if name in team]
        assert f"{school.TITLE} {number}팀" in room.told(name)[-1].text
    await room.slack.until(
        lambda: [*map(set, _adopted(proposal))] == teams, "the teams as they are now", LONG
    )


def _adopted(proposal: Message) -> list[list[str]]:
    """Read the teams of what was adopted."""
    rows = [line.split(" | ") for line in proposal.text.splitlines() if "팀 | " in line]
    return [row[1].split(", ") for row in rows[1:]]


def _shown(key: str) -> str:
    """Give a phrase as it is read, what is typed in another type and without its marks."""
    return ko(key).replace("`", "")


async def _names(room: Room, board: Channel) -> None:
    """Let staff name a channel for the posts, and be told who reads them there."""
    asked = await room.staff.at(board).types("/course", "board")
    assert (await asked.said(ko("course.board_named"), LONG)).ephemeral


async def _recruits(room: Room, board: Channel) -> Message:
    """Let somebody look for people from where everybody is; give the post on the board."""
    refused = await room.staff.in_dms.types("/course", "board")
    assert await refused.said(_shown("refused.course.no_channel"), LONG)
    await _names(room, board)
    line = " ".join(f'{name}:"{words}"' for name, words in school.POST.items())
    posted = await room.asks(school.AUTHOR, f"/team recruit {line}", _shown("post.posted_on_board"))
    assert posted.ephemeral
    return await _stands(room, board)


async def _stands(room: Room, board: Channel) -> Message:
    """Give the one post of the class that stands anywhere, on its board."""
    title = ko("post.title", number=1, title=school.POST["title"])

    def found() -> list[Message]:
        everywhere = [post for channel in room.workspace.channels for post in channel.messages]
        return [post for post in everywhere if title in post.text]

    def stands() -> bool:
        return [post in board.messages for post in found()] == [True]

    await room.slack.until(stands, "the post on the board alone", LONG)
    return found()[0]


async def _nothing_is_seen_from_outside(room: Room, post: Message) -> None:
    """Let somebody look at everything who does not take the course."""
    outsider = room.person(school.OUTSIDER)
    lines = (
        ("/team", f"board course:{school.CODE}"),
        ("/team", f"post 1 course:{school.CODE}"),
        ("/team", f'apply 1 line:"저도요" course:{school.CODE}'),
        ("/team", f"proposals course:{school.CODE}"),
        ("/course", f"roster course:{school.CODE}"),
    )
    asked = [await outsider.types(*line) for line in lines]
    asked.append(await outsider.presses(post, ko("post.more")))
    for each in asked:
        said = await each.said(seconds=LONG)
        assert said.ephemeral
        hidden = (*school.NAMES, school.POST["title"], school.POST["text"])
        assert [words for words in hidden if words in said.text] == []
    shown = await room.asks(school.OUTSIDER, f"/course show {school.CODE}", school.TITLE)
    assert shown.buttons == [ko("course.join")]
    assert ko("course.field.people") not in shown.text
    assert outsider.dms == []


async def _apply(room: Room, post: Message) -> None:
    """Let two apply, one by the post's form and one by a line."""
    line = {"한마디": school.APPLICATION_LINE}
    said = ko("post.applied", name=school.AUTHOR)
    await room.fills(school.CHOSEN, post, ko("post.apply"), line, said)
    await room.asks(school.WAITING, f'/team apply 1 line:"{school.APPLICATION_LINE}"', said)


async def _accepts(room: Room, post: Message) -> None:
    """Let the author give the one seat away: the post is full, and everybody hears of it."""
    title = school.POST["title"]
    author, chosen = room.person(school.AUTHOR), room.person(school.CHOSEN)
    words = ko("post.application_title", name=school.CHOSEN, title=title)
    application = await author.dm(words, LONG)
    assert school.APPLICATION_LINE in application.text
    await author.presses(application, ko("post.accept"))
    await room.says(application, ko("post.application.accepted"))
    await room.says(post, ko("post.seats.full", seats=1))
    assert ko("post.apply") not in post.buttons
    assert await chosen.dm(ko("post.accepted_title", title=title), LONG)
    waits = await room.person(school.WAITING).dm(ko("post.full_title", title=title), LONG)
    assert ko("post.withdraw") in waits.buttons
    await room.asks(school.AUTHOR, "/project home", ko("home.title"))
    await room.slack.until(lambda: room.homes and room.homes[0].pins, "a home", LONG)
    assert [room.inside(home) for home in room.homes] == [{school.AUTHOR, school.CHOSEN}]


async def _closes(room: Room, post: Message) -> None:
    """Let the author look for one more, and then for nobody."""
    await room.asks(school.AUTHOR, "/team edit 1 seats:2", ko("post.done.edited"))
    await room.says(post, ko("post.seats.open", seats=2, left=1))
    later = room.workspace.channel("캡스톤-모집")
    await _names(room, later)
    await room.says(post, _shown("post.moved"))
    post = await _stands(room, later)
    await room.asks(school.AUTHOR, "/team close 1", ko("post.closed_waiting"))
    await room.says(post, ko("post.seats.closed"))
    assert await room.asks(school.CHOSEN, "/team board", ko("post.none"))
    assert await room.asks(school.CHOSEN, "/team board shown:모두", school.POST["title"])
