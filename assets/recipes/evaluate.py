"""`python -m assets.recipes.evaluate MODEL ...|all`: measures models on held-out data, and writes their cards and the
table of all figures."""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from huggingface_hub import metadata_load

from assets.recipes.others import measured
from assets.recipes.recipe import MODELS, Recipe, chosen, parameters_and_bytes, recipes, write_card

TABLE = MODELS / "README.md"
START, END = "<!-- figures -->", "<!-- /figures -->"
HEAD = (
    "| model | architecture | parameters | MB | held-out figure | bar | baseline | by another hand |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


def head(folder: Path) -> dict[str, Any]:
    """The metadata of a shipped model's card."""
    return metadata_load(folder / "README.md") or {}


def row(recipe: Recipe) -> str:
    """One line of the table, from the card's figures."""
    parameters, size = parameters_and_bytes(MODELS / recipe.folder)
    held_out, *others = head(MODELS / recipe.folder)["model-index"][0]["results"]
    figure, baseline, *ends = held_out["metrics"]
    pairs = zip(ends[::2], ends[1::2], strict=True)
    more = [
        f", {b.name} {low['value']:.3f} to {high['value']:.3f}"
        for b, (low, high) in zip(recipe.bounds, pairs, strict=True)
    ]
    bounds = [f", {bound.least:g} to {bound.most:g}" for bound in recipe.bounds]
    sign = "≥" if recipe.higher_is_better else "≤"
    mark = " (missed)" if recipe.missed else ""
    hands = [
        f"{each['task']['type'] + ' ' if len(recipe.tasks) > 1 else ''}{each['metrics'][0]['value']:.2f}"
        for each in others
    ]
    return (
        f"| {recipe.folder} | {recipe.architecture} | {parameters / 1e6:.2f} M | {size / 1e6:.1f} | {recipe.metric} "
        f"{figure['value']:.3f}{mark}{''.join(more)} | {sign} {recipe.bar:g}{''.join(bounds)} | {recipe.baseline_name} {baseline['value']:.3f} | {', '.join(hands)} |\n"
    )


def shipped() -> list[Recipe]:
    """The recipes whose model is there, by name."""
    return [recipe for name, recipe in sorted(recipes().items()) if (MODELS / name / "config.json").is_file()]


def table() -> str:
    """All models' figures as Markdown."""
    return HEAD + "".join(row(recipe) for recipe in shipped())


def main() -> None:
    there = shipped()
    for recipe in chosen(sys.argv[1:]):
        if recipe not in there:
            print(f"{recipe.folder}: not trained yet", file=sys.stderr)
            continue
        folder = MODELS / recipe.folder
        # Each in a process of its own: what espeak-ng says depends a little on what it has said before.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            figure = fresh.submit(recipe.evaluate, folder).result()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            shares = fresh.submit(measured, recipe.tasks).result()
        write_card(recipe, folder, figure, shares, head(folder)["training_minutes"])
        print(row(recipe), end="", flush=True)
    text = TABLE.read_text(encoding="utf-8")
    before, after = text[: text.index(START) + len(START)], text[text.index(END) :]
    TABLE.write_text(f"{before}\n{table()}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
