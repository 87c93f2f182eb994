import asyncio
from dataclasses import replace
from datetime import timedelta

from core.cards import Button, ButtonId
from core.model.jobs import Job, JobId, JobState
from core.model.messages import Delivery, Message, MessageId
from core.model.people import Skill
from core.model.plans import Plan
from core.ports.storage import Store
from tests.storage.samples import (
    CHANNEL,
    CLUB,
    NOW,
    Team,
    card,
    form,
    job,
    join,
    message,
    plan,
    private,
)

SECOND = timedelta(seconds=1)
ELSEWHERE = replace(CHANNEL, platform="discord")


async def send(store: Store, team: Team, key: str, subject: str = "") -> MessageId:
    async with store.work() as work:
        kept = await work.messages.add(message(team, key, subject=subject), NOW)
        await work.commit()
    return kept


async def ask(store: Store, team: Team, name: str) -> bool:
    live = await send(store, team, name)
    async with store.work() as work:
        is_new = await work.jobs.add(job(team, name, live), NOW)
        await work.commit()
    return is_new


async def found(store: Store, message: MessageId) -> Message:
    async with store.work(write=False) as work:
        kept = await work.messages.get(message)
    assert kept is not None
    return kept


async def test_a_job_is_kept_once(store: Store) -> None:
    team = await form(store)
    assert await ask(store, team, "plan-1")
    assert not await ask(store, team, "plan-1")
    async with store.work(write=False) as work:
        kept = await work.jobs.get(JobId("plan-1"))
        assert await work.jobs.get(JobId("plan-2")) is None
        assert await work.jobs.unfinished() == 1
    assert kept is not None
    draft = job(team, "plan-1", kept.message)
    assert kept == Job(
        id=draft.id,
        space=draft.space,
        command=draft.command,
        answers=draft.answers,
        caller=draft.caller,
        place=draft.place,
        message=draft.message,
        state=JobState.READY,
        turn=0,
        attempts=0,
        created=NOW,
    )


async def test_a_job_asked_twice_at_once_is_new_once(processes: tuple[Store, Store]) -> None:
    team = await form(processes[0])
    asked = await asyncio.gather(*(ask(processes[turn % 2], team, "plan-1") for turn in range(4)))
    assert sorted(asked) == [False, False, False, True]


async def test_a_jobs_turn_is_the_crowd_of_its_own_space(store: Store) -> None:
    team, other = await form(store), await form(store, CLUB)
    for name in ("plan-1", "plan-2"):
        await ask(store, team, name)
    await ask(store, other, "plan-3")
    async with store.work() as work:
        await work.jobs.finish(JobId("plan-1"))
        await work.commit()
    await ask(store, team, "plan-4")
    async with store.work(write=False) as work:
        kept = [await work.jobs.get(JobId(f"plan-{turn}")) for turn in range(1, 5)]
    assert [each and each.turn for each in kept] == [0, 1, 0, 1]


async def test_starting_a_job_counts_the_attempt(store: Store) -> None:
    team = await form(store)
    await ask(store, team, "plan-1")
    for attempt in (1, 2):
        async with store.work() as work:
            started = await work.jobs.start(JobId("plan-1"))
            await work.commit()
        assert started is not None
        assert (started.state, started.attempts) == (JobState.RUNNING, attempt)


async def test_a_job_that_ended_is_not_started_nor_retried(store: Store) -> None:
    team = await form(store)
    for name, failed in (("plan-1", False), ("plan-2", True)):
        await ask(store, team, name)
        async with store.work() as work:
            await work.jobs.finish(JobId(name), failed=failed)
            assert await work.jobs.start(JobId(name)) is None
            await work.commit()
    async with store.work() as work:
        assert await work.jobs.start(JobId("plan-9")) is None
        done, failed_job = [await work.jobs.get(JobId(f"plan-{turn}")) for turn in (1, 2)]
        assert await work.jobs.unfinished() == 0
    assert done is not None
    assert done.state is JobState.DONE
    assert failed_job is not None
    assert failed_job.state is JobState.FAILED


async def test_a_retried_job_is_ready_and_keeps_its_attempts(store: Store) -> None:
    team = await form(store)
    await ask(store, team, "plan-1")
    async with store.work() as work:
        await work.jobs.start(JobId("plan-1"))
        await work.jobs.retry(JobId("plan-1"), SECOND)
        await work.commit()
    async with store.work(write=False) as work:
        kept = await work.jobs.get(JobId("plan-1"))
    assert kept is not None
    assert (kept.state, kept.attempts) == (JobState.READY, 1)


