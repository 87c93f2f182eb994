"""Two accounts that become one person, two workspaces that become one space."""

from datetime import timedelta

import pytest

from core.asks import Reply
from core.cards import Card
from core.model.links import LIFE, TRIES
from core.model.places import Audience
from core.model.plans import ProposalState
from core.model.projects import Project, Standing
from tests.everybody import appoint
from tests.fakes.platform import FakePlatform
from tests.features.harness import Room, field_of, labels
from tests.features.two_sides import LINKED, SPACES_LINKED, Sides, code_in


@pytest.fixture
def sides() -> Sides:
    return Sides()


@pytest.fixture
async def joined(sides: Sides) -> Sides:
    """Give both sides as one space, of which 지민 and jimin are one person."""
    await sides.one_space()
    await sides.one_person("지민", "jimin")
    return sides


def error_in(reply: Reply) -> str:
    """Give what a refusal says, be it a card or a field of a form."""
    if reply.form is not None:
        return "".join(each.error for each in reply.form.fields)
    assert reply.card is not None
    return reply.card.text


async def test_staff_of_both_sides_makes_them_one_space(sides: Sides) -> None:
    project = await sides.discord.project("지민", "서준")
    there = await sides.slack.project("jimin", topic="슬랙 일")
    await sides.one_space()
    staff = await sides.slack.person("ta")
    assert staff == await sides.discord.person("조교")
    assert staff.staff
    listed = await sides.slack.say("ta", "project list")
    assert {row[0] for row in listed.rows} == {project.topic, there.topic}
    appoint(sides.keep, (await sides.slack.person("mina")).id)
    code = code_in(await sides.discord.say("조교", "space link"))
    again = await sides.slack.hear("mina", "space link", code=code)
    assert "이미 연결되어" in error_in(again)


async def test_only_staff_links_spaces(sides: Sides) -> None:
    await sides.discord.person("조교")
    reply = await sides.discord.hear("지민", "space link")
    assert reply.card is not None
    assert reply.card.title == "다시 확인해 주세요"


async def test_a_code_is_good_however_it_is_typed(sides: Sides) -> None:
    await sides.one_space()
    code = code_in(await sides.discord.say("지민", "me link"))
    typed = f"  {code.lower().replace('-', ' ')} "
    assert LINKED in (await sides.slack.say("jimin", "me link", code=typed)).text


async def test_linked_accounts_see_the_same(sides: Sides) -> None:
    await sides.one_space()
    mine = await sides.discord.project("지민", "서준")
    theirs = await sides.slack.project("mina", "jimin", topic="슬랙 일")
    await sides.discord.say("지민", "me profile", skills="Python 4, SQL 2", roles="백엔드")
    await sides.slack.say("jimin", "me profile", skills="python 2, React 3", interests="게임")
    person = await sides.one_person("지민", "jimin")
    assert person.name == "지민"
    for room, name in ((sides.discord, "지민"), (sides.slack, "jimin")):
        listed = await room.say(name, "project list")
        assert {row[0] for row in listed.rows} == {mine.topic, theirs.topic}
        profile = await room.say(name, "me profile")
        assert field_of(profile, "기술") == "Python 4, SQL 2, React 3"
        assert field_of(profile, "관심") == "게임"


async def test_whoever_leads_as_one_account_leads_as_the_other(sides: Sides) -> None:
    await sides.one_space()
    project = await sides.slack.project("jimin", "지민이 아닌 사람", topic="슬랙 일")
    person = await sides.one_person("지민", "jimin")
    async with sides.discord.store.work(write=False) as work:
        found = await work.projects.get(person.space, project.id)
    assert found is not None
    assert found.standing_of(person.id) is Standing.LEADER
    assert "채널을 열고" in (await sides.discord.say("지민", "project home")).text


