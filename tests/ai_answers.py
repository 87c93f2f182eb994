"""What the local model server says: sensible Korean answers to any JSON Schema."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, cast

from core.planning.words import speaks_of_presentation

Schema = Mapping[str, object]

_PIECES = {
    "요구사항 정리": ("사용자 인터뷰", "기능 목록 작성", "화면 흐름 그리기"),
    "설계": ("데이터 구조 설계", "화면 설계", "역할별 인터페이스 합의"),
    "핵심 기능 구현": ("저장소와 뼈대 만들기", "핵심 기능 만들기", "화면 연결하기", "예외 처리"),
    "시험과 개선": ("시험 항목 만들기", "통합 시험", "발견한 문제 고치기"),
    "문서와 마무리": ("사용 설명서 작성", "시연 준비", "회고 정리"),
}
_TALK = {"발표": ("발표 자료 만들기", "발표 연습")}
_SKILLS = ("문서", "디자인", "Python", "Python", "문서", "문서")
_PROSE = {
    "progress": "이번 주에는 계획한 업무를 순서대로 진행하였다.",
    "issue": "진행 중 확인이 필요한 부분을 팀에서 함께 살펴보았다.",
    "next": "다음 주에는 남은 업무를 이어서 진행할 예정이다.",
    "overall": "전체 일정은 계획에 맞추어 가고 있다.",
}
_IDENTIFIER = re.compile(r"\[([a-z]+:\w+)\]|\b([a-z]+:\d+)\b")
_COMPLAINT = re.compile("reason|problem|complaint|unfit|missing")
_TITLES = frozenset({"title", "name"})


def good_answer(schema: Schema, material: str) -> object:
    """Give a value that fits `schema`, about what `material` speaks of.

    A plan outline is a whole plan, a yes-or-no is yes, and whatever asks for evidence gets
    identifiers (`task:12`) that stand in the material.
    """
    return _Author(schema, material).value(schema, ())


def without_fields(value: object) -> object:
    """Give `value` with the first property of every object missing."""
    if isinstance(value, dict):
        items = list(cast("dict[str, object]", value).items())
        return {key: without_fields(item) for key, item in items[1:]}
    if isinstance(value, list):
        return [without_fields(item) for item in cast("list[object]", value)]
    return value


def schema_in(text: str) -> Schema | None:
    """Give the JSON Schema that stands in a prompt."""
    for match in re.finditer(r"\{", text):
        try:
            found = json.JSONDecoder().raw_decode(text, match.start())[0]
        except json.JSONDecodeError:
            continue
        if "type" in found or "properties" in found:
            return cast("Schema", found)
    return None


class _Author:
    def __init__(self, schema: Schema, material: str) -> None:
        self._root = schema
        found = list(dict.fromkeys(a or b for a, b in _IDENTIFIER.findall(material)))
        self._evidence: Iterator[str] | None = cycle(found) if found else None
        self._chapters = _PIECES | _TALK if _presents(material) else _PIECES

    def value(self, schema: Schema, path: tuple[str, ...]) -> object:
        """Give a value for what stands at `path`."""
        schema = self._plain(schema)
        if "enum" in schema:
            return cast("list[object]", schema["enum"])[0]
        match schema.get("type"):
            case "object":
                return {
                    name: self.value(part, (*path, name))
                    for name, part in _properties(schema).items()
                }
            case "array":
                return self._array(schema, path)
            case "boolean" | "null" as kind:
                return True if kind == "boolean" else None
            case "integer" | "number":
                return schema.get("minimum", 1)
            case _:
                return _cut(schema, _sentence(path))

    def _array(self, schema: Schema, path: tuple[str, ...]) -> list[object]:
        items = self._plain(cast("Schema", schema.get("items", {"type": "string"})))
        if re.match("evidence|cite|ref|source", path[-1] if path else ""):
            return [] if self._evidence is None else [next(self._evidence)]
        if _COMPLAINT.search(path[-1] if path else "") and items.get("type") != "object":
            return []
        if self._inner(items):
            return [self._chapter(items, number) for number in range(len(self._chapters))]
        least = cast("int", schema.get("minItems", 1))
        return [self.value(items, path) for _ in range(max(least, 1))]

    def _inner(self, schema: Schema) -> str | None:
        """Name the list of objects inside an object that has a title: a plan's subtasks."""
        parts = _properties(schema)
        for name, part in parts.items():
            items = self._plain(cast("Schema", self._plain(part).get("items", {})))
            if _TITLES & parts.keys() and _TITLES & _properties(items).keys():
                return name
        return None

    def _chapter(self, schema: Schema, number: int) -> object:
        title, pieces = list(self._chapters.items())[number]
        inner = self._inner(schema)
        made: dict[str, object] = {}
        for name, part in _properties(schema).items():
            plain = self._plain(part)
            if name == inner:
                items = cast("Schema", plain["items"])
                made[name] = [self._piece(items, number, piece) for piece in pieces]
            elif re.match("after|depend", name):
                made[name] = self._earlier(plain, number)
            else:
                made[name] = self._field(plain, name, title, number)
        return made

    def _piece(self, schema: Schema, number: int, title: str) -> object:
        made: dict[str, object] = {}
        for name, part in _properties(self._plain(schema)).items():
            links = re.match("after|depend", name)
            made[name] = [] if links else self._field(self._plain(part), name, title, number)
        return made

    def _earlier(self, schema: Schema, number: int) -> list[object]:
        """Name the task before, by its number from 1 or by its title."""
        if number == 0:
            return []
        items = self._plain(cast("Schema", schema.get("items", {})))
        title = list(self._chapters)[number - 1]
        return [number if items.get("type") == "integer" else title]

    def _field(self, schema: Schema, name: str, title: str, number: int) -> object:
        if "skill" in name:
            skill = _SKILLS[number]
            return [skill] if schema.get("type") == "array" else skill
        if schema.get("type") in {"integer", "number"}:
            return 3 if re.search("high|max|most", name) else 1
        if schema.get("type") != "string" or "enum" in schema:
            return self.value(schema, (name,))
        for word, text in {
            "why": f"{title}에서 팀이 함께 볼 결과를 만들어요.",
            "desc": f"{title}에 필요한 일을 나누고 결과를 팀과 함께 확인해요.",
            "done": f"{title} 결과가 정리되어 팀원이 모두 확인했어요.",
            "first": f"{title}에 대해 알고 있는 것을 한 쪽으로 적어 보세요.",
        }.items():
            if word in name:
                return _cut(schema, text)
        return _cut(schema, title)

    def _plain(self, schema: Schema) -> Schema:
        """Follow references and choose the first of alternatives."""
        if isinstance(target := schema.get("$ref"), str):
            found: Any = self._root
            for step in target.removeprefix("#/").split("/"):
                found = found[step]
            return self._plain(found)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return self._plain(cast("list[Schema]", schema[word])[0])
        if "const" in schema:
            return {**schema, "enum": [schema["const"]]}
        if isinstance(kinds := schema.get("type"), list):
            return {**schema, "type": cast("list[str]", kinds)[0]}
        return {**schema, "type": "object"} if _properties(schema) else schema


def _presents(material: str) -> bool:
    """Tell whether a presentation is wanted: what a project's description says, decides."""
    try:
        told = json.loads(material)
    except json.JSONDecodeError:
        return speaks_of_presentation(material)
    return speaks_of_presentation(str(told.get("description", told)))


def _properties(schema: Schema) -> Mapping[str, Schema]:
    return cast("Mapping[str, Schema]", schema.get("properties", {}))


def _sentence(path: tuple[str, ...]) -> str:
    words = " ".join(path)
    for word, sentence in _PROSE.items():
        if word in words:
            return sentence
    return "" if _COMPLAINT.search(words) else _PROSE["progress"]


def _cut(schema: Schema, text: str) -> str:
    least = cast("int", schema.get("minLength", 0))
    most = cast("int", schema.get("maxLength", max(len(text), least)))
    return text.ljust(least, "요")[:most]
