"""Questions about a page: an invoice, a receipt, a letter, as a picture or as PDF."""

from __future__ import annotations

import json
from typing import Any, Protocol, cast

from tasks.core.errors import BadParameter, UnreadableInput
from tasks.core.fields import Choice, Document, Note, Number, Picture, Rows, Switch, Text, Words
from tasks.core.loaders import FromTransformers
from tasks.core.locales import Phrase
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import percent, scored, stage
from tasks.documents import CATEGORY
from tasks.documents._page import Box, WordBox, check_flags, check_language, close_up, drawn, lines_of, read_words

PDF_SCALE = "150 / 72"  # 150 dots per inch, where a PDF counts 72


class Answers(list[dict[str, Any]]):
    """The pipeline's answers, the best first, with the words that were read on each page by its number from 0."""

    def __init__(self, rows: list[dict[str, Any]], words: dict[int, list[WordBox]]) -> None:
        super().__init__(rows)
        self.words = words

    def page(self, row: dict[str, Any]) -> int:
        return int(row.get("page", 1)) - 1


def arrange(values: Values) -> Arguments:
    """One page or all of them; OCR options are checked, as they go to a program."""
    check_language(values["lang"])
    check_flags(values["tesseract_config"])
    kwargs = SPEC.chosen(values)
    number = kwargs.pop("page", 0)
    pages = values["document"]
    if number > len(pages):
        reason = Phrase("the document has {count} page", "the document has {count} pages", count=len(pages))
        raise BadParameter(field="page", reason=reason)
    return (pages[number - 1 : number] if number else pages,), {"question": values["question"], **kwargs}


class DocumentPipe(Pipe, Protocol):
    """transformers' pipeline of this task, which tells models apart by how they read: layoutlm, layoutlmv2andv3,
    vision_encoder_decoder."""

    model_type: str


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Answers:
    """Asks every page, and puts the best answers of all first. The words are read here, to show where answers stand."""
    (pages,) = args
    reading = {name: kwargs[name] for name in ("lang", "tesseract_config") if name in kwargs}
    asked = {name: value for name, value in kwargs.items() if name not in reading}
    sees = cast(DocumentPipe, pipe).model_type == "vision_encoder_decoder"  # Donut reads pixels and needs no words
    rows: list[dict[str, Any]] = []
    words: dict[int, list[WordBox]] = {}
    for index, page in enumerate(pages):
        number = {"page": index + 1} if len(pages) > 1 else {}
        if not sees:
            with stage(pipe, "preprocess"):
                words[index] = read_words(page, reading.get("lang"), reading.get("tesseract_config", ""))
            if not words[index]:
                continue
        read = {} if sees else {"word_boxes": words[index]}
        rows += [{**row, **number} for row in pipe(page, **asked, **read)]
    if not sees and not any(words.values()):
        raise UnreadableInput(field=Phrase("Document"), reason=Phrase("no printed words were found on it"))
    rows.sort(key=lambda row: -row.get("score", 0.0))
    return Answers(rows, words)


def subset(result: Answers, values: Values) -> Answers:
    return Answers(list(result)[: values["top_k"]], result.words)


def place(result: Answers, row: dict[str, Any]) -> list[Box]:
    """Boxes of an answer, a line each; none for models that do not point at words."""
    words = result.words.get(result.page(row), [])
    return lines_of(words[row["start"] : row["end"] + 1]) if "start" in row and row["answer"] else []


def render(result: Answers, values: Values) -> dict[str, Any]:
    """The page of the best answer, with the places of all answers on it."""
    pages = values["document"]
    index = result.page(result[0]) if result else 0
    page = pages[values["page"] - 1] if values["page"] else pages[index]
    distinct = list({(row.get("page"), row.get("start"), row.get("end")): row for row in reversed(result)}.values())[
        ::-1
    ]
    places = [place(result, row) for row in distinct if result.page(row) == index]
    words = result.words.get(index, [])
    number = values["page"] or index + 1
    note = (
        Phrase("{count} word read, underlined in blue.", "{count} words read, underlined in blue.", count=len(words))
        if words
        else Phrase("The model read the picture itself, without OCR.")
    )
    if len(pages) > 1:
        note = Phrase("Page {number} of {pages}. {note}", number=number, pages=len(pages), note=note)
    paged = any("page" in row for row in result)
    columns = [Phrase("answer"), Phrase("score"), *([Phrase("page")] if paged else [])]
    table = [[row["answer"] or "", percent(row["score"]), *([row["page"]] if "page" in row else [])]
             for row in distinct if "score" in row]  # fmt: skip
    return {
        "close_up": close_up(page, places[0]) if places else None,
        "page": drawn(page, words, places),
        "note": note,
        "answers": (columns, table) if len(table) > 1 else None,
    }


