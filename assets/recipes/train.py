"""`python -m assets.recipes.train TASK ...|all`: trains embedded models from nothing and writes their cards."""

import sys

from assets.recipes.recipe import chosen, make


def main() -> None:
    for recipe in chosen(sys.argv[1:]):
        figure = make(recipe)
        verdict = "reaches" if recipe.reaches_bar(figure) else "MISSES"
        print(
            f"{recipe.folder}: {recipe.metric} {figure.value:.4f} on {figure.samples} samples {verdict} the bar {recipe.bar}"
            f" ({recipe.baseline_name}: {figure.baseline:.4f})"
        )


if __name__ == "__main__":
    main()
