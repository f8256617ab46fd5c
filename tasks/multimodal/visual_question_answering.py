"""Questions about a picture, as transformers 4 had it: chosen among known answers (ViLT), or written (BLIP)."""

from typing import Any

from tasks.core.fields import Bars, Image, Number, Text, Written
from tasks.core.loaders import FromClass
from tasks.core.locales import Phrase
from tasks.core.scale import seen
from tasks.core.share.code import Lines
from tasks.core.spec import Alias, Call, TaskSpec, Values
from tasks.core.tools import scored
from tasks.multimodal import CATEGORY, _writes


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    return [
        *_writes.prepared(lines, "AutoModelForVisualQuestionAnswering", call.args[0], call.kwargs["question"]),
        "if model.can_generate():  # it writes its answer, as BLIP does",
        '    inputs.pop("token_type_ids", None)',
        "    output = model.generate(**inputs, max_new_tokens=256)[0]",
        "    asked = inputs.input_ids.shape[1]",
        "    if output[:asked].equal(inputs.input_ids[0]):  # BLIP-2 repeats the question",
        "        output = output[asked:]",
        '    result = [{"answer": tokenizer.decode(output, skip_special_tokens=True).strip()}]',
        "else:  # it chooses among the answers that it knows, as ViLT does",
        f"    scores, ids = model(**inputs).logits[0].sigmoid().topk({call.kwargs.get('top_k', 5)})",
        "    answers = [model.config.id2label[id] for id in ids.tolist()]",
        '    result = [{"score": score, "answer": answer} for score, answer in zip(scores.tolist(), answers)]',
        "print(result)",
    ]


def render(result: Any, values: Values) -> dict[str, Any]:
    if "score" in result[0]:
        return {"answers": [(row["answer"], row["score"]) for row in result]}
    return {"text": result[0]["answer"]}


def headline(result: Any, values: Values) -> str | Phrase:
    best = result[0]
    return scored(best["answer"], best["score"]) if "score" in best else best["answer"] or Phrase("no answer")


SPEC = TaskSpec(
    id="visual-question-answering",
    category=CATEGORY,
    title="Visual question answering",
    summary="Answers a question about a picture.",
    when="For short questions: how many, which colour, is there a ...",
    inputs=(
        Image("image", "Picture"),
        Text("question", "Question", lines=1, placeholder="What colour is the star?"),
    ),
    params=(
        Number("top_k", "top_k", "How many answers to show, for models that choose among known ones",
               default=5, least=1, most=50, live=True, common=True),
    ),
    outputs=(Bars("answers", "Answers, each scored by itself: together they may be more or less than 100%"), Written("text", "Answer")),
    models=("dandelin/vilt-b32-finetuned-vqa", "Salesforce/blip-vqa-base"),
    aliases=(Alias("vqa"),),
    restored=True,
    loader=FromClass("tasks.pipelines.visual_question_answering:VisualQuestionAnsweringPipeline", autos=("AutoModelForVisualQuestionAnswering",)),
    generation="generate_kwargs",
    superset={"top_k": 50},
    subset=lambda result, values: result[: values["top_k"]],
    code=code,
    pixels=seen,
    render=render,
    headline=headline,
)  # fmt: skip
