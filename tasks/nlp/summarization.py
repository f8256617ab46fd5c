"""Summarization, as transformers 4 had it."""

from typing import Any

from tasks.core.fields import Note, Number, Text, Written
from tasks.core.limits import LIMITS
from tasks.core.loaders import FromClass
from tasks.core.locales import Phrase
from tasks.core.spec import TaskSpec, Values
from tasks.core.tools import generated_text, percent
from tasks.nlp import CATEGORY, _seq2seq


def render(result: Any, values: Values) -> dict[str, Any]:
    before, after = len(values["text"].split()), len(generated_text(result).split())
    if after <= before:
        shorter = Phrase(
            "{before:,} words became {after:,}: {share} of the text.",
            before=before, after=after, share=percent(after / before),
        )  # fmt: skip
    else:
        shorter = Phrase("{before:,} words became {after:,}: longer than the text.", before=before, after=after)
    return {"summary": generated_text(result), "shorter": shorter}


SPEC: TaskSpec = TaskSpec(
    id="summarization",
    category=CATEGORY,
    title="Summarization",
    summary="Says in a few sentences what a long text says.",
    when="For articles, minutes, reports. The model writes in its own words, so check facts that matter.",
    inputs=(Text("text", "Text", lines=8, placeholder="A long text: an article, a report ..."),),
    params=(
        *_seq2seq.params(),
        Number("min_length", "min_length", "Shortest summary in tokens; the checkpoint's own if empty",
               least=0, most=LIMITS.new_tokens),
        Number("max_length", "max_length", "Longest summary in tokens, in place of max_new_tokens",
               least=1, most=LIMITS.new_tokens),
        _seq2seq.TRUNCATION,
    ),
    outputs=(Written("summary", "Summary"), Note("shorter", "How much shorter")),
    models=("sshleifer/distilbart-cnn-12-6", "google-t5/t5-small"),
    restored=True,
    loader=FromClass("tasks.pipelines.summarization:SummarizationPipeline", autos=("AutoModelForSeq2SeqLM",), modality="text"),
    generation="kwargs",
    adapt=_seq2seq.adapt,
    code=_seq2seq.code("summarization", "summary_text"),
    render=render,
    headline=lambda result, values: generated_text(result),
)  # fmt: skip
