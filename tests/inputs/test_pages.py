"""Documents as strangers have them: filled forms, scans that lie, faxes of several pages, files with something before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from tasks.core.media import Upload, origin_of, read_document
from tasks.core.media.pages import SCALE, scale_of
from tasks.core.notes import noting
from tasks.core.service import Answer, Service
from tasks.documents._upright import read
from tests import files
from tests.hub.models.documents import donut
from tests.inputs import strange
from tests.inputs.calls import Reply, ask, local
from tests.inputs.conftest import answered, pasted
from tests.test_snippets import alike
from tests.tiny import TinyModels

TASK = "document-question-answering"
TOTAL = "What is the total?"


def told(client: Client, path: Path, question: str = TOTAL, **params: Any) -> Reply:
    return ask(client, TASK, document=handle_file(str(path)), question=question, **params)


def answer_of(service: Service, path: Path, **params: Any) -> Answer:
    return answered(service, TASK, {"document": str(path), "question": TOTAL, **params})


# --- pages that do not stand upright ------------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_is_turned(client: Client, service: Service, student: Path, degrees: int) -> None:
    """The same answer as for the upright page, said so, shown upright with its box, and the same in the code."""
    lying = strange.page_lying(degrees)
    upright, reply = told(client, files.page()), told(client, lying)
    assert alike(reply.result, upright.result)
    assert reply.notes == ["The page did not stand upright and was turned."] and not upright.notes
    shown, wanted = (Image.open(each.outputs["page"]).convert("RGB") for each in (reply, upright))
    assert shown.size == wanted.size
    assert np.abs(np.asarray(shown, int) - np.asarray(wanted, int)).mean() < 1, "boxes stand elsewhere"
    code = answer_of(service, lying).code
    assert "ROTATE_" in code and alike(pasted(code, lying), reply.result), code


def test_an_upright_page_is_read_once(monkeypatch: pytest.MonkeyPatch, runs_models: None) -> None:
    """Looking for the way up costs nothing where the words were read with certainty."""
    from tasks.documents import _upright

    monkeypatch.setattr(_upright, "lying", lambda page: pytest.fail("was looked for"))
    degrees, words = _upright.read_upright(Image.open(files.page()).convert("RGB"), None, "")
    assert degrees == 0 and "12.80" in [word for word, _ in words]


def test_a_page_is_turned_for_a_model_that_reads_pixels(client: Client, tiny_models: TinyModels) -> None:
    """Donut needs no words, and a page that stands upright as much as others."""
    model = local(tiny_models, "donut", donut)
    upright, lying = (told(client, path, model=model) for path in (files.page(), strange.page_lying(90)))
    assert lying.result == upright.result
    assert lying.notes == ["The page did not stand upright and was turned."] and not upright.notes


def test_words_are_those_of_the_plain_pipeline(runs_models: None) -> None:
    """The code shown lets the pipeline read by itself, which must come to the same."""
    from transformers.pipelines.document_question_answering import apply_tesseract

    page = Image.open(files.page()).convert("RGB")
    assert read(page, None, "").words == list(zip(*apply_tesseract(page, None, ""), strict=True))


def test_a_page_without_letters_is_left_as_it_is(client: Client) -> None:
    with pytest.raises(AppError, match="no printed words were found"):
        told(client, files.picture())


# --- several pages ------------------------------------------------------------------------------------------------------


def test_pages_of_a_tiff_are_pages(client: Client, service: Service, student: Path) -> None:
    """All are asked, the one that came upside down too; the code does so as well."""
    reply = told(client, strange.scanned(), top_k=2)
    assert reply.notes == ["Pages that did not stand upright were turned: 2."]
    assert {row["page"] for row in reply.result} <= {1, 2}
    code = answer_of(service, strange.scanned(), top_k=2).code
    assert "ImageSequence" in code and alike(pasted(code, strange.scanned()), reply.result), code


def test_one_page_of_a_tiff_is_asked(client: Client, service: Service, student: Path) -> None:
    reply = told(client, strange.scanned(), page=2)
    assert "27.30" in reply.result[0]["answer"]
    assert reply.notes == ["The page did not stand upright and was turned."]
    code = answer_of(service, strange.scanned(), page=2).code
    assert "seek(1)" in code and alike(pasted(code, strange.scanned()), reply.result), code


def test_a_tiff_as_a_picture_is_its_first_page(client: Client) -> None:
    reply = ask(client, "image-classification", image=handle_file(str(strange.scanned())))
    assert reply.notes == ["Picture: it has several pages, and the first was taken."]


def test_small_copies_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    """Scanners and viewers keep reduced copies of a page behind it."""
    from PIL import TiffImagePlugin

    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    page, copy = Image.new("L", (80, 60)), Image.new("L", (8, 6))
    copy.encoderinfo = {"tiffinfo": tags}  # type: ignore[attr-defined]
    page.save(tmp_path / "page.tif", save_all=True, append_images=[copy])
    with noting() as said:
        assert [each.size for each in read_document(str(tmp_path / "page.tif"))] == [(80, 60)]
    assert not said


# --- PDFs ---------------------------------------------------------------------------------------------------------------


def test_what_was_filled_into_a_form_is_read(client: Client, service: Service, student: Path) -> None:
    """Its value alone is stored, and not how it looks: it is painted, in the code too."""
    path = strange.written("form.pdf", strange.pdf_of("Name:", name="Amelia Brown"))
    reply = told(client, path, "What is the name?")
    assert "Amelia" in reply.result[0]["answer"]
    answer = answer_of(service, path)
    assert "pdf.init_forms()" in answer.code
    assert alike(pasted(answer.code, path), answer.result), answer.code


def test_a_plain_pdf_needs_no_forms(service: Service) -> None:
    path = strange.written("plain.pdf", strange.pdf_of("Total: 12.80", "Total: 27.30"))
    code = answer_of(service, path).code
    assert "forms" not in code
    assert "[page.render(scale=150 / 72).to_pil() for page in pdf]" in code


@pytest.mark.parametrize(
    "before", [b"\n", b"\r\n\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\nDate: today\r\n\r\n", b"-" * 900]
)
def test_a_pdf_may_begin_later(client: Client, before: bytes) -> None:
    path = strange.written("later.pdf", before + strange.pdf_of("Total: 12.80"))
    assert "12.80" in told(client, path).result[0]["answer"]


def test_a_locked_pdf_is_told_from_a_broken_one(client: Client) -> None:
    locked = strange.pdf_of("Total: 12.80").replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt "
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>",
    )
    with pytest.raises(AppError, match="locked with a password"):
        told(client, strange.written("locked.pdf", locked))
    with pytest.raises(AppError, match="damaged PDF"):
        told(client, strange.broken("cut.pdf"))
    with pytest.raises(AppError, match="neither a PDF nor a picture"):
        told(client, strange.written("letter.docx", b"PK\x03\x04 a document of another kind"))


def test_huge_pages_are_drawn_smaller() -> None:
    """20 pages of 5 m by 5 m in 3 kB: their pixels are limited together, before one is painted, and that is said."""
    huge = strange.pdf_of(*["x"] * 20, size=(14_400, 14_400))
    with noting() as said:
        pages = read_document(Upload("huge.pdf", huge))
    assert sum(page.width * page.height for page in pages) <= 100e6
    assert "dots per inch" in str(said[0])
    assert origin_of(pages[0]).scale == scale_of([(14_400, 14_400)] * 20)


@pytest.mark.parametrize("sizes", [[(612, 792)] * 20, [(842, 1191)] * 8])
def test_usual_pages_are_drawn_at_150_dots_per_inch(sizes: list[tuple[float, float]]) -> None:
    assert scale_of(sizes) == SCALE


def test_a_page_as_thin_as_a_thread_is_bounded() -> None:
    assert 1_000_000 * scale_of([(1_000_000, 0.1)]) <= 20_000


def test_large_pages_of_a_tiff_come_smaller(tmp_path: Path) -> None:
    """20 scans of 6 megapixels, 120 together."""
    page = Image.new("1", (2000, 3000), 1)
    page.save(tmp_path / "scans.tif", save_all=True, append_images=[page] * 19, compression="group4")
    with noting() as said:
        pages = read_document(str(tmp_path / "scans.tif"))
    assert len(pages) == 20 and sum(each.width * each.height for each in pages) <= 100e6
    assert origin_of(pages[3]).size == pages[3].size and origin_of(pages[3]).page == 3
    assert "were made smaller" in str(said[0])


def test_too_many_pages_are_refused(client: Client) -> None:
    with pytest.raises(AppError, match="21 pages, and the limit here is 20 pages"):
        told(client, strange.written("many.pdf", strange.pdf_of(*["x"] * 21)))


def test_two_pdfs_at_once_do_not_end_the_server(client: Client) -> None:
    """PDFium may be used by one thread at a time; what two visitors send is painted one after another."""
    path = strange.written("twenty.pdf", strange.pdf_of(*["Total: 12.80"] * 20))
    both = [
        client.submit(document=handle_file(str(path)), question=TOTAL, page=1, api_name="/document_question_answering")
        for _ in range(6)
    ]
    assert all("12.80" in job.result(timeout=240)[-1][0]["answer"] for job in both)


def test_the_code_of_a_pdf_draws_as_the_page_does(tmp_path: Path) -> None:
    """Pixel by pixel."""
    path = tmp_path / "form.pdf"
    path.write_bytes(strange.pdf_of("Name:", name="Amelia Brown"))
    ours = read_document(str(path))
    pdf = pypdfium2.PdfDocument(path)
    pdf.init_forms()
    assert np.array_equal(np.asarray(ours[0]), np.asarray(pdf[0].render(scale=150 / 72).to_pil()))


def test_live_parameters_of_a_document_draw_anew(service: Service) -> None:
    answer = answer_of(service, files.page())
    assert len(service.redraw(answer, {"top_k": 3}).result) == 3
