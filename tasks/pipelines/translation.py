"""Translation by any encoder-decoder language model, as transformers 4 had it."""

from __future__ import annotations

from typing import Any, ClassVar

from ._inputs import check_string
from .text2text_generation import Text2TextGenerationPipeline


class TranslationPipeline(Text2TextGenerationPipeline):
    """Translate a text: `[{"translation_text": str}]`.

    How a model learns the languages: one-pair models (Marian) know them; many-language models (NLLB, mBART, M2M100)
    take `src_lang` and `tgt_lang` in their own codes; T5 reads a prefix that its checkpoint keeps per pair, found by
    the task `translation_en_to_fr` or by `src_lang="en", tgt_lang="fr"`. Takes, raises and returns what
    `Text2TextGenerationPipeline` does, with `translation_text` and `translation_token_ids` as keys, and

    src_lang, tgt_lang: language codes, in the call or in `pipeline(...)`.

    Raises:
        ValueError: also a many-language model without both languages, or with a code that it does not know.
    """

    default_task = "translation"
    default_model = ("google-t5/t5-base", "a9723ea")
    default_tasks: ClassVar[tuple[str, ...]] = ("translation_en_to_fr", "translation_en_to_de", "translation_en_to_ro")
    return_name = "translation"

    @classmethod
    def default_for(cls, task: str) -> tuple[str, str] | None:
        """Version 4's model for the three pairs of languages that T5 was trained on; "translation" alone names none."""
        return cls.default_model if task in cls.default_tasks else None

    def task_params(self, task: str) -> dict[str, Any]:
        """What the checkpoint sets for a pair of languages; for `translation` alone, its first pair, as version 4."""
        if task == self.default_task:
            all_params = getattr(self.model.config, "task_specific_params", None) or {}
            task = next((name for name in all_params if name.startswith("translation_")), task)
        return super().task_params(task)

    def _sanitize_parameters(  # type: ignore[override]  # the parent's keywords pass through
        self, src_lang: str | None = None, tgt_lang: str | None = None, **kwargs: Any
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        preprocess, forward, postprocess = super()._sanitize_parameters(**kwargs)
        parts = self.task.split("_")
        if src_lang is None and tgt_lang is None and len(parts) == 4:
            _, src_lang, _, tgt_lang = parts
        if src_lang is not None:
            preprocess["src_lang"] = src_lang
        if tgt_lang is not None:
            preprocess["tgt_lang"] = tgt_lang
        return preprocess, forward, postprocess

    def preprocess(
        self, inputs: Any, truncation: bool | str = False, src_lang: str | None = None, tgt_lang: str | None = None
    ) -> dict[str, Any]:
        """Tokenise one text for its pair of languages; many-language models add `forced_bos_token_id`, an int."""
        if not hasattr(self.tokenizer, "_build_translation_inputs"):
            pair = self.task_params(f"translation_{src_lang}_to_{tgt_lang}")
            return self.tokenize(inputs, truncation, pair.get("prefix", self.prefix) or "")
        text = check_string(inputs, "the text")
        for side, code in (("src_lang", src_lang), ("tgt_lang", tgt_lang)):
            self._check_language(side, code)
        encoded: dict[str, Any] = self.tokenizer._build_translation_inputs(
            text, return_tensors="pt", truncation=truncation, src_lang=src_lang, tgt_lang=tgt_lang
        )
        return encoded

    def _forward(self, model_inputs: dict[str, Any], **generate_kwargs: Any) -> dict[str, Any]:
        target = model_inputs.pop("forced_bos_token_id", None)
        if target is not None:
            # A batch arrives with one id per text, all the same: the languages are those of the whole call.
            generate_kwargs["forced_bos_token_id"] = target[0] if isinstance(target, list) else target
        return super()._forward(model_inputs, **generate_kwargs)

    def _check_language(self, side: str, code: str | None) -> None:
        # Without this check an unknown code becomes the unknown token, and the translation noise.
        tokenizer = self.tokenizer
        token = getattr(tokenizer, "lang_code_to_token", {}).get(code, code)
        if code is not None and tokenizer.convert_tokens_to_ids(token) not in (None, tokenizer.unk_token_id):
            return
        special = [str(t) for t in tokenizer.all_special_tokens if t not in tokenizer.special_tokens_map.values()]
        known = sorted(getattr(tokenizer, "lang_code_to_token", None) or special)
        problem = f"{side} is missing" if code is None else f"{side}={code!r} is no language of this model"
        some = f" It knows {', '.join(known[:12])}{' and others' if len(known) > 12 else ''}." if known else ""
        raise ValueError(
            f"{problem}: the model translates between many languages and has to be told both.{some} "
            "Pass src_lang and tgt_lang in the model's own codes."
        )
