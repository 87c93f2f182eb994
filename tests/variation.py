"""Variations of the first story, made from a seed: other people, words, days and detours."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from core.model.people import Locale
from tests.words import ko

LEADER = "지민"
_OTHERS = ("서준", "하은", "김 도윤", "Ada", "Müller", "李雷", "민수😀", "O'Neil", "유나")
_OUTSIDER = "지나가던 사람"
_AWKWARD = (
    "학식 메뉴 추천 챗봇",
    'He said "hi" \\ and left',
    "https://example.com/a?b=c:d&e=#f",
    "😀🎉 이모지 👩‍👩‍👧",
    "키:값 start:2026-01-01 members:@everyone",
    "# 댓글 아님",
    "@everyone <@123> <script>alert(1)</script>",
    "**굵게** `코드` {topic} %s {0}",
    "'; DROP TABLE tasks; --",
    "가" * 80,
)
_DAYS = (
    ("2026-12-01", "2027-01-15"),
    ("오늘", "다음 달 15일"),
    ("today", "2027-11-30"),
    ("12/3", "12/24"),
    ("12월 1일", "12월 1일"),
    ("내일", "모레"),
    ("2026-12-02", "2026-12-05"),
    ("2026.12.1", "2027-06-30"),
)
_NO_DAYS = ("2026-13-45", "언젠가", "이번 주", "2020-01-01", "")
_LABELS = {
    "적용": "Adopt", "다시 만들기": "Regenerate", "버리기": "Drop", "되돌리기": "Undo",
    "시작": "Start", "피드백": "Feedback", "완료": "Done", "한 줄 고치기": "Edit a line",
    "바라는 점 적기": "Add a wish", "계획 보기": "Show plan", "계획 세우기": "Make a plan",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variation:
    """One story; the program is started anew for each act."""

    locale: Locale
    key: str | None
    members: tuple[str, ...]
    topic: str
    acts: tuple[tuple[str, ...], ...]


def variation(seed: int) -> Variation:
    """Give the story of a seed."""
    return _Author(seed).variation()


@dataclass(slots=True)
class _Author:
    seed: int
    chance: Random = field(init=False)
    lines: list[str] = field(default_factory=list[str])
    acts: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    members: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def variation(self) -> Variation:
        locale = self.chance.choice([Locale.KO, Locale.KO, Locale.EN])
        count = self.chance.choice([0, 1, 2, 2, 3, 7])
        self.members = tuple(self.chance.sample(_OTHERS, count))
        topic = self.chance.choice(_AWKWARD)
        self._profiles()
        self._project(topic)
        self._plan()
        self._detours(self._before_adoption, 3)
        self._adopt()
        self._detours(self._after_adoption, 5)
        # Whatever was undone on the way, the plan stands at the end.
        self._press(LEADER, "계획 보기")
        self._press(LEADER, "적용")
        self._report()
        self._end_act()
        key = self.chance.choice(["any", "any", "any", None])
        everybody = (LEADER, *self.members)
        return Variation(locale, key, everybody, topic, tuple(self.acts))

    def _profiles(self) -> None:
        self._say(LEADER, "me profile", skills="Python 4, React 2", roles="backend")
        for name in self.members:
            match self.chance.randrange(4):
                case 0:
                    self._line(name, "/help")
                case 1:
                    self._say(name, "me profile")
                case _:
                    self._say(
                        name, "me profile",
                        skills=self.chance.choice(["React 4, CSS 3", "문서(4), Figma:3", "Git"]),
                        roles=self.chance.choice(["frontend", "디자인, docs", "데이터"]),
                    )  # fmt: skip

    def _project(self, topic: str) -> None:
        start, end = self.chance.choice(_DAYS)
        whole = {
            "topic": topic,
            "description": f"{self.chance.choice(_AWKWARD)} 앱을 만들고 시연한다",
            "goal": self.chance.choice(_AWKWARD),
            "start": start,
            "end": end,
            "members": " ".join(f"@{name}" for name in self.members),
        }
        spoilt = dict(whole)
        match self.chance.randrange(6):
            case 0:
                del spoilt[self.chance.choice(["description", "goal", "start", "end"])]
            case 1:
                spoilt["end"] = self.chance.choice(_NO_DAYS)
            case 2:
                spoilt["members"] += " @아무도아님"
            case 3:
                spoilt["description"] = "긴 설명 " * 500
            case _:
                pass
        given = list(spoilt.items())
        self.chance.shuffle(given)
        self._say(LEADER, "project new", **dict(given))
        if spoilt != whole:
            wrong = {name: text for name, text in whole.items() if spoilt.get(name) != text}
            self._fill(LEADER, "project new", **wrong)

    def _plan(self) -> None:
        match self.chance.randrange(4):
            case 0:
                self._press(LEADER, "계획 세우기")
            case 1:
                self._say(LEADER, "project plan", wish=self.chance.choice(_AWKWARD))
            case _:
                self._say(LEADER, "project plan")
        if self.chance.random() < 0.3:
            self._say(LEADER, "project plan")
        self.lines.append("wait")

    def _adopt(self) -> None:
        self._press(LEADER, "적용")
        if self.chance.random() < 0.3:
            self._press(LEADER, "적용")
        self.lines.append("wait")

    def _report(self) -> None:
        for _ in range(self.chance.choice([1, 1, 2])):
            self._say(self._anybody(), "report weekly")
        self.lines.append("wait")
        for name in self.chance.sample(["report list", "report show", "report export"], 2):
            self._say(self._anybody(), name)
        self.lines += [
            "wait",
            f"clock +{self.chance.choice(['1d', '3d6h', '40d', '400d'])}",
            "wait",
        ]

    def _detours(self, kinds: Callable[[], list[Callable[[], None]]], most: int) -> None:
        for detour in self.chance.choices(kinds(), k=self.chance.randint(0, most)):
            detour()
            if self.chance.random() < 0.15:
                self._end_act()

    def _before_adoption(self) -> list[Callable[[], None]]:
        return [
            *self._nonsense(), self._regenerate, self._wish, self._edit, self._edit,
            self._drop_and_undo, self._second_plan, self._not_theirs,
        ]  # fmt: skip

    def _after_adoption(self) -> list[Callable[[], None]]:
        return [
            *self._nonsense(), self._undo_adoption, self._move, self._move, self._look,
            self._stale_press, self._not_theirs, self._settings,
        ]  # fmt: skip

    def _nonsense(self) -> list[Callable[[], None]]:
        return [
            lambda: self._line(self._anybody(), "/뭐지 이건"),
            lambda: self._line(self._anybody(), "/task nope"),
            lambda: self._line(self._anybody(), '/project plan 없는옵션:"값"'),
            lambda: self._line(self._anybody(), 'press "없는 버튼" on last'),
            lambda: self._line(self._anybody(), 'fill {"wish": "열린 입력창이 없다"}'),
            lambda: self._line(_OUTSIDER, "/report weekly"),
            lambda: self._line(_OUTSIDER, "/task list"),
        ]

    def _regenerate(self) -> None:
        self._press(LEADER, "다시 만들기")
        self.lines.append("wait")

    def _second_plan(self) -> None:
        self._say(LEADER, "project plan")
        self.lines.append("wait")

    def _wish(self) -> None:
        self._press(LEADER, "바라는 점 적기")
        self._fill(LEADER, "project plan", wish=self.chance.choice(_AWKWARD))
        self.lines.append("wait")

    def _edit(self) -> None:
        self._press(LEADER, "한 줄 고치기")
        change = self.chance.choice([
            {"line": "2", "title": "새 제목 😀"},
            {"line": "2", "assignee": f"@{self._anybody()}"},
            {"line": "1", "title": 'He said "hi"'},
            {"line": "150", "title": "없는 줄"},
            {"line": "1", "assignee": f"@{LEADER}"},
            {"line": "2", "assignee": f"@{_OUTSIDER}"},
            {"line": "셋", "title": "줄이 아님"},
        ])  # fmt: skip
        self._fill(LEADER, "plan edit", **change)

    def _drop_and_undo(self) -> None:
        self._press(LEADER, "버리기")
        self._press(LEADER, "되돌리기")
        self._press(LEADER, "계획 보기")

    def _not_theirs(self) -> None:
        name = self.chance.choice([_OUTSIDER, *self.members])
        self._press(name, self.chance.choice(["적용", "버리기", "다시 만들기", "되돌리기"]))
        self.lines.append("wait")

    def _undo_adoption(self) -> None:
        self._press(LEADER, "되돌리기")
        self._press(LEADER, "계획 보기")
        self._press(LEADER, "적용")

    def _move(self) -> None:
        number = self.chance.choice([1, 2, 3, 5, 99])
        self._press(self._anybody(), self.chance.choice(["시작", "완료", "피드백"]), f"#{number}")
        if self.chance.random() < 0.4:
            self._press(LEADER, "되돌리기")

    def _look(self) -> None:
        asked = self.chance.choice(["task list", "me today", "project show", "project list"])
        self._say(self._anybody(), asked)

    def _settings(self) -> None:
        self._say(self._anybody(), "me settings", locale=self.chance.choice(["en", "한국어"]))

    def _stale_press(self) -> None:
        self._end_act()
        self._press(LEADER, self.chance.choice(["적용", "버리기", "다시 만들기", "한 줄 고치기"]))
        self.lines.append("wait")

    def _say(self, name: str, command: str, **options: str) -> None:
        first, second = command.split()
        words = [
            self.chance.choice([first, ko(f"commands.{first}.name")]),
            self.chance.choice([second, ko(f"commands.{first}.{second}.name")]),
        ]
        given = [f"{self._key(command, key)}:{_quoted(text)}" for key, text in options.items()]
        self._line(name, f"/{' '.join([*words, *given])}")

    def _fill(self, name: str, command: str, **options: str) -> None:
        answers = {self._key(command, key): text for key, text in options.items()}
        self._line(name, f"fill {json.dumps(answers, ensure_ascii=False)}")

    def _press(self, name: str, label: str, place: str = "last") -> None:
        spoken = self.chance.choice([label, _LABELS[label]])
        self._line(name, f'press "{spoken}" on {place}')

    def _key(self, command: str, option: str) -> str:
        korean = ko(f"commands.{command.replace(' ', '.')}.options.{option}.name")
        return self.chance.choice([option, option, korean])

    def _anybody(self) -> str:
        return self.chance.choice((LEADER, *self.members))

    def _line(self, name: str, text: str) -> None:
        self.lines.append(f'@"{name}" {text}')

    def _end_act(self) -> None:
        if self.lines:
            self.acts.append(tuple(self.lines))
        self.lines = []


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
