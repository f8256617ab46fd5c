"""Question answering from a text, as transformers 4 had it."""

from typing import Any

from tasks.core.errors import BadParameter
from tasks.core.fields import Number, Rows, Spans, Switch, Text
from tasks.core.lengths import longest, say_cut, surely_fits, tokens_of
from tasks.core.loaders import FromClass
from tasks.core.locales import Amount, Phrase
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import by_length, percent, scored
from tasks.nlp import CATEGORY

WINDOW, QUESTION = 384, 64  # tokens that the pipeline reads at once, and of a question


def arrange(values: Values) -> Arguments:
    return ({"question": values["question"], "context": values["context"]},), SPEC.chosen(values)


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Says how much of the question is read, and that a long context is read in windows."""
    question, context = args[0]["question"], args[0]["context"]
    window = min(longest(pipe) or WINDOW, WINDOW)
    asked = 0 if surely_fits(QUESTION, question) else tokens_of(pipe, question)
    special = pipe.tokenizer.num_special_tokens_to_add()
    if asked - special > QUESTION:
        say_cut("Question", QUESTION, asked - special)
    if surely_fits(window, question, context):
        return args, kwargs
    tokens = tokens_of(pipe, question[:2000], context)
    if tokens > window:
        note(
            Phrase(
                "The {tokens} tokens of the text were read in windows of {length}.",
                tokens=Amount(tokens, ",.0f"), length=Amount(window, ",.0f"),
            )
        )  # fmt: skip
    stride = kwargs.get("doc_stride")
    most = window - min(asked or QUESTION, QUESTION) - pipe.tokenizer.num_special_tokens_to_add(pair=True)
    if stride is not None and stride >= most:
        raise BadParameter(
            field="doc_stride", reason=Phrase("it must be at most {most}", most=Amount(max(0, most - 1), ",.0f"))
        )
    return args, kwargs


def code(call: Call, lines: Lines) -> list[str]:
    """The same by the model's own classes: plain transformers 5 has no such pipeline."""
    asked = {**call.values, **call.kwargs}
    lines.imports.add("import torch")
    lines.imports.add("from transformers import AutoModelForQuestionAnswering, AutoTokenizer")
    stride = asked["doc_stride"]
    words = "inputs.word_ids(window)" if asked["align_to_words"] else "range(len(spans))"
    top_k = asked["top_k"]
    body = [
        f"question = {lines.literal(call.args[0]['question'])}",
        f"context = {lines.literal(call.args[0]['context'])}",
        "tokenizer = AutoTokenizer.from_pretrained(MODEL)",
        "model = AutoModelForQuestionAnswering.from_pretrained(MODEL)",
        "# A context that is too long for the model is read in windows that overlap.",
        'length = min(tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", 384), 384)',
        "inputs = tokenizer(",
        '    question, context, truncation="only_second", max_length=length, padding=True, return_tensors="pt",',
        f"    stride={'min(length // 2, 128)' if stride is None else stride}, "
        "return_overflowing_tokens=True, return_offsets_mapping=True, return_token_type_ids=True,",
        ")",
        "given = {name: inputs[name].to(model.device) for name in tokenizer.model_input_names}",
        "with torch.no_grad():",
        "    logits = model(**given)",
        "answers, no_answer = {}, 1.0",
        "for window, spans in enumerate(inputs.offset_mapping.tolist()):",
        "    # An answer lies in the context; the token [CLS] stands for no answer.",
        "    ids = inputs.input_ids[window]",
        "    cls = ids == tokenizer.cls_token_id",
        "    allowed = torch.tensor([part == 1 for part in inputs.sequence_ids(window)]) | cls",
        "    start, end = (",
        "        each[window].cpu().double().masked_fill(~allowed, -torch.inf).softmax(-1)",
        "        for each in (logits.start_logits, logits.end_logits)",
        "    )",
        "    no_answer = min(no_answer, float((start * end)[cls].sum()))",
        "    start[cls] = end[cls] = 0",
        "    # The probability of every span that ends after it starts and is not too long.",
        f"    scores = torch.outer(start, end).triu().tril({asked['max_answer_len'] - 1}).flatten()",
        f"    word_of = list({words})",
        f"    best = scores.topk(min({2 * top_k + 10 if asked['align_to_words'] else top_k}, len(scores)))",
        "    for score, place in zip(best.values.tolist(), best.indices.tolist()):",
        "        first, last = divmod(place, len(spans))",
        "        if score == 0 or word_of[first] is None or word_of[last] is None:",
        "            continue",
        "        in_context = [i for i, part in enumerate(inputs.sequence_ids(window)) if part == 1]",
        "        begin = min(spans[i][0] for i in in_context if word_of[i] == word_of[first])",
        "        finish = max(spans[i][1] for i in in_context if word_of[i] == word_of[last])",
        "        answer = context[begin:finish]",
        '        place = {"start": begin, "end": finish, "answer": answer}',
        '        answers.setdefault(answer.lower(), {"score": 0.0, **place})["score"] += score',
    ]
    if asked["handle_impossible_answer"]:
        body.append('answers[""] = {"score": no_answer, "start": 0, "end": 0, "answer": ""}')
    body.append('ranked = sorted(answers.values(), key=lambda found: found["score"], reverse=True)')
    return [*body, "result = ranked[0]" if top_k == 1 else f"result = ranked[:{top_k}]", "print(result)"]


