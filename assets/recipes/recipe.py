"""What a recipe declares, the training loop that all recipes share, and the card that every model ships with."""

from __future__ import annotations

import importlib
import json
import pkgutil
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from tqdm.auto import tqdm

from assets.recipes.others import Share, measured

ASSETS = Path(__file__).resolve().parent.parent
MODELS = ASSETS / "models"
EXAMPLES = ASSETS / "examples"


@dataclass(frozen=True)
class Figure:
    """A measurement on held-out data. `value` and `baseline` share the unit of the recipe's `metric`; `ranges` has the lowest
    and the highest of what the recipe keeps within bounds beside it."""

    value: float
    baseline: float
    samples: int
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bound:
    """Something about an answer that must lie between `least` and `most` on every held-out sample."""

    name: str
    least: float
    most: float


@dataclass(frozen=True)
class Example:
    """One clickable input. `inputs` maps the task's input names to a text, a list, or the name of a file beside it.

    `expect` holds strings that must stand in the headline of the result, compared without case.
    `limit` marks an example that the model is meant to get wrong, and says why in one line.
    """

    inputs: dict[str, Any]
    expect: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    limit: str = ""


@dataclass(frozen=True)
class Recipe:
    """How one embedded model is made and measured.

    `train(out)` writes a model in Hub format into `out` (by `save_pretrained`); `evaluate(model_dir)` measures it on
    held-out data; `examples(folder)` writes example files into `folder` and returns what to click.
    `knows` says in one line what the model knows, by language; it stands on the page.
    `shared` does the same for other tasks that the model serves.
    `higher_is_better` says which side of `bar` is the good one (WER and perplexity count down); `bounds` are part of the bar.
    """

    task: str
    architecture: str
    knows: Mapping[str, str]
    limits: str
    data: str
    metric: str
    bar: float
    baseline_name: str
    train: Callable[[Path], None]
    evaluate: Callable[[Path], Figure]
    examples: Callable[[Path], Sequence[Example]]
    higher_is_better: bool = True
    name: str = ""  # folder under assets/models, the task's own id when empty
    languages: tuple[str, ...] = ("en",)
    shared: dict[str, Callable[[Path], Sequence[Example]]] = field(default_factory=dict)
    bounds: tuple[Bound, ...] = ()
    missed: str = ""  # why the bar is not reached, where it is not: the figure is then marked wherever it stands

    @property
    def folder(self) -> str:
        return self.name or self.task

    @property
    def tasks(self) -> tuple[str, ...]:
        """All tasks that the model serves."""
        return (self.task, *self.shared)

    def reaches_bar(self, figure: Figure) -> bool:
        within = all(
            bound.least <= figure.ranges[bound.name][0] and figure.ranges[bound.name][1] <= bound.most
            for bound in self.bounds
        )
        return within and (figure.value >= self.bar if self.higher_is_better else figure.value <= self.bar)


def recipes() -> dict[str, Recipe]:
    """All recipes by folder name; every module of this package that holds a `RECIPE` is one."""
    package = importlib.import_module("assets.recipes")
    found: dict[str, Recipe] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        if module_info.ispkg or module_info.name in {"recipe", "train", "evaluate"}:
            continue
        module = importlib.import_module(f"assets.recipes.{module_info.name}")
        for recipe in [module.RECIPE] if hasattr(module, "RECIPE") else getattr(module, "RECIPES", []):
            if recipe.folder in found:
                raise ValueError(f"Two recipes make assets/models/{recipe.folder}.")
            found[recipe.folder] = recipe
    return found


def seed_everything(seed: int = 0) -> None:
    """Fixes Python's, NumPy's and torch's random numbers, so that a recipe makes the same model again."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def fit(
    model: torch.nn.Module,
    batches: Callable[[int], dict[str, Any]],
    *,
    steps: int,
    lr: float,
    warmup: float = 0.05,
    weight_decay: float = 0.01,
    clip: float = 1.0,
    loss: Callable[[torch.nn.Module, dict[str, Any]], torch.Tensor] | None = None,
    description: str = "train",
) -> None:
    """Trains `model` for `steps` steps of AdamW under a one-cycle cosine schedule with peak `lr`.

    `batches(step)` gives the keyword arguments of the model's forward, labels included; `loss` replaces `outputs.loss`.
    A CUDA device is used where there is one; the model comes back on the CPU, in evaluation mode.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=lr, total_steps=steps, pct_start=warmup)
    smooth: float | None = None
    with tqdm(range(steps), desc=description, mininterval=5) as bar:
        for step in bar:
            batch = {k: v.to(device) if isinstance(v, torch.Tensor) else v for k, v in batches(step).items()}
            value = loss(model, batch) if loss else model(**batch).loss
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            schedule.step()
            smooth = value.item() if smooth is None else 0.98 * smooth + 0.02 * value.item()
            bar.set_postfix(loss=f"{smooth:.4f}", refresh=False)
    model.to("cpu").eval()


def make(recipe: Recipe) -> Figure:
    """Trains, saves, measures, writes the card and the examples of one recipe."""
    out = MODELS / recipe.folder
    out.mkdir(parents=True, exist_ok=True)
    seed_everything()
    start = time.monotonic()
    recipe.train(out)
    minutes = (time.monotonic() - start) / 60
    figure = recipe.evaluate(out)
    write_card(recipe, out, figure, {}, round(minutes))  # what asks a model reads its card
    write_card(recipe, out, figure, measured(recipe.tasks), round(minutes))
    write_examples(recipe)
    return figure


