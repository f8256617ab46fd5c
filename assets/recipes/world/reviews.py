"""Reviews with known polarity. Held out are the templates, the things, and sentiment words to be guessed from
parts."""

from __future__ import annotations

import random
import re

from assets.recipes.world.grammar import as_typed, capital, fill, split, words
from assets.recipes.world.names import invented_company
from assets.recipes.world.words import ORDINARY

LABELS = ["negative", "neutral", "positive"]

GOOD = words("""good great excellent wonderful fantastic amazing superb lovely beautiful brilliant perfect
delicious tasty fresh
friendly helpful kind clean comfortable cosy reliable charming pleasant outstanding magnificent fabulous terrific
awesome
incredible splendid nice fun funny exciting touching clever smart elegant useful handy solid generous polite
welcoming warm
cheerful joyful flawless spotless refreshing rewarding remarkable exceptional stunning gorgeous adorable memorable
unforgettable unbeatable faultless thoughtful playful colourful fascinating entertaining gripping happy sweet cool
tastier fresher friendlier cleaner kinder funnier nicer better greatest sweetest joyous gracious cheering""")
BAD = words("""bad terrible awful horrible dreadful poor dull slow rude dirty ugly broken useless worthless
irritating disgusting
bland stale noisy cramped overpriced unkind unclean uncomfortable unreliable unfunny unsatisfying disgraceful
pathetic
miserable weak clumsy careless thoughtless lifeless hopeless pointless heartless lousy nasty appalling atrocious
frustrating tiresome tedious confusing messy filthy smelly greasy soggy burnt rotten faulty flimsy shabby
depressing sad
painful wasteful dishonest inedible unbearable unwatchable unusable unacceptable uninspiring uninteresting
forgettable
unfair unhappy stupid silly boring dirtier uglier noisier ruder worse unlucky unwanted unsafe""")
GOOD_UNSEEN = words("""lovable likeable enjoyable delightful impressive thrilling inspiring satisfying pleasing
amusing graceful
cheery""")
BAD_UNSEEN = words("""unfriendly unhelpful unpleasant unimpressive unloved unlikeable joyless graceless tasteless
disappointing
annoying sickening tiring worrying""")
FEELINGS = words("loved enjoyed liked delighted impressed thrilled inspired satisfied pleased amazed charmed amused")
ANGER = words(
    "disappointed annoyed bored irritated disgusted frustrated confused hated disliked sickened tired worried"
)

GOOD_ADVERBS = words("""wonderfully beautifully perfectly brilliantly superbly nicely elegantly cheerfully kindly
cleverly
comfortably pleasantly well""")
BAD_ADVERBS = words("""terribly badly awfully horribly dreadfully poorly rudely carelessly clumsily painfully
miserably stupidly
hopelessly""")
GOOD_ADVERBS_UNSEEN = words("delightfully splendidly generously politely thoughtfully charmingly")
BAD_ADVERBS_UNSEEN = words("thoughtlessly lifelessly messily pathetically disgracefully heartlessly")

THINGS = words("""film movie book story song concert play show game hotel room bed breakfast dinner soup pizza
cake bread coffee
tea restaurant cafe shop market phone laptop camera screen keyboard battery bag coat shirt shoe lamp chair table
sofa car
bike train bus flight trip tour museum park beach garden teacher class lesson course school waiter driver guide
staff
service food meal actor singer band plot ending music picture sound price view city weather day party holiday toy
puzzle
app website update printer watch clock umbrella tent backpack novel poem sandwich salad dessert ice-cream burger
sauce
doctor nurse hospital library pool gym""")
TRAIN_THINGS, HELD_OUT_THINGS = split(THINGS)