async def test_a_failed_job_can_be_asked_again_by_anybody_and_remembers_its_steps(
    store: Store,
) -> None:
    team = await form(store)
    other = team.people[1].id
    await ask(store, team, "plan-1")
    async with store.work() as work:
        await work.jobs.start(JobId("plan-1"))
        await work.jobs.checkpoint(JobId("plan-1"), "written", 7)
        assert not await work.jobs.again(JobId("plan-1"), other)
        await work.jobs.finish(JobId("plan-1"), failed=True)
        assert await work.jobs.again(JobId("plan-1"), other)
        assert not await work.jobs.again(JobId("plan-1"), other)
        assert not await work.jobs.again(JobId("plan-9"), other)
        kept = await work.jobs.get(JobId("plan-1"))
        assert await work.jobs.recall(JobId("plan-1"), "written", int) == 7
        await work.commit()
    assert kept is not None
    assert (kept.state, kept.caller, kept.attempts) == (JobState.READY, other, 0)


async def test_steps_give_back_what_they_were_given(store: Store) -> None:
    team = await form(store)
    await ask(store, team, "plan-1")
    await ask(store, team, "plan-2")
    whole = plan(team.people[0].id)
    async with store.work() as work:
        await work.jobs.checkpoint(JobId("plan-1"), "plan", whole)
        await work.jobs.checkpoint(JobId("plan-1"), "skills", (Skill("CSS", 3), Skill("R", 1)))
        await work.jobs.checkpoint(JobId("plan-1"), "answer", {"chapters": [1, 2, None]})
        await work.jobs.checkpoint(JobId("plan-1"), "answer", {"chapters": []})
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.jobs.recall(JobId("plan-1"), "plan", Plan) == whole
        skills = await work.jobs.recall(JobId("plan-1"), "skills", tuple[Skill, ...])
        assert skills == (Skill("CSS", 3), Skill("R", 1))
        assert await work.jobs.recall(JobId("plan-1"), "answer", dict) == {"chapters": []}
        assert await work.jobs.recall(JobId("plan-1"), "other", Plan) is None
        assert await work.jobs.recall(JobId("plan-2"), "plan", Plan) is None


async def test_only_the_steps_of_jobs_that_ended_well_are_swept(store: Store) -> None:
    team = await form(store)
    names = [JobId(name) for name in ("running", "failed", "done")]
    for name in names:
        await ask(store, team, name)
    async with store.work() as work:
        for name in names:
            await work.jobs.start(name)
            await work.jobs.checkpoint(name, "written", 7)
        await work.jobs.finish(names[1], failed=True)
        await work.jobs.finish(names[2])
        for before, kept in ((NOW, [7, 7, 7]), (NOW + SECOND, [7, 7, None])):
            await work.sweep(before)
            assert [await work.jobs.recall(name, "written", int) for name in names] == kept


async def test_a_message_comes_back_as_it_was_added(store: Store) -> None:
    team = await form(store)
    draft = message(team, "key", place=private(team), subject="task:1")
    async with store.work() as work:
        kept = await work.messages.add(draft, NOW)
        await work.commit()
    whose = team.people[0].id
    wanted = Message(
        kept, "key", team.space.id, private(team), draft.card, created=NOW, owner=whose
    )
    assert await found(store, kept) == wanted
    async with store.work(write=False) as work:
        assert await work.messages.get(MessageId(kept + 1000)) is None


async def test_one_key_is_one_message(processes: tuple[Store, Store]) -> None:
    team = await form(processes[0])
    sending = (send(processes[turn % 2], team, "key") for turn in range(6))
    assert len(set(await asyncio.gather(*sending))) == 1
    async with processes[0].work(write=False) as work:
        assert await work.messages.unsent() == 1


async def test_a_sent_message_waits_again_when_another_card_is_wanted(store: Store) -> None:
    team = await form(store)
    kept = await send(store, team, "key")
    async with store.work() as work:
        await work.messages.try_first(kept)
        await work.messages.sent(kept, 1, "x-1")
        assert await work.messages.pending(("console",), 9) == ()
        assert await work.messages.unsent() == 0
        await work.messages.show(kept, card("새 카드"))
        assert await work.messages.pending(("console",), 9) == (kept,)
        await work.commit()
    waiting = await found(store, kept)
    assert (waiting.revision, waiting.sent, waiting.external) == (2, 1, "x-1")
    assert (waiting.card, waiting.tried) == (card("새 카드"), True)
    assert waiting.delivery is Delivery.SENT


async def test_a_card_is_shown_only_over_the_revision_it_was_made_for(store: Store) -> None:
    team = await form(store)
    kept = await send(store, team, "key")
    async with store.work() as work:
        await work.messages.show(kept, card("둘"), seen=1)
        await work.messages.show(kept, card("늦음"), seen=1)
        await work.commit()
    message = await found(store, kept)
    assert (message.card, message.revision) == (card("둘"), 2)


