"""The whole story while the model fails in each way it can: a stated outcome each time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.ai_behaviour import Behaviour, Kind
from tests.ai_server import AiServer
from tests.seen import Seen, assert_one_board
from tests.stage import Wall, configured, stage
from tests.story import STORY, Kept, all_kept, assert_sound, assert_word_file, kept_in
from tests.talk import Console
from tests.words import is_incident, ko

BUSY = Behaviour(Kind.RATE_LIMIT, headers={"retry-after": "1"})


@dataclass(frozen=True, slots=True)
class Failure:
    """A way to fail, and what has to come of it; `silence` is why the model has no part in it."""

    name: str
    prepare: Callable[[AiServer], None]
    silence: str | None
    settings: dict[str, object] = field(default_factory=dict[str, object])
    key: str | None = "any"

    def __str__(self) -> str:
        return self.name


def always(kind: Kind) -> Callable[[AiServer], None]:
    def prepare(ai: AiServer) -> None:
        ai.always = Behaviour(kind)

    return prepare


def first(*kinds: Behaviour | Kind) -> Callable[[AiServer], None]:
    return lambda ai: ai.behave(*kinds)


def only_takes(form: str) -> Callable[[AiServer], None]:
    def prepare(ai: AiServer) -> None:
        ai.accepts = form

    return prepare


def nothing(_ai: AiServer) -> None:
    """Leave the server as it is."""


FAILURES = [
    Failure("refusal", always(Kind.REFUSAL), "unusable"),
    Failure("truncated", always(Kind.TRUNCATED), "unusable"),
    Failure("nonsense", always(Kind.NONSENSE), "unusable"),
    Failure("a page in its place", always(Kind.PAGE), "unusable"),
    Failure("quota used up", always(Kind.QUOTA), "unusable"),
    Failure("rate limit", always(Kind.RATE_LIMIT), "down"),
    Failure("server error", always(Kind.BROKEN), "down"),
    Failure("overloaded", always(Kind.BUSY), "down"),
    Failure("timeout", always(Kind.HANG), "down", {"timeout": 0.3}),
    Failure("dropped stream", always(Kind.DROPPED), "down"),
    Failure("wrong key", always(Kind.KEY_REFUSED), "down"),
    Failure("no model", always(Kind.NO_MODEL), "down"),
    Failure("server gone", nothing, "down", {"base_url": "http://127.0.0.1:9/v1"}),
    Failure("no key", nothing, "no_key", key=None),
    Failure("no budget", nothing, "budget", {"person_daily_tokens": 0}),
    Failure("rate limit once", first(BUSY), None),
    Failure("server error once", first(Kind.GOOD, Kind.BROKEN), None),
    Failure("dropped stream once", first(Kind.GOOD, Kind.DROPPED), None),
    Failure("nonsense once", first(Kind.GOOD, Kind.NONSENSE), None),
    Failure("no schema", only_takes("json_object"), None),
    Failure("plain text only", only_takes("text"), None),
]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
async def test_the_story_ends_well_although_the_model_fails(
    tmp_path: Path, ai: AiServer, failure: Failure
) -> None:
    ai.latency = 0
    failure.prepare(ai)
    settings = configured(tmp_path, ai.base_url)
    settings = settings.model_copy(update={"ai": settings.ai.model_copy(update=failure.settings)})
    async with stage(settings, Wall(), key=failure.key) as running:
        seen = await running.play(STORY)
        (kept,) = await all_kept(running.app.ports.store)
    assert_one_board(seen)
    assert not any(is_incident(each.plain) for each in seen)
    _judge_kept(kept, by_ai=failure.silence is None)
    _judge_cards(seen, failure.silence)


async def test_retry_asks_a_model_that_is_back(console: Console, ai: AiServer) -> None:
    ai.always = Behaviour(Kind.REFUSAL)
    this_week, _ = STORY.split("clock")
    opening, rest = this_week.split('@지민 press "적용" on last\n')
    async with console.talk() as talk:
        for line in opening.strip().splitlines():
            talk.say(line)
        await talk.until(lambda seen: "다시 시도" in seen.buttons)
        ai.always = Behaviour()
        talk.say('@지민 press "다시 시도" on last')
        better = await talk.until(lambda seen: "적용" in seen.buttons)
        assert "다시 만들기" in better.buttons
        ai.always = Behaviour(Kind.REFUSAL)
        talk.say('@지민 press "적용" on last\n' + rest.strip())
        await talk.until(lambda seen: seen.title == ko("report.saved_title"))
        ai.always = Behaviour()
        await talk.asked(
            '@지민 press "다시 시도" on last', lambda seen: seen.title == ko("report.saved_title")
        )
        await talk.settled("지민")
        assert await talk.end() == 0
    kept = await kept_in(console.data)
    assert_sound(kept)
    assert [proposal.plan.by_ai for proposal in kept.proposals] == [False, True]
    assert kept.adopted == kept.proposals[1]
    assert [report.by_ai for report in kept.reports] == [True]


def _judge_kept(kept: Kept, *, by_ai: bool) -> None:
    assert_sound(kept)
    (proposal,) = kept.proposals
    assert kept.adopted == proposal
    assert proposal.plan.by_ai is by_ai
    (report,) = kept.reports
    assert (report.version, report.by_ai) == (1, by_ai)


def _judge_cards(seen: list[Seen], silence: str | None) -> None:
    offered = [each for each in seen if "적용" in each.buttons]
    saved = [each for each in seen if each.title == ko("report.saved_title")]
    (file,) = (each.file for each in seen if each.file)
    text = assert_word_file(file)
    for card, label in ((offered[-1], "plan.template"), (saved[-1], "report.by_facts")):
        assert (ko(label) in card.text) is (silence is not None)
        assert ("다시 시도" in card.buttons) is (silence not in (None, "no_key"))
        if silence is not None:
            assert ko(f"silence.{silence}") in card.text
    assert (ko("document.by_records") in text) is (silence is not None)
