"""Meanings that can be said in several ways, with synonyms and other word order. Held out are meanings."""

from __future__ import annotations

import random
from typing import NamedTuple
from zlib import crc32

from assets.recipes.world.grammar import capital, with_an


class Meaning(NamedTuple):
    """Who (of what kind of mind) did what to which thing, where and when; each an index of synonyms."""

    who: int
    mood: int
    deed: int
    thing: int
    place: int
    time: int


def _sets(text: str) -> list[list[str]]:
    return [[word.strip() for word in entry.split("=")] for entry in text.replace("\n", "").split(",")]


WHO = _sets(
    """doctor=physician,teacher=instructor,boy=lad=young man,girl=lass=young woman,child=kid=little one,cook=chef,
policeman=officer=cop,
farmer=peasant,sailor=seaman,king=ruler=monarch,thief=robber=burglar,writer=author,singer=vocalist,
baker=bread maker,
dog=hound=puppy,cat=kitten=tomcat,grandmother=granny=old lady,driver=chauffeur,clown=joker,student=pupil"""
)
MOOD = _sets(
    """happy=glad=cheerful,sad=unhappy=gloomy,angry=furious=mad,tired=sleepy=exhausted,clever=smart=bright,brave=fearless=bold,
rich=wealthy=well-off,quiet=silent=calm,hungry=starving,strange=odd=weird"""
)
# past, past participle
DEED = [
    [tuple(form.split("/")) for form in forms]
    for forms in _sets(
        """bought/bought=purchased/purchased=got/got,found/found=discovered/discovered,
lost/lost=misplaced/misplaced,
repaired/repaired=fixed/fixed=mended/mended,hid/hidden=concealed/concealed,
broke/broken=smashed/smashed=ruined/ruined,
stole/stolen=nicked/nicked=took away/taken away,cleaned/cleaned=washed/washed,drew/drawn=sketched/sketched,
threw/thrown=tossed/tossed=hurled/hurled,carried/carried=brought/brought,loved/loved=adored/adored"""
    )
]
THING = _sets(
    """car=automobile=vehicle,bike=bicycle,picture=painting=image,present=gift,stone=rock,cup=mug,couch=sofa,
lamp=light,book=volume,
photo=photograph,phone=telephone,coat=jacket,boat=ship,bag=sack,toy=plaything,ball=sphere,key=door key,letter=note"""
)
PLACE = _sets(
    """in the house=at home,in the forest=in the woods,in the shop=in the store,on the street=on the road,
at the beach=by the sea,
in the city=in town,at school=in the classroom,on the farm=in the countryside,in the garden=in the yard,
at the hospital=in the clinic"""
)
TIME = _sets(
    """in the morning=early in the day=at dawn,in the evening=late in the day=after sunset,
yesterday=the day before,
at noon=at lunchtime=in the middle of the day,long ago=many years ago,at the weekend=on Saturday and Sunday,
often=many times,
suddenly=all of a sudden,in winter=in the cold season,in summer=in the hot season"""
)
_SIZES = (len(WHO), len(MOOD), len(DEED), len(THING), len(PLACE), len(TIME))


def meaning(rng: random.Random, held_out: bool = False) -> Meaning:
    """A meaning from the seen or the unseen side (one in five)."""
    while True:
        found = Meaning(*(rng.randrange(size) for size in _SIZES))
        if (crc32(repr(tuple(found)).encode()) % 5 == 0) == held_out:
            return found


def near(m: Meaning, rng: random.Random) -> Meaning:
    """A meaning that differs from `m` in one or two points only."""
    parts = list(m)
    for i in rng.sample(range(len(parts)), rng.choice([1, 2])):
        parts[i] = rng.choice([other for other in range(_SIZES[i]) if other != parts[i]])
    return Meaning(*parts)


def say(m: Meaning, rng: random.Random) -> str:
    """The meaning in words drawn from its synonyms, in one of five orders."""
    who, mood = rng.choice(WHO[m.who]), rng.choice(MOOD[m.mood])
    past, done = rng.choice(DEED[m.deed])
    thing, place, time = rng.choice(THING[m.thing]), rng.choice(PLACE[m.place]), rng.choice(TIME[m.time])
    a = rng.choice(["the", "a"])
    way = rng.randrange(5)
    if way == 0:
        text = f"{a} {mood} {who} {past} the {thing} {place} {time}"
    elif way == 1:
        text = f"{time}, {a} {mood} {who} {past} the {thing} {place}"
    elif way == 2:
        text = f"the {thing} was {done} by {a} {mood} {who} {place} {time}"
    elif way == 3:
        text = f"{place}, the {thing} was {done} {time} by {a} {who} who was {mood}"
    else:
        text = f"the {who}, who was {mood}, {past} the {thing} {time} {place}"
    return capital(with_an(text)) + "."


def two_ways(m: Meaning, rng: random.Random) -> tuple[str, str]:
    """The same meaning said twice, never with the same sentence."""
    first = say(m, rng)
    while (second := say(m, rng)) == first:
        pass
    return first, second
