"""`python -m assets.recipes.others TASK ...|all`: how many of another hand's inputs are answered right, and which are not."""

import sys

from assets.recipes.others import measure, written


def main() -> None:
    known = written()
    asked = known if sys.argv[1:] == ["all"] else sys.argv[1:]
    if not asked or not set(asked) <= set(known):
        raise SystemExit(f"Known: all, {', '.join(known)}")
    for task in asked:
        share = measure(task)
        print(f"{task}: {share.right} of {share.count}", *share.wrong, sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
