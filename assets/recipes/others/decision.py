"""Messages to a shop or a school by a stranger, and one question about each."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

ABOUT_SHOP = "What is the message about? parcel | payment | broken device"
ABOUT_SCHOOL = "What is it about? homework | opening hours | booking"
TONE = "What is the tone? calm | angry"
WANTED = "What does the writer want? refund | new one | cancellation | answer"
URGENCY = "How urgent is it? can wait < this week < today"
REFUND = "Does the customer want a refund?"

ASKED: tuple[tuple[str, str, str], ...] = (
    ("Hello, my package has not arrived yet. Where is it?", ABOUT_SHOP, "parcel"),
    ("You took the money from my credit card twice.", ABOUT_SHOP, "payment"),
    ("The screen of my new tablet is cracked.", ABOUT_SHOP, "broken device"),
    ("my washing machine stopped working after a week", ABOUT_SHOP, "broken device"),
    ("I don't understand exercise 4, could you help me?", ABOUT_SCHOOL, "homework"),
    ("When do you open on Saturdays?", ABOUT_SCHOOL, "opening hours"),
    ("We would like to reserve a table for four people.", ABOUT_SCHOOL, "booking"),
    ("I forgot my password and cannot log in.", "Topic? account | homework | parcel", "account"),
    ("Congratulations!!! You won a million dollars, click here now!", "Is this message spam?", "yes"),
    ("Could you please tell me when the library closes?", "Is this message spam?", "no"),
    ("This is the third time you lost my parcel! I am furious!", TONE, "angry"),
    ("Thank you for your help, I only have a small question about my bill.", TONE, "calm"),
    ("The kettle does not heat. I want my money back.", REFUND, "yes"),
    ("The shoes are lovely, thank you very much.", REFUND, "no"),
    ("The mug was broken. Please send me another one.", WANTED, "new one"),
    ("Please cancel my order, I do not need it any more.", WANTED, "cancellation"),
    ("Can you tell me how long delivery takes?", WANTED, "answer"),
    ("I need the key today, my flight leaves tonight!", URGENCY, "today"),
    ("No hurry, but I would like to change my address some time.", URGENCY, "can wait"),
    ("Is my homework due this week? Please answer by Friday.", URGENCY, "this week"),
)


def inputs(folder: Path) -> list[Input]:
    return [asked(*each) for each in ASKED]


def asked(state: str, question: str, good: str) -> Input:
    """The likeliest option must be this one."""

    def right(answer: Answer) -> bool:
        (decided,) = answer.raw.values()
        if decided["type"] == "noul":
            return bool((decided["noul"] > 0.5) == (good == "yes"))
        best = max(decided["probabilities"], key=decided["probabilities"].get)
        return str(decided.get("legend", {}).get(best) or best) == good

    return Input(f"{state} {question} ({good})", {"state": state, "questions": question}, right)