async def test_old_buttons_that_name_a_person_still_mean_them(sides: Sides) -> None:
    await sides.one_space()
    project = await sides.slack.project("jimin", topic="슬랙 일")
    await sides.slack.say("jimin", "task add", title="발표", assignee="@jimin")
    today = await sides.slack.say("jimin", "me today")
    await sides.one_person("지민", "jimin")
    listed = await sides.slack.press("jimin", f"내 업무 · {project.topic}", today)
    assert [row[1] for row in listed.rows] == ["발표"]


@pytest.mark.parametrize(
    ("said", "command"), [("계정을 연결하는 코드", "space link"), ("맞지 않아요", "me link")]
)
async def test_a_code_that_is_none_of_this_kind_is_refused(
    sides: Sides, said: str, command: str
) -> None:
    code = code_in(await sides.discord.say("조교", "me link"))
    typed = code if command == "space link" else "ACDE-3467"
    assert said in error_in(await sides.slack.hear("ta", command, code=typed))


async def test_a_code_works_once(joined: Sides) -> None:
    code = code_in(await joined.discord.say("서준", "me link"))
    assert LINKED in (await joined.slack.say("seojun", "me link", code=code)).text
    assert "이미 쓴 코드" in error_in(await joined.slack.hear("mina", "me link", code=code))


async def test_a_code_works_for_ten_minutes(joined: Sides) -> None:
    code = code_in(await joined.discord.say("서준", "me link"))
    joined.discord.later(minutes=LIFE / timedelta(minutes=1))
    assert "10분이 지난" in error_in(await joined.slack.hear("seojun", "me link", code=code))


async def test_only_the_newest_code_works(joined: Sides) -> None:
    codes = [code_in(await joined.discord.say("서준", "me link")) for _ in range(2)]
    assert "맞지 않아요" in error_in(await joined.slack.hear("seojun", "me link", code=codes[0]))
    assert LINKED in (await joined.slack.say("seojun", "me link", code=codes[1])).text


async def test_guessing_ends_after_a_few_tries(joined: Sides) -> None:
    code = code_in(await joined.discord.say("서준", "me link"))
    for turn in range(TRIES):
        guess = await joined.slack.hear("seojun", "me link", code=f"ACDE-346{turn}")
        assert "맞지 않아요" in error_in(guess)
    assert "여러 번" in error_in(await joined.slack.hear("seojun", "me link", code=code))
    assert LINKED in (await joined.slack.say("mina", "me link", code=code)).text
    joined.discord.later(minutes=11)
    code = code_in(await joined.discord.say("하은", "me link"))
    assert LINKED in (await joined.slack.say("seojun", "me link", code=code)).text


async def test_a_code_is_kept_as_a_digest_only(joined: Sides) -> None:
    code = code_in(await joined.discord.say("서준", "me link"))
    kept = repr(list(joined.keep.rows.links.values()))
    assert code not in kept
    assert code.replace("-", "") not in kept


async def test_a_code_is_not_for_who_asked_for_it(joined: Sides) -> None:
    code = code_in(await joined.discord.say("서준", "me link"))
    assert "이 계정에서 받은" in error_in(await joined.discord.hear("서준", "me link", code=code))
    assert LINKED in (await joined.slack.say("seojun", "me link", code=code)).text


async def test_two_of_one_workspace_are_two_people(joined: Sides) -> None:
    code = code_in(await joined.discord.say("서준", "me link"))
    for room, name in ((joined.discord, "하은"), (joined.slack, "jimin")):
        said = error_in(await room.hear(name, "me link", code=code))
        assert "같은 서버(워크스페이스)에 있어요" in said
    assert LINKED in (await joined.slack.say("seojun", "me link", code=code)).text


async def test_a_code_of_another_space_says_that_staff_comes_first(sides: Sides) -> None:
    await sides.discord.person("조교")
    code = code_in(await sides.discord.say("지민", "me link"))
    said = error_in(await sides.slack.hear("jimin", "me link", code=code))
    assert "`/space link`로 두 곳을 먼저" in said
    assert len({person.space for person in sides.keep.rows.people.values()}) == 2
    await sides.one_space()
    assert LINKED in (await sides.slack.say("jimin", "me link", code=code)).text


