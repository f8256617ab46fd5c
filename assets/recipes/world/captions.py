"""One sentence for a board, always the same one for the same board."""

from assets.recipes.world.boards import FIELDS
from assets.recipes.world.scenes import Scene, Thing


def article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def reading_order(thing: Thing) -> tuple[int, int]:
    """Row and column of the thing's field on a board, both from 0: the order in which one reads."""
    return int(thing.y * FIELDS), int(thing.x * FIELDS)


def caption(scene: Scene) -> str:
    """One thing: "a small red star". Two: the upper one first, or the left one of the same row.

    Three are named in that order too, without their sizes.
    """
    if len(scene.things) == 1:
        return article(scene.things[0].name)
    things = sorted(scene.things, key=reading_order)
    if len(things) == 2:
        first, second = things
        relation = "left of" if reading_order(first)[0] == reading_order(second)[0] else "above"
        return f"{article(first.name)} {relation} {article(second.name)}"
    names = [article(f"{thing.colour} {thing.shape}") for thing in things]
    return f"{', '.join(names[:-1])} and {names[-1]}"
