"""Local news by a stranger: what a summary must say of it."""

import re
from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# A text, and what its summary must name: of every group one.
NEWS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "On Saturday the Lions played against the Wolves in Bristol. The Lions won 2 to 1. It was a sunny day. Many "
        "children sat in the first row.",
        (("Lions",), ("Wolves", "Bristol"), ("2 to 1", "won", "beat")),
    ),
    (
        "The Eagles have won again! They beat the Bears 4 to 0 in Madrid on Friday evening. Tom Baker scored twice. The "
        "fans sang all night.",
        (("Eagles",), ("Bears",), ("4 to 0", "beat", "won")),
    ),
    (
        "There was no winner in Oslo. The Hawks and the Panthers drew 1 to 1 on Sunday. The trainer of the Hawks said "
        "that he was tired. The next game is in May.",
        (("Hawks",), ("Panthers",), ("1 to 1", "drew", "draw", "tie")),
    ),
    (
        "Our handball team lost on Wednesday. The Sharks were better and won 30 to 22 in Lisbon. The Rockets will try "
        "again next week.",
        (("Sharks",), ("Lisbon", "Rockets"), ("30 to 22", "won", "beat", "lost")),
    ),
    (
        "Heavy rain fell in Vienna on Tuesday. Some streets were under water and the trams stopped. The fire brigade "
        "pumped out many cellars.",
        (("rain",), ("Vienna",)),
    ),
    (
        "It snowed all night in Denver. In the morning the snow was 40 centimetres deep. Schools stayed closed on "
        "Monday, and the children built snowmen.",
        (("snow",), ("Denver",)),
    ),
    (
        "A strong storm hit Hamburg on Thursday night. It blew down trees. Nobody was hurt. The police closed the park.",
        (("storm",), ("Hamburg",)),
    ),
    (
        "Rome is hot this week. On Friday the temperature rose to 38 degrees. Doctors tell people to drink a lot of water.",
        (("hot", "heat", "38"), ("Rome",)),
    ),
    (
        "A new library opened in Dublin on Monday. It has three floors and a garden on the roof. Maria Lopez cut the "
        "ribbon. The first visitor borrowed a book about whales.",
        (("library",), ("Dublin",), ("open",)),
    ),
    (
        "Good news for families in Prague: the new swimming pool is open. Mayor Anna Novak opened it on Saturday. "
        "Tickets cost 4 euros.",
        (("pool",), ("Prague",), ("open",)),
    ),
    (
        "On Sunday a museum opened its doors in Cairo. It shows old boats and masks. More than 500 people came on the "
        "first day.",
        (("museum",), ("Cairo",), ("open",)),
    ),
    (
        "Peter Smith opened a bakery in Leeds last Tuesday. He sells bread and cakes. The neighbours are happy because "
        "the old shop closed a year ago.",
        (("bakery",), ("Leeds",), ("open",)),
    ),
    (
        "Two cars crashed on a bridge in Turin on Wednesday morning. One driver broke his arm. The bridge was closed for "
        "two hours.",
        (("cars", "crash", "accident", "collided"), ("Turin",)),
    ),
    (
        "A bus hit a tree in Boston on Friday. Three people were hurt and had to go to hospital. The street was icy. The "
        "driver, Paul Green, was not hurt.",
        (("bus",), ("Boston",)),
    ),
    (
        "There was an accident at the market in Lyon. A truck ran into a fruit stand on Saturday. Nobody was hurt, but "
        "the oranges rolled down the street.",
        (("truck",), ("Lyon",)),
    ),
    (
        "Sofia Martin has won first prize for her painting. The jury in Geneva gave it to her on Sunday. The painting "
        "shows a lake in winter.",
        (("Sofia Martin", "Martin"), ("prize",), ("painting", "Geneva")),
    ),
    (
        "On Thursday the science prize of the city of Seoul went to David Kim. He built a robot that waters plants. His "
        "class was very proud.",
        (("David Kim", "Kim"), ("prize",), ("Seoul", "robot", "science")),
    ),
    (
        "Lucy Brown, a teacher from Bergen, won the big cooking prize on Monday. She made a fish soup. She will spend the "
        "money on a trip.",
        (("Lucy Brown", "Brown"), ("prize",)),
    ),
    (
        "The Tigers beat the Dragons 3 to 2 in Athens on Monday. On the same day it rained so hard in Athens that the "
        "market was closed.",
        (("Tigers",), ("Dragons",), ("Athens",)),
    ),
    (
        "The Foxes beat the Owls 5 to 3 in Bern on Saturday. A new school opened in Bern on Monday. On Tuesday a tram "
        "hit a van there, and nobody was hurt.",
        (("Foxes", "school", "tram"), ("Bern",)),
    ),
)


def inputs(folder: Path) -> list[Input]:
    return [asked(text, facts) for text, facts in NEWS]


def asked(text: str, facts: tuple[tuple[str, ...], ...]) -> Input:
    """Shorter than the text, whole sentences, with these facts and no name or number that is not in the text."""

    def right(answer: Answer) -> bool:
        summary = str(answer.raw[0]["summary_text"])
        return sound(summary, text) and all(
            any(re.search(rf"\b{re.escape(each)}", summary, re.IGNORECASE) for each in group) for group in facts
        )

    return Input(f"{text[:60]}... {facts}", {"text": text}, right)


def sound(summary: str, text: str) -> bool:
    """No broken words, no sentence twice, no foreign names or numbers."""
    given = {word.lower() for word in re.findall(r"\w+", text)}
    sentences = re.findall(r"[^.!?]+[.!?]", summary)
    # A name is a word with a capital within a sentence; the word that begins one may be any.
    names = [word for sentence in sentences for word in re.findall(r"\w+", sentence)[1:] if not word.islower()]
    return (
        0 < len(summary.split()) < len(text.split())
        and summary.rstrip()[-1] in ".!?"
        and len(set(sentences)) == len(sentences)
        and not re.search(r"[a-z][A-Z]|\b(\w+) \1\b|\d[a-z]", summary)
        and all(sentence.strip()[0].isupper() for sentence in sentences)
        and all(name.lower() in given for name in names)
    )
