"""A class of twelve for any platform: who they are, what they bring, what they look for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

STAFF = "조교"
OUTSIDER = "보람"
"""Somebody of the space who does not take the course."""
NAMES = (
    "지민", "서준", "하은", "도윤", "수아", "예준",
    "지우", "민서", "하준", "윤서", "은우", "채원",
)  # fmt: skip
CODE = "CSE101"
TITLE = "캡스톤 디자인"
ROSTER_NAME = "명단.csv"
WRONG_LINE = 14
"""The line of the roster that is left out: its e-mail address is none."""
SECTION = "1분반"
UNTOLD: Mapping[str, str] = MappingProxyType({})
WITHOUT_PROFILE = NAMES[0]
TOGETHER = ("서준", "하은")
APART = ("도윤", "수아")
BOUND = frozenset((*TOGETHER, *APART))
"""Those a rule is about: whoever is swapped is none of them."""
WISHES: Mapping[str, str] = {
    "least": "4",
    "most": "4",
    "roles": "backend, frontend, design, docs",
    "skills": "Python, React, Figma",
    "together": ", ".join(TOGETHER),
    "apart": ", ".join(APART),
}
"""What staff asks of the teams: three of four people."""
TEAMS = len(NAMES) // 4
APPEAL_LINE = "통학 버스가 같아요"
AUTHOR, CHOSEN, WAITING, LATE = NAMES[3], NAMES[5], NAMES[8], NAMES[9]
"""Who recruits, who gets the one seat, who waits for it, and who comes when it is closed."""
POST: Mapping[str, str] = {
    "title": "챗봇 같이 만들어요",
    "text": "학식 메뉴를 추천해요",
    "roles": "backend",
    "seats": "1",
}
APPLICATION_LINE = "백엔드를 해 봤어요"
_FIELDS = (
    ("backend, lead", "Python 4, SQL 3"),
    ("frontend", "React 4, CSS 3"),
    ("design, docs", "Figma 4"),
    ("docs, lead", "Notion 3, 발표 4"),
)
_HOURS = ("화 18-21, 목 18-21", "화 18-21, 금 13-16", "월 10-12, 화 18-20", "화 19-21, 목 18-20")


@dataclass(frozen=True, slots=True)
class Student:
    """What somebody of the class types about themselves, with nothing if they have no profile."""

    name: str
    roles: str = ""
    skills: str = ""
    times: str = ""


def students() -> tuple[Student, ...]:
    """Give everybody of the class; the first has neither profile nor free time."""
    return tuple(
        Student(name, *_FIELDS[number % 4], _HOURS[number % 4]) if number else Student(name)
        for number, name in enumerate(NAMES)
    )


def roster(accounts: Mapping[str, str] = UNTOLD, emails: Mapping[str, str] = UNTOLD) -> bytes:
    """Give the class list as staff has it, with what it says of whom; its last line is wrong."""
    listed = (f"{name},{accounts.get(name, '')},{emails.get(name, '')}" for name in NAMES)
    lines = ("이름,계정,이메일,분반", *(f"{line},{SECTION}" for line in listed))
    return "\r\n".join((*lines, f"{OUTSIDER},,보람@,")).encode("cp949")


def swappable(teams: Sequence[Sequence[str]], *rather_not: str) -> tuple[str, str]:
    """Give one of the first and one of the second team who may change places.

    There always is one: of the four bound two are apart, and a team has four.
    """
    one, other = (
        min((name for name in team if name not in BOUND), key=lambda name: name in rather_not)
        for team in teams[:2]
    )
    return one, other
