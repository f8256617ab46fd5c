"""Facts that a child knows, each said in many ways. Held out are pairs of a fact and a way to say it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from assets.recipes.world.grammar import capital, with_an


class Fact(NamedTuple):
    """A sentence that tells a fact, and the word in it that is asked for."""

    sentence: str
    answer: str


@dataclass(frozen=True)
class Topic:
    """`pairs` holds "key value" facts; `ways` says them with `{k}` and `{v}`, of which the value is asked for."""

    pairs: str
    ways: tuple[str, ...]

    def rows(self) -> list[tuple[str, str]]:
        return [(key.replace("_", " "), value) for key, value in (pair.split() for pair in self.pairs.split(","))]


def _cycle(words: str) -> str:
    names = words.split()
    return ",".join(f"{a} {b}" for a, b in zip(names, names[1:] + names[:1], strict=True))


def _both(pairs: str) -> str:
    return pairs + "," + ",".join(" ".join(reversed(pair.split())) for pair in pairs.split(","))


DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
MONTHS = "January February March April May June July August September October November December"
NUMBERS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen
nineteen twenty"""

OPPOSITES = """hot cold,big small,good bad,old young,fast slow,high low,long short,happy sad,rich poor,light dark,
hard soft,wet dry,
early late,open closed,full empty,clean dirty,strong weak,loud quiet,thick thin,easy difficult,near far,left right,
up down,
day night,black white,day night,summer winter,love hate,start stop,win lose,buy sell,come go,first last,sweet sour,
brave afraid,
true false,above below,inside outside,before after,push pull,give take,laugh cry,north south,east west,always never"""
OPPOSITES = OPPOSITES.replace("\n", "").replace(",day night,black", ",black")

