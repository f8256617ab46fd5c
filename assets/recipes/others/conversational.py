"""What a stranger asks in a chat."""

import re
from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# What is said in turn, the visitor first, and what must stand in the last reply.
CHATS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("What color is the sky?",), "blue"),
    (("which colour does grass have?",), "green"),
    (("Tell me the colour of snow.",), "white"),
    (("What is the opposite of hot?",), "cold|cool"),
    (("What's the opposite of tall?",), "short|small|low"),
    (("Opposite of old?",), "young|new"),
    (("Which day comes after Friday?",), "saturday"),
    (("What day is before Monday?",), "sunday"),
    (("What month comes after June?",), "july"),
    (("What is the capital of France?",), "paris"),
    (("Hi! Do you know the capital of Italy?",), "rome"),
    (("How much is 3 + 4?",), "7|seven"),
    (("What is 12 plus 5?",), "17|seventeen"),
    (("Can you count to five?",), r"(1\D+2\D+3\D+4\D+5|one\W+two\W+three\W+four\W+five)"),
    (("What does a cow say?",), "moo"),
    (("How many legs does a dog have?",), "4|four"),
    (("My name is Clara.", "Hello, Clara!", "What is the opposite of big?", "Small.", "What is my name?"), "clara"),
    (("Hi, I'm Ben.", "Hi Ben!", "What colour is a tomato?", "It is red.", "What's my name?"), "ben"),
    (("What is the capital of Spain?", "Madrid.", "And of Japan?"), "tokyo"),
    (("Hello! How many days are in a week?",), "7|seven"),
)


def inputs(folder: Path) -> list[Input]:
    return [asked(*each) for each in CHATS]


def asked(said: tuple[str, ...], good: str) -> Input:
    messages = [{"role": ("user", "assistant")[i % 2], "content": each} for i, each in enumerate(said)]

    def right(answer: Answer) -> bool:
        return re.search(rf"\b({good})", str(answer.raw[-1]["content"]).lower()) is not None

    return Input(f"{' / '.join(said)} ({good})", {"messages": messages}, right)
