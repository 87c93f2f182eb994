"""What the model answers about a plan: whether one can be made, and its words.

A model may answer anything. What can be made good is made good here; what cannot is refused
with a reason the model can act on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import Unusable
from core.model.plans import Chapter, Outline, Piece
from core.planning.words import items, plain, properties, speaks_of_presentation, whole_number

FEWEST_CHAPTERS, MOST_CHAPTERS = 4, 7
FEWEST_PIECES, MOST_PIECES = 3, 7
PRESENTATION_PIECES = 2
LONGEST_EFFORT = 20
"""In days; a subtask of more is no subtask."""
PARTS = ("topic", "description", "goal")
"""What is judged before anything is planned."""

_TITLE, _TEXT, _SKILL, _SKILLS = 60, 400, 30, 4
_READ = 60
"""So many tasks of an answer are looked at."""
_STRING: Mapping[str, object] = {"type": "string"}
_INTEGER: Mapping[str, object] = {"type": "integer"}


def _object(**kinds: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": kinds,
        "required": list(kinds),
        "additionalProperties": False,
    }


def _array(kind: object) -> dict[str, object]:
    return {"type": "array", "items": kind}


OUTLINE_SCHEMA: Mapping[str, object] = _object(
    tasks=_array(
        _object(
            title=_STRING,
            why=_STRING,
            done_when=_STRING,
            depends_on=_array(_INTEGER),
            subtasks=_array(
                _object(
                    title=_STRING,
                    why=_STRING,
                    done_when=_STRING,
                    first_step=_STRING,
                    skills=_array(_STRING),
                    effort_low_days=_INTEGER,
                    effort_high_days=_INTEGER,
                )
            ),
        )
    )
)
"""The form of an outline, as strict structured outputs take it."""

VERDICT_SCHEMA: Mapping[str, object] = _object(
    **{
        f"{part}_{name}": kind
        for part in PARTS
        for name, kind in (("reason", _STRING), ("fit", {"type": "boolean"}))
    }
)
"""The form of a verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a project is fit to be planned; `unfit` pairs each unfit part with the reason."""

    unfit: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A top task as it was told: its number in the answer, what it names as dependencies."""

    number: int
    chapter: Chapter
    after: tuple[object, ...]

    @property
    def presents(self) -> bool:
        """Tell whether it is the presentation."""
        return speaks_of_presentation(self.chapter.title)


def read_verdict(value: object) -> Verdict:
    """Give the verdict in an answer.

    Raises:
        Unusable: a part is not judged, or called unfit without a reason.
    """
    told = properties(value)
    unfit: list[tuple[str, str]] = []
    for part in PARTS:
        fit = told.get(f"{part}_fit")
        if not isinstance(fit, bool):
            raise Unusable(f"`{part}_fit` is not true or false")
        reason = plain(told.get(f"{part}_reason"), _TEXT)
        if not fit and not reason:
            raise Unusable(f"`{part}_reason` does not say why it is unfit")
        if not fit:
            unfit.append((part, reason))
    return Verdict(tuple(unfit))


def read_outline(value: object, *, presentation: bool) -> Outline:
    """Give the outline in an answer, repaired where that is possible.

    Titles that come twice, tasks and subtasks beyond the most, unknown properties (people,
    dates) and impossible dependencies are left out. With `presentation` exactly one top task
    is the presentation, and has 2 subtasks; without, nothing is about one.

    Raises:
        Unusable: too few tasks or subtasks are left, or the presentation is missing.
    """
    told = _told(value, presentation=presentation)
    if presentation:
        told = _with_presentation(told)
    told = told[:MOST_CHAPTERS]
    if len(told) < FEWEST_CHAPTERS:
        raise Unusable(f"it holds {len(told)} usable tasks under `tasks`, 4 to 6 are needed")
    for one in told:
        _refuse_thin(one.chapter, PRESENTATION_PIECES if one.presents else FEWEST_PIECES)
    return Outline(tuple(_linked(one, told[:place]) for place, one in enumerate(told)), by_ai=True)


