"""Text-to-text generation, as transformers 4 had it."""

from tasks.core.fields import Text, Written
from tasks.core.loaders import FromClass
from tasks.core.spec import TaskSpec
from tasks.core.tools import generated_text
from tasks.nlp import CATEGORY, _seq2seq

SPEC: TaskSpec = TaskSpec(
    id="text2text-generation",
    category=CATEGORY,
    title="Text-to-text generation",
    summary="Turns a text into another text, as the instruction in it says.",
    when="For models of the T5 family: one model for many jobs, and the words before the text name the job.",
    inputs=(Text("text", "Text with an instruction", lines=4, placeholder="Answer the question: what do bees make?"),),
    params=(*_seq2seq.params(), _seq2seq.TRUNCATION),
    outputs=(Written("generated", "Text"),),
    models=("google/flan-t5-small", "google/flan-t5-base"),
    restored=True,
    loader=FromClass(
        "tasks.pipelines.text2text_generation:Text2TextGenerationPipeline",
        autos=("AutoModelForSeq2SeqLM",),
        modality="text",
    ),
    generation="kwargs",
    adapt=_seq2seq.adapt,
    code=_seq2seq.code("text2text-generation", "generated_text"),
    render=lambda result, values: {"generated": generated_text(result)},
    headline=lambda result, values: generated_text(result),
)
