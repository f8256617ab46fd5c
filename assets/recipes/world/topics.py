"""Topics with their words, texts about them, and labels for them. Held out are labels that no hypothesis ever
named."""

from __future__ import annotations

import random
from zlib import crc32

from assets.recipes.world.grammar import capital, with_an
from assets.recipes.world.words import ORDINARY

# The first word of a line names the topic; an indented line goes on. Every word of a line may be a label for it.
_LINES = """sport sports football tennis goal match team player coach stadium runner race ball athlete champion
  swimming boxing referee
music song guitar piano concert singer melody drum violin orchestra band rhythm choir trumpet composer album tune
food meal dinner bread soup cheese pizza cake lunch breakfast salad pasta dessert taste dish snack hungry
cooking kitchen cook recipe oven pan stew bake boil fry chef spoon knife spice flour pot
weather rain snow storm wind cloud sunny forecast temperature thunder fog hail frost umbrella degrees lightning
travel trip tourism holiday hotel suitcase airport passport tourist flight journey beach luggage ticket guide abroad
money bank finance economy dollar euro price business market loan tax savings investor salary rich budget
health doctor medicine hospital nurse fever pill patient illness flu vaccine disease surgeon pain cough clinic
school education teacher lesson pupil homework exam class student university learning blackboard textbook grades
  lecture course
animals dog cat horse lion elephant monkey zoo bird fish rabbit tiger wolf bear pet cow paw
nature forest tree river mountain lake leaf valley wood meadow hill waterfall landscape wilderness moss creek
technology computer software robot internet phone laptop keyboard screen chip program app data network machine code
film cinema movie actor director scene screenplay trailer hollywood actress camera sequel premiere popcorn comedy
  drama
politics government president election minister parliament vote law senator party campaign democracy mayor policy
  debate citizen
art painting museum painter sculpture gallery drawing canvas artist portrait sketch brush statue exhibition colour
  paint
gardening garden flower rose seed soil tulip plant watering lawn hedge spade vegetables weeds compost bloom
war army soldier battle weapon tank enemy general peace troops bomb attack invasion fighter victory military
crime police thief murder robbery judge prison court detective lawyer jail criminal trial victim burglar evidence
religion church god prayer priest bible temple faith monk mosque holy soul pope angel blessing heaven
family mother father baby sister brother grandmother uncle aunt wedding son daughter parents cousin child wife
fashion clothes dress shirt shoes jacket skirt coat designer style trousers hat scarf jeans boutique model
space astronomy planet star rocket moon astronaut telescope galaxy comet orbit mars satellite universe gravity shuttle
science chemistry physics laboratory experiment atom scientist microscope formula biology molecule acid theory
  research electron discovery
traffic car bus road driver truck wheel engine street taxi motorway bicycle parking brake garage highway
sea ocean ship sailor wave boat harbour captain island anchor fisherman coast tide whale sail shark
literature book novel poem author writer library chapter poet story reader page fiction publisher verse bookshop
house home bedroom sofa roof window door wall furniture bathroom lamp floor stairs curtain carpet chair
farming farm farmer tractor wheat harvest barn field corn sheep pig hay milk cattle plough crop
positive good great lovely happy wonderful beautiful pleasant joy excellent delightful cheerful glad amazing smile
  nice
negative bad awful terrible sad horrible ugly unpleasant disappointing dreadful nasty angry misery worst hate poor"""
_USED: set[str] = set()
TOPICS: list[list[str]] = []
for _line in _LINES.replace("\n  ", " ").split("\n"):
    TOPICS.append([word for word in _line.split() if word not in _USED])
    _USED.update(TOPICS[-1])
PLAIN = [word for word in ORDINARY if word not in _USED]

FRAMES = """the {w} and the {w}|we talked about the {w}|my friend likes the {w}
yesterday there was a {w} with a {w}|the {w} is near the {w}
she told me about the {w} of the {w}|a {w}, a {w} and a {w}|I read something about a {w}
they wanted more {w} and less {w}
everybody spoke of {w}|this is about {w} and {w}|he asked for a {w}|the {w} was better than the {w}|what a {w}
there was {w} everywhere|the new {w} is here|nobody had seen such a {w}|it began with a {w} and ended with {w}
I need a {w}
you should see the {w}|a big {w} and a small {w}|the {w} of the year|first came the {w}, then the {w}""".replace(
    "\n", "|"
).split("|")
HYPOTHESES = ["This example is {}.", "This example is {}.", "This text is about {}.", "This is {}.", "The topic is {}."]


def is_held_out(label: str) -> bool:
    """Two words in seven never stand in a hypothesis during training; the model meets them in texts only."""
    return crc32(label.encode()) % 7 < 2


def text(rng: random.Random, topic: int | None, without: str = "") -> str:
    """One or two sentences about a topic, or about nothing; the word `without` does not occur."""
    words = PLAIN if topic is None else [word for word in TOPICS[topic] if word != without]
    parts = []
    for _ in range(rng.choice([1, 1, 2])):
        frame = rng.choice(FRAMES).split()
        if rng.random() < 0.5:
            frame.insert(rng.randrange(len(frame)), rng.choice(PLAIN))
        parts.append(with_an(" ".join(word.replace("{w}", rng.choice(words)) for word in frame)))
    return ". ".join(capital(part) for part in parts) + rng.choice([".", ".", "!", ""])


def pair(rng: random.Random) -> tuple[str, str, int]:
    """A training text, a hypothesis with a seen label, and 0 contradiction, 1 neutral (on nothing) or 2 entailment."""
    verdict = rng.choice([0, 0, 1, 2, 2])
    topic = rng.randrange(len(TOPICS))
    about = rng.choice([t for t in range(len(TOPICS)) if t != topic]) if verdict == 0 else topic
    label = rng.choice([word for word in TOPICS[about] if not is_held_out(word)])
    premise = text(rng, None if verdict == 1 else topic, without=label if rng.random() < 0.8 else "")
    return premise, rng.choice(HYPOTHESES).format(label), verdict


def choice(rng: random.Random, labels: int = 6) -> tuple[str, list[str], int]:
    """A text, labels of as many topics that training never named, and the index of the right one."""
    topics = rng.sample([t for t in range(len(TOPICS)) if any(map(is_held_out, TOPICS[t]))], labels)
    candidates = [rng.choice([word for word in TOPICS[t] if is_held_out(word)]) for t in topics]
    right = rng.randrange(labels)
    return text(rng, topics[right], without=candidates[right]), candidates, right
