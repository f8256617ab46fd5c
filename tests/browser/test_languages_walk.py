"""Every task as browsers of other languages show it: no English is left over, on the page or in what a click unfolds.

English is left over where a text is, or holds as a whole sentence, one that the catalogue has another translation for;
and where no letter of the language's own script, or three words with a common English one among them, stand in a text
that is ours. What stays English, and why, is said by the rules below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tasks.core.fields import Choice
from tasks.core.locales import SOURCE, catalog, languages, text
from tasks.core.registry import by_category, registry
from tasks.inside import views
from tests.conftest import Served
from tests.sentences import sentences

# A new task passes its own tests before its words are in other languages.
pytestmark = pytest.mark.words

OTHERS = [language for language in languages() if language != SOURCE]
WORDS = (Path(__file__).parent / "words.js").read_text(encoding="utf-8")
# Letters that a text in the language has, where it has a script of its own.
SCRIPT = {"ko": "[가-힣]"}

# Nothing of this is a sentence of the page: code and its comments, JSON, and the menu that names each language in its own.
LEFT_OUT = ".cm-editor, .json-holder, .json-node, code, #atlas-language"
# What models and visitors wrote, and examples: labels, tokens, answers, rows of tables, messages, names of files. A
# sentence of ours is still found there, headlines and heads of columns too, but no single word.
THEIRS = (
    ".atlas-examples .table, .atlas-examples .gallery, .headline, .bar, .tokens, .rivals, .name, .confidence-set, meter, "
    'dt.text, dd, td, th, .cell-wrap, .textspan, .textfield, .token, .message, [aria-label*="\'s message"], .gallery-item, '
    ".file-preview, .atlas-bars h3, .atlas-cells, .legend-item, img"
)
PARAMETERS = {each.name for spec in registry().values() for each in (*spec.inputs, *spec.params)}
# Values that the pipelines name, where a choice has no label of its own.
VALUES = {
    str(each)
    for spec in registry().values()
    for parameter in spec.params
    if isinstance(parameter, Choice)
    for each in parameter.choices
    if not isinstance(each, tuple)
}
STAYS = [
    "|".join(map(re.escape, sorted(PARAMETERS | VALUES))),  # as the pipelines name them
    r"(number input|range slider) for \w+",  # Gradio's words around a parameter's name
    r"[\w./-]+/[\w.-]+",  # a model's id
    r"hf_…|auto|main|cpu|cuda(:\d+)?|eager|sdpa|float\d+|bfloat16|dtype|JSON|API · MCP|MCP|API",
    r"Pipeline Atlas.*|Hugging Face( Hub)?|Token|Prompt|Chat|Checkpoint",  # names, and words that a language has taken
    r"[\d.,]+\s?(kB|KB|MB|GB|ms|s)( ⇣)?.*",  # measures
]
# Gradio's own: it has these in English alone, for screen readers and under the pointer, or names a key that is not there.
GRADIOS = [
    r"Reset audio|Trim audio to selection|Adjust volume|Adjust playback speed to [\d.]+x|Skip (backwards|forward) by [\d.]+ seconds",
    r"Record audio|Capture from camera|Paste from clipboard|Upload file|Click to upload or drop files|common\.upload",
    r"Reset video to initial value|Trim video to selection|full-screen|play-pause-replay-button|[\d:]+ / (NaN|[\d:]+)(:NaN)?",
    r"Download( All)?|Copy( table data| message)?|Fullscreen|Remove (Image|this file)|Reset to default value|undo|Undo|Clear",
    r"Thumbnail \d+ of \d+|Toggle Sidebar|Collapse|Expand|Table actions|Gradio footer navigation|Dropdown",
    r"chatbot conversation|the base file that is annotated|Retry|Edit|Previous|Next|Close|Play|Pause|Loading.*",
]
KEPT = re.compile("|".join(f"(?:{rule})" for rule in (*STAYS, *GRADIOS)))
# Common words of English that are no words of the other languages.
COMMON = re.compile(
    r"(?<![\w-])(the|of|and|is|are|to|with|that|this|for|from|it|your|by|be|or|not|how|what|when|in|an)(?![\w-])", re.I
)


@cache
def translated(language: str) -> dict[str, str]:
    """The English sentences without facts that the language says otherwise, small letters; and what they are there."""
    known = catalog(language)
    plain = {text: known[text] for text in sentences() if "{" not in text and isinstance(known.get(text), str)}
    return {text.lower(): str(said) for text, said in plain.items() if text.lower() != str(said).lower()}


def is_english(said: str, whose: str, kind: str, language: str) -> bool:
    """Whether a text on the page is English that was left over."""
    if KEPT.fullmatch(said):
        return False
    known, small = translated(language), said.lower()
    if any(text.count(" ") > 2 and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", small) for text in known):
        return True
    theirs = whose == "theirs" or kind == "placeholder"  # placeholders are examples of input
    if small in known and (not theirs or " " in small):
        return True
    if theirs:
        return False
    words = re.findall(r"[A-Za-z']+", said)
    if own := SCRIPT.get(language):
        return not re.search(own, said) and any(len(word) > 1 for word in words)
    return len(words) > 2 and COMMON.search(said) is not None


def left_over(page: Page, within: str, language: str) -> list[tuple[str, str]]:
    """(text, where it stands) of English within the last visible element of a selector."""
    found = page.locator(f"{within}:visible").last.evaluate(
        f"(root, rest) => ({WORDS})([root, ...rest])", [THEIRS, LEFT_OUT]
    )
    return [(said, place) for said, place, whose in found if is_english(said, whose, place.split()[0], language)]


@pytest.fixture(scope="module")
def opened(browser: Browser, served: Served) -> Iterator[Callable[[str, str], Page]]:
    """`opened(language, task)` gives the page of that browser with the task on it: one page for the tasks of a tab."""
    pages: dict[tuple[str, str], Page] = {}

    def open_task(language: str, task: str) -> Page:
        spec = registry()[task]
        place = (language, spec.category.id)
        if place not in pages:
            for last in list(pages):  # what a page no longer shows would still take the time of the next
                pages.pop(last).context.close()
            context = browser.new_context(
                locale={"es": "es-ES", "ko": "ko-KR"}[language], viewport={"width": 1280, "height": 800}
            )
            pages[place] = context.new_page()
            pages[place].goto(f"{served.url}/?task={task}")
        page = pages[place]
        page.locator(f"#atlas-{spec.category.id} [role=tab][data-tab-id={task}]:visible").first.click(timeout=30_000)
        expect(page.locator(".sidebar h3").first).to_have_text(text(spec.title, language), timeout=20_000)
        expect(page.locator("button.atlas-run:visible")).to_have_count(1, timeout=20_000)
        return page

    yield open_task
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("task", registry())
@pytest.mark.parametrize("language", OTHERS)
def test_a_task_has_no_english_left_over(opened: Callable[[str, str], Page], language: str, task: str) -> None:
    """Before a run; then with the answer to the first example, which is filled in at first, and all folds open."""
    page = opened(language, task)
    panel = f"#atlas-{registry()[task].category.id} [role=tabpanel]:has(.atlas-run)"
    found = left_over(page, panel, language)
    page.locator("button.atlas-run:visible").click()
    expect(page.locator(".atlas-answer:visible .headline")).to_be_attached(timeout=60_000)
    folded = "button.label-wrap:not(.open)"
    page.locator(f"{panel}:visible").last.locator(folded).evaluate_all(
        "all => all.forEach(one => one.checkVisibility() && one.click())"
    )
    for view in views().values():
        label = next(text(each.label, language) for each in view.outputs[1:])
        expect(page.locator(".atlas-inside:visible")).to_contain_text(label, timeout=20_000)
    assert not found + left_over(page, panel, language)


@pytest.mark.parametrize("tab", [category.id for category in by_category()])
@pytest.mark.parametrize("language", OTHERS)
def test_the_page_around_has_no_english_left_over(opened: Callable[[str, str], Page], language: str, tab: str) -> None:
    """Tabs, sidebar and footer, with the list of models and the fold of options open."""
    task = next(spec.id for category, specs in by_category().items() for spec in specs if category.id == tab)
    page = opened(language, task)
    page.locator("#atlas-model input, #atlas-model textarea").first.focus()
    expect(page.locator(".atlas-found [role=option]:visible").first).to_be_visible(timeout=20_000)
    fold = page.locator(".atlas-more button.label-wrap")
    if "open" not in (fold.get_attribute("class") or ""):
        fold.evaluate("fold => fold.click()")
    assert not left_over(page, "body", language)
