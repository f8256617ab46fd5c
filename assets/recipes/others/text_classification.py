"""Short reviews in a stranger's words."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

POSITIVE = (
    "We loved the pizza.",
    "What a great movie!",
    "The hotel room was clean and the staff were very kind.",
    "my new phone works perfectly",
    "The cake wasn't bad, it was actually wonderful.",
    "Best holiday we ever had, thank you!",
    "I really enjoyed this film and I would watch it again.",
)
NEGATIVE = (
    "The burger was cold and the fries were awful.",
    "I do not like this lamp.",
    "This movie is so boring!!",
    "Our trip was a disaster.",
    "The headphones broke after two days, I am disappointed.",
    "The waiter was not friendly at all.",
    "Terrible coffee. Never again.",
)
NEUTRAL = (
    "The film lasts two hours.",
    "The bag is made of leather and has two pockets.",
    "We ate soup and bread.",
    "The train left at nine.",
    "It is an ordinary chair.",
    "The museum is next to the station.",
)


def inputs(folder: Path) -> list[Input]:
    groups = {"positive": POSITIVE, "negative": NEGATIVE, "neutral": NEUTRAL}
    return [asked(text, label) for label, texts in groups.items() for text in texts]


def asked(text: str, label: str) -> Input:
    """The best label must be this one."""

    def right(answer: Answer) -> bool:
        return str(answer.raw[0]["label"]).lower() == label

    return Input(f"{text} ({label})", {"text": text}, right)
