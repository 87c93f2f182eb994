"""A class of twelve on the local Discord: from the class list to teams, and its board."""

import re
from collections.abc import Iterator, Mapping

import discord
import pytest

from tests import small_class as school
from tests.discord_server.guild import Guild
from tests.discord_server.message import Message
from tests.discord_server.person import Person
from tests.discord_server.places import Channel
from tests.discord_server.server import DiscordServer
from tests.ground import Upload
from tests.words import ko

LONG = 60
YOURS = "팀이 정해졌어요 · "
_HEADLINE = re.compile(r"^\*\*\d+팀 · \d명 · \d+점\*\*$", re.MULTILINE)
_NAME = re.compile(r"^- \*\*(.+?)\*\* (.+)$", re.MULTILINE)
_AFTER = re.compile(r"전체 (?:[\d.]+점 → )?([\d.]+점)")
"""What a swap would leave of the score."""


@pytest.fixture
def staff(guild: Guild) -> Person:
    return guild.user(school.STAFF, manage_guild=True)


@pytest.fixture
def people(guild: Guild) -> Mapping[str, Person]:
    return {name: guild.user(name) for name in school.NAMES}


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


async def click(person: Person, message: Message, label: str, says: str) -> Message:
    """Press a button that answers beside it."""
    return await (await person.press(message, label)).said(says)


async def fill(
    person: Person, message: Message, label: str, says: str, **values: str | Upload
) -> Message:
    """Press a button that opens a form, and send it in."""
    opened = await person.press(message, label)
    return await (await person.submit(opened, dict(values))).said(says)


async def upload_the_roster(staff: Person, roster: bytes, way: str) -> None:
    """Open the course and give it its list, which is looked at before anything changes."""
    added = await staff.slash("course add", code=school.CODE, name=school.TITLE)
    card = await added.said(ko("course.added", code=school.CODE))
    assert not card.ephemeral
    listed = Upload(school.ROSTER_NAME, roster, "text/csv")
    dry = await fill(staff, card, ko("course.upload"), ko("roster.title", code=school.CODE),
                     file=listed)  # fmt: skip
    assert f"**추가** 12명: {', '.join(school.NAMES)}" in dry.text
    assert f"- **{school.WRONG_LINE}** · " in dry.text
    assert ko("roster.check_gone") not in dry.text
    before = await (await staff.slash("course roster")).said(ko("roster.none"))
    assert school.NAMES[0] not in before.text
    await staff.press(dry, way)
    await dry.says(ko("roster.applied"))
    assert dry.text.count(ko("roster.state.expected")) == len(school.NAMES)


async def join(person: Person) -> Message:
    joined = await person.slash("course join", course=school.CODE)
    card = await joined.said(ko("course.joined"))
    assert school.SECTION in card.text
    return card


async def introduce(person: Person, joined: Message, student: school.Student) -> None:
    """Let somebody write profile and free time into the forms they are offered."""
    profile = await click(person, joined, ko("course.profile"), ko("me.field.skills"))
    await fill(person, profile, ko("me.edit"), ko("me.profile_saved"),
               roles=student.roles, skills=student.skills)  # fmt: skip
    hours = await click(person, joined, ko("me.free"), ko("free.title"))
    read = await fill(person, hours, ko("free.edit"), ko("free.check"), times=student.times)
    await person.press(read, ko("free.right"))
    await read.says(ko("free.saved"))


async def type_in(person: Person, student: school.Student) -> None:
    """Let somebody type profile and free time as commands."""
    saved = await person.slash("me profile", roles=student.roles, skills=student.skills)
    await saved.said(ko("me.profile_saved"))
    read = await (await person.slash("me free", times=student.times)).said(ko("free.check"))
    await person.press(read, ko("free.right"))
    await read.says(ko("free.saved"))


async def fill_the_course(people: Mapping[str, Person]) -> None:
    for number, student in enumerate(school.students()):
        person = people[student.name]
        joined = await join(person)
        if not student.roles:
            continue
        if number % 2:
            await introduce(person, joined, student)
        else:
            await type_in(person, student)


async def form_teams(staff: Person) -> Message:
    """Let staff split the class; give the one message that becomes the proposal."""
    await staff.slash("team form", **school.WISHES)
    proposal = await staff.in_dms.channel.message(lambda post: "적용" in labels(post), LONG)
    assert any(ko("teams.stage.searching") in text for text in proposal.texts)
    assert staff.dms == [proposal]
    return proposal


def teams_of(text: str) -> Iterator[list[str]]:
    """Read the teams that a proposal shows."""
    starts = [found.end() for found in _HEADLINE.finditer(text)]
    for start, end in zip(starts, (*starts[1:], len(text)), strict=True):
        yield [name for name, _ in _NAME.findall(text[start:end])]


