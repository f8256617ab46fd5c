"""Decision: typed questions about a situation, answered with a probability for every option."""

from typing import Any, Protocol, cast

from tasks.core import talk
from tasks.core.errors import BadParameter
from tasks.core.fields import BarGroups, Json, Text
from tasks.core.loaders import FromTransformers
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.spec import Arguments, TaskSpec, Values
from tasks.core.tools import one_after_another, scored, shortened
from tasks.multimodal import CATEGORY

START = """{
  "refund": {
    "type": "noul",
    "instructions": "Is a refund requested?"
  },
  "tone": {
    "type": "choice",
    "instructions": "What is the tone?",
    "criteria": {"calm": "polite", "angry": "harsh"}
  },
  "urgency": {
    "type": "score",
    "instructions": "How urgent is it?",
    "criteria": ["can wait", "this week", "today"]
  }
}"""
HELP = "Each has a type: noul (yes or no), choice (criteria: options), or score (criteria: levels, the lowest first)"
MOST_QUESTIONS, MOST_OPTIONS = 12, 26


def check_questions(questions: dict[str, Any]) -> None:
    """Says what is wrong with a question, by its number: its words are the visitor's own. Raises BadParameter."""
    if not questions or len(questions) > MOST_QUESTIONS:
        reason = Phrase("it needs 1 to {most} questions", most=MOST_QUESTIONS)
        raise BadParameter(field="questions", reason=reason)
    for number, question in enumerate(questions.values(), start=1):
        problem = _problem(number, question)
        if problem:
            raise BadParameter(field="questions", reason=problem)


def _problem(number: int, question: Any) -> Phrase | None:
    if not isinstance(question, dict):
        return Phrase("question {number} must be an object in braces", number=number)
    if set(question) - {"type", "instructions", "criteria"}:
        return Phrase("question {number} may hold nothing but type, instructions and criteria", number=number)
    kind, criteria = question.get("type"), question.get("criteria")
    if kind not in ("noul", "choice", "score"):
        return Phrase("question {number} needs the type noul, choice or score", number=number)
    if kind == "noul" and not (criteria is None or (isinstance(criteria, dict) and set(criteria) <= {"true", "false"})):
        return Phrase(
            "question {number} is a yes-or-no question: its criteria may describe true and false only", number=number
        )
    wanted = {"choice": dict, "score": list}.get(kind)
    if wanted and not (isinstance(criteria, wanted) and 1 <= len(criteria) <= MOST_OPTIONS):
        form = '{"option": "description"}' if kind == "choice" else '["lowest", "highest"]'
        return Phrase(
            "question {number} needs criteria as {form}, with 1 to {most} of them",
            number=number, form=form, most=MOST_OPTIONS,
        )  # fmt: skip
    return None


def arrange(values: Values) -> Arguments:
    check_questions(values["questions"])
    return ({"state": values["state"], "questions": values["questions"]},), {}


class DecisionPipe(Pipe, Protocol):
    """transformers' pipeline of this task: `label_token_ids` raises ValueError for a label of several tokens."""

    decision_config: Any  # a class of transformers', handed on to its own parser

    def label_token_ids(self, labels: tuple[str, ...]) -> Any: ...


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """The labels of the options must be tokens of the model's. Raises BadParameter."""
    from transformers.decision import parse_questions

    if hasattr(pipe.model, "decide"):  # it scores the options itself
        return args, kwargs
    talk.checked_template(pipe)
    (request,), deciding = args, cast(DecisionPipe, pipe)
    try:
        for question in parse_questions(request["questions"], deciding.decision_config):
            deciding.label_token_ids(tuple(question.labels))
    except ValueError as error:
        reason = Phrase("this model has no single tokens for the labels Yes, No, A, B ... that it would answer with")
        raise BadParameter(field="questions", reason=reason) from error
    return args, kwargs


def options(answer: dict[str, Any]) -> list[tuple[str | Phrase, float]]:
    """(option, probability) of an answer: levels by their descriptions, yes and no for a noul question."""
    if answer["type"] == "noul":
        return [(Phrase("yes"), answer["noul"]), (Phrase("no"), 1 - answer["noul"])]
    legend = answer.get("legend", {})
    return [(str(legend.get(name) or name), score) for name, score in answer["probabilities"].items()]


def render(result: Any, values: Values) -> dict[str, Any]:
    questions = values["questions"]
    return {
        "options": [
            (str(questions.get(name, {}).get("instructions") or name), options(answer))
            for name, answer in result.items()
        ]
    }


def headline(result: Any, values: Values) -> Phrase:
    best = {name: max(options(answer), key=lambda option: option[1]) for name, answer in result.items()}
    return one_after_another(
        [
            Phrase("{question}: {answer}", question=shortened(name, 40), answer=scored(label, score))
            for name, (label, score) in best.items()
        ]
    )


SPEC = TaskSpec(
    id="decision",
    category=CATEGORY,
    title="Decision",
    summary="Answers typed questions about a situation, with a probability for every option.",
    when="To let a program act on a text: route a message, rate how urgent it is, decide yes or no.",
    inputs=(
        Text("state", "Situation", placeholder="I was charged twice for my order and want a refund."),
        Json("questions", "Questions, each a noul (yes or no), choice or score", HELP, start=START),
    ),
    chats=True,
    outputs=(BarGroups("options", "Options"),),
    hub_task="text-generation",
    loader=FromTransformers(by_config="MODEL_FOR_DECISION_MAPPING"),
    models=("Qwen/Qwen2.5-0.5B-Instruct",),
    arrange=arrange,
    adapt=adapt,
    render=render,
    headline=headline,
)
