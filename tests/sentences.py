"""Every English sentence that a visitor can read, and where it is said: what the catalogues of other languages must hold.

    python -m tests.sentences --missing es    # what Spanish lacks, as JSON by part, ready to be filled
    python -m tests.sentences --unused es     # what stands in its catalogue though nobody says it

Sentences come from three places: the declarations of task files and of looks inside (titles, labels, helps, choices), the code
(`Phrase("...")`, `text("...", language)`, `static("...")` and `says = "..."` of errors, found in the syntax tree), and the examples' `limit`.

What stays as it is in every language, and is no sentence:

- a label that is the field's own name (`top_k`), and whatever has no letter of its own (`{label} ({score})`);
- choices without a label: they are the pipeline's own values (`softmax`, `transcribe`);
- placeholders and what stands in a box at first: they are examples of input, and most models read English only.
  A placeholder never instructs; what a visitor has to know stands in the label or the help.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel import Locale

from tasks.core.examples import FOLDER as EXAMPLES
from tasks.core.fields import Choice, Field
from tasks.core.locales import catalog, parts
from tasks.core.registry import categories, registry
from tasks.inside import views
from tests.conftest import ROOT

TABS = tuple(category.id for category in categories())
# Files of tasks/core whose sentences are not errors' but belong to what task files of several tabs use.
SHARED = ("generation.py", "tools.py")
# Files of tasks/core whose sentences are reasons of errors, wherever in the file they stand.
REASONS = ("errors.py", "fields.py", "media.py", "spec.py", "limits.py")


@dataclass
class Sentence:
    """A sentence of the code: its English, its English for several, and the parts in which it is said."""

    text: str
    many: str = ""
    said_in: set[str] = field(default_factory=set)

    @property
    def part(self) -> str:
        """The file of a language that holds it: one part, or `shared` for what several say."""
        return next(iter(self.said_in)) if len(self.said_in) == 1 else "shared"


def braces(sentence: str) -> set[str]:
    """The names of a sentence's facts; "" for braces without a name, which no sentence may have."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def forms(language: str) -> set[str]:
    """The plural forms that whole numbers take in a language: one and other in Spanish, other in Korean."""
    rule = Locale.parse(language).plural_form
    return {str(rule(count)) for count in range(1000)}


@cache
def sentences() -> dict[str, Sentence]:
    """Every sentence by its English."""
    found: dict[str, Sentence] = {}
    for text, many, part in (*_declared(), *_in_code(), *_in_examples()):
        if not _speaks(text):
            continue
        sentence = found.setdefault(text, Sentence(text, many))
        sentence.many = sentence.many or many
        sentence.said_in.add(part)
    return found


def _speaks(text: str) -> bool:
    """Whether a text says something in English: it has two letters in a row outside of its braces."""
    plain = "".join(literal for literal, *_ in string.Formatter().parse(text))
    return re.search(r"[^\W\d_]{2}", plain) is not None


def _declared() -> Iterator[tuple[str, str, str]]:
    """What the task files and the looks inside declare: (English, "", tab or "inside")."""
    yield from ((category.title, "", category.id) for category in categories())
    for view in views().values():
        yield from ((words, "", "inside") for words in (view.title, view.summary))
        yield from ((words, "", "inside") for each in view.outputs for words in _words_of(each))
    for spec in registry().values():
        tab = spec.category.id
        yield from ((words, "", tab) for words in (spec.title, spec.summary, spec.when) if words)
        for each in (*spec.inputs, *spec.params, *spec.outputs):
            yield from ((words, "", tab) for words in _words_of(each))


def _words_of(each: Field) -> Iterator[str]:
    if each.label != each.name:
        yield each.label
    if each.help:
        yield each.help
    if isinstance(each, Choice):
        yield from (choice[0] for choice in each.choices if isinstance(choice, tuple))


def _in_examples() -> Iterator[tuple[str, str, str]]:
    for file in sorted(EXAMPLES.glob("*/*.json")):
        yield from ((row["limit"], "", "examples") for row in json.loads(file.read_text("utf-8")) if row.get("limit"))


def _in_code() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "tasks").rglob("*.py")):
        yield from _Said.of(path)


