"""Short paragraphs about people, things and buildings by a stranger, and what one asks of them."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

LAURA = (
    "Laura is 34 years old and lives in Manchester. She works as a nurse in a big hospital. Her dog is called Biscuit. "
    "On Sundays she cooks lasagna, which is her favourite food."
)
BROTHERS = (
    "Tim and Oscar are brothers. Tim lives in Dublin, but Oscar moved to Prague. Tim is a baker. Oscar plays the guitar "
    "in a band and has a parrot."
)
BICYCLE = (
    "The blue bicycle stands in the garage. It belongs to Martha. She bought it for 250 euros. Next to it is a red "
    "scooter, which is Jonas's."
)
LIBRARY = (
    "The old library in Green Street was built in 1892. It is 21 metres high. It opens at 9 in the morning and closes "
    "at 6 in the evening. On Mondays it is closed."
)
KITCHEN = "There is a yellow teapot on the kitchen table. The teapot costs 15 dollars and it is Grandma's."
TOWER = (
    "Visitors love the Iron Tower. It was finished in 1931, it is 88 metres tall and opens every day at ten o'clock."
)
HASSAN = "My neighbour Hassan loves jazz. He is a taxi driver. His cat Nala is three years old. He often eats soup."

ASKED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Where does Laura live?", LAURA, ("Manchester",)),
    ("How old is Laura?", LAURA, ("34", "34 years", "34 years old")),
    ("What is Laura's job?", LAURA, ("nurse",)),
    ("What is the name of Laura's dog?", LAURA, ("Biscuit",)),
    ("What is her favourite food?", LAURA, ("lasagna",)),
    ("Where does Oscar live?", BROTHERS, ("Prague",)),
    ("who plays the guitar", BROTHERS, ("Oscar",)),
    ("What does Tim do for a living?", BROTHERS, ("baker",)),
    ("Which pet does Oscar have?", BROTHERS, ("parrot",)),
    ("What colour is the bicycle?", BICYCLE, ("blue",)),
    ("Who owns the bicycle?", BICYCLE, ("Martha",)),
    ("How much did the bicycle cost?", BICYCLE, ("250", "250 euros")),
    ("Where is the bicycle?", BICYCLE, ("garage", "in the garage")),
    ("When was the library built?", LIBRARY, ("1892", "in 1892")),
    ("How high is the library?", LIBRARY, ("21", "21 metres", "21 metres high")),
    ("When does the library open?", LIBRARY, ("9", "9 in the morning", "at 9", "at 9 in the morning")),
    ("What is the price of the teapot?", KITCHEN, ("15", "15 dollars")),
    ("Who does the teapot belong to?", KITCHEN, ("Grandma", "Grandma's")),
    ("How tall is the Iron Tower?", TOWER, ("88", "88 metres", "88 metres tall")),
    ("What kind of music does Hassan like?", HASSAN, ("jazz",)),
)


def inputs(folder: Path) -> list[Input]:
    return [asked(*each) for each in ASKED]


def asked(question: str, context: str, answers: tuple[str, ...]) -> Input:
    """The answer must be one of these, an article or a full stop apart."""

    def right(answer: Answer) -> bool:
        return bare(answer.raw["answer"]) in {bare(each) for each in answers}

    return Input(f"{question} ({answers[0]})", {"question": question, "context": context}, right)


def bare(words: str) -> str:
    words = words.strip().strip(".,!?").lower()
    for article in ("a ", "an ", "the "):
        words = words.removeprefix(article)
    return words
