"""Zero-shot classification: labels that the model was never trained on."""

from typing import Any, Protocol, cast

from tasks.core.errors import WrongTask
from tasks.core.fields import Bars, Labels, Switch, Template, Text
from tasks.core.hub.architectures import other_tasks
from tasks.core.lengths import longest, say_cut, surely_fits, tokens_of, too_long
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import by_length, scored
from tasks.nlp import CATEGORY


class EntailmentPipe(Pipe, Protocol):
    """transformers' pipeline of this task: `entailment_id` is the place of that label, -1 where there is none."""

    entailment_id: int


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Refuses a classifier that knows no entailment: it would answer with noise. Raises WrongTask."""
    if cast(EntailmentPipe, pipe).entailment_id == -1:
        fits = other_tasks(SPEC.id, frozenset({type(pipe.model).__name__}))
        raise WrongTask(found=Phrase("a classifier without the label “entailment”"), fits=fits)
    check_room(
        pipe, args[0], [kwargs.get("hypothesis_template", "{}").format(label) for label in kwargs["candidate_labels"]]
    )
    return args, kwargs


def check_room(pipe: Pipe, text: str, claims: list[str]) -> None:
    """The pipeline leaves out the end of a text that is too long beside its claim: says so. Raises TextTooLong for labels
    that leave the text no room."""
    length = longest(pipe)
    claim = max(claims, key=len)
    if length is None or surely_fits(length, text, claim):
        return
    together, alone = tokens_of(pipe, text, claim), tokens_of(pipe, claim)
    if alone > length // 2:
        raise too_long("Candidate labels", alone, length // 2)
    if together > length:
        of_text = tokens_of(pipe, text)
        say_cut("Text", of_text - (together - length), of_text)


def render(result: dict[str, Any], values: Values) -> dict[str, Any]:
    return {"labels": list(zip(result["labels"], result["scores"], strict=True))}


def headline(result: dict[str, Any], values: Values) -> Phrase:
    """The best label; all that are likelier than not where several may be right."""
    rows = list(zip(result["labels"], result["scores"], strict=True))
    likely = [row for row in rows if row[1] > 0.5] if values["multi_label"] else []
    return Phrase("{labels}", labels=[scored(label, score) for label, score in likely or rows[:1]])


SPEC: TaskSpec = TaskSpec(
    id="zero-shot-classification",
    category=CATEGORY,
    title="Zero-shot classification",
    summary="Sorts a text under labels that you make up on the spot.",
    when="When there is no trained classifier for your labels: the model checks for each whether the text implies it.",
    inputs=(
        Text("text", "Text", placeholder="I have to be at the station at nine."),
        Labels(
            "candidate_labels",
            "Candidate labels",
            "Separated by commas; quotes protect a comma within a label",
            placeholder="travel, cooking, sport",
        ),
    ),
    params=(
        Switch("multi_label", "multi_label", "Several labels may be right: each gets a score of its own", common=True),
        Template(
            "hypothesis_template",
            "hypothesis_template",
            "The sentence that the model checks against the text; the braces are the label's place",
            default="This example is {}.",
        ),
    ),
    outputs=(Bars("labels", "Labels"),),
    models=("facebook/bart-large-mnli", "MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7"),
    adapt=adapt,
    batch=by_length("text"),
    render=render,
    headline=headline,
)
