"""Invoices, receipts and letters: where every word stands, questions with known answers, and the page as a picture."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from assets.recipes.world.grammar import lists, one_in_five, split
from assets.recipes.world.names import (
    CITIES,
    COMPANIES,
    FIRST_NAMES,
    LAST_NAMES,
    invented_city,
    invented_company,
    invented_first_name,
    invented_goods,
    invented_last_name,
)
from assets.recipes.world.tables import GOODS

TRAIN_FONTS = ("LiberationSans", "LiberationSerif", "DejaVuSans", "DejaVuSerif")
HELD_OUT_FONTS = ("DejaVuSansCondensed", "DejaVuSerifCondensed")
_LISTS = lists("documents")


@dataclass(frozen=True)
class Word:
    """A printed word, its box (left, top, right, bottom) in thousandths of the page, and the fact it belongs to."""

    text: str
    box: tuple[int, int, int, int]
    tag: str


@dataclass(frozen=True)
class Fact:
    """Something that the page says: how people ask for it, and the answer as printed."""

    tag: str
    questions: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class _Run:
    text: str
    x: int
    y: int
    size: int
    bold: bool
    tag: str


@dataclass
class Page:
    """A page of `width` x `height` pixels: runs of text, rules, and facts."""

    kind: str
    width: int
    height: int
    family: str
    runs: list[_Run] = field(default_factory=list)
    rules: list[tuple[int, int, int]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def put(
        self, text: str, x: int, y: int, *, size: int = 22, bold: bool = False, tag: str = "", side: str = "left"
    ) -> int:
        """Prints `text` with its left end, middle or right end (`side`) at `x`; returns the x where it ends."""
        length = round(_font(self.family, size, bold).getlength(text))
        left = x - {"left": 0, "center": length // 2, "right": length}[side]
        self.runs.append(_Run(text, left, y, size, bold, tag))
        return left + length

    def fact(self, tag: str, answer: str, goods: str = "") -> None:
        """Notes an answer, with the questions that this kind of page has for its tag (a line's number left out)."""
        questions = _LISTS["questions"][self.kind][tag.split()[0]]
        self.facts.append(Fact(tag, tuple(question.format(goods=goods) for question in questions), answer))

    def words(self) -> list[Word]:
        """All words, in the order in which they were put."""
        found = []
        for run in self.runs:
            font = _font(self.family, run.size, run.bold)
            x = float(run.x)
            for text in run.text.split(" "):
                left, top, right, bottom = font.getbbox(text)
                x0, x1 = (_thousandths(x + edge, self.width) for edge in (left, right))
                y0, y1 = (_thousandths(run.y + edge, self.height) for edge in (top, bottom))
                found.append(Word(text, (x0, y0, x1, y1), run.tag))
                x += font.getlength(text + " ")
        return found

    def picture(self) -> Image.Image:
        image = Image.new("L", (self.width, self.height), 255)
        draw = ImageDraw.Draw(image)
        for run in self.runs:
            draw.text((run.x, run.y), run.text, fill=20, font=_font(self.family, run.size, run.bold))
        for x, y, length in self.rules:
            draw.line((x, y, x + length, y), fill=120, width=2)
        return image


def _thousandths(place: float, whole: int) -> int:
    """Where `place` is on a side of `whole` pixels, from 0 to 1000."""
    return min(max(int(place * 1000 / whole), 0), 1000)


@functools.cache
def _font(family: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    if family.startswith("Liberation"):
        return ImageFont.truetype(f"{family}-{'Bold' if bold else 'Regular'}.ttf", size)
    return ImageFont.truetype(f"{family}{'-Bold' if bold else ''}.ttf", size)


class _Values:
    """Names, dates and amounts; the held-out side takes the real names that training never sees."""

    def __init__(self, rng: random.Random, held_out: bool) -> None:
        self.rng, self.held_out = rng, held_out

    def _name(self, real: Sequence[str], invent: Callable[[random.Random], str]) -> str:
        return invent(self.rng) if self.rng.random() < 0.5 else self.rng.choice(split(real)[self.held_out])

    def person(self) -> str:
        return f"{self._name(FIRST_NAMES, invented_first_name)} {self._name(LAST_NAMES, invented_last_name)}"

    def company(self) -> str:
        name = self._name([company for company in COMPANIES if " " not in company], invented_company)
        return f"{name} {self.rng.choice(_LISTS['company endings'])}"

    def city(self) -> str:
        return self._name([city for city in CITIES if " " not in city], invented_city)

    def date(self) -> str:
        day, month, year = self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(2015, 2027)
        ways = (
            f"{day} {_LISTS['months'][month - 1]} {year}",
            f"{year}-{month:02}-{day:02}",
            f"{day:02}/{month:02}/{year}",
        )
        return self.rng.choice(ways)

    def street(self) -> str:
        return f"{self.rng.randint(1, 99)} {self.rng.choice(_LISTS['topics']).capitalize()} Street"

    def goods(self, count: int) -> list[tuple[str, int, int]]:
        """(name, quantity, price in cents) of `count` different goods."""
        real = [name for name in split(GOODS)[self.held_out] if name.endswith("s")]  # "how many" wants a plural
        names = self.rng.sample(real, count)
        if not self.held_out:
            names = [invented_goods(self.rng) if self.rng.random() < 0.7 else name for name in names]
        return [(name.capitalize(), self.rng.randint(1, 9), self.rng.randint(50, 4999)) for name in names]


def _money(cents: int, sign: str) -> str:
    return f"{sign}{cents / 100:.2f}"


def _pair(page: Page, label: str, value: str, tag: str, x: int, y: int, style: str, size: int = 22) -> int:
    """A label and its value in one of three styles; returns the y of the next line."""
    if style == "colon":
        end = page.put(label + ":", x, y, size=size)
        page.put(value, end + size // 3, y, size=size, tag=tag)
        return y + size + 14
    if style == "columns":
        page.put(label, x, y, size=size, bold=True)
        page.put(value, x + 9 * size, y, size=size, tag=tag)
        return y + size + 14
    page.put(label, x, y, size=size - 4, bold=True)
    page.put(value, x, y + size + 4, size=size, tag=tag)
    return y + 2 * size + 24


STYLES = ("colon", "columns", "stacked")
SIDES = ("left", "right")
INVOICES = tuple(
    itertools.product(("left", "center", "right"), SIDES, STYLES, STYLES, SIDES, ("item first", "quantity first"))
)
RECEIPTS = tuple(
    itertools.product(("left", "center"), STYLES[:2], ("2 x", "column", "price only"), STYLES[:2], ("top", "end"))
)
LETTERS = tuple(itertools.product(SIDES, SIDES, ("before", "after"), ("Subject:", "Re:", "bold"), SIDES))


def _invoice(layout: tuple[str, ...], values: _Values, family: str) -> Page:
    header, meta_side, meta_style, client_style, totals_side, order = layout
    rng = values.rng
    page = Page("invoice", 850, 1100, family)
    sign = rng.choice(["$", ""])
    company, client, number = (
        values.company(),
        values.person(),
        f"{rng.choice(['', 'A-', 'INV-'])}{rng.randint(1000, 99999)}",
    )
    x = {"left": 70, "center": 425, "right": 780}[header]
    page.put(company, x, 50, size=34, bold=True, tag="company", side=header)
    page.put(f"{values.street()}, {values.city()}", x, 98, size=20, side=header)
    if rng.random() < 0.7:
        page.put(
            "INVOICE", 425 if header != "center" else 70, 150, size=30, side="center" if header != "center" else "left"
        )
    meta_x, client_x = (70, 470) if meta_side == "left" else (470, 70)
    y = 215
    date, due = values.date(), values.date()
    for label, value, tag in (
        (rng.choice(["Invoice number", "Invoice no", "Number"]), number, "number"),
        (rng.choice(["Date", "Invoice date"]), date, "date"),
        (rng.choice(["Due date", "Pay by", "Due"]), due, "due"),
    ):
        y = _pair(page, label, value, tag, meta_x, y, meta_style)
    label = rng.choice(["Bill to", "Customer", "Client"])
    below = _pair(
        page, label, client, "client", client_x, 215, "stacked" if client_style == "columns" else client_style
    )
    page.put(values.street(), client_x, below - 4, size=20)
    page.put(values.city(), client_x, below + 26, size=20)
    y = max(y, below + 60) + 30
    goods = values.goods(rng.randint(2, 4))
    at = (70, 400, 560, 780) if order == "item first" else (220, 70, 560, 780)
    for text, column, side in (
        ("Item", 0, "left"),
        ("Quantity", 1, "left"),
        ("Price", 2, "left"),
        ("Amount", 3, "right"),
    ):
        page.put(text, at[column], y, bold=True, side=side)
    page.rules.append((70, y + 34, 710))
    y += 46
    for index, (name, quantity, price) in enumerate(goods):
        page.put(name, at[0], y, tag=f"item {index}")
        page.put(str(quantity), at[1], y, tag=f"quantity {index}")
        page.put(_money(price, sign), at[2], y, tag=f"price {index}")
        page.put(_money(price * quantity, sign), at[3], y, side="right", tag=f"amount {index}")
        low = name.lower()
        page.fact(f"quantity {index}", str(quantity), low)
        page.fact(f"price {index}", _money(price, sign), low)
        page.fact(f"amount {index}", _money(price * quantity, sign), low)
        y += 36
    page.rules.append((70, y + 4, 710))
    subtotal = sum(quantity * price for _, quantity, price in goods)
    tax = subtotal // 5
    x = 70 if totals_side == "left" else 480
    style = "columns" if rng.random() < 0.5 else "colon"
    y += 30
    for label, cents, tag in (
        ("Subtotal", subtotal, "subtotal"),
        ("Tax", tax, "tax"),
        ("Total", subtotal + tax, "total"),
    ):
        y = _pair(page, label, _money(cents, sign), tag, x, y, style)
        page.fact(tag, _money(cents, sign))
    page.put(rng.choice(["Thank you for your order.", "Payment by bank transfer, please."]), 70, y + 60, size=20)
    page.fact("company", company)
    page.fact("number", number)
    page.fact("date", date)
    page.fact("due", due)
    page.fact("client", client)
    return page


def _receipt(layout: tuple[str, ...], values: _Values, family: str) -> Page:
    header, meta_style, item_style, totals_style, cashier_at = layout
    rng = values.rng
    page = Page("receipt", 520, 760, family)
    sign = rng.choice(["$", ""])
    shop, cashier, date = values.company(), values.person(), values.date()
    time = f"{rng.randint(8, 20):02}:{rng.randint(0, 59):02}"
    x = 40 if header == "left" else 260
    page.put(shop, x, 36, size=30, bold=True, tag="shop", side=header)
    page.put(f"{values.street()}, {values.city()}", x, 80, size=19, side=header)
    y = _pair(page, "Date", date, "date", 40, 130, meta_style, 21)
    y = _pair(page, "Time", time, "time", 40, y, meta_style, 21)
    if cashier_at == "top":
        y = _pair(page, rng.choice(["Cashier", "Served by"]), cashier, "cashier", 40, y, meta_style, 21)
    page.rules.append((40, y + 4, 440))
    y += 20
    total = 0
    for index, (name, quantity, price) in enumerate(values.goods(rng.randint(2, 5))):
        quantity = 1 if item_style == "price only" else quantity
        total += quantity * price
        if item_style == "2 x":
            end = page.put(str(quantity), 40, y, size=21, tag=f"quantity {index}")
            end = page.put("x", end + 8, y, size=21)
            page.put(name, end + 8, y, size=21, tag=f"item {index}")
        else:
            page.put(name, 40, y, size=21, tag=f"item {index}")
            if item_style == "column":
                page.put(str(quantity), 280, y, size=21, tag=f"quantity {index}")
        page.put(_money(quantity * price, sign), 480, y, size=21, side="right", tag=f"amount {index}")
        low = name.lower()
        page.fact(f"amount {index}", _money(quantity * price, sign), low)
        if item_style != "price only":
            page.fact(f"quantity {index}", str(quantity), low)
        y += 33
    page.rules.append((40, y + 4, 440))
    y += 20
    paid = -(-total // 1000) * 1000
    for label, cents, tag in (
        (rng.choice(["Total", "TOTAL", "To pay"]), total, "total"),
        (rng.choice(["Cash", "Paid"]), paid, "paid"),
        ("Change", paid - total, "change"),
    ):
        y = _pair(page, label, _money(cents, sign), tag, 40, y, totals_style, 23)
    if cashier_at == "end":
        y = _pair(page, rng.choice(["Cashier", "Served by"]), cashier, "cashier", 40, y + 6, meta_style, 21)
    page.put(rng.choice(["Thank you!", "See you soon!"]), 260, y + 24, size=20, side="center")
    page.fact("shop", shop)
    page.fact("date", date)
    page.fact("time", time)
    page.fact("cashier", cashier)
    page.fact("total", _money(total, sign))
    page.fact("paid", _money(paid, sign))
    page.fact("change", _money(paid - total, sign))
    return page


def _letter(layout: tuple[str, ...], values: _Values, family: str) -> Page:
    sender_side, date_side, date_at, subject_style, closing_side = layout
    rng = values.rng
    page = Page("letter", 850, 1000, family)
    sender, reader, date, place, when = values.person(), values.person(), values.date(), values.city(), values.date()
    topic = (
        f"{rng.choice(_LISTS['topics']).capitalize()} {rng.choice(['club', 'meeting', 'project', 'course', 'evening'])}"
    )
    hour = f"{rng.randint(8, 20):02}:{rng.choice(['00', '15', '30', '45'])}"
    x = {"left": 80, "right": 770}
    page.put(sender, x[sender_side], 60, size=24, bold=True, tag="sender", side=sender_side)
    page.put(values.street(), x[sender_side], 94, size=20, side=sender_side)
    page.put(values.city(), x[sender_side], 122, size=20, side=sender_side)
    y = 190
    if date_at == "before":
        page.put(date, x[date_side], y, tag="date", side=date_side)
        y += 60
    page.put(reader, 80, y, tag="reader")
    page.put(values.street(), 80, y + 32, size=20)
    page.put(values.city(), 80, y + 60, size=20)
    y += 120
    if date_at == "after":
        page.put(date, x[date_side], y, tag="date", side=date_side)
        y += 60
    end = 80 if subject_style == "bold" else page.put(subject_style, 80, y) + 8
    page.put(topic, end, y, bold=subject_style == "bold", tag="subject")
    y += 60
    page.put(f"{rng.choice(['Dear', 'Hello'])} {reader.split()[0]},", 80, y)
    y += 50
    end = page.put(rng.choice(["We meet in", "Our next meeting is in", "Please come to"]), 80, y) + 7
    end = page.put(place, end, y, tag="place")
    end = page.put(" on", end, y) + 7
    page.put(when, end, y, tag="when")
    y += 36
    end = page.put(rng.choice(["We start at", "It starts at", "The doors open at"]), 80, y) + 7
    page.put(hour, end, y, tag="hour")
    page.put(rng.choice(["Bring a friend and something to eat.", "I look forward to seeing you."]), 80, y + 36)
    y += 110
    closing_x = 80 if closing_side == "left" else 480
    page.put(rng.choice(["Best wishes,", "Yours sincerely,", "Kind regards,"]), closing_x, y)
    page.put(sender, closing_x, y + 60)
    page.fact("sender", sender)
    page.fact("reader", reader)
    page.fact("date", date)
    page.fact("subject", topic)
    page.fact("place", place)
    page.fact("when", when)
    page.fact("hour", hour)
    return page


KINDS = {"invoice": (_invoice, INVOICES), "receipt": (_receipt, RECEIPTS), "letter": (_letter, LETTERS)}


def layouts(kind: str, *, held_out: bool) -> list[tuple[str, ...]]:
    """Arrangements of one kind of page; a fifth of them, chosen by checksum, is held out."""
    return [layout for layout in KINDS[kind][1] if one_in_five("/".join(layout)) == held_out]


def draw_page(rng: random.Random, *, held_out: bool, kind: str = "") -> Page:
    """A page of the asked kind, or of any. The held-out side has arrangements, fonts and real names of its own."""
    kind = kind or rng.choice(list(KINDS))
    family = rng.choice(HELD_OUT_FONTS if held_out else TRAIN_FONTS)
    return KINDS[kind][0](rng.choice(layouts(kind, held_out=held_out)), _Values(rng, held_out), family)
