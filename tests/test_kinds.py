"""Every field class has exactly one kind on the page; a file dropped into the folder is a new one."""

from __future__ import annotations

import asyncio
import inspect
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from gradio.utils import get_upload_folder

from tasks.core import fields
from tasks.core.examples import examples
from tasks.core.locales import Amount, Phrase
from tasks.core.registry import registry
from tasks.core.run.odds import TokenChoice
from tasks.ui import kinds as package
from tasks.ui.gradio_patches import LeanSession, PatchedBlocks
from tasks.ui.kinds import KindError, component, component_on_page, kind_of, kinds, shown

BASES = {fields.Field, fields.Input, fields.File, fields.Parameter, fields.Output}
CLASSES = [
    each
    for _, each in inspect.getmembers(fields, inspect.isclass)
    if issubclass(each, fields.Field) and each not in BASES
]


@dataclass(frozen=True)
class Dial(fields.Output):
    """A field class that no file of the folder knows."""


@dataclass(frozen=True)
class OwnBars(fields.Bars):
    """A field class that is drawn as its ancestor."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder beside the files of tasks/ui/kinds."""
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    kinds.cache_clear()
    yield tmp_path
    kinds.cache_clear()
    for file in tmp_path.glob("*.py"):
        sys.modules.pop(f"{package.__name__}.{file.stem}", None)


@pytest.mark.parametrize("field", CLASSES, ids=lambda each: each.__name__)
def test_every_field_class_has_one_kind(field: type[fields.Field]) -> None:
    made = field("name", "A label")
    assert issubclass(field, kind_of(made).field)
    assert kind_of(made).field not in BASES
    drawn = component(made)
    assert isinstance(drawn, gr.components.Component)
    if isinstance(made, fields.Input | fields.Parameter):
        assert isinstance(component_on_page(made, "en"), gr.components.Component)


def test_a_file_in_the_folder_is_a_new_kind(folder: Path) -> None:
    (folder / "dial.py").write_text(
        "from tasks.ui.kinds import Kind, framed_html\n"
        "from tests.test_kinds import Dial\n\n"
        "KINDS = (Kind(Dial, framed_html, show=lambda data, language: {'value': f'<b>{data}</b>'}),)\n"
    )
    dial = Dial("dial", "Dial")
    assert isinstance(component(dial), gr.HTML)
    assert shown(dial, 3, "en") == {"value": "<b>3</b>"}


def test_a_class_without_a_kind_is_an_error_that_names_it() -> None:
    with pytest.raises(KindError, match="Dial"):
        component(Dial("dial", "Dial"))


def test_two_kinds_of_one_class_are_an_error_that_names_both(folder: Path) -> None:
    (folder / "twice.py").write_text(
        "from tasks.core import fields\nfrom tasks.ui.kinds import Kind, framed_html\n\n"
        "KINDS = (Kind(fields.Bars, framed_html),)\n"
    )
    with pytest.raises(KindError, match=r"Bars is declared by tasks\.ui\.kinds\.bars and by tasks\.ui\.kinds\.twice"):
        kinds()


def test_a_file_without_a_kind_is_an_error_that_names_it(folder: Path) -> None:
    (folder / "nothing.py").write_text("")
    with pytest.raises(KindError, match="nothing"):
        kinds()


def test_a_subclass_is_drawn_as_its_ancestor() -> None:
    assert kind_of(OwnBars("scores", "Scores")).field is fields.Bars
    assert kind_of(fields.Template("template", "Template")).field is fields.Words


def test_html_of_views_is_escaped() -> None:
    """What a model or a visitor wrote never becomes markup."""
    bad = "<img src=x onerror=alert(1)>"
    views = [
        shown(fields.BarGroups("bars", "Bars"), [(bad, [(bad, 0.5)])], "en"),
        shown(fields.Cells("cells", "Cells"), ([bad], [[bad]], {(0, 0)}), "en"),
        shown(fields.TokenOdds("odds", "Odds"), [TokenChoice(bad, 0.5, ((bad, 0.5),))], "en"),
    ]
    for view in views:
        assert type(view["value"]) is str  # not Markup, whose methods would escape what Gradio adds
        assert "<img" not in view["value"]
        assert "&lt;img" in view["value"]