def headline(result: Answers, values: Values) -> str | Phrase:
    if not result:
        return Phrase("no answer was found")
    best = result[0]
    if not best["answer"]:
        return Phrase("the page does not say")
    return scored(best["answer"], best["score"]) if "score" in best else str(best["answer"])


def code(call: Call, lines: Lines) -> list[str]:
    """The pipeline reads the words itself here, which comes to the same."""
    lines.imports.add("from transformers import pipeline")
    given = ", ".join(f"{name}={lines.literal(value)}" for name, value in call.kwargs.items())
    body = ['pipe = pipeline("document-question-answering", model=MODEL)']
    (pages,) = call.args
    file = pages[0].info.get("name", "")
    if not file.lower().endswith(".pdf"):
        page = lines.literal(pages[0], "page")
        return [*body, *lines.before, f"result = pipe({page}, {given})", "print(result)"]
    lines.imports.add("import pypdfium2")
    body.append(
        f"pages = [page.render(scale={PDF_SCALE}).to_pil() for page in pypdfium2.PdfDocument({json.dumps(file)})]"
    )
    if len(pages) == 1:
        which = (call.values["page"] or 1) - 1
        return [*body, f"result = pipe(pages[{which}], {given})", "print(result)"]
    return [
        *body,
        "result = [",
        '    {**row, "page": number}',
        "    for number, page in enumerate(pages, start=1)",
        f"    for row in pipe(page, {given})",
        "]",
        f'result = sorted(result, key=lambda row: -row.get("score", 0))[:{call.values["top_k"]}]',
        "print(result)",
    ]


SPEC = TaskSpec(
    id="document-question-answering",
    category=CATEGORY,
    title="Document question answering",
    summary="Finds the answer to a question on a page and shows where it stands.",
    when="For invoices, receipts, forms, letters. OCR (a program that finds printed words) reads the page first.",
    inputs=(
        Document("document", "Document", "A page as a picture, or a PDF"),
        Text("question", "Question", lines=1, placeholder="What is the total?"),
    ),
    params=(
        Number("top_k", "top_k", "How many answers to show", default=1, least=1, most=10, live=True, common=True),
        Number("page", "page", "Which page of a PDF to ask; 0 asks all of them", default=0, least=0, most=20),
        Choice(
            "lang", "lang", "Language of the page, for OCR; left empty: English. Others by tesseract's names",
            choices=(("English", "eng"), ("Spanish", "spa"), ("Korean", "kor"), ("English and Spanish", "eng+spa")),
            free=True,
        ),
        Words(
            "tesseract_config", "tesseract_config", "Options of tesseract, the OCR program",
            default="", placeholder="--psm 6 (one block of text)",
        ),
        Number(
            "max_answer_len", "max_answer_len", "Longest answer in tokens (words or pieces of words)",
            default=15, least=1, most=100,
        ),
        Switch("handle_impossible_answer", "handle_impossible_answer", "The page may hold no answer: then say so"),
    ),
    outputs=(
        Picture("close_up", "Where it stands"),
        Picture("page", "Page"),
        Note("note", "What was read"),
        Rows("answers", "Answers"),
    ),
    models=("impira/layoutlm-document-qa", "naver-clova-ix/donut-base-finetuned-docvqa"),
    loader=FromTransformers(heads=("VisionEncoderDecoderModel",)),
    arrange=arrange,
    run=run,
    superset={"top_k": 10},
    subset=subset,
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