async def test_a_third_space_learns_nothing_and_joins_nobody(joined: Sides) -> None:
    await joined.slack.project("jimin", topic="슬랙 일")
    third = joined.discord.beside(FakePlatform("discord"), "elsewhere")
    person = await third.person("지민")
    assert person.space != (await joined.discord.person("지민")).space
    assert (await third.say("지민", "project list")).rows == ()
    codes = [code_in(await joined.discord.say("서준", "me link"))]
    codes.append(code_in(await joined.discord.say("조교", "space link")))
    before = len(joined.keep.rows.people)
    assert "먼저 연결한 뒤에" in error_in(await third.hear("지민", "me link", code=codes[0]))
    assert "`/space link`" in error_in(await third.hear("지민", "me link", code=codes[1]))
    assert len(joined.keep.rows.people) == before


async def test_the_console_links_too(sides: Sides) -> None:
    console = sides.discord.beside(FakePlatform("console"), "here")
    code = code_in(await sides.discord.say("조교", "space link"))
    assert SPACES_LINKED in (await console.say("운영", "space link", code=code)).text
    code = code_in(await console.say("지민", "me link"))
    card = await sides.discord.say("지민", "me link", code=code)
    assert field_of(card, "연결된 곳") == "콘솔, 디스코드"


async def test_a_plan_asked_for_before_a_link_is_saved_for_the_one_person(sides: Sides) -> None:
    await sides.one_space()
    project = await sides.slack.project("jimin", "mina", topic="슬랙 일")
    reply = await sides.slack.hear("jimin", "project plan")
    person = await sides.one_person("지민", "jimin")
    await sides.slack.settle()
    assert reply.message is not None
    card = sides.slack.platform.shown(reply.message)
    assert card is not None
    assert "적용" in labels(card)
    await sides.slack.press("jimin", "적용", card)
    async with sides.slack.store.work(write=False) as work:
        (proposal,) = await work.proposals.all(project.id)
        tasks = await work.tasks.all(project.id)
        members = (await work.projects.of(person.id))[0].members
    assert proposal.state is ProposalState.ADOPTED
    assert {task.assignee for task in tasks} == {member.person for member in members}


async def test_a_plan_made_before_a_link_can_be_adopted_and_undone_after_it(
    sides: Sides,
) -> None:
    await sides.one_space()
    project = await sides.slack.project("jimin", "mina", topic="슬랙 일")
    plan = await sides.slack.say("jimin", "project plan")
    person = await sides.one_person("지민", "jimin")
    await sides.slack.press("jimin", "적용", plan)
    await sides.slack.settle()
    tasks = await sides.slack.tasks(project)
    assert person.id in {task.assignee for task in tasks.values()}
    await sides.one_person("서준", "mina")
    activity = next(each for each in await sides.slack.history(project) if each.draft.changes)
    await sides.slack.say("jimin", "undo", activity=str(activity.id))
    assert await sides.slack.tasks(project) == {}


async def assign(sides: Sides, topic: str = "슬랙 일") -> Project:
    """Let somebody on Slack give a task to 지민, who is on both sides."""
    project = await sides.slack.project("mina", "jimin", topic=topic)
    person = await sides.slack.person("jimin")
    await sides.slack.say("mina", "task add", title="발표", assignee=f"person:{person.id}")
    await sides.slack.settle()
    return project


def told(room: Room) -> list[str]:
    """Give the titles of all private messages of a platform."""
    stands = room.platform.stands.values()
    return [each.card.title for each in stands if each.place.audience is Audience.DM]


