"""Questions about a page: an invoice, a receipt, a letter, as a picture or as PDF."""

from __future__ import annotations

from typing import Any, Protocol, cast

from tasks.core.errors import BadParameter, UnreadableInput
from tasks.core.fields import Choice, Document, Note, Number, Picture, Rows, Switch, Text, Words
from tasks.core.loaders import FromTransformers
from tasks.core.locales import Phrase
from tasks.core.media.origins import rotated
from tasks.core.notes import note
from tasks.core.pipe import Pipe
from tasks.core.share.code import Lines
from tasks.core.share.opening import open_pages
from tasks.core.spec import Arguments, Call, TaskSpec, Values
from tasks.core.tools import percent, scored, stage
from tasks.documents import CATEGORY
from tasks.documents._page import Box, check_flags, check_language, close_up, drawn, lines_of
from tasks.documents._upright import WordBox, lying, read_upright

READ = ("words", "turned")  # what `adapt` found out about the pages, for `run`


class Answers(list[dict[str, Any]]):
    """The pipeline's answers, the best first, with the words that were read on each page by its number from 0, and by how
    many degrees each page was turned to stand upright."""

    def __init__(self, rows: list[dict[str, Any]], words: list[list[WordBox]], turned: list[int]) -> None:
        super().__init__(rows)
        self.words = words
        self.turned = turned

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


def adapt(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """The words of every page, as `words`, and by how many degrees it must be turned to stand upright, as `turned` where
    one must. They are read here, not by the pipeline, to show where answers stand; again for every question (0.7 s for a
    letter on two cores), since a page is a visitor's own, and nothing of it stays in the process."""
    (pages,) = args
    lang, config = kwargs.get("lang"), kwargs.get("tesseract_config", "")
    sees = cast(DocumentPipe, pipe).model_type == "vision_encoder_decoder"  # Donut reads pixels and needs no words
    with stage(pipe, "preprocess"):
        read = [_seen(page) if sees else read_upright(page, lang, config) for page in pages]
    turned, words = [degrees for degrees, _ in read], [found for _, found in read]
    if not sees and not any(words):
        raise UnreadableInput(field=Phrase("Document"), reason=Phrase("no printed words were found on it"))
    if not any(turned):
        return args, {**kwargs, "words": words}
    if len(pages) == 1:
        note(Phrase("The page did not stand upright and was turned."))
    else:
        numbers = [number for number, degrees in enumerate(turned, start=1) if degrees]
        note(Phrase("Pages that did not stand upright were turned: {numbers}.", numbers=numbers))
    return args, {**kwargs, "words": words, "turned": turned}


def _seen(page: Any) -> tuple[int, list[WordBox]]:
    """As `read_upright`, without words, for a model that reads pixels; where tesseract is missing, the page is taken as it
    is."""
    try:
        return (read_upright(page, None, "")[0] if lying(page) else 0), []
    except (ImportError, OSError):
        return 0, []


def run(pipe: Pipe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Answers:
    """Asks every page, and puts the best answers of all first."""
    (pages,) = args
    asked = {name: value for name, value in kwargs.items() if name not in ("lang", "tesseract_config", *READ)}
    sees = cast(DocumentPipe, pipe).model_type == "vision_encoder_decoder"
    words, turned = kwargs["words"], kwargs.get("turned", [0] * len(pages))
    rows: list[dict[str, Any]] = []
    for index, page in enumerate(upright(pages, turned)):
        if words[index] or sees:
            number = {"page": index + 1} if len(pages) > 1 else {}
            read = {} if sees else {"word_boxes": words[index]}
            rows += [{**row, **number} for row in pipe(page, **asked, **read)]
    rows.sort(key=lambda row: -row.get("score", 0.0))
    return Answers(rows, words, turned)


def upright(pages: list[Any], turned: list[int]) -> list[Any]:
    """The pages, turned where they must be."""
    return [rotated(page, degrees) if degrees else page for page, degrees in zip(pages, turned, strict=True)]


def subset(result: Answers, values: Values) -> Answers:
    return Answers(list(result)[: values["top_k"]], result.words, result.turned)


def place(result: Answers, row: dict[str, Any]) -> list[Box]:
    """Boxes of an answer, a line each; none for models that do not point at words."""
    words = result.words[result.page(row)]
    return lines_of(words[row["start"] : row["end"] + 1]) if "start" in row and row["answer"] else []


def render(result: Answers, values: Values) -> dict[str, Any]:
    """The page of the best answer, with the places of all answers on it."""
    pages = values["document"]
    index = result.page(result[0]) if result else 0
    number = values["page"] or index + 1
    (page,) = upright([pages[number - 1]], [result.turned[index]])
    distinct = list({(row.get("page"), row.get("start"), row.get("end")): row for row in reversed(result)}.values())[
        ::-1
    ]
    places = [place(result, row) for row in distinct if result.page(row) == index]
    words = result.words[index]
    said = (
        Phrase("{count} word read, underlined in blue.", "{count} words read, underlined in blue.", count=len(words))
        if words
        else Phrase("The model read the picture itself, without OCR.")
    )
    if len(pages) > 1:
        said = Phrase("Page {number} of {pages}. {note}", number=number, pages=len(pages), note=said)
    paged = any("page" in row for row in result)
    columns = [Phrase("answer"), Phrase("score"), *([Phrase("page")] if paged else [])]
    table = [[row["answer"] or "", percent(row["score"]), *([row["page"]] if "page" in row else [])]
             for row in distinct if "score" in row]  # fmt: skip
    return {
        "close_up": close_up(page, places[0]) if places else None,
        "page": drawn(page, words, places),
        "note": said,
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
    given = ", ".join(f"{name}={lines.literal(value)}" for name, value in call.kwargs.items() if name not in READ)
    (pages,) = call.args
    pages = upright(pages, call.kwargs.get("turned", [0] * len(pages)))
    body = ['pipe = pipeline("document-question-answering", model=MODEL)']
    if len(pages) == 1:
        page = lines.literal(pages[0], "page")
        return [*body, *lines.before, f"result = pipe({page}, {given})", "print(result)"]
    body += [*lines.before, *open_pages(lines, "pages", pages)]
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
    adapt=adapt,
    run=run,
    superset={"top_k": 10},
    subset=subset,
    code=code,
    render=render,
    headline=headline,
)  # fmt: skip