async def test_a_revision_sent_late_leaves_the_newer_one_waiting(store: Store) -> None:
    team = await form(store)
    kept = await send(store, team, "key")
    async with store.work() as work:
        await work.messages.show(kept, card("둘"))
        await work.messages.sent(kept, 1, "x-1")
        assert await work.messages.pending(("console",), 9) == (kept,)


async def test_a_refused_message_never_waits_again(store: Store) -> None:
    team = await form(store)
    kept = await send(store, team, "key")
    async with store.work() as work:
        await work.messages.refused(kept)
        await work.messages.show(kept, card("둘"))
        assert await work.messages.pending(("console",), 9) == ()
        assert await work.messages.unsent() == 0
        await work.commit()
    assert (await found(store, kept)).delivery is Delivery.REFUSED


async def test_messages_wait_oldest_first_for_their_own_platform(store: Store) -> None:
    team = await form(store)
    kept = [await send(store, team, key) for key in ("a", "b", "c")]
    async with store.work() as work:
        far = await work.messages.add(message(team, "d", place=ELSEWHERE), NOW)
        await work.commit()
    async with store.work(write=False) as work:
        here = await work.messages.pending(("console",), 9)
        assert list(here) == kept
        assert list(await work.messages.pending(("console",), 2)) == kept[:2]
        assert await work.messages.pending(("discord", "slack"), 9) == (far,)
        assert await work.messages.pending((), 9) == ()
        assert await work.messages.unsent() == 4


async def test_a_message_is_found_by_its_platforms_name(store: Store) -> None:
    team = await form(store)
    kept = await send(store, team, "key")
    async with store.work() as work:
        await work.messages.sent(kept, 1, "x-1")
        found_here = await work.messages.find("console", "x-1")
        assert await work.messages.find("discord", "x-1") is None
        assert await work.messages.find("console", "x-2") is None
    assert found_here is not None
    assert found_here.id == kept


async def test_messages_about_a_subject_come_newest_first(store: Store) -> None:
    team = await form(store)
    kept = [await send(store, team, key, "task:1") for key in ("a", "b")]
    await send(store, team, "c", "task:11")
    async with store.work(write=False) as work:
        assert [each.id for each in await work.messages.about("task:1")] == kept[::-1]


async def test_a_message_about_nothing_is_about_what_it_shows_first(store: Store) -> None:
    team = await form(store)
    kept = await send(store, team, "a", "")
    async with store.work() as work:
        for subject in ("", "task:1", "task:2"):
            await work.messages.show(kept, replace(card("새 카드"), subject=subject))
        await work.commit()
    async with store.work(write=False) as work:
        assert [each.id for each in await work.messages.about("task:1")] == [kept]
        assert await work.messages.about("task:2") == ()


async def test_withdrawing_forgets_only_what_nobody_began_to_send(store: Store) -> None:
    team = await form(store)
    untouched = await send(store, team, "a", "task:1")
    tried = await send(store, team, "b", "task:1")
    other = await send(store, team, "c", "task:2")
    async with store.work() as work:
        await work.messages.try_first(tried)
        await work.messages.withdraw("task:1")
        await work.commit()
    async with store.work(write=False) as work:
        waiting = await work.messages.pending(("console",), 9)
    assert waiting == (tried, other)
    assert await send(store, team, "a", "task:1") not in {untouched, tried, other}


async def test_a_button_is_kept_as_it_was_first_and_only_for_its_space(store: Store) -> None:
    team = await form(store)
    elsewhere, _ = await join(store, "도윤", CLUB)
    button = Button("완료", "task status", {"task": "1"}, ("note",), id=ButtonId("b-1"))
    async with store.work() as work:
        await work.buttons.keep(team.space.id, ())
        await work.buttons.keep(team.space.id, (button, replace(button, id=ButtonId("b-2"))))
        await work.buttons.keep(team.space.id, (replace(button, label="다른"),))
        await work.commit()
    async with store.work(write=False) as work:
        assert await work.buttons.get(team.space.id, ButtonId("b-1")) == button
        assert await work.buttons.get(elsewhere.id, ButtonId("b-1")) is None
        assert await work.buttons.get(team.space.id, ButtonId("b-3")) is None
        missing = replace(button, id=ButtonId("b-3"))
        assert await work.buttons.have(team.space.id, (button, button))
        assert not await work.buttons.have(team.space.id, (button, missing))
        assert not await work.buttons.have(elsewhere.id, (button,))
        assert await work.buttons.have(elsewhere.id, ())
