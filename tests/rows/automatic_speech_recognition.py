"""A Wav2Vec2 with letters and a CTC head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import files
from tests.rows import Row, _tiny
from tests.rows._audio import WAV2VEC2, extractor


def build(folder: Path) -> None:
    """Wav2Vec2 with letters and a CTC head."""
    import transformers as t

    _tiny.seed()
    tokenizer = _tiny.letters_tokenizer(folder)
    config = t.Wav2Vec2Config(**WAV2VEC2, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)
    _tiny.save(folder, t.Wav2Vec2ForCTC(config), t.Wav2Vec2Processor(extractor(), tokenizer))


def check(outputs: dict[str, Any], result: Any) -> None:
    assert isinstance(outputs["text"], str)
    assert result["text"].strip() == outputs["text"]
    assert all(start <= end for start, end in (chunk["timestamp"] for chunk in result["chunks"]))


ROW = Row(
    task="automatic-speech-recognition",
    model_type="wav2vec2",
    build=build,
    inputs={"audio": files.sound(1.0, 8_000)},
    check=check,
    params={"return_timestamps": "word"},
)