def _told(value: object, *, presentation: bool) -> list[_Told]:
    """Give the usable top tasks, each title once."""
    tasks = items(value) or items(properties(value).get("tasks"))
    told: dict[str, _Told] = {}
    for number, task in enumerate(tasks[:_READ], 1):
        one = _Told(
            number,
            _chapter(properties(task), presentation=presentation),
            tuple(items(properties(task).get("depends_on"))[:_READ]),
        )
        if one.chapter.title and (presentation or not one.presents):
            told.setdefault(one.chapter.title.casefold(), one)
    return list(told.values())


def _chapter(told: Mapping[str, object], *, presentation: bool) -> Chapter:
    title = plain(told.get("title"), _TITLE)
    pieces: dict[str, Piece] = {}
    for subtask in items(told.get("subtasks"))[:_READ]:
        piece = _piece(properties(subtask))
        if piece.title and (presentation or not speaks_of_presentation(piece.title)):
            pieces.setdefault(piece.title.casefold(), piece)
    most = PRESENTATION_PIECES if speaks_of_presentation(title) else MOST_PIECES
    return Chapter(
        title,
        plain(told.get("why"), _TEXT),
        plain(told.get("done_when"), _TEXT),
        tuple(pieces.values())[:most],
    )


def _piece(told: Mapping[str, object]) -> Piece:
    low, high = _effort(told.get("effort_low_days"), told.get("effort_high_days"))
    return Piece(
        title=plain(told.get("title"), _TITLE),
        description=plain(told.get("why"), _TEXT),
        done_when=plain(told.get("done_when"), _TEXT),
        first_step=plain(told.get("first_step"), _TEXT),
        skills=_skills(told.get("skills")),
        effort_low=low,
        effort_high=high,
    )


def _effort(low: object, high: object) -> tuple[int, int]:
    told = [days for days in map(whole_number, (low, high)) if days is not None] or [1, 3]
    kept = [min(max(days, 1), LONGEST_EFFORT) for days in told]
    return min(kept), max(kept)


def _skills(value: object) -> tuple[str, ...]:
    told = value.split(",")[:_READ] if isinstance(value, str) else items(value)[:_READ]
    names = {name.casefold(): name for name in (plain(skill, _SKILL) for skill in told) if name}
    return tuple(names.values())[:_SKILLS]


def _with_presentation(told: Sequence[_Told]) -> list[_Told]:
    """Give one presentation and as many others as there is room for, in their order."""
    presentation = next(
        (one for one in told if one.presents and len(one.chapter.pieces) == PRESENTATION_PIECES),
        None,
    )
    if presentation is None:
        raise Unusable("one task must be the presentation, named so, with exactly 2 subtasks")
    others = [one for one in told if not one.presents][: MOST_CHAPTERS - 1]
    return sorted([*others, presentation], key=lambda one: one.number)


def _refuse_thin(chapter: Chapter, fewest: int) -> None:
    if len(chapter.pieces) < fewest:
        raise Unusable(
            f"the task “{chapter.title}” has {len(chapter.pieces)} usable subtasks, 3 to 6 are"
            " needed (with different titles, none about a presentation nobody asked for)"
        )


def _linked(one: _Told, before: Sequence[_Told]) -> Chapter:
    """Give the chapter with its dependencies as indices; only on tasks before it."""
    named = set(_named(one.after))
    after = tuple(
        place
        for place, other in enumerate(before)
        if other.number in named or other.chapter.title.casefold() in named
    )
    chapter = one.chapter
    return Chapter(chapter.title, chapter.description, chapter.done_when, chapter.pieces, after)


def _named(after: Iterable[object]) -> Iterable[object]:
    """Give the numbers and titles in a list of dependencies."""
    for item in after:
        yield whole_number(item)
        yield plain(item, _TITLE).casefold()
