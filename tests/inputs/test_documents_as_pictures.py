"""A PDF where a picture is asked for: every task says which ones take it."""

from __future__ import annotations

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tasks.core import fields
from tasks.core.registry import registry
from tests import files
from tests.conftest import ROOT
from tests.inputs.calls import ask

LETTER = ROOT / "assets" / "examples" / "document-question-answering" / "letter.pdf"
SEEING = [
    (spec.id, each.name) for spec in registry().values() for each in spec.inputs
    if isinstance(each, fields.Image | fields.Images)
]  # fmt: skip
OTHERS = {
    "text": "Who?",
    "question": "Who?",
    "candidate_labels": ["a", "b"],
    "messages": [{"role": "user", "content": "Who?"}],
}


@pytest.mark.parametrize(("task", "name"), SEEING)
def test_a_pdf_is_sent_to_the_task_that_takes_it(client: Client, task: str, name: str) -> None:
    values: dict[str, object] = {}
    for each in registry()[task].inputs:
        if isinstance(each, fields.Image):
            values[each.name] = handle_file(str(files.picture()))
        elif not each.optional and each.name in OTHERS:
            values[each.name] = OTHERS[each.name]
    several = isinstance(next(each for each in registry()[task].inputs if each.name == name), fields.Images)
    pdf = handle_file(str(LETTER))
    values[name] = [pdf, pdf] if several else pdf
    with pytest.raises(AppError, match=r"is a PDF, and this task takes pictures.*document-question-answering"):
        ask(client, task, **values)
