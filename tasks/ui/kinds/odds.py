"""The tokens of a written text, tinted by how unlikely each was, with what could have stood in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.core import fields
from tasks.core.locales import Amount, say, text
from tasks.ui.kinds import Kind, Update, framed_html
from tasks.ui.kinds.bars import bar
from tasks.ui.templates import html

if TYPE_CHECKING:
    from tasks.core.run.odds import TokenChoice


def show(data: list[TokenChoice], language: str) -> Update:
    before = text(
        "Point at a token, or walk along them with the arrow keys, to see what could have stood there. These are the model's own odds: temperature, top_k and top_p come after them.",
        language,
    )
    return {"value": str(html("views/odds.html", before=before, tokens=[token(each, language) for each in data]))}


def token(each: TokenChoice, language: str) -> dict[str, Any]:
    """What views/odds.html draws of a token; the one under the pointer or the focus shows its rivals."""
    name = visible(each.text)
    rivals = [(rival, chance) for rival, chance in each.alternatives if rival != each.text]
    chances = [(name, each.probability), *((visible(rival), chance) for rival, chance in rivals)]
    return {
        "text": each.text,
        "tint": f"{0.55 * (1 - each.probability):.2f}",
        "said": "; ".join(f"{word} {say(Amount(chance, '.1%'), language)}" for word, chance in chances),
        "heading": text(
            "What could have stood here, and how likely: “{token}” had {probability}",
            language,
            token=name,
            probability=Amount(each.probability, ".1%"),
        ),
        "rivals": [bar(visible(rival), chance, rival == each.text, language) for rival, chance in each.alternatives],
    }


def visible(token: str) -> str:
    """A token whose spaces and line ends can be seen."""
    return token.replace("\n", "⏎").replace(" ", "␣") if not token.strip() else token.strip()


KINDS = (Kind(fields.TokenOdds, framed_html, show=show),)
