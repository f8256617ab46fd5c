"""Invoices, receipts and letters laid out by another hand, as pictures, scans and PDF."""

from __future__ import annotations

from pathlib import Path

from assets.recipes.others import Input
from assets.recipes.others._papers import A4, A5, LETTER, ROLL, Sheet
from tasks.core.service import Answer


def plain_invoice() -> Sheet:
    """Sender on the right, amounts in a table, sums at its foot."""
    sheet = Sheet(A4, "serif")
    sheet.put(60, 80, "INVOICE", 26, True)
    sheet.column(340, 70, ("Northwind Paper Ltd", "14 Harbour Road", "Bristol"))
    sheet.column(60, 150, ("Bill to:", "Maria Lopez", "7 Station Street", "Oxford"))
    sheet.row(150, ((340, "Invoice number:"), (450, "10482")))
    sheet.row(168, ((340, "Date:"), (450, "3 March 2025")))
    sheet.row(186, ((340, "Due date:"), (450, "17 March 2025")))
    sheet.row(270, ((60, "Description"), (300, "Quantity"), (390, "Price"), (470, "Amount")), bold=True)
    sheet.rule(278, 60, 535)
    sheet.row(300, ((60, "Pencils"), (300, "20"), (390, "$1.50"), (470, "$30.00")))
    sheet.row(322, ((60, "Notebooks"), (300, "6"), (390, "$4.00"), (470, "$24.00")))
    sheet.row(344, ((60, "Lamps"), (300, "2"), (390, "$35.00"), (470, "$70.00")))
    sheet.rule(356, 60, 535)
    sheet.row(384, ((390, "Subtotal"), (470, "$124.00")))
    sheet.row(404, ((390, "Tax"), (470, "$24.80")))
    sheet.row(428, ((390, "Total"), (470, "$148.80")), 13, True)
    return sheet


def letterhead_invoice() -> Sheet:
    """Details in a line under the head, the table without rules."""
    sheet = Sheet(LETTER, "sans")
    sheet.put(50, 60, "Green Garden Supplies", 18, True)
    sheet.put(50, 80, "220 Lake Avenue, Portland", 9)
    sheet.put(50, 125, "Invoice No. 7731", 13, True)
    sheet.row(150, ((50, "Invoice date: 12 June 2024"), (300, "Payment due: 12 July 2024")))
    sheet.column(50, 190, ("Customer: Peter Novak", "5 Mill Lane", "Salem"))
    sheet.row(270, ((50, "Qty"), (110, "Item"), (350, "Unit price"), (470, "Total")), bold=True)
    sheet.row(292, ((50, "3"), (110, "Shovels"), (350, "$18.00"), (470, "$54.00")))
    sheet.row(312, ((50, "12"), (110, "Flower pots"), (350, "$2.25"), (470, "$27.00")))
    sheet.row(332, ((50, "1"), (110, "Ladder"), (350, "$64.00"), (470, "$64.00")))
    sheet.column(350, 380, ("Subtotal: $145.00", "Tax: $14.50", "Total: $159.50"), 12)
    sheet.put(50, 480, "Thank you for your business.", 10)
    return sheet


def till_receipt() -> Sheet:
    """A roll of a till."""
    sheet = Sheet(ROLL, "mono")
    sheet.put(55, 40, "CORNER BAKERY", 14, True)
    sheet.column(55, 58, ("31 Market Square", "York"), 9)
    sheet.column(20, 100, ("Receipt: 5519", "Date: 2024-11-08", "Time: 09:42", "Cashier: Emma"), 10)
    sheet.rule(160, 20, 210)
    for y, (item, price) in enumerate((("Bread", "$3.20"), ("Coffee", "$2.80"), ("Cake", "$4.50"))):
        sheet.row(182 + 18 * y, ((20, item), (160, price)), 10)
    sheet.rule(230, 20, 210)
    sheet.row(250, ((20, "TOTAL"), (155, "$10.50")), 11, True)
    sheet.row(270, ((20, "Cash"), (155, "$20.00")), 10)
    sheet.row(288, ((20, "Change"), (160, "$9.50")), 10)
    sheet.put(45, 330, "Thank you! Come again", 9)
    return sheet


def shop_receipt() -> Sheet:
    """A receipt on a small sheet with quantities."""
    sheet = Sheet(A5, "noto")
    sheet.put(40, 60, "Riverside Books", 20, True)
    sheet.column(40, 82, ("9 Bridge Street, Cambridge", "Receipt no. 204"), 10)
    sheet.put(40, 135, "Date: 21 August 2025", 11)
    sheet.put(40, 153, "Served by: Daniel", 11)
    sheet.row(195, ((40, "2 x Novel"), (320, "$19.80")), 12)
    sheet.row(217, ((40, "1 x Atlas"), (320, "$32.00")), 12)
    sheet.row(239, ((40, "5 x Postcard"), (320, "$6.00")), 12)
    sheet.rule(252, 40, 380)
    sheet.row(280, ((40, "Total"), (320, "$57.80")), 14, True)
    sheet.row(304, ((40, "Paid by card"), (320, "$57.80")), 11)
    return sheet