@pytest.mark.parametrize(
    ("reach", "at"), [("처음", "discord"), ("슬랙", "slack"), ("디스코드", "discord")]
)
async def test_what_nobody_asked_for_comes_once_to_where_it_is_wanted(
    joined: Sides, reach: str, at: str
) -> None:
    await joined.slack.say("jimin", "me settings", reach=reach)
    await assign(joined)
    there = {"discord": told(joined.discord), "slack": told(joined.slack)}
    assert there.pop(at) == ["새로 맡은 업무: #1 발표"]
    assert not any(there.values())


async def test_what_nobody_asked_for_comes_to_where_the_person_spoke_last(joined: Sides) -> None:
    await joined.discord.say("지민", "me settings", reach="마지막")
    await joined.slack.say("jimin", "me today")
    await assign(joined)
    assert (told(joined.discord), len(told(joined.slack))) == ([], 1)


async def test_an_answer_comes_where_it_was_asked_for(joined: Sides) -> None:
    await joined.slack.say("jimin", "me settings", reach="디스코드")
    await joined.slack.project("jimin", topic="슬랙 일")
    await joined.slack.say("jimin", "report weekly")
    await joined.slack.settle()
    assert (told(joined.discord), len(told(joined.slack))) == ([], 1)


async def test_a_platform_without_an_account_cannot_be_preferred(joined: Sides) -> None:
    said = error_in(await joined.slack.hear("mina", "me settings", reach="디스코드"))
    assert "`/me link`" in said


async def test_a_closed_dm_is_told_at_the_next_word_on_either_side(joined: Sides) -> None:
    await joined.slack.say("jimin", "me settings", reach="디스코드")
    joined.discord.platform.shut("지민")
    await assign(joined)
    assert told(joined.slack) == []
    reply = await joined.slack.hear("jimin", "me today")
    assert [card.title for card in reply.missed] == ["새로 맡은 업무: #1 발표"]


def boards(room: Room, project: Project) -> list[Card]:
    key = f"home:{project.id}:"
    stands = room.platform.stands.values()
    return [each.card for each in stands if each.key.startswith(key)]


async def test_a_project_has_a_home_where_its_members_are(joined: Sides) -> None:
    project = await joined.slack.project("jimin", "mina", topic="슬랙 일")
    await joined.slack.say("jimin", "project home")
    await joined.slack.settle()
    assert [len(boards(room, project)) for room in (joined.discord, joined.slack)] == [1, 1]
    assert joined.discord.platform.homes[project.id].users == ("지민",)
    assert joined.slack.platform.homes[project.id].users == ("jimin", "mina")
    alone = await joined.slack.project("mina", topic="혼자")
    await joined.slack.say("mina", "project home", project=f"project:{alone.id}")
    await joined.slack.settle()
    assert [len(boards(room, alone)) for room in (joined.discord, joined.slack)] == [0, 1]


async def test_adopting_a_plan_opens_a_home_on_both_sides(joined: Sides) -> None:
    project = await joined.discord.project("지민", "서준")
    plan = await joined.discord.say("지민", "project plan")
    await joined.discord.press("지민", "적용", plan)
    await joined.discord.settle()
    assert [len(boards(room, project)) for room in (joined.discord, joined.slack)] == [1, 1]


async def test_a_status_pressed_on_one_side_shows_on_the_other_within_two_seconds(
    joined: Sides,
) -> None:
    project = await assign(joined)
    await joined.slack.say("mina", "project home")
    await joined.slack.settle()
    (dm,) = await joined.discord.dms("지민")
    before = joined.discord.clock.now()
    await joined.discord.press("지민", "시작", dm)
    await joined.discord.settle()
    for room in (joined.discord, joined.slack):
        (board,) = boards(room, project)
        assert field_of(board, "지금 하는 일") == "- 지민: #1 발표"
    await joined.slack.say("jimin", "task status", task="1", status="완료")
    await joined.slack.settle()
    (dm,) = await joined.discord.dms("지민")
    assert field_of(dm, "상태") == "완료"
    assert "완료" not in labels(dm)
    assert joined.discord.clock.now() - before < timedelta(seconds=2)
