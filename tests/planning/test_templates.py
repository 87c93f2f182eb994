from dataclasses import replace

import pytest

from core.model.people import Locale
from core.phrasebook import Phrasebook, load
from core.planning.check import broken
from core.planning.outline import FEWEST_CHAPTERS, FEWEST_PIECES, PRESENTATION_PIECES
from core.planning.schedule import solve
from core.planning.templates import template_outline
from core.planning.words import speaks_of_presentation
from tests.plan_problems import problem, worker

BOTH = pytest.mark.parametrize("locale", list(Locale))


@pytest.fixture(scope="module")
def phrases() -> Phrasebook:
    return load()


@BOTH
@pytest.mark.parametrize("presentation", [True, False])
def test_a_template_has_the_form_of_every_outline(
    phrases: Phrasebook, locale: Locale, *, presentation: bool
) -> None:
    outline = template_outline(phrases, locale, presentation=presentation)
    presenting = [one for one in outline.chapters if speaks_of_presentation(one.title)]
    assert [len(one.pieces) for one in presenting] == [PRESENTATION_PIECES] * presentation
    assert len(outline.chapters) - presentation == FEWEST_CHAPTERS
    assert all(
        len(one.pieces) >= FEWEST_PIECES for one in outline.chapters if one not in presenting
    )
    assert not outline.by_ai


@BOTH
@pytest.mark.parametrize("days", [1, 4, 10, 46, 120])
@pytest.mark.parametrize("count", [1, 3, 6])
def test_a_template_is_planned_for_any_team_and_length(
    phrases: Phrasebook, locale: Locale, days: int, count: int
) -> None:
    outline = template_outline(phrases, locale, presentation=True)
    team = [worker(number, ("Python", number)) for number in range(1, count + 1)]
    asked = replace(problem((), team, days), outline=outline)
    plan = solve(asked)
    assert broken(plan, asked) == ()
    assert (plan.relaxed == ()) == (days >= 10)


def test_both_languages_tell_the_same_plan(phrases: Phrasebook) -> None:
    shapes = [
        [
            (one.after, [(own.effort_low, own.effort_high, len(own.skills)) for own in one.pieces])
            for one in template_outline(phrases, locale, presentation=True).chapters
        ]
        for locale in Locale
    ]
    assert shapes[0] == shapes[1]


@BOTH
def test_every_piece_of_a_template_says_how_to_begin_and_when_it_is_done(
    phrases: Phrasebook, locale: Locale
) -> None:
    for one in template_outline(phrases, locale, presentation=True).chapters:
        assert one.title
        assert one.description
        assert one.done_when
        for own in one.pieces:
            assert all((own.title, own.description, own.done_when, own.first_step, own.skills))
