"""Small tables by a stranger, and questions about them."""

from pathlib import Path

from assets.recipes.others import Input
from tasks.core.service import Answer

TABLES = {
    "players": "Player,Team,Goals,Games\nAnna,Green,4,10\nMark,White,11,12\nYuki,Green,6,9\nPaul,White,2,8\n",
    "club": "Name,Goals,Age\nSandra,8,22\nTobias,1,35\nKim,13,28\n",
    "shop": "Product,Section,Price,Stock\nBread,Bakery,3,20\nMilk,Dairy,2,45\nCheese,Dairy,9,12\nCake,Bakery,14,5\n",
    "stall": "Item,Price,Sold\nPen,1,60\nBook,12,7\nBag,25,3\nCup,6,18\nLamp,30,2\n",
    "cities": "City,Temperature,Rain,Weather\nBerlin,12,4,cloudy\nCairo,33,0,sunny\nLima,19,1,cloudy\nBergen,8,22,rainy\n",
    "days": "Day,Temperature,Wind\nMonday,15,10\nTuesday,18,25\nWednesday,11,30\n",
}
# A table, a question, and what the answer comes to: a cell's text, or a number.
ASKED: tuple[tuple[str, str, str | float], ...] = (
    ("players", "How many goals did Yuki score?", "6"),
    ("players", "Which team does Paul play for?", "White"),
    ("players", "Who scored the most goals?", "Mark"),
    ("players", "How many players are in the Green team?", 2),
    ("players", "How many goals were scored in total?", 23),
    ("club", "How old is Tobias?", "35"),
    ("club", "Who is the youngest?", "Sandra"),
    ("club", "What is the average number of goals?", 22 / 3),
    ("shop", "What does cheese cost?", "9"),
    ("shop", "Which product is the cheapest?", "Milk"),
    ("shop", "What is the total stock?", 82),
    ("shop", "In which section is the cake?", "Bakery"),
    ("stall", "What is the price of the bag?", "25"),
    ("stall", "Which item sold the most?", "Pen"),
    ("stall", "What is the average price?", 14.8),
    ("cities", "How is the weather in Cairo?", "sunny"),
    ("cities", "Which city has the highest temperature?", "Cairo"),
    ("cities", "How many cities are cloudy?", 2),
    ("days", "What was the temperature on Tuesday?", "18"),
    ("days", "Which day had the least wind?", "Monday"),
)


def inputs(folder: Path) -> list[Input]:
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return [asked(folder / f"{name}.csv", question, good) for name, question, good in ASKED]


def asked(table: Path, question: str, good: str | float) -> Input:
    """A cell alone, or what the cells and the aggregator come to; the sum of one cell is the cell."""

    def right(answer: Answer) -> bool:
        cells, aggregator = [cell.strip() for cell in answer.raw["cells"]], answer.raw["aggregator"]
        if not cells:
            return False
        if aggregator == "COUNT":
            came = float(len(cells))
        elif aggregator in ("SUM", "AVERAGE"):
            if not all(cell.replace(".", "", 1).isdigit() for cell in cells):
                return False
            came = sum(map(float, cells)) / (len(cells) if aggregator == "AVERAGE" else 1)
        else:
            return cells == [good]
        return abs(came - float(good)) < 0.01 if not isinstance(good, str) or good.isdigit() else False

    return Input(f"{table.stem}: {question} ({good})", {"table_file": str(table), "question": question}, right)
