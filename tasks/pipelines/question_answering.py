"""Answers found in a text, as transformers 4 found them: the span of the context that answers the question."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from transformers.models.auto.modeling_auto import MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES

from ._inputs import check_text
from ._restored import ChunkPipeline, RestoredPipeline
from ._windows import Window, fast_windows, slow_windows

Example = dict[str, str]


class QuestionAnsweringPipeline(RestoredPipeline, ChunkPipeline):
    """Find the answer to a question in a text, e.g. `oracle(question="Where?", context="She lives in Berlin.")`.

    A context too long for the model is read in overlapping windows.
    """

    default_task = "question-answering"
    default_model = ("distilbert/distilbert-base-cased-distilled-squad", "564e9b5")
    default_input_names = "question,context"

    _load_processor = False
    _load_image_processor = False
    _load_feature_extractor = False
    _load_tokenizer = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_model_type(MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES)
        accepted = inspect.signature(self.model.forward).parameters
        self._extra_inputs = {"use_cache": False} if "use_cache" in accepted else {}
        self._input_names = set(self.tokenizer.model_input_names)
        # Tokenizers written in Python no longer name these, though BERT was trained to tell question from context so.
        if not self.tokenizer.is_fast and getattr(self.model.config, "type_vocab_size", 0) > 1:
            self._input_names |= {"token_type_ids"} & accepted.keys()

    @staticmethod
    def create_sample(question: str | list[str], context: str | list[str]) -> Example | list[Example]:
        """Put a question and its context, or lists of them, into the form that the pipeline reads."""
        if isinstance(question, list):
            return [{"question": q, "context": c} for q, c in zip(question, context, strict=True)]
        return {"question": question, "context": str(context)}

    def _sanitize_parameters(
        self,
        padding: bool | str | None = None,
        topk: int | None = None,
        top_k: int | None = None,
        doc_stride: int | None = None,
        max_answer_len: int | None = None,
        max_seq_len: int | None = None,
        max_question_len: int | None = None,
        handle_impossible_answer: bool | None = None,
        align_to_words: bool | None = None,
        **kwargs: Any,
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        preprocess = {
            "padding": padding,
            "doc_stride": doc_stride,
            "max_seq_len": max_seq_len,
            "max_question_len": max_question_len,
        }
        postprocess = {
            "top_k": topk if top_k is None else top_k,
            "max_answer_len": max_answer_len,
            "handle_impossible_answer": handle_impossible_answer,
            "align_to_words": align_to_words,
        }
        for name in ("top_k", "max_answer_len"):
            number = postprocess[name]
            if number is not None and number < 1:
                raise ValueError(f"{name} is {number}, but has to be at least 1. Pass 1 or more.")
        given_pre = {key: value for key, value in preprocess.items() if value is not None}
        return given_pre, {}, {key: value for key, value in postprocess.items() if value is not None}

    def __call__(self, *args: Any, question: Any = None, context: Any = None, **kwargs: Any) -> Any:
        """Answer questions from contexts.

        Args:
            args: in place of the keywords a dict `{"question": ..., "context": ...}`, a list, generator or data set of
                such dicts, or the question and the context.
            question: one text or a list of texts.
            context: one text, read for every question, or a list with one text for each question.
            top_k: how many answers to give (1); fewer come where the context has no more.
            doc_stride: tokens that two windows of a long context share (128, or half a window if that is less).
            max_answer_len: the longest answer in tokens (15).
            max_seq_len: the longest window in tokens, question included (384, or the model's limit if that is less).
            max_question_len: tokens after which the question is cut (64).
            handle_impossible_answer: let "no answer", an empty string, compete with the others (False).
            align_to_words: widen an answer to whole words (True); switch off for languages without spaces.

        Returns:
            `{"score": float, "start": int, "end": int, "answer": str}`: a probability in [0, 1], and the place in the
            context in characters. A list of such dicts, best first, for more than one answer; a list of results for
            more than one question.

        Raises:
            ValueError: question or context missing, empty or no text; lists of unequal length; numbers that leave no
                room for the context; `batch_size` above 1 with a tokenizer that has no padding token.
        """
        inputs = self._read_arguments(args, question, context, kwargs)
        if not isinstance(inputs, list):
            return super().__call__(inputs, **kwargs)
        examples = [read_example(item) for item in inputs]
        if not examples:
            return []
        return super().__call__(examples[0] if len(examples) == 1 else examples, **kwargs)

    @staticmethod
    def _read_arguments(args: tuple[Any, ...], question: Any, context: Any, kwargs: dict[str, Any]) -> Any:
        """All forms of a call as a list of examples; generators and data sets as they are."""
        data = kwargs.pop("data", kwargs.pop("X", None))
        if len(args) == 2 and all(isinstance(arg, str) for arg in args):
            question, context = args
        elif args or data is not None:
            inputs = data if not args else args[0] if len(args) == 1 else list(args)
            if isinstance(inputs, tuple):
                return list(inputs)
            return [inputs] if isinstance(inputs, dict | str) else inputs
        if isinstance(question, list | tuple):
            contexts = [context] * len(question) if isinstance(context, str) or context is None else list(context)
            if len(contexts) != len(question):
                raise ValueError(
                    f"{len(question)} questions came with {len(contexts)} contexts. "
                    "Pass one context for all of them, or one for each."
                )
            return [{"question": q, "context": c} for q, c in zip(question, contexts, strict=True)]
        return [{"question": question, "context": context}]

    def preprocess(
        self,
        example: Any,
        padding: bool | str = False,
        doc_stride: int | None = None,
        max_question_len: int = 64,
        max_seq_len: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Windows of one context: model inputs of shape (1, tokens), `p_mask` 0 where an answer can be."""
        example = read_example(example)
        find_windows = fast_windows if self.tokenizer.is_fast else slow_windows
        windows = find_windows(self.tokenizer, example, doc_stride, max_question_len, max_seq_len, padding)
        for number, window in enumerate(windows, start=1):
            tensors = {name: torch.tensor([ids]) for name, ids in window.inputs.items()}
            p_mask = torch.tensor([window.p_mask])
            is_last = number == len(windows)
            yield {"example": example, "window": window, "is_last": is_last, "p_mask": p_mask, **tensors}

    def _forward(self, model_inputs: dict[str, Any]) -> dict[str, Any]:
        kept = {key: model_inputs[key] for key in ("p_mask", "attention_mask", "example", "window", "is_last")}
        inputs = {name: model_inputs[name] for name in self._input_names if name in model_inputs}
        output = self.model(**inputs, **self._extra_inputs)
        return {"start": output["start_logits"], "end": output["end_logits"], **kept}

    def postprocess(
        self,
        model_outputs: list[dict[str, Any]],
        top_k: int = 1,
        handle_impossible_answer: bool = False,
        max_answer_len: int = 15,
        align_to_words: bool = True,
    ) -> dict[str, Any] | list[dict[str, Any]]:
        """The best answers over all windows of one context."""
        # Several spans may turn out to be one answer once they are widened to words.
        candidates = 2 * top_k + 10 if align_to_words else top_k
        answers: dict[str, dict[str, Any]] = {}
        no_answer = 1.0
        for output in model_outputs:
            window: Window = output["window"]
            context = output["example"]["context"]
            length = output["start"].shape[1]
            # A window in a batch may be padded; with padding on the left its tokens have moved.
            moved = length - len(window.p_mask) if self.tokenizer.padding_side == "left" else 0
            spans, null_score = best_spans(output, moved + window.null_index, candidates, max_answer_len)
            no_answer = min(no_answer, null_score)
            places = window.words if align_to_words else window.tokens
            for span in spans:
                first, last = places[span.start - moved], places[span.end - moved]
                if first is None or last is None:
                    continue
                text = context[first[0] : last[1]]
                known = answers.get(text.lower())
                if known is None:
                    place = {"start": first[0], "end": last[1], "answer": text}
                    answers[text.lower()] = {"score": span.score, **place}
                else:
                    known["score"] += span.score
        found = list(answers.values())
        nothing = {"score": no_answer if handle_impossible_answer else 0.0, "start": 0, "end": 0, "answer": ""}
        if handle_impossible_answer or not found:
            found.append(nothing)
        found = sorted(found, key=lambda answer: answer["score"], reverse=True)[:top_k]
        return found[0] if len(found) == 1 else found


class Span(NamedTuple):
    """A candidate: tokens `start` to `end`, both included, and its probability."""

    start: int
    end: int
    score: float


def best_spans(output: dict[str, Any], null_index: int, count: int, max_answer_len: int) -> tuple[list[Span], float]:
    """The most probable spans of a window, best first, and the probability that it has no answer.

    Args:
        output: `start` and `end`, the logits, `p_mask`, 1 where no answer can be, and `attention_mask`, 0 where
            there is padding, all of shape (1, tokens).
        null_index: the token that stands for "no answer".
        count: how many spans.
        max_answer_len: the longest span in tokens.
    """
    allowed = (output["p_mask"][0].numpy() == 0) & (output["attention_mask"][0].numpy() == 1)
    start, end = (softmax(output[side][0].double().numpy(), allowed) for side in ("start", "end"))
    null_score = float(start[null_index] * end[null_index])
    start[null_index] = end[null_index] = 0.0
    scores = np.tril(np.triu(np.outer(start, end)), max_answer_len - 1)
    flat = scores.ravel()
    count = min(count, len(flat))
    best = np.argpartition(-flat, count - 1)[:count]
    best = best[np.argsort(-flat[best], kind="stable")]
    rows, columns = np.unravel_index(best[flat[best] > 0], scores.shape)
    return [Span(int(s), int(e), float(scores[s, e])) for s, e in zip(rows, columns, strict=True)], null_score


def softmax(logits: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """Probabilities over the allowed tokens, 0 elsewhere.

    In double precision, as in single a sure model's other answers would be 0 and lost.
    """
    if not allowed.any():
        return np.zeros_like(logits)
    exponentials = np.exp(np.where(allowed, logits, -np.inf) - logits[allowed].max())
    probabilities: np.ndarray = exponentials / exponentials.sum()
    return probabilities


def read_example(item: Any) -> Example:
    """Check a question with its context. Raises ValueError with what is wrong with it."""
    if not isinstance(item, dict) or not {"question", "context"} <= item.keys():
        raise ValueError(
            f"A question and a context are needed, but {item!r:.80} came. "
            'Pass question=... and context=..., or a dict {"question": ..., "context": ...}.'
        )
    for key in ("question", "context"):
        if item[key] is None:
            raise ValueError(f"The {key} is missing: an answer needs both a question and a context. Pass {key}=...")
        check_text(item[key], f"the {key}")
    return {"question": item["question"], "context": item["context"]}
