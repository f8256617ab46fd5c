"""A word-level tokenizer for the little language of the scenes."""

import re
from collections.abc import Iterable

from transformers import BertTokenizer


def word_tokenizer(texts: Iterable[str], max_length: int = 32, token_types: bool = True) -> BertTokenizer:
    """Knows every word of `texts`, letter by letter any other one; capitals do not count.

    Special tokens are BERT's: [CLS] opens, [SEP] closes, [PAD] fills. Models other than BERT's kin take no token types.
    """
    words = sorted({word for text in texts for word in re.findall(r"\w+|[^\w\s]", text.lower())})
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    # The closing token has the highest number: the text models of CLIP's family find the end of a text by it.
    vocabulary = {piece: i for i, piece in enumerate(dict.fromkeys([*pieces, *words, "[SEP]"]))}
    names = ["input_ids", *(["token_type_ids"] if token_types else []), "attention_mask"]
    return BertTokenizer(vocab=vocabulary, model_max_length=max_length, model_input_names=names)
