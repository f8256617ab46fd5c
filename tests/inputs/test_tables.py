"""Tables as people have them: every encoding, delimiter and sheet, through the endpoint, by what it shows of the table."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tasks.core.errors import BadParameter
from tasks.core.media import Sheets
from tasks.core.media.tables import columns_of
from tasks.core.notes import noting
from tests.conftest import Served
from tests.tiny import TinyModels

MODEL = "local/table-question-answering"


@pytest.fixture(scope="module")
def client(served: Served, tiny_models: TinyModels) -> Client:
    tiny_models("table-question-answering")
    return Client(served.url, verbose=False)


def asked(client: Client, question: str = "how many?", **values: Any) -> tuple[Any, ...]:
    answer: tuple[Any, ...] = client.predict(
        question=question, model=MODEL, api_name="/table_question_answering", **values
    )
    return answer


def seen(client: Client, **values: Any) -> list[list[str]]:
    """The table as the endpoint shows it: its header and rows."""
    shown = asked(client, **values)[0]
    rows = re.findall(r"<tr.*?</tr>", shown, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def refused(client: Client, **values: Any) -> str:
    with pytest.raises(AppError) as raised:
        asked(client, **values)
    return str(raised.value)


CITIES = [["Ciudad", "Año"], ["Málaga", "12"], ["Ñuñoa", "7"]]
FILES = [
    ("Ciudad;Año\nMálaga;12\nÑuñoa;7\n".encode("cp1252"), CITIES),
    ("\ufeffCiudad,Año\nMálaga,12\nÑuñoa,7\n".encode(), CITIES),
    ("Ciudad\tAño\nMálaga\t12\nÑuñoa\t7\n".encode("utf-16"), CITIES),
    ("Ciudad,Año\nMálaga,12\nÑuñoa,7\n".encode("utf-16-le"), CITIES),
    ("sep=;\nCiudad;Año\nMálaga;12\nÑuñoa;7\n".encode(), CITIES),
    ("나라,인구\n대한민국,51\n일본,125\n".encode("cp949"), [["나라", "인구"], ["대한민국", "51"], ["일본", "125"]]),
    (b"Country\nItaly\nSpain\n", [["Country"], ["Italy"], ["Spain"]]),
    (b"a,b,c\n1,2,3,\n4,5,6,\n", [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]),
    (b"x,y\nNA,None\nnull,nan\n", [["x", "y"], ["NA", "None"], ["null", "nan"]]),
    (b"Name,Score,Score\nZoe,1,2\n", [["Name", "Score", "Score.1"], ["Zoe", "1", "2"]]),
    (b"name,data\nZoe,1\n", [["name", "data"], ["Zoe", "1"]]),
    (b'Name,Town\n"Smith, Zoe",Oslo\n', [["Name", "Town"], ["Smith, Zoe", "Oslo"]]),
    (b"Sales of 2024\n\nTown,Sum,Tax\nOslo,1,2\nRome,3,4\n", [["Town", "Sum", "Tax"], ["Oslo", "1", "2"], ["Rome", "3", "4"]]),
    (b"a,b\n1\n2,3\n", [["a", "b"], ["1", ""], ["2", "3"]]),
    (b"Price;Tax\n12,50;3,20\n1,5;2,5\n", [["Price", "Tax"], ["12,50", "3,20"], ["1,5", "2,5"]]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), FILES, ids=range(len(FILES)))
def test_text_files_are_read_as_a_spreadsheet_reads_them(
    client: Client, tmp_path: Path, data: bytes, expected: list[list[str]]
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    assert seen(client, table=None, table_file=handle_file(str(path))) == expected


def workbook(tmp_path: Path) -> Path:
    """Notes on the first sheet; on the second a title, a table with dates and times, and an empty column."""
    import datetime

    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active["A1"] = "Written by Zoe."
    data = book.create_sheet("Data")
    for row in (
        ["Runs of May"],
        [],
        ["Name", None, "Day", "Time", "Share"],
        ["Zoe", None, datetime.date(2024, 5, 12), datetime.time(3, 5), 0.5],
        ["Ana", None, datetime.datetime(2024, 5, 13, 10, 30), datetime.time(12, 0), 0.25],
    ):
        data.append(row)
    data["E4"].number_format = data["E5"].number_format = "0%"
    other = book.create_sheet("Other")
    other.append(["a", "b"])
    other.append([1, 2.5])
    path = tmp_path / "runs.xlsx"
    book.save(path)
    return path


RUNS = [
    ["Name", "Day", "Time", "Share"],
    ["Zoe", "2024-05-12", "3:05", "50%"],
    ["Ana", "2024-05-13 10:30", "12:00", "25%"],
]


@pytest.mark.parametrize(
    ("sheet", "expected"), [("", RUNS), ("Data", RUNS), ("3", [["a", "b"], ["1", "2.5"]]), ("Other", [["a", "b"], ["1", "2.5"]])]
)  # fmt: skip
def test_the_sheet_with_the_table_is_read(
    client: Client, tmp_path: Path, sheet: str, expected: list[list[str]]
) -> None:
    assert seen(client, table_file=handle_file(str(workbook(tmp_path))), sheet=sheet) == expected


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(client: Client, tmp_path: Path) -> None:
    assert "Read me, Data, Other" in refused(client, table_file=handle_file(str(workbook(tmp_path))), sheet="Sales")


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="S">
<table:table-row><table:table-cell><text:p>Town</text:p></table:table-cell><table:table-cell><text:p>Price</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row><table:table-cell><text:p>Oslo</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,50</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def test_an_ods_table_is_read(client: Client, tmp_path: Path) -> None:
    path = zipped(tmp_path / "prices.ods", content_xml=ODS)
    assert seen(client, table_file=handle_file(str(path))) == [["Town", "Price"], ["Oslo", "12.5"]]


def test_files_that_are_no_tables_are_refused_in_words(client: Client, tmp_path: Path) -> None:
    whole = workbook(tmp_path).read_bytes()
    bad = {
        "cut.xlsx": (whole[: len(whole) // 2], "XLSX or ODS"),
        "foreign.xlsx": (zipped(tmp_path / "z", a_xml="x").read_bytes(), "XLSX or ODS"),
        "old.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "could not be read"),
        "empty.csv": (b"", "no rows under a header"),
        "header.csv": (b"a,b\n", "no rows under a header"),
        "bomb.xlsx": (zipped(tmp_path / "b", content_xml=" " * 40_000_000).read_bytes(), "unzipped"),
        "entities.ods": (zipped(tmp_path / "e", content_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').read_bytes(), "XLSX or ODS"),
        "wide.csv": (",".join(map(str, range(60_000))).encode() + b"\n" + b"1," * 60_000, "columns"),
        "cell.csv": (b"a,b\n" + b"x" * 80_000 + b",1\n", "characters"),
        "long.csv": (b"a,b\n" + b"1,2\n" * 11_000, "cells"),
    }  # fmt: skip
    for name, (data, words) in bad.items():
        path = tmp_path / name
        path.write_bytes(data)
        said = refused(client, table_file=handle_file(str(path)))
        assert words in said, (name, said)


def test_a_sparse_workbook_costs_nothing(client: Client, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["A2"], book.active["B2"] = "a", "b", 1, 2
    book.active["XFD1048576"] = "far away"
    path = tmp_path / "sparse.xlsx"
    book.save(path)
    assert seen(client, table_file=handle_file(str(path))) == [["a", "b"], ["1", "2"]]


def test_typed_tables_come_as_headers_and_rows(client: Client) -> None:
    rows = {"headers": ["Name", "Name"], "data": [["Zoe", None], ["Ana", 2.5], ["", ""]], "metadata": None}
    assert seen(client, table=rows) == [["Name", "Name.1"], ["Zoe", ""], ["Ana", "2.5"]]
    assert "more cells" in refused(client, table={"headers": ["a"], "data": [["1", "2"]], "metadata": None})
    long = {"headers": ["a", "b"], "data": [["x" * 80_000, "1"]], "metadata": None}
    assert "characters" in refused(client, table=long)


def test_a_long_table_is_read_as_far_as_the_model_goes(client: Client, tmp_path: Path) -> None:
    """TAPAS fails by itself on more rows than its tables of embeddings have."""
    path = tmp_path / "long.csv"
    path.write_text("town,sum\n" + "".join(f"town{i},{i}\n" for i in range(3000)), encoding="utf-8")
    assert len(seen(client, table_file=handle_file(str(path)))) == 3001
    from tasks.core.media import read_sheets

    with noting() as notes:
        read_sheets(str(workbook(tmp_path))).table()
    assert [str(note) for note in notes] == [
        "Sheet “Data” was read, of Read me, Data, Other", "The header was found in row 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["12,50", "3,20"], 15.7),
        (["1.234,56", "2,10"], 1236.66),
        (["1 234", "10"], 1244),
        (["1\u202f234", "10"], 1244),
        (["1'234", "6"], 1240),
        (["(1,200)", "200"], -1000),
        (["−5", "2"], -3),
        (["3:05", "1"], None),
        (["2024-05-12", "2024-05-13"], None),
        (["12.05.2024"], None),
        (["192.168.0.1"], None),
        (["36,542", "4,512"], 41054),
        (["1.234", "5.678"], None),
        (["1.234", "12.5"], 13.734),
        (["1,234.50", "2"], 1236.5),
        (["12,50", "1.5"], None),
        (["$12.50", "US$3"], 15.5),
        (["€ 3,20", "4,80 €"], 8),
        (["12 goals", "3 goals"], 15),
        (["5 km/h", "7 km/h"], 12),
        (["1,200원", "300원"], 1500),
        (["50%", "25%"], 75),
        (["1,00,000"], 100000),
        (["Zoe", "Ana"], None),
        (["7 february 1967"], None),
    ],
)
def test_numbers_are_read_by_the_notation_of_their_column(cells: list[str], total: float | None) -> None:
    from tasks.documents._numbers import numbers

    found = numbers(cells, cells)
    assert (found and round(sum(found), 4)) == total


@pytest.mark.parametrize(("data", "expected"), [*FILES[:6], *FILES[11:]])
def test_the_code_reads_a_long_file_the_same_way(data: bytes, expected: list[list[str]], tmp_path: Path) -> None:
    """Pasted beside the file, it has the table that the answer came from."""
    import pandas

    from tasks.core.media import read_sheets
    from tasks.documents.table_question_answering import read_again

    path = tmp_path / "my table.csv"
    path.write_bytes(data)
    table = read_sheets(str(path)).table()
    names: dict[str, Any] = {"pandas": pandas}
    exec("\n".join(read_again(table)).replace("my table.csv", str(path)), names)
    assert names["table"].fillna("").to_dict("list") == table


def test_a_table_reads_from_memory_as_from_its_file() -> None:
    from tasks.core.media import read_table

    table = read_table({"name": ["Zoe"], "data": ["1"]})
    assert table == {"name": ["Zoe"], "data": ["1"]} and read_table(dict(table)) == table


def test_a_number_that_is_no_figure_names_no_sheet() -> None:
    """ "²" is a digit to Python, and no number."""
    sheets = Sheets({"one": columns_of([["a", "b"], ["1", "2"]]), "two": columns_of([["a", "b"], ["3", "4"]])})
    with pytest.raises(BadParameter):
        sheets.table("²")
