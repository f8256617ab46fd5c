"""Short messages to a shop or a school, and typed questions about them. Held out are ways to say things, the things
themselves, and so every message."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from assets.recipes.world.grammar import capital, fill, split, words
from assets.recipes.world.names import FIRST_NAMES, invented_company

Facts = dict[str, str]  # what is true of a message: facet to value

# facet, value: words and phrases that an option may say it with.
TERMS: dict[str, dict[str, str]] = {
    "topic": {
        "parcel": "parcel|delivery|orders|post|shipping|a late or lost parcel|parcels and deliveries"
        "|orders on their way",
        "payment": "payment|billing|money|invoices|bank|bills and payments|money that was charged|fees and charges",
        "device": "device|repair|technology|lab|machines|a broken machine|machines and repairs|something does not work",
        "homework": "homework|school|lessons|teacher|class|exercises and lessons|schoolwork|homework and tests",
        "hours": "hours|opening hours|reception|visit|when it is open|opening times|the hours of the shop",
        "account": "account|login|password|profile|passwords and accounts|trouble with logging in"
        "|access to the account",
        "booking": "booking|appointment|calendar|table|dates and bookings|a booked date|appointments and tables",
        "advert": "advert|spam|advertising|junk|unsolicited advertising|prizes and offers|unwanted advertising",
    },
    "tone": {
        "calm": "calm|polite|neutral|patient|even|a polite message|calm words|plain and calm",
        "angry": "angry|harsh|rude|furious|upset|annoyed|an angry message|harsh words|angry and loud",
        "friendly": "friendly|kind|warm|happy|grateful|a kind message|warm words|happy and thankful",
    },
    "urgency": {
        "later": "can wait|not urgent|whenever|no hurry|some time|later|there is time",
        "week": "this week|in a few days|soon|within days|before the weekend|some days",
        "today": "today|now|urgent|at once|immediately|right now|very urgent|this very day",
    },
    "wish": {
        "refund": "refund|money back|repayment|wants money back|a refund of the price|the money returned",
        "exchange": "exchange|replacement|a new one|swap|wants another one|a replacement of the thing",
        "cancel": "cancel|cancellation|stop|wants to cancel|to call it off|the end of it all",
        "answer": "answer|information|explanation|advice|wants to know more|an answer to a question|to be told how",
    },
}
# facet, or scale of levels: instructions of a question about it.
ASKS = {
    "topic": "What is it about?|What is the topic?|Who should answer?|What is the message about?|Which desk is right?",
    "tone": "What is the tone?|How does the writer sound?|How does the writer feel?|Which tone is it?",
    "urgency": "How urgent is it?|When must it be done?|How soon is it needed?|How quickly must we act?",
    "wish": "What does the writer want?|What is requested?|What should we do?|What is wanted?",
    "anger": "How angry is the writer?|How upset is the writer?|How angry does it sound?",
}
# value: yes-or-no questions; a tone's stand below its facet, where {term} is a word for it.
CLAIMS = {
    "parcel": "Is it about a parcel?|Is it about a delivery?|Is this about an order on its way?",
    "payment": "Is it about a payment?|Is it about money?|Is it about a bill?|Is this about a charge?",
    "device": "Is it about a machine?|Is something broken?|Is a device broken?|Is a repair needed?",
    "homework": "Is it about homework?|Is it about school?|Is this about a lesson?",
    "hours": "Is it about opening hours?|Is it about a visit?|Does the writer ask when it is open?",
    "account": "Is it about an account?|Is it about a password?|Is this about logging in?",
    "booking": "Is it about an appointment?|Is it about a booking?|Is this about a date?",
    "tone": "Is the writer {term}?|Is the tone {term}?|Does the writer sound {term}?",
    "advert": "Is this message spam?|Is this spam?|Is it advertising?|Is this an advert?",
    "later": "Can it wait?|Is there time?|Can we do it later?",
    "week": "Is it for this week?|Must it be done this week?|Is it due in a few days?",
    "today": "Is it urgent?|Must it be done today?|Is it for today?|Is it very urgent?",
    "refund": "Is a refund requested?|Does the writer want a refund?|Does the writer want money back?|"
    "Is a refund wanted?",
    "exchange": "Is a replacement requested?|Does the writer want a new one?|Is an exchange wanted?|"
    "Does the writer want a replacement?",
    "cancel": "Is a cancellation requested?|Does the writer want to cancel?|Should we cancel it?",
    "answer": "Is information requested?|Does the writer want an answer?|Does the writer ask for information?",
}
DENIALS = "something else|anything else|no such thing|none of this|a real conversation|not at all"
LEVELS = {"urgency": ("later", "week", "today"), "anger": ("friendly", "calm", "angry")}
# A value that is nearly true when the fact is the other one: such pairs make no fair question.
NEARLY = {("calm", "friendly"), ("friendly", "calm"), ("today", "week"), ("week", "today")}

# value: ways to say it in training || ways that only held-out messages use.
SAID: dict[str, str] = {
    "parcel": "my parcel with the {thing} never arrived|the {thing} that I ordered has not come|the delivery is late"
    "|where is my parcel|you sent me the wrong {thing}|the package with the {thing} was lost in the post"
    "|the courier did not bring the {thing}|my order has been on its way for weeks|the parcel came without the {thing}"
    "|the box arrived empty|I am waiting for the delivery of my {thing}|the {thing} was not delivered"
    "|my package went to the neighbours|the {thing} from my order is missing in the box||the courier lost my parcel"
    "|my {thing} has not arrived|the delivery of the {thing} never came|the wrong package was delivered",
    "payment": "I was charged twice for my order|I was charged twice for the {thing}"
    "|you took too much money for the {thing}|the invoice for the {thing} is wrong|my card was charged again"
    "|I paid the bill two times|the price on the bill is too high|there is a strange charge on my card"
    "|the payment for the {thing} did not work|you charged me for a {thing} that I never bought|I got a second bill"
    "|the bank says that I paid twice|the fee is too high|there is an error on my invoice||my card was charged twice"
    "|I paid too much for the {thing}|there is a wrong fee on the bill|you charged my card for the {thing} two times",
    "device": "my {thing} is broken|the {thing} does not work|the {thing} stopped working|the printer is out of paper"
    "|the screen of the {thing} is cracked|the {thing} makes a strange noise|the battery of the {thing} is dead"
    "|the {thing} does not switch on|there is a crack in my {thing}|the {thing} broke after one day"
    "|the computer is very slow|the printer says that there is an error|the machine does not start"
    "|a button of the {thing} fell off||the screen stopped working|my {thing} broke|the battery does not work"
    "|the {thing} makes noise and does not start",
    "homework": "I do not understand the homework|the homework on {subject} is too hard"
    "|my son forgot his exercise book|when is the {subject} test|I could not finish the {subject} exercise"
    "|my daughter is ill and misses the lesson|we have too much homework"
    "|which page do we read for the {subject} lesson|I lost my notes from class|the teacher gave us no exercise"
    "|the pupils need help with {subject}|the essay for {subject} is not finished"
    "|what do we learn for the {subject} exam|my marks in {subject} are bad"
    "||my daughter does not understand the {subject} homework|I missed the {subject} lesson"
    "|the exercise for the {subject} test is too hard|my son lost his homework",
    "hours": "when do you open|are you open on {day}|until when is the {place} open|when does the {place} close"
    "|the {place} was closed when I came|what are the opening hours of the {place}|is the {place} open at noon"
    "|do you close early on {day}|I stood before a closed door|at what time does the {place} open"
    "|I found the {place} closed on {day}|your opening hours are not on the door||when is the {place} open"
    "|do you open on {day}|the {place} closed too early|at what time do you close",
    "account": "I forgot my password|I cannot log in|my account is locked|the login page does not know my name"
    "|I never got the code for my account|someone changed my password|I want to change the name in my profile"
    "|the password is not accepted|my account was deleted|the new password does not let me in|I cannot open my profile"
    "|my login was stolen||I cannot log in to my account|my password was changed"
    "|the code for the login is not accepted|I lost my password",
    "booking": "I booked a table for {day}|my appointment is on {day}|I have to move my appointment"
    "|you gave my table to someone else|my booking for {day} is not in your list|the doctor has no date for me"
    "|I have a reservation for two|nobody knew of my reservation|the appointment on {day} is too early"
    "|I booked the wrong date|you moved my appointment to {day}|our reservation was lost"
    "||my reservation for {day} was lost|I booked an appointment for {day}|nobody knew of my appointment"
    "|my booking has the wrong date",
    "advert": "you have won a free {thing}! Click here|congratulations, you won a prize! Click the link"
    "|buy one {thing} and get one free|the best offer of the year: a free {thing}"
    "|win a {thing} now! Click on this link|lose weight with our miracle pill|cheap {thing}s, only here! Big discount"
    "|you are our lucky winner! Send your number|earn money from home! Click here"
    "|special offer: every {thing} at half price|claim your free gift||you won a {thing}! Click the link"
    "|claim your prize here|get a free {thing}! Special discount|click here and win a free gift",
    "calm": "||||kind regards|please|yours sincerely|that is all|I am not {furious}|I am not {furious} with you"
    "|best regards|regards|I am not {furious} at all|I am not at all {furious}||with regards|I am not so {furious}"
    "|I am really not {furious}",
    "angry": "this is {bad}|I am {furious}|you are {bad}|what a {bad} service|your service is {bad}|I am so {furious}"
    "|never again|shame on you|I have had enough|it is a disgrace|how {bad} can you be|I am {furious} with you"
    "|this makes me {furious}|you should be ashamed|I will tell everyone how {bad} you are|stop wasting my time"
    "|you idiots|you fools|I hate your shop|I hate this|are you crazy|this is crazy|you are not {kind}"
    "|your team is not {kind}|you are not {kind} at all|I find this {bad}|you made me {furious}|such a {bad} shop"
    "|I have had enough of you|this is a shame||I am very {furious}|your shop is {bad}|what {bad} people you are"
    "|I hate your service|I am not happy with you",
    "friendly": "thank you so much|thank you very much|thank you|thanks|thanks for your help|you are great|hugs"
    "|you are so {kind}|have a {lovely} day|I love your shop|you are always so {kind}|many thanks, my friends"
    "|your team is {lovely}|what a {lovely} place you have|thanks a lot, you are {lovely}|with warm wishes"
    "|a big hug to all of you|I am so happy with you|you are the best|greetings to your {lovely} team"
    "|I wish you a {lovely} evening|dear friends|have a {lovely} evening|your team is always so {kind}"
    "|thanks a lot, dear team|you are {kind} people|you are {kind}|you are {kind} to me|you are a {kind} team"
    "|I am happy||what a {lovely} team|you are all so {kind}|many thanks to your {kind} team|have a very {lovely} day"
    "|thanks to you all",
    "later": " some time| whenever you can| when you have time| later| one day| at any time| if it suits you| some day"
    "| next month| when you find the time| when it suits you| at some time| whenever it suits you"
    "|| at any time you like| whenever you find the time| some other day",
    "week": " this week| by {day}| in a few days| within days| before the weekend| in two or three days| before {day}"
    "| on {day}| until {day} at the latest| within two days| in the next days| some time this week"
    "| in three or four days| within the week| in three days| until {day}| in the next two days"
    "|| by {day} at the latest| within four days| before next {day}| in the next few days",
    "today": " today| right now| at once| immediately| this afternoon| within the hour| now| before tonight"
    "| this minute| straight away| very soon today| this hour| in one hour| in the next minutes| this very minute"
    "| tonight| still today| this very hour| right away| in the next hour|| in this very hour| still this afternoon"
    "| now, at once| before this afternoon",
    "later.": "there is no hurry|it can wait|it is not urgent|take your time|I am in no hurry"
    "|answer when you have time|it is not important|there is no need to hurry|no need to hurry|no rush"
    "|this is not urgent|it has time|do not hurry|this can wait|no hurry|it is not urgent at all||there is no rush"
    "|I am not in a hurry|you can take your time|it can wait some time",
    "week.": "I need it by {day}|it must be done this week|I need this in a few days|{day} would be soon enough"
    "|I need it before the weekend|please do it this week|it has to be done by {day}|please do it in a few days"
    "|please do it by {day}|it has to be done this week|I need it within days||I need it in two days"
    "|it must be done by {day}|I need it this week",
    "today.": "it is urgent|it cannot wait|I need it today|please hurry|this is very urgent|do it now"
    "|I need it at once|it must be done today|I cannot wait any longer|this must be done at once|please do it now"
    "|hurry, please|this is an emergency|please do it today|hurry up|this cannot wait|I need it right now"
    "||it must be done right now|I cannot wait|please hurry up|I need it this minute",
    "refund": "want a refund|want my money back|would like a refund|need my money back|ask for a refund"
    "|demand a refund|expect my money back|would like to have my money back||hope for a refund"
    "|wish to get my money back|must ask for a refund",
    "exchange": "want a new one|want a replacement|would like another one|need a replacement|ask for a new one"
    "|would like to exchange it|want to swap it|expect a replacement||wish for a new one|hope for a replacement"
    "|would like to swap it",
    "cancel": "want to cancel|would like to cancel it all|want to cancel everything|have to cancel|wish to call it off"
    "|ask you to stop it all|need to cancel it|want out of it||must cancel it|would like to call it off"
    "|ask you to cancel",
    "answer": "want to know why|would like to know what to do|have a question about it|ask for an explanation"
    "|need your advice|want an answer|would like some information|need to know more||hope for an answer"
    "|wish to know what to do|ask for your advice",
    "not refund": "I do not want a refund|I do not want my money back|no refund, please|I did not ask for a refund"
    "||I do not need my money back|I want no refund",
    "not exchange": "I do not want a new one|I do not want a replacement|no new one, please|I do not need a new one"
    "||I do not need a replacement|no replacement, please",
    "not cancel": "I do not want to cancel|please do not cancel it|I will not call it off||do not cancel anything",
    "not answer": "I do not want an answer|I do not need an explanation|no advice, please||no explanation, please",
    "refund.": "please refund me{when}|can I have my money back{when}|please give me my money back{when}"
    "|send my money back{when}||could you refund me{when}|can I get a refund{when}",
    "exchange.": "please send me a new one{when}|can I have another one{when}|please replace it{when}"
    "|can you exchange it{when}||could you send me a replacement{when}|please exchange it{when}",
    "cancel.": "please cancel it all{when}|can you cancel it{when}|please stop it{when}|cancel everything{when}"
    "||could you cancel it{when}|please call it off{when}",
    "answer.": "can you tell me why{when}|please explain it{when}|what shall I do|please tell me what to do{when}"
    "|can you answer me{when}||could you explain it{when}|please tell me more{when}",
}
PLAIN = """my name is {name}|I live in {place_name}|I bought it last {past}|I am a customer of yours|I wrote to you
my sister told me about you|the weather is fine here|I came with my brother|I have the {colour} one|it was a gift
we are a family of four|I saw your page last {past}|I am new here|I called you last {past}""".replace("\n", "|")
OPENINGS = (
    "Hello.|Hi.|Dear team,|Good morning.|Hello, this is {name}.|Hi, I am {name}.|Dear Sir or Madam,|Good evening,"
)
THINGS, UNSEEN_THINGS = split(
    words("""phone lamp camera coat kettle radio toaster clock bike tent backpack watch keyboard tablet speaker mixer