def business_letter() -> Sheet:
    """Sender, date, reader, subject, text, name."""
    sheet = Sheet(A4, "narrow")
    sheet.column(70, 80, ("Helen Carter", "18 Castle Street", "Edinburgh"), 12)
    sheet.put(70, 160, "5 October 2024", 12)
    sheet.column(70, 200, ("Mr. James Wood", "City Museum", "40 Park Road", "Glasgow"), 12)
    sheet.put(70, 300, "Dear Mr. Wood,", 12)
    sheet.column(70, 330, (
        "I would like to invite you to our meeting on 14 November 2024.",
        "It will take place in the Town Hall and begin at 10:30.",
        "We expect 45 guests. The ticket costs $25.00.",
    ), 12)  # fmt: skip
    sheet.column(70, 420, ("Yours sincerely,", "Helen Carter"), 12, 2)
    return sheet


def short_letter() -> Sheet:
    """A letter with the date on the right and a subject."""
    sheet = Sheet(LETTER, "sans")
    sheet.column(360, 80, ("Oak Street School", "3 Oak Street", "Denver"), 11)
    sheet.put(360, 150, "Date: 9 January 2026", 11)
    sheet.put(70, 200, "To: Laura Schmidt", 11)
    sheet.put(70, 220, "Subject: Concert of the school", 11, True)
    sheet.put(70, 260, "Dear Laura,", 11)
    sheet.column(70, 285, (
        "the concert is on 27 February 2026 in the Music Hall.",
        "Please bring 12 chairs. The bus leaves at 18:00.",
    ), 11)  # fmt: skip
    sheet.column(70, 360, ("Best wishes,", "Thomas Berg"), 11, 2)
    return sheet


def inputs(folder: Path) -> list[Input]:
    first, second, till, shop, business, short = (
        plain_invoice(), letterhead_invoice(), till_receipt(), shop_receipt(), business_letter(), short_letter()
    )  # fmt: skip
    files = {
        "invoice, picture": first.picture(folder / "first"),
        "invoice, PDF": first.pdf(folder / "first"),
        "other invoice, scan": second.scan(folder / "second", 160),
        "other invoice, PDF": second.pdf(folder / "second"),
        "receipt, picture": till.picture(folder / "till", 200),
        "receipt, scan": till.scan(folder / "till", 220, -0.8),
        "other receipt, picture": shop.picture(folder / "shop", 110),
        "other receipt, scan": shop.scan(folder / "shop", 170, 0.4, 10, 70),
        "letter, picture": business.picture(folder / "business", 120),
        "letter, PDF": business.pdf(folder / "business"),
        "other letter, scan": short.scan(folder / "short", 150, -0.5),
        "other letter, PDF": short.pdf(folder / "short"),
    }
    asked: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("invoice, picture", "What is the total?", ("$148.80",)),
        ("invoice, picture", "What is the invoice number?", ("10482",)),
        ("invoice, PDF", "How many notebooks?", ("6",)),
        ("invoice, PDF", "When is the invoice due?", ("17 March 2025",)),
        ("invoice, PDF", "Who is the customer?", ("Maria Lopez",)),
        ("other invoice, scan", "What is the date of the invoice?", ("12 June 2024",)),
        ("other invoice, scan", "How much is the tax?", ("$14.50",)),
        ("other invoice, PDF", "Who is the customer?", ("Peter Novak",)),
        ("other invoice, PDF", "How many shovels?", ("3",)),
        ("receipt, picture", "What is the total?", ("$10.50",)),
        ("receipt, picture", "What is the date?", ("2024-11-08",)),
        ("receipt, scan", "How much is the coffee?", ("$2.80",)),
        ("other receipt, picture", "Which shop is it?", ("Riverside Books",)),
        ("other receipt, scan", "What is the total?", ("$57.80",)),
        ("letter, picture", "Who wrote the letter?", ("Helen Carter",)),
        ("letter, picture", "When was the letter written?", ("5 October 2024",)),
        ("letter, PDF", "Where is the meeting?", ("Town Hall", "the Town Hall", "in the Town Hall")),
        ("letter, PDF", "When is the meeting?", ("14 November 2024",)),
        ("other letter, scan", "Who is the letter to?", ("Laura Schmidt", "Laura")),
        ("other letter, PDF", "How many chairs?", ("12", "12 chairs")),
    )

    def question(kind: str, text: str, expected: tuple[str, ...]) -> Input:
        def right(answer: Answer) -> bool:
            return (answer.raw[0]["answer"] or "").strip(" .,:;").lower() in {each.lower() for each in expected}

        return Input(f"{kind}: {text} {expected[0]}", {"document": files[kind], "question": text}, right)

    return [question(*each) for each in asked]