def write_examples(recipe: Recipe) -> None:
    """Writes `assets/examples/<task>/<recipe>.json` and the files it names, for each task that the model serves."""
    for task, examples in {recipe.task: recipe.examples, **recipe.shared}.items():
        folder = EXAMPLES / task
        folder.mkdir(parents=True, exist_ok=True)
        rows = [
            {"inputs": e.inputs, "params": e.params, "expect": list(e.expect), "limit": e.limit}
            for e in examples(folder)
        ]
        (folder / f"{recipe.folder}.json").write_text(
            json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


def parameters_and_bytes(model_dir: Path) -> tuple[int, int]:
    """Number of parameters and bytes of the safetensors weights in `model_dir`."""
    from safetensors import safe_open

    count = 0
    for file in model_dir.glob("*.safetensors"):
        with safe_open(file, "pt") as tensors:
            count += sum(int(np.prod(tensors.get_slice(k).get_shape())) for k in tensors.keys())  # noqa: SIM118
    return count, sum(file.stat().st_size for file in model_dir.glob("*.safetensors"))


def write_card(recipe: Recipe, out: Path, figure: Figure, shares: Mapping[str, Share], minutes: int) -> None:
    """Writes the model card: Hub metadata on top, then what the model knows, its limits, data and figures.

    `shares` is what of another hand's inputs is answered right, by task; `minutes` is how long the training took.
    """
    parameters, size = parameters_and_bytes(out)
    value, baseline = round(figure.value, 4), round(figure.baseline, 4)
    meta = {
        "library_name": "transformers",
        "pipeline_tag": recipe.task,
        "license": "mit",
        "language": list(recipe.languages),
        "tags": ["pipeline-atlas"],
        "metrics": [recipe.metric],
        "knows": dict(recipe.knows),
        "training_minutes": minutes,
        "model-index": [
            {
                "name": recipe.folder,
                "results": [
                    {
                        "task": {"type": recipe.task},
                        "dataset": {"name": "held-out small world", "type": "pipeline-atlas"},
                        "metrics": [
                            {"type": recipe.metric, "value": value},
                            {"type": f"baseline: {recipe.baseline_name}", "value": baseline},
                            *(
                                {"type": f"{end} {name}", "value": round(value, 4)}
                                for name, ends in figure.ranges.items()
                                for end, value in zip(("lowest", "highest"), ends, strict=True)
                            ),
                        ],
                    },
                    *(
                        {
                            "task": {"type": task},
                            "dataset": {"name": by_another_hand(share), "type": "pipeline-atlas-another-hand"},
                            "metrics": [{"type": "share answered right", "value": share.figure}],
                        }
                        for task, share in shares.items()
                    ),
                ],
            }
        ],
    }
    sign = "≥" if recipe.higher_is_better else "≤"
    out.joinpath("README.md").write_text(
        f"---\n{yaml.safe_dump(meta, sort_keys=False, allow_unicode=True, width=120)}---\n\n"
        f"# {recipe.folder}\n\n{recipe.knows['en']}\n\n"
        f"**Does not know.** {recipe.limits}\n\n"
        f"**Data.** {recipe.data}\n\n"
        f"**Model.** {recipe.architecture}, {parameters:,} parameters, {size / 1e6:.1f} MB, trained in {minutes} minutes"
        f" by `python -m assets.recipes.train {recipe.folder}`.\n\n"
        f"| {recipe.metric}, {figure.samples} held-out samples | bar | {recipe.baseline_name} |\n|---|---|---|\n"
        f"| {value:.3f} | {sign} {recipe.bar} | {baseline:.3f} |\n"
        + bounds_table(recipe, figure)
        + "".join(
            f"\n{by_another_hand(share)}{f', {task}' if len(recipe.tasks) > 1 else ''}: {share.figure:.2f} answered right.\n"
            for task, share in shares.items()
        )
        + (f"\n**Below its bar.** {recipe.missed}\n" if recipe.missed else ""),
        encoding="utf-8",
    )


def by_another_hand(share: Share) -> str:
    """What a second figure is measured on: the inputs of `assets/recipes/others`."""
    return f"{share.count} inputs by another hand"


def bounds_table(recipe: Recipe, figure: Figure) -> str:
    """What is kept within bounds beside the figure, as Markdown; nothing where a recipe has none."""
    rows = [
        f"| {bound.name} | {figure.ranges[bound.name][0]:.3f} to {figure.ranges[bound.name][1]:.3f} "
        f"| {bound.least:g} to {bound.most:g} |\n"
        for bound in recipe.bounds
    ]
    return "\n| beside it | on all samples | bar |\n|---|---|---|\n" + "".join(rows) if rows else ""


def chosen(names: Iterable[str]) -> list[Recipe]:
    """The recipes named on the command line; `all` is every one. Raises SystemExit with the known names."""
    known = recipes()
    names = list(names)
    if names == ["all"]:
        return list(known.values())
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise SystemExit(
            f"Unknown recipe {', '.join(unknown) or '(none given)'}. Known: all, {', '.join(sorted(known))}"
        )
    return [known[name] for name in names]
