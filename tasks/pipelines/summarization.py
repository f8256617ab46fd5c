"""Summaries of texts by any encoder-decoder language model, as transformers 4 had them."""

from __future__ import annotations

from .text2text_generation import Text2TextGenerationPipeline


class SummarizationPipeline(Text2TextGenerationPipeline):
    """Shorten a text, e.g. `summarizer(article, min_length=5, max_length=60)`: `[{"summary_text": str}]`.

    Lengths are in tokens of the summary. Takes, raises and returns what `Text2TextGenerationPipeline` does, with
    `summary_text` and `summary_token_ids` as keys.
    """

    default_task = "summarization"
    default_model = ("sshleifer/distilbart-cnn-12-6", "a4f8f3e")
    return_name = "summary"