def ranked(result: Any) -> list[dict[str, Any]]:
    """The pipeline gives one answer as a dictionary, several as a list."""
    return result if isinstance(result, list) else [result]


def lit(context: str, answer: dict[str, Any]) -> list[tuple[str, Phrase | None]]:
    """The context with the answer marked."""
    start, end = answer["start"], answer["end"]
    pieces: list[tuple[str, Phrase | None]] = [
        (context[:start], None),
        (context[start:end], Phrase("answer")),
        (context[end:], None),
    ]
    return [(words, label) for words, label in pieces if words]


def render(result: Any, values: Values) -> dict[str, Any]:
    answers = ranked(result)
    rows = [
        [each["answer"] or Phrase("no answer"), percent(each["score"]), each["start"], each["end"]] for each in answers
    ]
    return {
        "marked": lit(values["context"], answers[0]),
        "table": ([Phrase("answer"), Phrase("score"), Phrase("start"), Phrase("end")], rows) if len(rows) > 1 else None,
    }


def headline(result: Any, values: Values) -> Phrase:
    best = ranked(result)[0]
    return scored(best["answer"] or Phrase("No answer in this text"), best["score"])


SPEC = TaskSpec(
    id="question-answering",
    category=CATEGORY,
    title="Question answering",
    summary="Finds the answer to a question in a text, word for word.",
    when="To look things up in a text that you have; the model never writes an answer of its own.",
    inputs=(
        Text("question", "Question", lines=1, placeholder="Where does Ada live?"),
        Text("context", "Context", "The text that holds the answer", lines=6, placeholder="Ada lives in London."),
    ),
    params=(
        Number("top_k", "top_k", "How many answers to show", default=1, least=1, most=20, common=True),
        Switch("handle_impossible_answer", "handle_impossible_answer",
               "Let “no answer” compete with the answers; for models that were trained with it", common=True),
        Number("max_answer_len", "max_answer_len", "The longest answer in tokens (words or pieces of words)", 15,
               least=1, most=200),
        Number("doc_stride", "doc_stride",
               "Tokens that two windows of a long text share; 128, or half a window, if empty", least=0, most=512),
        Switch("align_to_words", "align_to_words",
               "Widen answers to whole words; switch off for languages without spaces", True),
    ),
    outputs=(Spans("marked", "Where it stands"), Rows("table", "Answers")),
    models=("distilbert/distilbert-base-cased-distilled-squad", "deepset/roberta-base-squad2"),
    restored=True,
    loader=FromClass("tasks.pipelines.question_answering:QuestionAnsweringPipeline", autos=("AutoModelForQuestionAnswering",), modality="text"),
    arrange=arrange,
    adapt=adapt,
    batch=by_length("question", "context"),
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