def check(proposal: Message) -> list[list[str]]:
    """Find the rules kept and everybody with a reason; give the teams."""
    teams = list(teams_of(proposal.text))
    assert sorted(name for team in teams for name in team) == sorted(school.NAMES)
    assert len(teams) == school.TEAMS
    assert all(reason.rstrip(".").endswith("요") for _, reason in _NAME.findall(proposal.text))
    (together,) = [team for team in teams if school.TOGETHER[0] in team]
    assert school.TOGETHER[1] in together
    assert not any(set(school.APART) <= set(team) for team in teams)
    assert f"1명: {school.WITHOUT_PROFILE}" in proposal.text
    return teams


async def swap(staff: Person, proposal: Message, teams: list[list[str]]) -> None:
    one, other = school.swappable(teams)
    here = staff.in_dms
    cost = await fill(here, proposal, ko("teams.swap"), "전체", one=one, other=other)
    (after,) = _AFTER.findall(cost.text)
    assert list(teams_of(proposal.text)) == teams
    await click(here, cost, ko("teams.swap_confirm"), ko("teams.swapped", one=one, other=other))
    exchange(teams, one, other)
    await proposal.says(ko("teams.swapped", one=one, other=other))
    assert f"{after} · " in proposal.text
    assert list(map(set, teams_of(proposal.text))) == list(map(set, teams))


def exchange(teams: list[list[str]], one: str, other: str) -> None:
    """Let one of the first team and one of the second change places."""
    teams[0][teams[0].index(one)] = other
    teams[1][teams[1].index(other)] = one


def told(person: Person) -> list[Message]:
    """Give what somebody was told of their team."""
    return [post for post in person.dms if YOURS in post.text]


async def adopt(staff: Person, proposal: Message, people: Mapping[str, Person]) -> None:
    """Adopt the teams; each member hears of theirs, once, with the reason."""
    reasons = dict(_NAME.findall(proposal.text))
    await staff.in_dms.press(proposal, ko("button.adopt"))
    await proposal.says(ko("teams.adopted_title", title=school.TITLE), LONG)
    for name, person in people.items():
        card = await person.dm(reasons[name], LONG)
        assert YOURS in card.text
        assert person.dms == [card]


def seeing(guild: Guild, channel: Channel) -> set[str]:
    """Give who of the students sees a channel."""
    may = guild.place.permissions
    return {
        name
        for name in (*school.NAMES, school.OUTSIDER)
        if discord.Permissions(may(guild.user(name).account, channel)).view_channel
    }


async def homes(server: DiscordServer, guild: Guild) -> list[Channel]:
    """Give the homes of the teams in their order, once they stand."""

    def standing() -> list[Channel]:
        found = [channel for channel in guild.channels if channel.topic and channel.pins]
        return found if len(found) == school.TEAMS else []

    found = await server.until(standing, "a home with a pinned card for each team", LONG)
    return sorted(found, key=lambda channel: channel.name)


async def appeal(staff: Person, people: Mapping[str, Person], one: str, other: str) -> None:
    """Let two members change places, as both and staff want."""
    asking, asked = people[one].in_dms, people[other].in_dms
    card = told(people[one])[-1]
    sent = await fill(asking, card, ko("teams.appeal"), ko("teams.appeal_state.open"),
                      other=other, line=school.APPEAL_LINE)  # fmt: skip
    for_other = await asked.dm(school.APPEAL_LINE)
    for card in (sent, for_other):
        assert ko("teams.field.cost") in card.text
    assert ko("teams.grant") not in labels(for_other)
    await asked.press(for_other, ko("teams.agree"))
    for_staff = await staff.dm(ko("teams.appeal_state.agreed"))
    await staff.in_dms.press(for_staff, ko("teams.grant"))
    await for_staff.says(ko("teams.appeal_state.accepted"))
    await for_other.says(ko("teams.appeal_state.accepted"))


async def is_greeted(home: Channel, newcomer: str) -> None:
    greeting = ko("home.greeting_title", name=newcomer)
    await home.message(lambda post: greeting in post.text, LONG)


@pytest.mark.usefixtures("bot")
async def test_a_class_of_twelve_gets_teams_reasons_a_swap_homes_and_an_appeal(
    server: DiscordServer, guild: Guild, staff: Person, people: Mapping[str, Person]
) -> None:
    handles = {name: person.account.handle for name, person in people.items()}
    await upload_the_roster(staff, school.roster(handles), ko("roster.apply"))
    await fill_the_course(people)
    proposal = await form_teams(staff)
    teams = check(proposal)
    await swap(staff, proposal, teams)
    await adopt(staff, proposal, people)
    standing = await homes(server, guild)
    assert [home.name for home in standing] == [
        ko("teams.topic", title=school.TITLE, number=number + 1) for number in range(school.TEAMS)
    ]
    assert [seeing(guild, home) for home in standing] == list(map(set, teams))
    one, other = school.swappable(teams)
    await appeal(staff, people, one, other)
    exchange(teams, one, other)
    for number, newcomer in enumerate((other, one)):
        await is_greeted(standing[number], newcomer)
        assert seeing(guild, standing[number]) == set(teams[number])
        await people[newcomer].dm(f"{YOURS}{standing[number].name}")
    moved = {name for name, person in people.items() if len(told(person)) > 1}
    assert moved == {one, other}


