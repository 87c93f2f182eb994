"""What STYLE asks of every module, judged from the source alone."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from core.model.people import Locale
from core.phrasebook import Phrasebook, load

HOME = Path(__file__).parent.parent
PARTS = ("adapters", "bot", "core", "storage")
LONGEST = 320
"""Lines: 300 is the aim."""
VAGUE = {"base", "common", "handler", "helpers", "manager", "misc", "service", "tools", "utils"}
GENERATED = "migrations/versions"

SPECS = {"", "date", "list", ",", "은", "이", "을", "과", "으로", "이에요"}
"""The formats a phrase may use."""
MODULES = sorted(
    path
    for part in PARTS
    for path in (HOME / part).rglob("*.py")
    if GENERATED not in path.as_posix()
)
TESTS = sorted((HOME / "tests").rglob("*.py"))
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names):
            yield from (f"{module}.{alias.name}" for alias in names)
        case _:
            pass


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_has_one_idea_and_says_which(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "needs a docstring"
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST, "has more than one idea"
    assert VAGUE.isdisjoint(path.stem.split("_")), "is named for nothing"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=name)
def test_a_package_holds_a_docstring_imports_and_values_only(path: Path) -> None:
    allowed = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.ClassDef)
    assert all(isinstance(node, allowed) for node in tree(path).body)


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name)
def test_imports_stand_at_the_top_and_point_the_right_way(path: Path) -> None:
    nodes = list(ast.walk(tree(path)))
    names = {found for node in nodes for found in imported(node)}
    inside = [
        inner.lineno
        for node in nodes
        if isinstance(node, FUNCTION)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not inside, f"imports within functions, lines {inside}"
    assert "typing.TYPE_CHECKING" not in names
    assert not any(found.startswith("unittest") for found in names), "no mocks"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_runs_when_a_module_is_imported(path: Path) -> None:
    loose = (ast.For, ast.While, ast.With, ast.Try, ast.Global, ast.Await)
    body = tree(path).body
    calls = [
        node.lineno
        for node in body
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    ]
    assert not any(isinstance(node, loose) for node in body)
    assert path.name in {"__main__.py", "env.py"} or not calls


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_takes_what_one_can_hold_in_mind(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, FUNCTION):
            lines = (node.end_lineno or node.lineno) - node.lineno
            assert lines <= 60, f"{node.name} has {lines} lines"


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    return load()


def test_test_modules_have_names_of_their_own() -> None:
    names = [path.name for path in TESTS if path.name.startswith("test_")]
    assert len(names) == len(set(names))


def test_both_languages_have_the_same_phrases(book: Phrasebook) -> None:
    assert set(book.phrases[Locale.KO]) == set(book.phrases[Locale.EN])
    assert set(book.lists[Locale.KO]) == set(book.lists[Locale.EN])


def test_both_languages_name_the_same_things(book: Phrasebook) -> None:
    korean, english = book.phrases[Locale.KO], book.phrases[Locale.EN]
    assert {key: named(korean[key]) for key in korean} == {
        key: named(english[key]) for key in korean
    }


def test_every_phrase_can_be_said(book: Phrasebook) -> None:
    """A wrong format would only show when somebody meets it."""
    for phrases in book.phrases.values():
        for key, phrase in phrases.items():
            for _, field, spec, _ in Formatter().parse(phrase):
                assert field is None or field.isidentifier(), key
                assert spec in SPECS or spec is None, f"{key}: {spec}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_phrases_named_in_code_exist(path: Path, book: Phrasebook) -> None:
    missing = [key for key in spoken(tree(path)) if not known(book, key)]
    assert not missing


def named(phrase: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(phrase) if field}


def known(book: Phrasebook, key: str) -> bool:
    return all(book.has(locale, key) for locale in Locale)


def spoken(module: ast.Module) -> Iterator[str]:
    """Give the keys a module says outright; built ones (`f"task.{status}"`) are not seen."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id="Refused"), args=[ast.Constant(value=str(key)), *_]):
                yield f"refused.{key}"
            case ast.Call(func=ast.Attribute(attr="say") | ast.Name(id="say"), args=[*positional]):
                texts = (
                    given.value
                    for given in positional
                    if isinstance(given, ast.Constant) and isinstance(given.value, str)
                )
                yield from (text for text in texts if "." in text)
            case _:
                pass
