"""What the tiny models of texts have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rows import _tiny

TALK = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
)
STORY = "Ada Brandt lives in Oslo. She has a red cat and a blue dog, and she works for a big company in the city."
SHORT = {"max_new_tokens": 8}
ENTAILMENT = ["contradiction", "neutral", "entailment"]


def bert(kind: str, labels: list[str] | None = None, cased: bool = False) -> Callable[[Path], None]:
    """Builds a BERT with the head of the class named `kind`."""

    def build(folder: Path) -> None:
        import transformers as t

        _tiny.seed()
        tokenizer = _tiny.bert_tokenizer(cased, max_length=256)
        model = getattr(t, kind)(_tiny.bert_config(tokenizer, labels))
        _tiny.save(folder, model, tokenizer)

    return build


def t5(settings: dict[str, Any] | None = None) -> Callable[[Path], None]:
    """Builds a T5; `settings` are its task_specific_params."""

    def build(folder: Path) -> None:
        _tiny.seed()
        tokenizer = _tiny.byte_tokenizer(closed=True)
        _tiny.save(folder, _tiny.small_t5(tokenizer, task_specific_params=settings), tokenizer)

    return build


def llama(template: str | None = None) -> Callable[[Path], None]:
    """Builds a Llama; with a chat template it can chat."""

    def build(folder: Path) -> None:
        _tiny.seed()
        tokenizer = _tiny.byte_tokenizer()
        tokenizer.chat_template = template
        _tiny.save(folder, _tiny.small_llama(tokenizer), tokenizer)

    return build


def check_text(output: str, key: str) -> Callable[[dict[str, Any], Any], None]:
    """The written text is the result's, under `key`."""

    def check(outputs: dict[str, Any], result: Any) -> None:
        assert isinstance(result[0][key], str)
        assert outputs[output] == result[0][key]

    return check