# {good} stands for a word of the review's own polarity, {bad} for one of the other.
OPINIONS = """the {thing} was {good}|the {thing} is {very} {good}|what a {good} {thing}|this is a {good} {thing}
I found the {thing} {very} {good}|a {very} {good} {thing}|it was a {good} {thing} and a {good} {thing}
the {thing} was not {bad}|the {thing} was not {bad} at all|it is not a {bad} {thing}|this {thing} isn't {bad}
the {thing} was never {bad}|I do not think the {thing} is {bad}|I can't say the {thing} was {bad}|it isn't {bad}
the {thing} was {well} made|the {thing} works {well}|it all went {well}|nobody finds the {thing} {bad}
my {thing} is {good}|our {thing} was {very} {good} and so {good}|{good} {thing}|{good} {thing}, {good} {thing}
everything about the {thing} was {good}|the {thing} looked {good}|the {thing} seems {good} to me|so {good}
we had a {good} time with the {thing}|it has a {good} {thing}|that {thing} was {good}|it was {good}|{good}
we were treated {well}|the {thing} did {well}|how {good} this {thing} is|I think it is {good}
no {thing} is less {bad}
the {thing} of the {thing} was {good}|they have a {good} {thing}|nobody says the {thing} is {bad}
today I had a {good} {thing}|the {thing} made a {good} day|I call it a {good} {thing}|a {thing} that is {good}"""
OPINIONS_UNSEEN = """the {thing} remained {very} {good}|we got a {good} {thing}|such a {good} {thing}
I call that {very} {good}
nobody can call this {thing} {bad}|your {thing} isn't {bad}|they served us {well}|their {thing} turned out {good}
with a {good} {thing} and a {thing}|it felt {good}|the {thing} and the {thing} were {good}|she has a {good} {thing}"""
# What may stand before or after any sentence, whatever it says; odd index: held out.
OPENERS = """in my view, |in my eyes, |to be honest, |my family says |we all know |you will see that |yesterday |
last week, |as far as I know, |on the whole, |my brother thinks |I heard that |honestly, |at first sight, |for once |
well, |
again |look: |she told me that |he wrote that |so |now |at the weekend, |in the end, |I must say |they say """.replace(
    "\n", ""
).split("|")
CLOSERS = """ for the money| from start to end| in every way| this year| as always| for us| I must say| to my mind|
 in town| again| in the evening| at this time of the year| for a {thing}| of all|
 this time| with the children| and that is all|
 here| today| for my family| at the {thing}| on {day}| since {day}| if you ask me""".replace("\n", "").split("|")
# Ordinary words that carry a feeling of their own, or turn one round; all others are free to stand anywhere.
CHARGED = set(
    words("""love like enjoy hope laugh smile thank prefer cry hate fight lose worry steal kill forget afraid
angry bad brave
    broken clean clever correct difficult dirty easy empty false famous fresh fun funny good great happy healthy
hungry ill lazy
    lucky mad nice noisy poor pretty proud rich sad safe sick sorry special strong sweet tired ugly warm weak wise
wrong
    problem trouble noise win prize not no never nobody nothing without less enough too almost lost but best worst
cool
    slow cheap loved liked wild strange serious hard cold fine perfect quick silent boring dull treasure gold""")
)
PLAIN = [word for word in ORDINARY if word not in CHARGED | set(GOOD) | set(BAD)]

# Fixed-polarity phrases, where the verb carries the feeling.
GOOD_PHRASES = """I love this {thing}|I loved the {thing}|I like the {thing}|we enjoyed the {thing}|I really like it
the best {thing} ever|this is the best {thing} of my life|I would buy the {thing} again|I recommend the {thing}
I am happy with the {thing}|the {thing} made me smile|the {thing} made me happy|five stars for the {thing}
I will come back|thank you for the {thing}|I adore my {thing}|everyone loves the {thing}|I don't hate the {thing}
the {thing} works|a joy to use|it was a delight|worth every penny|the {thing} is worth it|I can't wait for more
I have no complaints|the {thing} was {feeling} by all|we were {feeling} by the {thing}|I am {feeling}|we love it"""
BAD_PHRASES = """I hate this {thing}|I hated the {thing}|I don't like the {thing}|I did not enjoy the {thing}
I dislike the {thing}|the worst {thing} ever|this is the worst {thing} of my life|I would not buy the {thing} again
I can't recommend the {thing}|I am not happy with the {thing}|the {thing} made me cry|the {thing} made me angry
one star for the {thing}|I will never come back|never again|I want my money back|nobody likes the {thing}
the {thing} does not work|the {thing} broke|the {thing} stopped working|it was a disaster|a waste of time
a waste of money|the {thing} is not worth it|I regret the {thing}|we do not love it|I don't love this {thing}
I have many complaints|the {thing} was {feeling} by all|we were {feeling} by the {thing}|I am {feeling}"""
NEUTRAL = """the {thing} is in {place}|we went to the {thing} on {day}|the {thing} starts at {number}
it is a {colour} {thing}
I bought the {thing} on {day}|the {thing} has {number} parts|there is a {thing} near the {thing}
my sister has a {thing}
the {thing} was made in {place}|the {thing} opens on {day}|they sell a {thing} and a {thing}
the {thing} is {colour}
he gave me the {thing} at {number}|the {thing} lasts {number} hours|this {thing} is from {place}|I have one {thing}
the {thing} costs {number} dollars|we saw the {thing} in {place}|the {thing} weighs {number} kilos?
she reads about the {thing}|I use the {thing} every {day}|the {thing} belongs to my uncle
the {thing} is on the table"""
NEUTRAL_UNSEEN = """on {day} there will be a {thing} in {place}|a {thing} stands beside the {colour} {thing}
you can get a {thing} for {number} dollars|the {thing} comes with {number} pages
my uncle took the {thing} to {place}"""

