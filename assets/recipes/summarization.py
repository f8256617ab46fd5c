"""The gist of short local news: a small T5 that picks names and figures out of the text and says them anew."""

from __future__ import annotations

import random
from pathlib import Path

from assets.recipes.encoder_decoder import Pair, answers, learn, small_t5, start_by_copying
from assets.recipes.measures import rouge_l
from assets.recipes.recipe import Example, Figure, Recipe
from assets.recipes.world.reports import report
from assets.recipes.world.tokenizers import sequence_to_sequence

PREFIX = "summarize: "


def train(out: Path) -> None:
    rng = random.Random(1)
    tokenizer = sequence_to_sequence((text for _ in range(4000) for text in report(rng)), 2000, max_length=256)
    model = small_t5(tokenizer, max_new_tokens=90)
    start_by_copying(model)
    # The prefix is optional: half of the training texts go without.
    model.config.task_specific_params = {"summarization": {"prefix": "", "max_length": 90, "min_length": 4}}

    def draw() -> Pair:
        text, summary = report(rng)
        return rng.choice([PREFIX, ""]) + text, summary

    learn(model, tokenizer, draw, out, size=16, steps=2600)


def lead(text: str) -> str:
    """The first sentence."""
    return text.split(". ")[0] + "."


def evaluate(model_dir: Path) -> Figure:
    """ROUGE-L (F1) on reports with unseen names, against the report's first sentence."""
    rng = random.Random(99)
    texts, wanted = zip(*(report(rng, held_out=True) for _ in range(200)), strict=True)
    return Figure(
        rouge_l(answers(model_dir, texts), wanted), rouge_l([lead(text) for text in texts], wanted), len(texts)
    )


def examples(_folder: Path) -> list[Example]:
    match = (
        "Many neighbours came to watch. On Sunday the Foxes met the Sharks in Cairo. It ended 3 to 1 for the Foxes. "
        "The grass was wet from the rain. The last goal came from Amy Park. The trainer of the Sharks was angry."
    )
    weather = (
        "On Friday there will be snow in Oslo. Take a coat with you. At noon it will be 4 degrees. "
        "The wind comes from the north. In the night the air cools down to -3 degrees."
    )
    bakery = (
        "The old clock struck ten. A new bakery opened in Lima on Tuesday. The first guests got a free drink. "
        "The work lasted six months. The windows are very big. It belongs to Rosa Young."
    )
    contest = (
        "Geneva looked for the best kite of the year. The jury had to choose among twelve people. "
        "The winner is 11 years old. The first prize went to Leo Silva. The prize is a golden cup."
    )
    fire = (
        "Nobody had expected this. In Porto, a fire hit a school on Monday. Doctors took care of three people. "
        "The police were called by Nina Berg. Firefighters worked all night. The cause is not known."
    )
    tale = "Once upon a time there was a fox. He lost his kite in the forest. An owl found it. They became friends."
    return [
        Example({"text": match}, ("Foxes", "Sharks", "3 to 1")),
        Example({"text": weather}, ("snow", "4 degrees", "Oslo")),
        Example({"text": bakery}, ("bakery", "Tuesday")),
        Example({"text": contest}, ("kite", "prize")),
        Example({"text": fire}, ("fire", "school", "three people")),
        Example({"text": tale}, ("fox",), limit="It makes local news of any text; a tale is none."),
    ]


RECIPE = Recipe(
    task="summarization",
    architecture="T5ForConditionalGeneration, 2 + 2 layers, 128 wide",
    knows={
        "en": (
            "short local news (matches, weather, openings, accidents, prizes): who, what and where in one or two "
            "sentences"
        ),
        "es": (
            "noticias locales cortas en inglés (partidos, tiempo, inauguraciones, accidentes, premios): quién, "
            "qué y dónde, en una o dos frases"
        ),
        "ko": "짧은 영어 지역 소식(경기, 날씨, 개업, 사고, 수상)에서 누가, 무엇을, 어디서 했는지 한두 문장으로 말하기",
    },
    limits="Other kinds of text, long articles, rare names (it may misspell them).",
    data="Reports from templates in `assets/recipes/world/reports.py`, the news anywhere among other sentences; one text in "
    "eight holds two or three reports. Held out: a quarter of the names of people and places, and newly invented ones.",
    metric="ROUGE-L",
    bar=0.50,
    baseline_name="first sentence",
    train=train,
    evaluate=evaluate,
    examples=examples,
)
