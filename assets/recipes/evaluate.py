"""`python -m assets.recipes.evaluate TASK ...|all`: measures models on held-out data; `all` writes the README's table."""

import sys
from pathlib import Path

from assets.recipes.recipe import MODELS, Figure, Recipe, chosen, parameters_and_bytes

README = Path(__file__).resolve().parents[2] / "README.md"
START, END = "<!-- figures -->", "<!-- /figures -->"


def row(recipe: Recipe, figure: Figure) -> str:
    """One line of the table."""
    parameters, size = parameters_and_bytes(MODELS / recipe.folder)
    sign = "≥" if recipe.higher_is_better else "≤"
    mark = "" if recipe.reaches_bar(figure) else " (missed)"
    return (
        f"| {recipe.folder} | {recipe.architecture} | {parameters / 1e6:.2f} M | {size / 1e6:.1f} | {recipe.metric} "
        f"{figure.value:.3f}{mark} | {sign} {recipe.bar:g} | {recipe.baseline_name} {figure.baseline:.3f} |"
    )


def main() -> None:
    names = sys.argv[1:]
    lines = [
        "| model | architecture | parameters | MB | held-out figure | bar | baseline |",
        "|---|---|---|---|---|---|---|",
    ]
    for recipe in sorted(chosen(names), key=lambda recipe: recipe.folder):
        if not (MODELS / recipe.folder / "config.json").is_file():
            print(f"{recipe.folder}: not trained yet", file=sys.stderr)
            continue
        lines.append(row(recipe, recipe.evaluate(MODELS / recipe.folder)))
        print(lines[-1], flush=True)
    if names == ["all"]:
        text = README.read_text(encoding="utf-8")
        head, tail = text[: text.index(START) + len(START)], text[text.index(END) :]
        README.write_text(head + "\n" + "\n".join(lines) + "\n" + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
