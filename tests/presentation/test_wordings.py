"""Every text for a person stands in templates/messages: none in a .py file, none missing, none unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from domain import errors
from domain.errors import ThreadsheetError
from presentation.messages import Messages, find_phrase, languages, load_messages, read_entries

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("domain", "archive", "presentation", "server", "workers")
SENTENCE: Final = re.compile(r"^\W*(?:[A-Z]|\{\}).*[a-z]{2,}.*[.!?…]\W*$", re.DOTALL)
WORDS: Final = re.compile(r"[A-Za-z’']{2,}")
FOR_PROGRAMMERS: Final = frozenset({"ValueError", "TypeError", "AssertionError", "RuntimeError", "AttributeError", "KeyError"})
LOG_METHODS: Final = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
NOT_FOR_PEOPLE: Final = {
    "workers/llm_tagger/prompt.py": "instructions to a language model",
    "workers/llm_tagger/letters.py": "instructions to a language model",
    "workers/llm_reader/prompt.py": "instructions to a language model",
    "workers/sources/thread_reader/boilerplate.py": "texts of a site, to be recognised",
    "workers/sources/pasted/labelling/training/plain.py": "texts round generated pastes, to learn from",
}
FROM_DATA: Final = ("unknown", "edit.facts.", "invalid.search.")
"""Wordings that are looked up without a key in the code."""
LEFT: Final[frozenset[str]] = frozenset(
    {
        "archive/migrations/__init__.py",
    }
)
"""Modules that still have a sentence; to be emptied."""


@cache
def modules() -> dict[str, ast.Module]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def exempt(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node whose strings are for programmers and operators: docstrings, logs, faults of the code, patterns."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield from (statement for statement in node.body if isinstance(statement, ast.Expr))  # strings that document
    elif isinstance(node, ast.Assert) and node.msg:
        yield node.msg
    elif isinstance(node, ast.Call):
        function = node.func
        name = function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
        owner = function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""
        if name in FOR_PROGRAMMERS or (name in LOG_METHODS and owner in {"log", "logging"}) or owner == "re":
            yield node


def literal(node: ast.AST) -> str | None:
    """A string, or an f-string with {} for its values; None where the node is neither."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def strings(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The literals below a node with their lines."""
    skipped = set(map(id, exempt(node)))
    if id(node) in skipped:
        return
    text = literal(node)
    if text is not None:
        yield node.lineno, text
    else:
        for child in ast.iter_child_nodes(node):
            if id(child) not in skipped and not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                yield from strings(child)


def is_sentence(text: str) -> bool:
    if "(?" in text or "\\" in text:
        return False  # a regular expression
    return len(WORDS.findall(text)) >= 3 and SENTENCE.match(text) is not None


def test_no_sentence_for_a_person_stands_in_the_code() -> None:
    sentences = {
        f"{path}:{line}: {text}"
        for path, tree in modules().items()
        for line, text in strings(tree)
        if is_sentence(text) and path not in LEFT and path not in NOT_FOR_PEOPLE
    }
    assert not sentences, "\n".join(sorted(sentences))


def test_modules_that_are_left_out_still_have_a_sentence() -> None:
    clean = {path for path in LEFT if not any(is_sentence(text) for _, text in strings(modules()[path]))}
    assert not clean


@cache
def error_codes() -> dict[str, str]:
    """The code of each class of errors by its name."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ThreadsheetError)]
    return {kind.__name__: kind.code for kind in kinds}


def keys_with_calls() -> Iterator[tuple[str, str]]:
    """The keys of `reasons` that calls of `message(…)` and of errors name, with their modules."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from ((path, key) for key in keys_of_call(node.func.id, node))


def keys_of_call(name: str, call: ast.Call) -> Iterator[str]:
    first = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    if name == "message" and isinstance(first, str):
        yield first
    elif name == "PageChanged":
        yield error_codes()[name]
    elif name in error_codes():
        yield f"{error_codes()[name]}.{first}" if isinstance(first, str) and first else error_codes()[name]


def test_every_key_that_the_code_names_has_a_wording() -> None:
    reasons = load_messages().reasons
    missing = {f"{path}: {key}" for path, key in keys_with_calls() if path not in LEFT and find_phrase(key, reasons) is None}
    assert not missing


def entries(section: Messages, path: str = "") -> Iterator[str]:
    for name in section._entries:
        entry = section[name]
        if isinstance(entry, Messages):
            yield from entries(entry, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def test_every_wording_is_used() -> None:
    """By its key, or by its name behind the code, which may be handed to a function that raises the error."""
    literals = {text for tree in modules().values() for node in ast.walk(tree) if (text := literal(node)) is not None}
    used = {*literals, *(key for _, key in keys_with_calls()), *error_codes().values()}
    prefixes = tuple(text.partition("{}")[0] for text in literals if re.match(r"\w+\.\{\}$", text))
    unused = {
        key
        for key in entries(load_messages().reasons)
        if not {key, key.removesuffix(".default"), key.partition(".")[2]} & used and not key.startswith((*prefixes, *FROM_DATA))
    }
    assert not unused, sorted(unused)


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_a_translation_has_only_names_that_english_has(language: str) -> None:
    def paths(entry: object, path: str = "") -> Iterator[str]:
        if isinstance(entry, dict) and not {"one", "other"} <= set(entry):
            for name, value in entry.items():
                yield from paths(value, f"{path}.{name}")
        else:
            yield path

    assert set(paths(read_entries(language))) <= set(paths(read_entries("en")))