fan heater drill scooter monitor mouse headset bag jacket sofa desk mirror vase carpet blanket pan knife kite guitar
piano drum doll puzzle robot razor iron oven fridge blender torch umbrella helmet""")
)
SLOTS = {
    "subject": words("maths history English biology music physics art geography Latin chemistry science"),
    "day": words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "past": words("month year summer winter spring"),
    "place": words("shop library office museum pool school bakery market desk store"),
    "place_name": words("Paris London Rome Seoul Madrid Oslo"),
    "colour": words("red blue green yellow black white"),
    "name": FIRST_NAMES,
}
BAD = words("""terrible awful horrible unacceptable useless hopeless careless unfair dreadful rude outrageous shameful
disgusting unbelievable ridiculous bad pathetic stupid worthless lousy""")
FURIOUS = words("furious angry mad fed-up annoyed outraged sick upset")
KIND = words("kind friendly helpful nice patient sweet generous good")
LOVELY = words("lovely wonderful great beautiful nice fantastic pleasant good amazing")
FEELINGS = {"bad": BAD, "furious": FURIOUS, "kind": KIND, "lovely": LOVELY}


class Asked(NamedTuple):
    """A question as a request holds it, which of its options is right, and what each option stands for (for a yes-or-no
    question, what it claims)."""

    question: dict[str, Any]
    right: int
    values: tuple[str, ...]


def _say(key: str, rng: random.Random, held_out: bool, **slots: Any) -> str:
    seen, unseen = SAID[key].rsplit("||", 1)
    thing = rng.choice(UNSEEN_THINGS if held_out else THINGS)
    if not held_out and rng.random() < 0.3:
        thing = invented_company(rng).lower()
    texts = (unseen if held_out else seen).split("|")
    return fill(rng.choice(texts), {**SLOTS, **FEELINGS, "thing": [thing], **slots}, rng)


def _sentence(text: str, rng: random.Random, end: str = ".") -> str:
    asks = text.startswith(
        ("when ", "where ", "which ", "what do ", "what are ", "what shall", "are you", "until when")
    )
    asks = asks or text.startswith(("is ", "do you", "at what", "can ", "could "))
    return f"{capital(text)}{'?' if asks else '!' if end == '!' and rng.random() < 0.6 else '.'}"


def message(rng: random.Random, held_out: bool = False) -> tuple[str, Facts]:
    """A message of a few short sentences and what is true of it. An advert has a topic only."""
    topic = rng.choice(list(TERMS["topic"]))
    about = _say(topic, rng, held_out)
    if topic == "advert":
        return _sentence(about, rng, "!") + rng.choice(["", f" Only{_say('today', rng, held_out)}!"]), {"topic": topic}
    facts = {"topic": topic, "tone": rng.choice(list(TERMS["tone"])), "urgency": rng.choice(LEVELS["urgency"])}
    unsaid = facts["urgency"] == "later" and rng.random() < 0.5
    when = "" if unsaid else _say(facts["urgency"], rng, held_out)
    parts = [_sentence(about, rng)]
    if rng.random() < 0.75:
        facts["wish"] = wish = rng.choice(list(TERMS["wish"]))
        if rng.random() < 0.4:
            parts.append(_sentence(_say(wish + ".", rng, held_out, when=[when]), rng))
        elif parts[0].endswith("?") or rng.random() < 0.5:
            start = rng.choice(["I ", "now I ", "so I "])
            parts.append(_sentence(start + _say(wish, rng, held_out) + when, rng))
        else:
            parts[0] = f"{parts[0][:-1]} and {rng.choice(['', 'I '])}{_say(wish, rng, held_out)}{when}."
    if rng.random() < 0.15:
        unwanted = rng.choice([value for value in TERMS["wish"] if value != facts.get("wish")])
        parts.insert(rng.randint(1, len(parts)), _sentence(_say(f"not {unwanted}", rng, held_out), rng))
    said = when and when in " ".join(parts)
    if not said and not unsaid:
        parts.append(_sentence(_say(facts["urgency"] + ".", rng, held_out), rng, "!"))
    feeling = _say(facts["tone"], rng, held_out)
    if feeling:
        angry = facts["tone"] == "angry" and rng.random() < 0.4
        parts.insert(0 if angry else len(parts), _sentence(feeling, rng, "." if facts["tone"] == "calm" else "!"))
    if rng.random() < 0.2:
        parts.insert(rng.randrange(len(parts) + 1), _sentence(fill(rng.choice(PLAIN.split("|")), SLOTS, rng), rng))
    if rng.random() < 0.2:
        parts.insert(0, fill(rng.choice(OPENINGS.split("|")), SLOTS, rng))
    text = " ".join(parts)
    return (text.lower() if rng.random() < 0.05 else text), facts


def _terms(facet: str, value: str) -> list[str]:
    return TERMS[facet][value].split("|")


def _noul(rng: random.Random, facts: Facts) -> Asked | None:
    facet = rng.choice([facet for facet in TERMS if facet in facts or (facet == "wish" and "tone" in facts)])
    fact = facts.get(facet)
    value = fact if fact and rng.random() < 0.5 else rng.choice(list(TERMS[facet]))
    if (value, fact) in NEARLY:
        return None
    claim = rng.choice((CLAIMS.get(value) or CLAIMS[facet]).split("|"))
    question: dict[str, Any] = {
        "type": "noul",
        "instructions": claim.replace("{term}", rng.choice(_terms(facet, value)[:5])),
    }
    if rng.random() < 0.3:
        question["criteria"] = {"true": rng.choice(_terms(facet, value)), "false": rng.choice(DENIALS.split("|"))}
    return Asked(question, int(value != fact), (value,))


def _choice(rng: random.Random, facts: Facts) -> Asked:
    facet = rng.choice(list(facts))
    fact = facts[facet]
    if fact == "friendly" and rng.random() < 0.3:  # where nothing warmer is on offer, a friendly message is a calm one
        fact, others = "calm", ["angry"]
    else:
        others = [value for value in TERMS[facet] if value != fact and (facet != "tone" or (value, fact) not in NEARLY)]
        others = [*others, "friendly"] if fact == "calm" and rng.random() < 0.6 else others
        others = [*others, "calm"] if fact == "friendly" and rng.random() < 0.6 else others
    values = [fact, *rng.sample(others, min(len(others), rng.randint(1, 3)))]
    rng.shuffle(values)
    criteria: dict[str, str | None] = {}
    described = rng.random() < 0.75
    for value in values:
        name, description = rng.sample(_terms(facet, value), 2)
        criteria[value if rng.random() < 0.3 else name] = description if described else None
    question = {"type": "choice", "instructions": rng.choice(ASKS[facet].split("|")), "criteria": criteria}
    return Asked(question, values.index(fact), tuple(values))


def _score(rng: random.Random, facts: Facts) -> Asked | None:
    if "tone" not in facts:
        return None
    ask, facet = rng.choice([("urgency", "urgency"), ("urgency", "urgency"), ("anger", "tone")])
    levels: Sequence[str] = LEVELS[ask]
    if rng.random() < 0.25:  # two levels, the ends
        levels = (levels[0], levels[2])
    if facts[facet] not in levels:
        return None
    criteria = [rng.choice(_terms(facet, level)) for level in levels]
    question = {"type": "score", "instructions": rng.choice(ASKS[ask].split("|")), "criteria": criteria}
    return Asked(question, levels.index(facts[facet]), tuple(levels))


def ask(rng: random.Random, facts: Facts, kind: str) -> Asked | None:
    """A question of this kind with a clear answer, or none where the draw has none."""
    return {"noul": _noul, "choice": _choice, "score": _score}[kind](rng, facts)