def test_words_of_a_field_and_of_its_data_are_in_the_visitors_language(monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks.core import locales

    spanish = {
        "Scores": "Puntuaciones",
        "Help": "Ayuda",
        "default": "por defecto",
        "{count} yes": "{count} sí",
    }
    monkeypatch.setattr(locales, "catalog", lambda language: spanish if language == "es" else {})
    choice = component_on_page(fields.Choice("scores", "Scores", "Help", choices=(("default", 1), "raw")), "es")
    assert isinstance(choice, gr.Dropdown)
    assert (choice.label, choice.info) == ("Puntuaciones", "Ayuda")
    assert choice.choices == [("por defecto", ""), ("por defecto", 1), ("raw", "raw")]
    groups = [(Phrase("{count} yes", count=2), [("cat", 0.5)])]
    value = shown(fields.BarGroups("scores", "Scores"), groups, "es")["value"]
    assert "2 sí" in value
    assert "50,0\u00a0%" in value
    assert shown(fields.Note("note", "Note"), Amount(0.5, ".1f"), "es") == {"value": "0,5"}


@pytest.mark.parametrize("task", registry())
def test_examples_fill_what_their_components_take(task: str) -> None:
    """Every value of every example goes through its kind, and Gradio's component takes it."""
    spec = registry()[task]
    for example in examples(task):
        given = {**example.inputs, **example.params}
        for each in (*spec.inputs, *spec.params):
            if each.name in given:
                component_on_page(each, "en", value=kind_of(each).fill(given[each.name]))


TAKEN = [
    each for each in CLASSES if issubclass(each, fields.File | fields.Table) or kind_of(each("n", "N")).checked_by_field
]


def sent_for(field: type[fields.Field], file: Path) -> tuple[Any, Any]:
    """(what a client sends for a field, what the field itself is to be given)."""
    uploaded = {"path": str(file), "orig_name": "an own name.png", "meta": {"_type": "gradio.FileData"}}
    if issubclass(field, fields.Table):
        table = {"headers": ["NA", "NA"], "data": [["null", "1"]]}
        return {**table, "metadata": None}, table
    if issubclass(field, fields.File):
        return ([uploaded], [str(file)]) if issubclass(field, fields.Images) else (uploaded, str(file))
    return "no such value", "no such value"


@pytest.mark.parametrize("field", TAKEN, ids=lambda each: each.__name__)
@pytest.mark.parametrize("updated", [False, True], ids=["as it was made", "after an update"])
def test_what_is_sent_goes_past_gradio(field: type[fields.Field], updated: bool) -> None:
    """In a session in which another event (an upload, a click on an example) has changed the component too: Gradio makes it
    anew then. The file is none that Gradio could decode, the table and the word none that it would hand on."""
    uploads = Path(get_upload_folder())
    uploads.mkdir(parents=True, exist_ok=True)
    file = Path(tempfile.mkdtemp(dir=uploads)) / "kept.png"
    file.write_bytes(b"not a picture")
    given: list[Any] = []
    with PatchedBlocks(waiting=4) as app:
        taken, button = component_on_page(field("name", "A label"), "en"), gr.Button()
        button.click(lambda: gr.update(label="Changed"), None, taken)
        button.click(given.append, taken, None)
    session = LeanSession(app)
    change, run = app.fns[0], app.fns[1]
    if updated:
        asyncio.run(app.process_api(change, [], session))
        assert session[taken._id] is not taken and session[taken._id].label == "Changed"
    sent, right = sent_for(field, file)
    asyncio.run(app.process_api(run, [sent], session))
    assert given == [right]