class _Said(ast.NodeVisitor):
    """Sentences in one file's syntax tree. Those in a `raise`, and reasons by name, belong to the errors."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.found: list[tuple[str, str, str]] = []

    @classmethod
    def of(cls, path: Path) -> list[tuple[str, str, str]]:
        visitor = cls(_part(path))
        visitor.visit(ast.parse(path.read_text("utf-8")))
        return visitor.found

    def visit_Raise(self, node: ast.Raise) -> None:
        self._within("errors", node)

    def visit_keyword(self, node: ast.keyword) -> None:
        self._within("errors" if node.arg == "reason" else self.part, node)

    def _within(self, part: str, node: ast.AST) -> None:
        before, self.part = self.part, part
        self.generic_visit(node)
        self.part = before

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(isinstance(target, ast.Name) and target.id == "says" for target in node.targets):
            self.found += [(text, "", "errors") for text in _constants(node.value)]
        reasons = any(isinstance(target, ast.Name) and target.id == "reason" for target in node.targets)
        self._within("errors" if reasons else self.part, node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "Phrase" and node.args:
            many = _constants(node.args[1]) if len(node.args) > 1 else []
            self.found += [(text, "".join(many), self.part) for text in _constants(node.args[0])]
        elif (name == "text" and len(node.args) > 1) or (name == "static" and node.args):
            self.found += [(text, "", self.part) for text in _constants(node.args[0])]
        self.generic_visit(node)


def _constants(node: ast.expr) -> list[str]:
    """The constant texts of an expression: itself, or both sides of a condition."""
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


FACTS = {"reason", "needed_for", "found", "fits", "size", "limit"}


def plain_words() -> list[str]:
    """Places outside of the page where words for people stand as plain text: facts of errors, and headlines."""
    places = []
    for path in sorted((ROOT / "tasks").rglob("*.py")):
        if path.relative_to(ROOT / "tasks").parts[0] == "ui":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            suspects = [text for each in _for_people(node) for text in _plain(each)]
            places += [f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} {text}" for text in suspects]
    return places


def _for_people(node: ast.AST) -> list[ast.expr]:
    """What a visitor will read of a piece of code: facts by name, what `headline` comes to."""
    if isinstance(node, ast.keyword) and node.arg == "headline" and isinstance(node.value, ast.Lambda):
        return [node.value.body]
    if isinstance(node, ast.keyword) and node.arg in FACTS:
        return [node.value]
    if isinstance(node, ast.Assign) and any(isinstance(each, ast.Name) and each.id in FACTS for each in node.targets):
        return [node.value]
    if isinstance(node, ast.FunctionDef) and node.name == "headline":
        return [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
    return []


def _plain(node: ast.expr) -> list[str]:
    """English in what an expression comes to: constants and f-strings, on either side of conditions."""
    if isinstance(node, ast.IfExp):
        return _plain(node.body) + _plain(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _plain(value)]
    if isinstance(node, ast.JoinedStr):
        return [text for value in node.values for text in _plain(value)]
    return [text for text in _constants(node) if _speaks(text)]


def _part(path: Path) -> str:
    folder, *rest = path.relative_to(ROOT / "tasks").parts
    if folder in TABS or folder == "inside":
        return folder
    if folder == "core" and len(rest) == 1 and rest[0] in (*SHARED, *REASONS):
        return "shared" if rest[0] in SHARED else "errors"
    return "errors" if folder == "pipelines" or (folder == "core" and rest[0] == "hub") else "page"


def missing(language: str) -> dict[str, dict[str, str | dict[str, str]]]:
    """What a language lacks, by part: an empty text for each sentence, or one for each plural form."""
    known = catalog(language)
    gaps: dict[str, dict[str, str | dict[str, str]]] = {}
    for sentence in sorted(sentences().values(), key=lambda each: each.part):
        if sentence.text not in known:
            needed = sorted(forms(language))
            empty: str | dict[str, str] = dict.fromkeys(needed, "") if sentence.many and len(needed) > 1 else ""
            gaps.setdefault(sentence.part, {})[sentence.text] = empty
    return gaps


def unused(language: str) -> dict[str, list[str]]:
    """What a language's files hold and nobody says, by part."""
    said = sentences()
    return {part: gone for part, held in parts(language) if (gone := [text for text in held if text not in said])}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--missing", metavar="LANGUAGE", help="print what a language lacks, as JSON by part")
    parser.add_argument("--unused", metavar="LANGUAGE", help="print what nobody says, as JSON by part")
    asked = parser.parse_args()
    if asked.missing:
        print(json.dumps(missing(asked.missing), ensure_ascii=False, indent=1))
    if asked.unused:
        print(json.dumps(unused(asked.unused), ensure_ascii=False, indent=1))
