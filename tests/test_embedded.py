"""Embedded models: over their bars on held-out data, small, carded, loadable by plain transformers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tasks.core.examples import FOLDER as EXAMPLES
from tasks.core.examples import examples
from tasks.core.hub.store import card, described
from tasks.core.locales import languages
from tasks.core.registry import registry
from tests.conftest import ROOT
from tests.test_registry import PROMISED

MODELS = ROOT / "assets" / "models"
SHIPPED = sorted(folder.name for folder in MODELS.iterdir() if (folder / "config.json").is_file())


def bytes_of(name: str) -> int:
    """Bytes of a model's weights."""
    return sum(path.stat().st_size for path in (MODELS / name).glob("*.safetensors"))


def task_of(name: str) -> str:
    """The task that its card names."""
    return str(card(MODELS / name)["pipeline_tag"])


def test_every_model_has_a_task() -> None:
    assert set(SHIPPED) <= {name for spec in registry().values() for name in spec.models_embedded}


def test_every_model_has_a_recipe(runs_models: None) -> None:
    """Recipes import what they train with."""
    from assets.recipes.recipe import recipes

    assert {name: recipes()[name].task for name in SHIPPED} == {name: task_of(name) for name in SHIPPED}
    assert len([name for name in SHIPPED if not recipes()[name].missed]) >= 10


@pytest.mark.parametrize("task", sorted(set().union(*PROMISED.values())))
def test_every_promised_task_has_a_model(task: str) -> None:
    """A new task may come without one: its page says so."""
    assert set(registry()[task].models_embedded) & set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_size_and_card(name: str) -> None:
    assert 0 < bytes_of(name) <= 8_000_000
    assert not [path for path in (MODELS / name).rglob("*") if path.suffix in {".bin", ".pt", ".pkl", ".py"}]
    meta = card(MODELS / name)
    assert meta["library_name"] == "transformers" and meta["license"] and meta["metrics"]
    assert name in registry()[task_of(name)].models_embedded
    knows = meta["knows"]
    assert set(knows) == {"en", *languages()}
    assert len(set(knows.values())) == len(knows), "the same line in two languages"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_card_is_the_recipe_s(runs_models: None, name: str) -> None:
    from assets.recipes.recipe import recipes

    recipe, text = recipes()[name], (MODELS / name / "README.md").read_text(encoding="utf-8")
    assert all(line in text for line in (recipe.knows["en"], recipe.limits, recipe.data, recipe.architecture))
    assert card(MODELS / name)["knows"] == recipe.knows


def test_the_table_of_figures(runs_models: None) -> None:
    """It names every shipped model, once, with its card's figures, and the README leads to it."""
    from assets.recipes.evaluate import END, START, TABLE, table

    text = TABLE.read_text(encoding="utf-8")
    written = text[text.index(START) + len(START) : text.index(END)].strip()
    assert written == table().strip(), "run `python -m assets.recipes.evaluate NAME`"
    assert [line.split("|")[1].strip() for line in written.splitlines()[2:]] == SHIPPED
    for name in SHIPPED:
        held_out, *others = card(MODELS / name).to_dict()["model-index"][0]["results"]
        line = next(line for line in written.splitlines() if f"| {name} |" in line)
        assert all(f" {metric['value']:.3f}" in line for metric in held_out["metrics"])
        assert all(f" {each['metrics'][0]['value']:.2f}" in line.split("|")[-2] for each in others)
    assert f"({TABLE.relative_to(ROOT)})" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("knows", "found"), [("a line", {"en": "a line"}), ({"en": "a", "ko": "b"}, {"en": "a", "ko": "b"}), (None, {})]
)
def test_what_a_model_knows_by_language(tmp_path: Path, knows: object, found: dict[str, str]) -> None:
    """Our cards say it in three languages; in somebody else's it may be one line, or nothing."""
    head = yaml.safe_dump({"knows": knows} if knows else {"license": "mit"})
    (tmp_path / "README.md").write_text(f"---\n{head}---\n", encoding="utf-8")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    info = described("local/some", "local", tmp_path)
    assert info.knows == found
    assert info.knows_in("ko") == (found.get("ko") or found.get("en", ""))


def test_all_together() -> None:
    assert sum(map(bytes_of, SHIPPED)) <= 80_000_000
    big = [path for path in (ROOT / "assets").rglob("*") if path.is_file() and path.stat().st_size > 8_000_000]
    assert not big


@pytest.mark.parametrize("name", SHIPPED)
def test_at_least_four_examples(name: str) -> None:
    rows = json.loads((EXAMPLES / task_of(name) / f"{name}.json").read_text(encoding="utf-8"))
    assert len([row for row in rows if not row["limit"]]) >= 4


@pytest.mark.parametrize(
    "task", sorted(task for task, spec in registry().items() if {*spec.models_embedded} & {*SHIPPED})
)
def test_at_least_four_examples_and_a_limit(task: str) -> None:
    limits = [example for example in examples(task) if example.limit]
    assert len(examples(task)) - len(limits) >= 4 and limits


def test_no_orphans_among_the_examples() -> None:
    """Every file beside the examples belongs to one of them."""
    for folder in EXAMPLES.iterdir():
        if folder.is_dir():
            said = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))
            orphans = [path.name for path in folder.iterdir() if path.suffix != ".json" and path.name not in said]
            assert not orphans, f"{folder.name}: {orphans}"


def test_id2label_are_words() -> None:
    for name in SHIPPED:
        config = json.loads((Path(MODELS / name) / "config.json").read_text(encoding="utf-8"))
        assert not [label for label in config.get("id2label", {}).values() if label.startswith("LABEL_")], name