SHARED = {
    "very": words("very really so absolutely quite truly extremely just totally pretty rather simply"),
    "place": words("Paris London Rome Seoul Madrid town Spain June"),
    "day": words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday week"),
    "number": words("two three four five six seven eight nine ten twelve 20 3 15"),
    "colour": words("red blue green yellow black white brown grey"),
}


def _lines(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


def _thing(rng: random.Random, held_out: bool) -> str:
    """A thing; in training also an invented word, so that the model does not lean on the words that it knows."""
    if held_out:
        return rng.choice(HELD_OUT_THINGS)
    return rng.choice(TRAIN_THINGS) if rng.random() < 0.6 else invented_company(rng).lower()


def _with_other_words(template: str, rng: random.Random) -> str:
    """Exchanges or adds plain words, so that the model learns which words matter and which do not."""

    def other(match: re.Match[str]) -> str:
        word, chance = match.group(), rng.random()
        if word in CHARGED or word.startswith("{") or "'" in word or chance > 0.2:
            return word
        return rng.choice(PLAIN) if chance < 0.15 else f"{word} {rng.choice(PLAIN)}"

    return re.sub(r"[{\w'}]+", other, template)


def review(rng: random.Random, held_out: bool = False) -> tuple[str, int]:
    """One review of one or two sentences and its index in `LABELS`.

    A held-out review has an unseen template and unseen things, and sentiment words that are unseen half of the time.
    """
    label = rng.randrange(3)
    text = _sentence(rng, label, held_out)
    if rng.random() < 0.35:  # a second sentence: the same opinion again, or a plain fact
        other = _sentence(rng, rng.choice([label, 1]), held_out)
        text = f"{text} {other}" if rng.random() < 0.5 else f"{other} {text}"
    return as_typed(text, rng), label


def _core(rng: random.Random, label: int, held_out: bool) -> str:
    if label == 1 and not held_out and rng.random() < 0.3:
        return " ".join(rng.choice([*rng.choices(PLAIN, k=6), "{thing}", "{colour}"]) for _ in range(rng.randint(1, 9)))
    if label == 1:
        return rng.choice(_lines(NEUTRAL_UNSEEN if held_out else NEUTRAL))
    if not held_out and rng.random() < 0.35:
        return rng.choice(_lines(GOOD_PHRASES if label == 2 else BAD_PHRASES))
    return rng.choice(_lines(OPINIONS_UNSEEN if held_out else OPINIONS))


def _sentence(rng: random.Random, label: int, held_out: bool) -> str:
    unseen = held_out and rng.random() < 0.5
    good, bad = (GOOD_UNSEEN, BAD_UNSEEN) if unseen else (GOOD, BAD)
    well, ill = (GOOD_ADVERBS_UNSEEN, BAD_ADVERBS_UNSEEN) if unseen else (GOOD_ADVERBS, BAD_ADVERBS)
    positive = label == 2
    slots = {
        **SHARED,
        "thing": lambda r: _thing(r, held_out),
        "good": good if positive else bad,
        "bad": bad if positive else good,
        "well": well if positive else ill,
        "feeling": FEELINGS if positive else ANGER,
    }
    core = _core(rng, label, held_out)
    if not held_out and core not in GOOD_PHRASES + BAD_PHRASES:
        core = _with_other_words(core, rng)
    opener = rng.choice(OPENERS[held_out::2]) if rng.random() < 0.35 else ""
    closer = rng.choice(CLOSERS[held_out::2]) if rng.random() < 0.35 else ""
    text = capital(fill(opener + core + closer, slots, rng))
    return text + rng.choice("....!")
