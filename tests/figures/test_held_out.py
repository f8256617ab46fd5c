"""Every embedded model over its bar, and better than guessing, on data that its training never saw."""

from __future__ import annotations

import pytest

from tests.test_embedded import MODELS, SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_figure_on_held_out_data(name: str) -> None:
    from assets.recipes.recipe import recipes

    recipe = recipes()[name]
    figure = recipe.evaluate(MODELS / name)
    assert recipe.reaches_bar(figure) != bool(recipe.missed), f"{recipe.metric} {figure.value:.4f}, bar {recipe.bar}"
    better = figure.value > figure.baseline if recipe.higher_is_better else figure.value < figure.baseline
    assert better, f"{recipe.baseline_name} does as well: {figure.baseline:.4f}"
