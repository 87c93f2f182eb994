"""Judges requests and answers by Discord's own OpenAPI file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend  # pyright: ignore[reportUnknownVariableType]  typed in part

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "discord-openapi.json"
"""Where the file is, on machines that have it."""
TRUE, FALSE = ("1", "true", "True"), ("0", "false", "False")


@cache
def judge() -> "Judge":
    """Give the judge, with validators built once an operation."""
    spec: dict[str, Any] = {"paths": {}, "components": {"schemas": {}}}
    if SPEC.exists():
        spec = json.loads(SPEC.read_text("utf-8"))
        # Discord's documentation allows snowflakes as numbers.
        spec["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    return Judge(spec)


class Judge:
    """Says what is wrong; without the file nothing is."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._paths: dict[str, Any] = spec["paths"]
        _inline(spec, spec)
        self._validators: dict[int, Any] = {}
        self._kind: Any = cast("Any", extend)(
            Draft202012Validator, {"oneOf": _alternatives, "anyOf": _alternatives}
        )

    def request(
        self, method: str, template: str, query: Mapping[str, str], body: object
    ) -> list[str]:
        """Give what is wrong with a request."""
        if not self._paths:
            return []
        operation = self._paths.get(template, {}).get(method.lower())
        if operation is None:
            return [f"{method} {template} is not in Discord's file"]
        wrong = self._query(operation, query)
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content and body is not None:
            wrong += self._errors(content["application/json"]["schema"], body)
        elif body is None and operation.get("requestBody", {}).get("required"):
            wrong.append("there is no body")
        return wrong

    def answer(self, method: str, template: str, status: int, body: object) -> list[str]:
        """Give what is wrong with an answer of this server."""
        operation = self._paths.get(template, {}).get(method.lower(), {})
        told = operation.get("responses", {}).get(str(status), {})
        if not self._paths or status >= 400:
            return []
        if not told:
            return [f"{method} {template} is never answered {status}"]
        if "application/json" not in told.get("content", {}):
            return []
        return self._errors(told["content"]["application/json"]["schema"], body)

    def _query(self, operation: dict[str, Any], query: Mapping[str, str]) -> list[str]:
        known = {entry["name"]: entry for entry in operation.get("parameters", [])}
        wrong: list[str] = []
        for name, text in query.items():
            kind = known.get(name, {}).get("schema", {}).get("type")
            if kind == "integer" and not text.lstrip("-").isdigit():
                wrong.append(f"?{name}={text} is no number")
            if kind == "boolean" and text not in TRUE + FALSE:
                wrong.append(f"?{name}={text} is neither true nor false")
        return wrong

    def _errors(self, schema: Any, body: Any) -> list[str]:
        if id(schema) not in self._validators:
            self._validators[id(schema)] = self._kind(schema)
        validator = self._validators[id(schema)]
        leaves = list(_leaves(validator.iter_errors(body)))
        if not leaves:
            return []
        worst = max(leaves, key=_depth)
        return [f"{worst.json_path}: {worst.message[:300]}"]


def _alternatives(
    validator: Any, schemas: list[dict[str, Any]], body: object, _schema: object
) -> Iterator[ValidationError]:
    """Judge a union by what its `type` says it is.

    Plainly tried, thirty kinds of components within each other take a fifth of a second.
    """
    fitting = [schema for schema in schemas if _could_be(schema, body)]
    if len(fitting) == 1:
        yield from validator.descend(body, fitting[0])
        return
    context: list[ValidationError] = []
    for schema in fitting:
        errors = list(validator.descend(body, schema))
        if not errors:
            return
        context += errors
    yield ValidationError(f"{str(body)[:100]} is none of what is allowed", context=context)


def _could_be(schema: dict[str, Any], body: object) -> bool:
    kinds = schema.get("properties", {}).get("type", {}).get("enum")
    if kinds is None or not isinstance(body, dict):
        return True
    return cast("dict[str, object]", body).get("type") in kinds


def _inline(node: Any, spec: dict[str, Any]) -> None:
    """Put what is referred to in place of the references; schemas then hold themselves."""
    entries: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        entries = list(cast("dict[Any, Any]", node).items())
    elif isinstance(node, list):
        entries = list(enumerate(cast("list[Any]", node)))
    for key, child in entries:
        if isinstance(child, dict) and "$ref" in child:
            node[key] = _target(str(cast("dict[str, Any]", child)["$ref"]), spec)
        else:
            _inline(child, spec)


def _target(reference: str, spec: dict[str, Any]) -> Any:
    found: Any = spec
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return _target(found["$ref"], spec) if "$ref" in found else found


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        if error.context:
            yield from _leaves(error.context)
        else:
            yield error


def _depth(error: ValidationError) -> tuple[int, bool]:
    """Rank errors: the deepest says best what is meant, other alternatives' types say nothing."""
    return (len(error.absolute_path), error.validator not in ("enum", "const", "type"))
