"""A stranger's sentences and labels."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

# A text, its label, and the labels that are wrong.
TEXTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("The team scored two goals in the second half.", "sport", ("music", "weather", "politics")),
    ("It will rain tomorrow, with strong wind in the evening.", "weather", ("sport", "cooking")),
    ("Our plane landed late and we took a taxi to the hotel.", "travel", ("science", "music", "food")),
    ("The police caught the thief who stole the money.", "crime", ("nature", "sport", "school")),
    ("The rocket flew to the moon with three astronauts.", "space", ("farming", "crime", "fashion")),
    ("She plays the piano and sings in a choir.", "music", ("medicine", "travel")),
    ("Fry the onions, then add the tomatoes and some salt.", "cooking", ("sport", "space", "law", "music")),
    ("The doctor gave the patient some medicine for his cough.", "health", ("weather", "art")),
    ("The pupils did their homework before the lesson.", "school", ("crime", "weather", "sports")),
    ("The president gave a speech before the election.", "politics", ("cooking", "animals", "music")),
    ("A lion and two elephants drank at the river.", "animals", ("computers", "money")),
    ("I need to install new software on my laptop.", "computers", ("nature", "history", "food")),
    ("The bank raised its interest rates.", "finance", ("sport", "music", "travel")),
    ("The king built this castle in the Middle Ages.", "history", ("weather", "computers", "health")),
    ("He bought a shirt, a dress and a pair of shoes.", "fashion", ("space", "sport")),
    ("The actor played a policeman in the new movie.", "film", ("farming", "weather", "health")),
    ("We planted roses and tulips behind the house.", "gardening", ("crime", "music", "space")),
    ("My car needs new tyres and more oil.", "cars", ("cooking", "religion", "music")),
    ("The artist painted a portrait and sold it to a gallery.", "art", ("weather", "sport", "crime")),
    ("snow and ice are expected on the roads", "weather", ("fashion", "music", "food")),
)


def inputs(folder: Path) -> list[Input]:
    return [asked(*each) for each in TEXTS]


def asked(text: str, label: str, others: tuple[str, ...]) -> Input:
    """The best label must be this one, whose place differs from input to input."""
    place = len(text) % (len(others) + 1)

    def right(answer: Answer) -> bool:
        return bool(answer.raw["labels"][0] == label)

    labels = [*others[:place], label, *others[place:]]
    return Input(f"{text} ({label})", {"text": text, "candidate_labels": labels}, right)