async def name_board(staff: Person, channel: Channel) -> None:
    """Let staff name a channel for the posts, and be told who reads them there."""
    named = await staff.at(channel).slash("course board")
    assert (await named.said(ko("course.board_named"))).ephemeral


async def recruit(author: Person, board: Channel) -> Message:
    """Post from where everybody is, and give the one card that stands for it on the board."""
    posted = await author.slash("team recruit", **school.POST)
    assert (await posted.said(ko("post.posted_on_board"))).ephemeral
    return await on_board(board)


async def on_board(board: Channel) -> Message:
    return await board.message(lambda post: ko("post.apply") in labels(post))


async def apply(person: Person, live: Message) -> None:
    sent = await fill(person, live, ko("post.apply"), ko("post.applied", name=school.AUTHOR),
                      line=school.APPLICATION_LINE)  # fmt: skip
    assert sent.ephemeral


async def application(author: Person, name: str) -> Message:
    """Give what reached the author of somebody's application."""
    title = ko("post.application_title", name=name, title=school.POST["title"])
    found = await author.world.until(
        lambda: [post for post in author.dms if title in post.text and post.buttons],
        f"the application of {name}",
    )
    return found[0]


async def is_shut_out(outsider: Person, live: Message) -> None:
    """Find nothing of the course shown to somebody who does not take it."""
    asked: tuple[tuple[str, Mapping[str, str | int]], ...] = (
        ("team board", {}),
        ("team post", {"post": 1}),
        ("team apply", {"post": 1, "line": school.APPLICATION_LINE}),
        ("team recruit", school.POST),
        ("team proposals", {}),
    )
    for path, given in asked:
        unnamed = await outsider.slash(path, **given)
        assert await unnamed.said(ko("refused.course.none"))
        named = await outsider.slash(path, **given, course=school.CODE)
        is_refused(await named.said())
    for label in (ko("post.more"), ko("post.apply")):
        is_refused(await click(outsider, live, label, ""))
    shown = await (await outsider.slash("course show", course=school.CODE)).said(school.TITLE)
    assert not [name for name in school.NAMES if name in shown.text]
    assert ko("course.join") in labels(shown)
    assert outsider.dms == []


def is_refused(answer: Message) -> None:
    assert answer.ephemeral
    assert ko("refused.access.course", code=school.CODE) in answer.text
    assert school.POST["title"] not in answer.text


@pytest.mark.usefixtures("bot")
async def test_a_post_is_applied_to_accepted_full_and_closed_and_no_outsider_sees_the_board(
    guild: Guild, staff: Person, people: Mapping[str, Person]
) -> None:
    await upload_the_roster(staff, school.roster(), ko("roster.apply_named"))
    author, chosen, waiting, late = (
        people[name] for name in (school.AUTHOR, school.CHOSEN, school.WAITING, school.LATE)
    )
    for person in (author, chosen, waiting, late):
        await join(person)
    refused = await staff.in_dms.slash("course board")
    assert await refused.said(ko("refused.course.no_channel"))
    board, later = guild.channel("캡스톤"), guild.channel("캡스톤-모집")
    await name_board(staff, board)
    live = await recruit(author, board)
    await is_shut_out(guild.user(school.OUTSIDER).at(board), live)
    listed = await (await waiting.slash("team board")).said(school.POST["title"])
    assert ko("post.seats.open", seats=1, left=1) in listed.text
    await apply(chosen.at(board), live)
    await apply(waiting.at(board), live)
    wanted = await application(author, school.CHOSEN)
    other = await application(author, school.WAITING)
    await author.in_dms.press(wanted, ko("post.accept"))
    await live.says(ko("post.seats.full", seats=1))
    assert ko("post.apply") not in labels(live)
    await chosen.dm(ko("post.accepted_title", title=school.POST["title"]))
    await waiting.dm(ko("post.full_title", title=school.POST["title"]))
    await other.says(ko("post.seats.full", seats=1))
    assert ko("post.accept") not in labels(other)
    shown = await (await chosen.slash("project show")).said(school.POST["title"])
    assert school.AUTHOR in shown.text
    assert school.CHOSEN in shown.text
    assert school.WAITING not in shown.text
    edited = await author.slash("team edit", post=1, seats=2)
    own = await edited.said(ko("post.done.edited"))
    await live.says(ko("post.seats.open", seats=2, left=1))
    await name_board(staff, later)
    await live.says(ko("post.moved"))
    assert school.POST["title"] not in live.text
    live = await on_board(later)
    await author.press(own, ko("post.close"))
    await own.says(ko("post.closed_waiting"))
    await live.says(ko("post.seats.closed"))
    assert ko("post.apply") not in labels(live)
    refused = await late.slash("team apply", post=1, line=school.APPLICATION_LINE)
    assert await refused.said(ko("refused.post.closed"))
    posts = [
        post
        for channel in (author.channel, board, later)
        for post in channel.messages
        if school.POST["title"] in post.text
    ]
    assert posts == [live]
