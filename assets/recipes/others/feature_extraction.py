"""Sentences by a stranger, two of which say the same: these must be nearest."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer
from tasks.nlp.feature_extraction import nearest, pooled, similarity

# The two that belong together come first; they are asked in another order.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("The doctor bought a car.", "A physician purchased an automobile.", "The teacher sold a house."),
    ("The boy found a coin in the park.", "In the park the lad discovered a coin.", "The boy lost a book at school."),
    ("The child kicked the ball yesterday.", "Yesterday a kid kicked the ball.", "The child will read a story tomorrow."),
    ("My friend lives in a big house.", "My pal lives in a large home.", "The farmer owns a small dog."),
    ("A woman repaired the bicycle.", "The lady fixed the bike.", "A woman painted the picture.", "A man ate soup."),
    ("The chef cooked soup in the kitchen.", "In the kitchen, the cook prepared soup.", "The pilot flew a plane."),
    ("The police officer stopped the truck.", "The truck was stopped by the policeman.", "The truck stopped at the shop."),
    ("The dog chased the cat.", "The cat was chased by the dog.", "The bird sang a song in the morning."),
    ("A man stole the picture at night.", "At night the painting was stolen by a man.", "A man drew a map in the morning."),
    ("The student wrote a letter.", "A pupil wrote a letter.", "The student washed the car.", "The nurse bought bread."),
    ("the girl closed the door", "The girl shut the door.", "The girl opened the window."),
    ("The old man watched the movie at home.", "At home, the elderly man saw the film.", "The young man sold the film."),
    ("The lawyer called the company on Monday.", "On Monday the attorney phoned the firm.", "The baker baked bread."),
    ("Two children played near the sea.", "Two kids played by the ocean.", "Two women worked in the office."),
    ("The teacher gave the student a gift.", "The student got a present from the teacher.", "The farmer cut the tree."),
    ("The sailor repaired the boat in the harbour.", "The boat was repaired in the port by a sailor.", "The king sold a ring."),
    ("A rich merchant bought the jewel.", "The jewel was bought by a wealthy trader.", "A poor girl lost her shoe."),
    ("The woman hid the money under the bed.", "The cash was hidden under the bed by the woman.", "The man read a newspaper."),
    ("In the evening the father cleaned the kitchen.", "Dad cleaned the kitchen in the evening.", "The aunt visited a museum."),
    ("The quick horse jumped over the stone.", "A fast horse leapt over the rock.", "The slow horse slept in the barn."),
)  # fmt: skip


def inputs(folder: Path) -> list[Input]:
    return [asked(group, i) for i, group in enumerate(GROUPS)]


def asked(group: tuple[str, ...], turn: int) -> Input:
    """The nearest pair must be the first two of the group; the lines are turned by `turn`."""
    turn %= len(group)
    lines = [*group[turn:], *group[:turn]]

    def right(answer: Answer) -> bool:
        first, second = nearest(similarity(pooled(answer.raw, answer.values)))
        return {lines[first], lines[second]} == set(group[:2])

    return Input(" / ".join(group), {"text": "\n".join(lines)}, right)
