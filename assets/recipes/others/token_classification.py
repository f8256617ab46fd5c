"""Sentences with names that a stranger would think of, real ones and invented ones."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# A sentence, and the names in it by kind.
SENTENCES: tuple[tuple[str, dict[str, str]], ...] = (
    ("John Smith lives in London.", {"John Smith": "PER", "London": "LOC"}),
    ("Google opened a new office in Berlin.", {"Google": "ORG", "Berlin": "LOC"}),
    ("Yesterday Anna met her brother Peter at the station.", {"Anna": "PER", "Peter": "PER"}),
    (
        "My friend Carlos Ramirez moved from Mexico to Canada.",
        {"Carlos Ramirez": "PER", "Mexico": "LOC", "Canada": "LOC"},
    ),
    ("Sarah works at Microsoft.", {"Sarah": "PER", "Microsoft": "ORG"}),
    ("The river runs through Paris and Rouen.", {"Paris": "LOC", "Rouen": "LOC"}),
    ("Is Tarvin Oleska the new boss of Brenmar Industries?", {"Tarvin Oleska": "PER", "Brenmar Industries": "ORG"}),
    ("Dr. Helen Brown teaches at Stanford University.", {"Helen Brown": "PER", "Stanford University": "ORG"}),
    ("We flew to Japan with Lufthansa.", {"Japan": "LOC", "Lufthansa": "ORG"}),
    ("Sony and Samsung make televisions.", {"Sony": "ORG", "Samsung": "ORG"}),
    ("Emma bought a house in New York.", {"Emma": "PER", "New York": "LOC"}),
    ("The teacher gave the book to Mirko.", {"Mirko": "PER"}),
    ("In Velloria, a small town, people know Jasna Torvald well.", {"Velloria": "LOC", "Jasna Torvald": "PER"}),
    ("Barack Obama was born in Hawaii.", {"Barack Obama": "PER", "Hawaii": "LOC"}),
    ("The Red Cross sent help to Nepal.", {"Red Cross": "ORG", "Nepal": "LOC"}),
    ("Luis and Marta are getting married in Seville.", {"Luis": "PER", "Marta": "PER", "Seville": "LOC"}),
    ("She left Zorbatech last year and now works for the Kelwin Bank.", {"Zorbatech": "ORG", "Kelwin Bank": "ORG"}),
    ("It rained all day, so we stayed at home.", {}),
    ("Please call Mr. Nakamura before noon.", {"Nakamura": "PER"}),
    ("Toyota builds cars in Turkey, said Fatma Yilmaz.", {"Toyota": "ORG", "Turkey": "LOC", "Fatma Yilmaz": "PER"}),
)
FRINGE = ("the ", "The ", "Dr. ", "Mr. ")  # may belong to a name or not


def inputs(folder: Path) -> list[Input]:
    return [asked(text, names) for text, names in SENTENCES]


def asked(text: str, names: dict[str, str]) -> Input:
    """All names of the text, each with its kind, and nothing else."""

    def right(answer: Answer) -> bool:
        found = {bare(text[each["start"] : each["end"]]): each["entity_group"] for each in answer.raw}
        return found == names

    return Input(f"{text} {names}", {"text": text}, right)


def bare(name: str) -> str:
    for fringe in FRINGE:
        name = name.removeprefix(fringe)
    return name