TOPICS = {
    "colour": Topic(
        """banana yellow,grass green,sky blue,snow white,coal black,blood red,carrot orange,chocolate brown,
lemon yellow,sun yellow,
tomato red,frog green,sea blue,milk white,night black,strawberry red,pumpkin orange,leaf green,raven black,
polar_bear white,
cherry red,pea green,flamingo pink,pig pink,elephant grey,mouse grey,corn yellow,lime green,coffee brown,
plum purple,
eggplant purple,salt white,sugar white,soot black,fire_engine red,cucumber green,violet purple,tiger orange,
sand yellow,
spinach green""",
        (
            "The colour of the {k} is {v}.",
            "The {k} is {v}.",
            "What colour is the {k}? It is {v}.",
            "She painted the {k} in {v}.",
            "Most people think of {v} when they see {k}.",
            "In the picture, the {k} has the colour {v}.",
            "The dress was as {v} as {k}.",
            "Everybody knows that {k} is {v}.",
        ),
    ),
    "next day": Topic(
        _cycle(DAYS),
        (
            "The day after {k} is {v}.",
            "After {k} comes {v}.",
            "Today is {k}, so tomorrow is {v}.",
            "If it is {k} today, it will be {v} tomorrow.",
            "{k} is followed by {v}.",
            "We meet on {k} and again one day later, on {v}.",
        ),
    ),
    "next month": Topic(
        _cycle(MONTHS),
        (
            "The month after {k} is {v}.",
            "After {k} comes {v}.",
            "When {k} is over, {v} begins.",
            "{k} is followed by {v}.",
            "One month after {k} it is {v}.",
            "It is {k} now, so next month is {v}.",
        ),
    ),
    "next number": Topic(
        ",".join(_cycle(NUMBERS).split(",")[:-1]),
        (
            "After {k} comes {v}.",
            "The number after {k} is {v}.",
            "{k} plus one is {v}.",
            "One more than {k} is {v}.",
            "She counts: {k}, {v}.",
            "{k} and one make {v}.",
        ),
    ),
    "opposite": Topic(
        _both(OPPOSITES),
        (
            "The opposite of {k} is {v}.",
            "{k} is the opposite of {v}.",
            "If it is not {k}, it is {v}.",
            "It was not {k} but {v}.",
            "The words {k} and {v} are opposites.",
            "One is {k} and the other is {v}.",
            "Not {k} at all: it is quite {v}.",
        ),
    ),
    "capital": Topic(
        """France Paris,England London,Spain Madrid,Italy Rome,Germany Berlin,Korea Seoul,Japan Tokyo,
China Beijing,Egypt Cairo,
Russia Moscow,Greece Athens,Portugal Lisbon,Austria Vienna,Norway Oslo,Ireland Dublin,Sweden Stockholm,
Poland Warsaw,
Peru Lima,Cuba Havana,Kenya Nairobi,Finland Helsinki,Denmark Copenhagen,Hungary Budapest,Belgium Brussels,
Canada Ottawa""",
        (
            "The capital of {k} is {v}.",
            "The capital city of {k} is called {v}.",
            "{v} is the capital of {k}.",
            "We flew to {v}, the capital of {k}.",
            "In {k}, a famous city is {v}.",
            "The government of {k} sits in {v}.",
            "They live in {v}, in the middle of {k}.",
        ),
    ),
    "sound": Topic(
        """dog barks,cat meows,cow moos,sheep bleats,lion roars,duck quacks,pig grunts,bee buzzes,wolf howls,
owl hoots,snake hisses,
horse neighs,mouse squeaks,bird sings,frog croaks""",
        (
            "The {k} {v}.",
            "A {k} is an animal that {v}.",
            "Listen, the {k} {v} again.",
            "Every morning the {k} {v} in the garden.",
            "The cat sleeps and the {k} {v}.",
            "When it is hungry, the {k} {v}.",
        ),
    ),
    "young": Topic(
        """dog puppy,cat kitten,cow calf,sheep lamb,horse foal,pig piglet,hen chick,duck duckling,frog tadpole,bear cub,
goat kid,swan cygnet""",
        (
            "A young {k} is called a {v}.",
            "The baby of a {k} is a {v}.",
            "The {k} has a little {v}.",
            "A {v} will grow up to be a {k}.",
            "The {k} looks after her {v}.",
            "One day this {v} will be a big {k}.",
        ),
    ),
    "place of work": Topic(
        """teacher school,doctor hospital,baker bakery,farmer farm,cook kitchen,actor theatre,waiter restaurant,
judge court,sailor ship,
pilot plane,gardener garden,librarian library,soldier army,priest church,miner mine,nurse hospital,pupil school,
king castle""",
        (
            "The {k} works in the {v}.",
            "A {k} works at the {v}.",
            "You will find the {k} in the {v}.",
            "In the {v} we met a {k}.",
            "Every morning the {k} goes to the {v}.",
            "The {v} needs a new {k}.",
            "My aunt is a {k}, so she spends her day in the {v}.",
        ),
    ),
    "body": Topic(
        """see eyes,hear ears,smell nose,taste tongue,think brain,walk legs,write hand,bite teeth,kick foot,
speak mouth,clap hands,
breathe lungs""",
        (
            "We {k} with our {v}.",
            "To {k}, you need your {v}.",
            "People use their {v} to {k}.",
            "I {k} with my {v}.",
            "What do you use to {k}? Your {v}.",
            "Without {v} nobody can {k}.",
        ),
    ),
    "tool": Topic(
        """write pen,cut knife,dig spade,eat fork,sweep broom,paint brush,sew needle,unlock key,drink cup,
read book,fly plane,
sail boat,sleep bed,cook pot,wash soap,hammer nail,climb ladder,call phone,measure ruler,sit chair""",
        (
            "You use a {v} to {k}.",
            "To {k} you need a {v}.",
            "I want to {k}, please give me a {v}.",
            "With a {v} it is easy to {k}.",
            "Nobody can {k} without a {v}.",
            "She bought a {v} to {k}.",
            "If you want to {k}, take a {v}.",
        ),
    ),
    "material": Topic(
        """window glass,table wood,coin metal,book paper,shirt cotton,ring gold,tyre rubber,sweater wool,
statue stone,candle wax,
bottle plastic,brick clay,shoe leather,snowman snow,cheese milk,bread flour,wine grapes,omelette eggs,juice fruit""",
        (
            "The {k} is made of {v}.",
            "A {k} is made from {v}.",
            "To make a {k}, they take {v}.",
            "This {k} is pure {v}.",
            "People use {v} to make a {k}.",
            "A good {k} needs good {v}.",
        ),
    ),
    "season": Topic(
        """December winter,January winter,February winter,March spring,April spring,July summer,August summer,
October autumn,
November autumn,snow winter,flowers spring,swimming summer,skiing winter,beach summer,harvest autumn,ice winter,
heat summer""",
        (
            "We think of {k} in {v}.",
            "{k} belongs to {v}.",
            "The season of {k} is {v}.",
            "{k} makes me think of {v}.",
            "In {v} there is {k}.",
            "When I hear {k}, I think of {v}.",
        ),
    ),
    "kind": Topic(
        """rose flower,tulip flower,apple fruit,pear fruit,banana fruit,carrot vegetable,potato vegetable,
onion vegetable,dog animal,
lion animal,horse animal,eagle bird,parrot bird,swan bird,salmon fish,shark fish,piano instrument,
violin instrument,drum instrument,
hammer tool,saw tool,oak tree,pine tree,football sport,tennis sport,red colour,blue colour,green colour,ant insect,
bee insect,
gold metal,iron metal,shirt garment,coat garment,Monday day,June month,triangle shape,circle shape,square shape,
star shape,
heart shape,car vehicle,bus vehicle,truck vehicle,chess game""",
        (
            "A {k} is a kind of {v}.",
            "The {k} is a {v}.",
            "My favourite {v} is the {k}.",
            "Is a {k} a {v}? Yes, it is a {v}.",
            "Of all the {v} words, I like {k}.",
            "What is a {k}? It is a {v}.",
            "Another word for such a {v} is {k}.",
        ),
    ),
    "food": Topic(
        """rabbit carrots,mouse cheese,monkey bananas,cow grass,panda bamboo,squirrel nuts,dog bones,bear honey,
bird worms,horse hay,
whale fish,frog flies""",
        (
            "The {k} eats {v}.",
            "A {k} likes to eat {v}.",
            "We gave the {k} some {v}.",
            "{v} are the favourite food of the {k}.",
            "Please buy {v} for the {k}.",
            "Give {v} to the hungry {k}.",
        ),
    ),
    "legs": Topic(
        """dog four,cat four,bird two,spider eight,ant six,snake zero,horse four,child two,chair four,bee six,
octopus eight,fish zero""",
        (
            "A {k} has {v} legs.",
            "How many legs has a {k}? It has {v}.",
            "The number of legs of a {k} is {v}.",
            "The {k} stands on {v} legs.",
            "Count the legs of the {k}: there are {v}.",
        ),
    ),
}


def facts(held_out: bool) -> list[tuple[Topic, str, str, str]]:
    """All (topic, key, value, way); a fifth of the pairs of fact and way is held out."""
    return [
        (topic, key, value, way)
        for name, topic in TOPICS.items()
        for key, value in topic.rows()
        for way in topic.ways
        if (crc32(f"{name} {key} {value} {way}".encode()) % 5 == 0) == held_out
    ]


def say(key: str, value: str, way: str) -> Fact:
    return Fact(capital(with_an(way.replace("{k}", key).replace("{v}", value))), value)


def draw(rng: random.Random, rows: list[tuple[Topic, str, str, str]]) -> Fact:
    """One of `rows`, said; every topic comes equally often."""
    topic = rng.choice(list(TOPICS.values()))
    _, key, value, way = rng.choice([row for row in rows if row[0] is topic])
    return say(key, value, way)
