"""The one door: forms, choices, repeats, stale buttons, and who is answered how."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import pytest

from core.asks import Ask, Mentioned, Press, Reply
from core.call import Call
from core.cards import Button, ButtonId, Card, Form
from core.commands import AnyCommand, Command, Option, registry
from core.dispatch import Dispatch
from core.errors import Refused, Unavailable
from core.features import COMMANDS
from core.model.messages import Draft
from core.model.people import Locale
from core.model.places import Audience
from core.model.projects import Project, Standing
from core.outgoing import dm_place, post
from tests.everybody import phrases
from tests.fakes.ports import fake_ports
from tests.fakes.store import FakeStore, FakeWork
from tests.features.harness import Room, labels

REFUSED = "다시 확인해 주세요"


@pytest.fixture
def room() -> Room:
    room = Room()
    room.open(fake_ports(clock=room.clock, store=room.store, phrases=phrases(), writer=None))
    return room


def values(form: Form) -> Mapping[str, str]:
    return {field.option: field.value for field in form.fields}


def errors(form: Form) -> set[str]:
    return {field.option for field in form.fields if field.error}


async def test_a_form_asks_for_what_is_missing_and_keeps_what_was_typed(room: Room) -> None:
    form = await room.form("지민", "project new", topic="학식 챗봇", stack="Python", start="12/1")
    assert errors(form) == {"description", "goal", "end"}
    assert values(form) == {
        "topic": "학식 챗봇", "description": "", "goal": "", "start": "12/1", "end": "",
        "stack": "Python",
    }  # fmt: skip
    assert [field.option for field in form.fields if field.required] == [
        "topic", "description", "goal", "start", "end",
    ]  # fmt: skip


async def test_a_form_says_what_is_wrong_and_keeps_it_to_be_corrected(room: Room) -> None:
    await room.project("지민")
    form = await room.form("지민", "task add", title="발표", due="어제", priority="아주 높음")
    assert errors(form) == {"due", "priority"}
    assert values(form) == {"title": "발표", "due": "어제", "priority": "아주 높음"}
    assert all(field.label and field.hint for field in form.fields)


async def test_a_filled_form_runs_its_command_with_all_that_was_said(room: Room) -> None:
    project = await room.project("지민")
    here = f"project:{project.id}"
    form = await room.form("지민", "task add", title="발표", due="어제", project=here)
    assert form.answers == {"project": here}
    card = await room.say("지민", form.command, **{**form.answers, **values(form), "due": "12/5"})
    assert card.title == "#1 발표"


async def test_a_form_speaks_the_language_of_who_fills_it(room: Room) -> None:
    """Though the answer of the command would be for everybody."""
    await room.project("지민")
    await room.say("지민", "me settings", locale="English")
    form = await room.form("지민", "task add", due="yesterday")
    assert [field.label for field in form.fields] == ["title", "due"]
    assert all("요" not in field.error + field.hint for field in form.fields)


async def test_an_option_nobody_knows_is_named_beside_those_there_are(room: Room) -> None:
    await room.project("지민")
    card = await room.say("지민", "task show", task="#1", colour="red")
    assert "‘colour’" in card.text
    assert "task" in card.text


async def test_which_project_is_asked_with_a_button_for_each(room: Room) -> None:
    for topic in ("학식 챗봇", "버스 도착"):
        await room.project("지민", topic=topic)
    card = await room.say("지민", "task add", title="발표", due="12/5")
    assert labels(card) == ("버스 도착", "학식 챗봇")
    chosen = await room.press("지민", "학식 챗봇", card)
    assert (chosen.title, chosen.footer) == ("#1 발표", "학식 챗봇")


async def test_the_language_of_a_choice_is_the_asker_s(room: Room) -> None:
    for topic in ("학식 챗봇", "버스 도착"):
        await room.project("지민", topic=topic)
    await room.say("지민", "me settings", locale="English")
    reply = await room.hear("지민", "task add", title="발표")
    assert reply.card is not None
    assert reply.card.title == phrases().say(Locale.EN, "refused.title")
    assert reply.audience is Audience.PRIVATE


async def test_a_project_that_is_over_is_not_meant_where_another_goes_on(room: Room) -> None:
    await room.project("지민", topic="지난 학기")
    room.later(days=60)
    card = await room.say(
        "지민", "project new", topic="이번 학기", description="만든다", goal="끝낸다",
        start="2027-02-01", end="2027-05-01",
    )  # fmt: skip
    assert card.title == "이번 학기"
    assert "이번 학기" in (await room.say("지민", "task list")).title


async def test_an_ask_that_comes_twice_is_answered_once(room: Room) -> None:
    project = await room.project("지민")
    ask = Ask("the id", room.sender("지민"), "task add", {"title": "발표"})
    assert (await room.dispatch.ask(ask)).card is not None
    assert await room.dispatch.ask(ask) == Reply()
    assert len(await room.tasks(project)) == 1


async def test_a_press_that_comes_twice_is_answered_once(room: Room) -> None:
    project = await room.project("지민")
    card = await room.say("지민", "task add", title="발표")
    press = Press("the id", room.sender("지민"), card.buttons[0].id)
    assert (await room.dispatch.press(press)).card is not None
    assert await room.dispatch.press(press) == Reply()
    assert len(await room.history(project)) == 2


async def test_slow_work_asked_twice_has_one_message_and_one_outcome(room: Room) -> None:
    await room.project("지민", "서준")
    first = await room.hear("지민", "project plan")
    second = await room.hear("서준", "project plan")
    assert first.message == second.message is not None
    assert second.card is not None
    assert (
        second.card.title == "이미 만들고 있어요. 먼저 올라온 메시지에서 진행 상황을 볼 수 있어요."
    )
    await room.settle()
    assert len(room.platform.stands) == 1


async def test_an_unknown_command_and_a_stale_button_are_refused_kindly(room: Room) -> None:
    assert "그런 명령은 없어요" in (await room.say("지민", "task fly")).text
    press = Press("1", room.sender("지민"), ButtonId("0" * 24))
    reply = await room.dispatch.press(press)
    assert reply.card is not None
    assert (reply.card.title, reply.audience) == (REFUSED, Audience.PRIVATE)
    assert "이 버튼은 더 이상 쓸 수 없어요" in reply.card.text


@pytest.mark.parametrize("asks", [(), ("title",)])
async def test_a_button_whose_command_is_no_more_is_stale(
    room: Room, asks: tuple[str, ...]
) -> None:
    us = await room.person("지민")
    button = Button("옛날", "task fly", {"title": "발표"}, asks, id=ButtonId("old"))
    async with room.store.work() as work:
        await work.buttons.keep(us.space, [button])
        await work.commit()
    reply = await room.dispatch.press(Press("1", room.sender("지민"), button.id))
    assert reply.card is not None
    assert "이 버튼은 더 이상 쓸 수 없어요" in reply.card.text


async def test_a_button_that_asks_first_opens_a_form_and_then_runs(room: Room) -> None:
    card = await room.say("지민", "project list")
    reply = await room.touch("지민", "프로젝트 열기", card)
    assert reply.form is not None
    assert set(values(reply.form)) == {"topic", "description", "goal", "start", "end"}
    answers = {
        "topic": "지도",
        "description": "만든다",
        "goal": "끝낸다",
        "start": "오늘",
        "end": "1/15",
    }
    opened = await room.say("지민", reply.form.command, **answers)
    assert opened.title == "지도"


async def test_only_who_may_run_a_command_sees_its_form(room: Room) -> None:
    await room.project("지민", "서준")
    plan = await room.say("지민", "project plan")
    for who, opened in (("지민", True), ("서준", False), ("도윤", False)):
        reply = await room.touch(who, "한 줄 고치기", plan)
        assert (reply.form is not None) is opened, who
        assert (reply.card is None) is opened, who


async def test_a_hidden_command_without_its_button_is_no_form_without_fields(room: Room) -> None:
    await room.project("지민")
    reply = await room.hear("지민", "plan adopt")
    assert reply.form is None
    assert reply.card is not None
    assert reply.card.title == REFUSED


async def test_a_press_on_a_message_of_the_bot_changes_that_message(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("지민", "task add", title="발표", assignee="@서준")
    (told,) = await room.dms("서준")
    reply = await room.touch("서준", "시작", told)
    assert (reply.card, reply.replaces) == (None, False)
    (card,) = await room.dms("서준")
    assert card.title == "#1 발표"
    assert reply.message is not None
    assert room.platform.shown(reply.message) == card


async def test_a_press_on_an_answer_replaces_that_answer(room: Room) -> None:
    await room.project("지민")
    card = await room.say("지민", "task add", title="발표")
    reply = await room.touch("지민", "시작", card)
    assert reply.replaces
    assert reply.card is not None
    assert reply.message is None


@pytest.mark.parametrize(
    ("command", "answers", "audience"),
    [
        ("task add", {"title": "시연"}, Audience.CHANNEL),
        ("task list", {}, Audience.PRIVATE),
        ("me profile", {}, Audience.PRIVATE),
        ("task show", {"task": "#9", "project": "없는 주제"}, Audience.PRIVATE),
        ("task add", {"title": "시연", "project": "없는 주제"}, Audience.PRIVATE),
    ],
)
async def test_an_answer_is_for_everybody_and_a_refusal_for_the_asker_only(
    room: Room, command: str, answers: dict[str, str], audience: Audience
) -> None:
    await room.project("지민")
    assert (await room.hear("지민", command, **answers)).audience is audience


async def test_a_public_answer_is_in_the_language_of_the_space(room: Room) -> None:
    await room.project("지민", "서준")
    await room.say("서준", "me settings", locale="English")
    public = await room.say("서준", "task add", title="발표")
    assert labels(public)[:2] == ("시작", "피드백")
    private = await room.say("서준", "task show", task="#1")
    assert labels(private)[:2] == ("Start", "Feedback")
    refused = await room.say("서준", "task add", title="발표", project="nowhere")
    assert refused.title == phrases().say(Locale.EN, "refused.title")


async def test_a_private_message_stays_in_the_language_of_its_reader(room: Room) -> None:
    """A public command pressed in a DM is answered there, so it speaks to that person."""
    await room.project("지민", "서준")
    await room.say("서준", "me settings", locale="English")
    await room.say("지민", "task add", title="발표", assignee="@서준")
    (told,) = await room.dms("서준")
    card = await room.press("서준", "Start", told)
    assert labels(card)[:1] == ("Feedback",)


async def test_slow_work_pressed_in_a_private_message_answers_in_its_language(room: Room) -> None:
    project = await room.project("지민", "서준")
    await room.say("서준", "me settings", locale="English")
    person = await room.person("서준")
    answers = {"project": f"project:{project.id}"}
    card = Card("Plan it", buttons=(Button("Plan", "project plan", answers),))
    async with room.store.work() as work:
        place = await dm_place(work, person)
        message = await post(work, Draft("hint", person.space, place, card), room.clock.now())
        await work.commit()
    (told,) = await room.dms("서준")
    reply = await room.touch("서준", "Plan", told)
    assert reply.message == message
    (planned,) = await room.dms("서준")
    assert "Adopt" in labels(planned)


async def test_names_are_kept_in_one_line_of_letters(room: Room) -> None:
    for number, (name, kept) in enumerate(
        {
            "지\x00민\n\ud800": "지민",
            "가" * 500: "가" * 80,
            "\x1b": "user 2",
            " a \n b ": "a b",
        }.items()
    ):
        sender = room.sender(name)
        account = replace(sender.account, user=f"user {number}")
        _, person = await room.dispatch.meet(replace(sender, account=account))
        assert person.name == kept


async def test_an_answer_longer_than_any_is_refused_unread(room: Room) -> None:
    await room.project("지민")
    card = await room.say("지민", "task show", task="<@" * 10_000)
    assert "10000자까지" in card.text


async def test_who_is_mentioned_comes_to_be_known(room: Room) -> None:
    us = room.sender("지민")
    mentioned = (Mentioned(replace(us.account, user="U7"), "하은"),)
    answers = {"topic": "지도", "description": "만든다", "goal": "끝낸다", "start": "오늘",
               "end": "1/15", "members": "<@U7>"}  # fmt: skip
    await room.dispatch.ask(Ask("new", us, "project new", answers, mentioned=mentioned))
    async with room.store.work(write=False) as work:
        everyone = await work.people.everyone((await room.person("지민")).space)
    assert {person.name for person in everyone} == {"지민", "하은"}


@dataclass(frozen=True, slots=True)
class Nothing:
    """An ask without options."""

    project: Annotated[Project | None, Option(hidden=True)] = None


def failing(error: Exception) -> AnyCommand:
    async def fail(_call: Call, _ask: Nothing) -> Card:
        raise error

    return Command("me fail", Nothing, fail, who=Standing.OUTSIDER)


async def failed(room: Room, error: Exception) -> Reply:
    room.dispatch = Dispatch(room.ports, registry((*COMMANDS, failing(error))))
    await room.project("지민")
    return await room.hear("지민", "me fail")


async def test_a_bug_is_an_incident_with_a_number_that_finds_its_trace(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await failed(room, ZeroDivisionError("secret detail"))
    assert reply.card is not None
    (record,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    number = record.__dict__["incident"]
    assert number in reply.card.text
    assert "secret" not in reply.card.plain()
    assert record.exc_text is None or "secret detail" in record.exc_text
    assert record.exc_info is not None


async def test_a_service_that_is_away_is_said_kindly(room: Room) -> None:
    reply = await failed(room, Unavailable("ai", "secret timeout"))
    assert reply.card is not None
    assert reply.card.title.startswith("연결이 잠시 끊겼어요")
    assert "secret" not in reply.card.plain()


async def test_an_event_is_the_first_in_one_process_and_for_a_day(room: Room) -> None:
    beside = Dispatch(replace(room.ports, store=room.store.beside()), registry(COMMANDS))
    processes = (room.dispatch, beside, room.dispatch)
    assert [await each.first("slack", "E1") for each in processes] == [True, False, False]
    room.later(hours=23)
    await room.tick()
    assert not await beside.first("slack", "E1")
    room.later(hours=2)
    await room.tick()
    assert await beside.first("slack", "E1")


class Counting(FakeStore):
    """A store that counts what is written."""

    writes = 0

    def work(self, *, write: bool = True) -> FakeWork:
        self.writes += write
        return super().work(write=write)


async def test_buttons_that_a_platform_adds_are_kept_at_once_and_known_ones_cost_no_write(
    room: Room,
) -> None:
    store, sender = Counting(room.clock), room.sender("지민")
    dispatch = Dispatch(replace(room.ports, store=store), registry(COMMANDS))
    space, _ = await dispatch.meet(sender)
    met = store.writes
    buttons = (Button("업무", "task list"), Button("가입", "course join", id=ButtonId("own")))
    first, second = await dispatch.keep(sender, buttons)
    assert await dispatch.keep(sender, buttons) == (first, second)
    assert store.writes == met + 1
    assert second == buttons[1]
    async with store.work(write=False) as work:
        assert await work.buttons.get(space.id, first.id) == first


async def test_a_refusal_says_what_to_do_next(room: Room) -> None:
    reply = await failed(room, Refused("report.unknown"))
    assert reply.card is not None
    assert "`/report list`" in reply.card.text
