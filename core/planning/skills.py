"""How well somebody suits a piece of work: skills first, wanted roles a little."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from core.model.formation import Member, RoleNeed
from core.model.people import Skill
from core.model.plans import Piece, Reason, Why, Worker

ABLE = 3
"""The level from which on somebody is able to take a role."""
_SAME_SKILL = 20
"""Points for each level of the very skill: 0 to 100."""
_SAME_FIELD = 8
"""Points for each level of a skill of the same field: React where CSS is asked for."""
_WANTED_ROLE = 15
"""Points for wanting the role whose field the skill belongs to."""

_FIELDS: dict[str, str] = {
    "frontend": "react vue svelte angular html css javascript typescript nextjs web ui frontend"
    " 화면 모바일 android ios flutter swift",
    "backend": "python java kotlin spring django flask fastapi nodejs express go rust c++ c#"
    " server api sql sqlite mysql postgresql mongodb redis docker aws backend php discord slack",
    "ai": "ai ml pytorch tensorflow keras llm nlp openai 모델",
    "data": "data pandas numpy sql r excel statistics crawling",
    "design": "design figma ui ux photoshop illustrator 와이어프레임",
    "docs": "docs notion word 글쓰기 research latex hwp",
    "lead": "lead planning management jira presentation scrum 일정",
}
"""Which skills belong to which role; words after `_NAMES` made them one."""
_NAMES: dict[str, str] = {
    "py": "python", "파이썬": "python", "자바스크립트": "javascript", "js": "javascript",
    "타입스크립트": "typescript", "ts": "typescript", "자바": "java", "코틀린": "kotlin",
    "스프링": "spring", "장고": "django", "플라스크": "flask", "노드": "nodejs", "node": "nodejs",
    "리액트": "react", "next": "nextjs", "뷰": "vue", "웹": "web", "안드로이드": "android",
    "플러터": "flutter", "프론트엔드": "frontend", "프런트엔드": "frontend", "프론트": "frontend",
    "front": "frontend", "백엔드": "backend", "back": "backend", "서버": "server",
    "데이터베이스": "sql", "database": "sql", "db": "sql", "디비": "sql", "postgres": "postgresql",
    "도커": "docker", "디스코드": "discord", "슬랙": "slack", "인공지능": "ai", "머신러닝": "ml",
    "딥러닝": "ml", "데이터": "data", "통계": "statistics", "엑셀": "excel", "크롤링": "crawling",
    "디자인": "design", "피그마": "figma", "포토샵": "photoshop", "문서": "docs", "문서화": "docs",
    "보고서": "docs", "document": "docs", "documents": "docs", "documentation": "docs",
    "doc": "docs", "writing": "글쓰기", "작문": "글쓰기", "노션": "notion", "워드": "word",
    "한글": "hwp", "리서치": "research", "조사": "research", "발표": "presentation",
    "테스트": "test", "테스팅": "test", "testing": "test", "tests": "test", "qa": "test",
    "깃": "git", "github": "git", "깃허브": "git", "관리": "management", "리더": "lead",
    "팀장": "lead", "leader": "lead", "leadership": "lead", "씨언어": "c", "c언어": "c",
    "cpp": "c++", "스위프트": "swift", "mobile": "모바일", "wireframe": "와이어프레임",
    "schedule": "일정", "planner": "planning", "기획": "planning",
}  # fmt: skip
"""Other spellings of a skill, Korean ones too."""
_EMPTY = frozenset({"개발", "기초", "작성", "능력", "경험", "활용", "구현", "설계", "사용"}) | {
    "programming", "development", "basic", "basics", "skills", "experience", "and", "with",
    "framework", "library", "of", "the",
}  # fmt: skip
"""Words that say nothing about which skill is meant."""
_WORD = re.compile(r"[^\W_]+[+#]*")
_SHORTEST_INSIDE = 2


def fit(piece: Piece, worker: Worker) -> int:
    """Give the points `worker` has for `piece`: 0 (knows nothing of it) to 115."""
    asked = _asked(piece)
    return sum(_points(skill, worker) for skill in asked) // len(asked)


def reason(piece: Piece, worker: Worker) -> Reason:
    """Tell why `worker` suits `piece`; for `ROLE`, `skill` names the role."""
    asked = _asked(piece)
    for near in (_same, _akin):
        known = [
            (own.level, own.name)
            for own in worker.skills
            if own.level > 0 and any(near(skill, own.name) for skill in asked)
        ]
        if known:
            level, name = max(known, key=lambda skill: skill[0])
            return Reason(Why.SKILL, name, level)
    roles = (role for role in worker.roles if any(role in _fields(skill) for skill in asked))
    role = next(roles, None)
    return Reason(Why.BALANCE) if role is None else Reason(Why.ROLE, role)


def level(asked: str, own: Iterable[Skill]) -> int:
    """Give the highest level in the skill `asked`, 0 for none; a field asks for any skill of it."""
    return _best(
        skill.level for skill in own if _same(asked, skill.name) or asked in _fields(skill.name)
    )


def could_take(need: RoleNeed, member: Member) -> bool:
    """Tell whether somebody wants a role or is able to take it."""
    return need.role in member.roles or level(need.skill or need.role, member.skills) >= ABLE


def _asked(piece: Piece) -> tuple[str, ...]:
    """Give what a piece asks for: its title speaks where no skill is named."""
    return piece.skills or (piece.title,)


def _points(skill: str, worker: Worker) -> int:
    same = _best(own.level for own in worker.skills if _same(skill, own.name))
    akin = _best(own.level for own in worker.skills if _akin(skill, own.name))
    wanted = any(role in _fields(skill) for role in worker.roles)
    return max(same * _SAME_SKILL, akin * _SAME_FIELD) + wanted * _WANTED_ROLE


def _best(levels: Iterable[int]) -> int:
    return max(levels, default=0)


def _same(asked: str, own: str) -> bool:
    return not _names(asked).isdisjoint(_names(own))


def _akin(asked: str, own: str) -> bool:
    return not _fields(asked).isdisjoint(_fields(own))


@lru_cache(maxsize=4096)
def _fields(skill: str) -> frozenset[str]:
    names = _names(skill)
    return frozenset(
        field for field, known in _FIELDS.items() if field in names or names & set(known.split())
    )


@lru_cache(maxsize=4096)
def _names(skill: str) -> frozenset[str]:
    """Give the skills a text names, each in one spelling."""
    words = _WORD.findall(unicodedata.normalize("NFKC", skill).casefold())
    names = frozenset(name for word in words for name in _spelt(word))
    return names - _EMPTY or names


def _spelt(word: str) -> tuple[str, ...]:
    """Give the names in a word: Korean compounds (데이터분석) hold theirs unspaced."""
    if word in _NAMES:
        return (_NAMES[word],)
    if word.isascii():
        return (word,)
    inside = [
        name
        for spelling, name in _NAMES.items()
        if not spelling.isascii() and len(spelling) >= _SHORTEST_INSIDE and spelling in word
    ]
    return tuple(inside) or (word,)
