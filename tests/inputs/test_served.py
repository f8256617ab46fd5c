"""The served faces as a stranger meets them: names and pages that may call, the password, requests of any shape, files by
address, whole results."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tasks.core.examples import FOLDER, examples
from tasks.core.hub.store import ModelStore
from tasks.core.options import parse
from tasks.core.registry import registry
from tasks.ui.addresses import own_file, with_own_files
from tasks.ui.door import check_json
from tasks.ui.hosts import Hosts
from tasks.ui.kinds.chat import drawn, said
from tasks.ui.login import Guesses
from tasks.ui.results import for_clients
from tests import files
from tests.conftest import HOME, ROOT, Served, free_port, serve

STORE = ModelStore()
PAIR = ("ada", "lock:and key")
JSON = {"content-type": "application/json"}
PAGES = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    return Client(served.url, verbose=False)


# --- names and pages that may call ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/gradio_api/mcp/schema", "/endpoints"])
@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_a_name_that_is_not_the_apps_is_not_answered(served: Served, path: str, header: str) -> None:
    """DNS rebinding: another site's name points here, and a browser takes the app for that site."""
    answer = httpx.get(served.url + path, headers={header: "evil.example"})
    assert answer.status_code == 421 and "--allowed-hosts" in answer.text
    assert "text_classification" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1", "[::1]:80", "192.168.7.7:7860"])
def test_own_names_and_addresses_in_numbers_are(served: Served, host: str) -> None:
    assert httpx.get(f"{served.url}/config", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"])
def test_another_page_may_not_call(served: Served, origin: str) -> None:
    body = {"data": ["good"]}
    answer = httpx.post(f"{served.url}/gradio_api/call/text_classification", json=body, headers={"origin": origin})
    assert answer.status_code == 403 and answer.json()["code"] == "ForeignPage"
    answer = httpx.post(f"{served.url}/gradio_api/upload", files={"files": b"x"}, headers={"origin": origin})
    assert answer.status_code == 403


def test_the_apps_own_page_may_also_behind_a_proxy(served: Served) -> None:
    own = [{"origin": served.url}, {"origin": "http://127.0.0.1:81", "x-forwarded-host": "127.0.0.1:81"}]
    for headers in own:
        answer = httpx.post(
            f"{served.url}/gradio_api/call/text_classification", json={"data": ["good"]}, headers=headers
        )
        assert answer.status_code == 200


def test_an_option_names_more() -> None:
    hosts = Hosts.of(parse(["--allowed-hosts", "atlas.school.edu, *.lab.edu"]))
    assert hosts.takes("atlas.school.edu:443") and hosts.takes("A.Lab.edu") and not hosts.takes("school.edu")
    assert hosts.welcomes("https://b.lab.edu", ("127.0.0.1:7860",)) and not hosts.welcomes("https://x.org", ("a",))
    assert "atlas.school.edu:*" in hosts.framing
    assert Hosts.of(parse(["--allowed-hosts", "*"])).takes("anything.example")
    assert not parse(["--allowed-hosts", "atlas.school.edu"]).personal


def test_names_of_a_network_a_link_and_a_host_application() -> None:
    assert not Hosts.of(parse([])).takes("classroom-pc")
    assert Hosts.of(parse(["--host", "0.0.0.0"])).takes("classroom-pc:7860")
    assert not Hosts.of(parse(["--host", "0.0.0.0"])).takes("evil.example")
    assert Hosts.of(parse([]), lambda: "https://abc.gradio.live").takes("abc.gradio.live")
    assert Hosts.of(parse([]), mounted=True).takes("any.example")
    assert not Hosts.of(parse(["--allowed-hosts", "a.example"]), mounted=True).takes("any.example")


def test_pages_fetch_nothing_from_elsewhere_and_stand_in_no_foreign_frame(served: Served) -> None:
    policy = httpx.get(served.url, headers=PAGES).headers["content-security-policy"]
    rules = {name: sources for name, _, sources in (rule.partition(" ") for rule in policy.split("; "))}
    assert rules["img-src"] == "'self' data: blob:"
    assert set(rules["frame-ancestors"].split()) == {
        "'self'", "https://huggingface.co", "https://*.huggingface.co", "https://*.hf.space",
    }  # fmt: skip
    assert "http" not in rules["default-src"]


def test_nothing_is_fetched_through_the_apps_own_files(served: Served) -> None:
    """Gradio would hand on what it fetches from there: a picture in a chat could call home by the app itself."""
    answer = httpx.get(f"{served.url}/gradio_api/file=https://huggingface.co/front/assets/huggingface_logo.svg")
    assert answer.status_code == 400 and "fetches none" in answer.text


def test_the_page_says_nothing_of_where_the_app_is_installed(served: Served) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/endpoints"):
        assert str(ROOT) not in httpx.get(served.url + path, headers=PAGES).text
    shown = httpx.get(f"{served.url}/gradio_api/info").json()["named_endpoints"]["/image_classification"]
    address = shown["parameters"][0]["example_input"]["url"]
    assert httpx.get(address).headers["content-type"].startswith("image/")


# --- the password -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def locked() -> Iterator[Served]:
    with started_with_password() as running:
        yield running


def started_with_password() -> Any:
    return serve("--offline", "--auth", ":".join(PAIR))


OPEN = ("/", "/endpoints", "/config", "/config/", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/mcp/",
        "/gradio_api/mcp/schema", "/gradio_api/mcp/sse", "/theme.css", "/assets/x.js", "/gradio_api/app_id",
        "/gradio_api/heartbeat/x", "/manifest.json", "/robots.txt", "/favicon.ico", "/gradio_api//info",
        "//gradio_api/info", "/gradio_api/file=app.py", "/no/such/page")  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("headers", [{}, PAGES], ids=["program", "person"])
def test_everything_is_behind_the_password(locked: Served, path: str, headers: dict[str, str]) -> None:
    answer = httpx.get(locked.url + path, headers=headers)
    assert answer.status_code == 401
    assert not any(
        word in answer.text for word in ("gradio_config", '"dependencies"', "named_endpoints", "inputSchema")
    )
    assert ("<form" in answer.text) == bool(headers)


@pytest.mark.parametrize(
    "path", ["/gradio_api/mcp/", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/reset"]
)
def test_nothing_is_taken_without_it(locked: Served, path: str) -> None:
    question = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream"}
    answer = httpx.post(locked.url + path, json=question, headers=headers)
    assert answer.status_code == 401 and answer.json()["code"] == "LoginNeeded"
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_a_login_opens_http_and_clients(locked: Served) -> None:
    with httpx.Client(auth=PAIR, base_url=locked.url) as program:
        assert program.get("/gradio_api/info").json()["named_endpoints"]
        begun = program.post("/gradio_api/call/v2/text_classification", json={"text": "A lovely day."})
        said = program.get(f"/gradio_api/call/text_classification/{begun.json()['event_id']}", timeout=60)
        assert "positive" in said.text
    *_, result = Client(locked.url, auth=PAIR, verbose=False).predict(
        text="A lovely day.", api_name="/text_classification"
    )
    assert result[0]["label"] == "positive"


@pytest.mark.parametrize("progress", [False, True])
def test_a_login_opens_mcp(locked: Served, progress: bool) -> None:
    """The first caller of a tool, and one that asks for progress."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def said(*_: Any) -> None:
        """Hears of progress."""

    async def session() -> Any:
        async with (
            streamablehttp_client(f"{locked.url}/gradio_api/mcp/", auth=httpx.BasicAuth(*PAIR)) as (read, write, _),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            assert len((await client.list_tools()).tools) > 30
            return await client.call_tool(
                "text_classification", {"text": "A lovely day."}, progress_callback=said if progress else None
            )

    answer = asyncio.run(session())
    assert not answer.isError and "positive" in answer.content[-1].text


def test_wrong_guesses_are_slowed_and_the_right_one_is_not_lost() -> None:
    with started_with_password() as locked:
        with ThreadPoolExecutor(20) as pool:
            guesses = list(
                pool.map(
                    lambda number: httpx.post(
                        f"{locked.url}/login", data={"username": PAIR[0], "password": str(number)}, timeout=60
                    ),
                    range(20),
                )
            )
        assert [guess.status_code for guess in guesses].count(429) == 15
        refused = next(guess for guess in guesses if guess.status_code == 429)
        assert refused.json()["code"] == "TooManyGuesses" and 0 < int(refused.headers["retry-after"]) <= 2
        assert httpx.get(f"{locked.url}/config", auth=(PAIR[0], "guess")).status_code == 429
        right = {"username": PAIR[0], "password": PAIR[1]}
        while (answer := httpx.post(f"{locked.url}/login", data=right)).status_code == 429:
            time.sleep(0.2)
        assert answer.json() == {"success": True}


def test_a_form_of_many_megabytes_is_refused_before_the_password(locked: Served) -> None:
    for sent in (
        {"files": {"username": ("x", b"a" * 5_000_000)}},
        {"data": {"username": "a" * 5_000_000, "password": "b"}},
    ):
        answer = httpx.post(f"{locked.url}/login", **sent, timeout=30)  # type: ignore[arg-type]
        assert answer.status_code in {400, 413}


def test_guesses_wait_longer_and_are_forgotten() -> None:
    now = [0.0]
    guesses = Guesses(clock=lambda: now[0])
    waits = []
    for _ in range(15):
        waits.append(guesses.wait("here"))
        now[0] += waits[-1]
        guesses.begun("here")
    assert waits == [0] * 5 + [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert guesses.wait("elsewhere") == 0
    now[0] += 901
    assert guesses.wait("here") == 0


# --- a busy machine at the start --------------------------------------------------------------------------------------

SLOW = """
import asyncio, sys, time, uvicorn
from gradio.routes import App

plain, startup = App.__call__, uvicorn.Server.startup

async def slow(self, scope, receive, send):
    if scope["type"] == "http":
        time.sleep(3.5)
    await plain(self, scope, receive, send)

async def late(self, *args, **kwargs):
    time.sleep(6)
    await startup(self, *args, **kwargs)

App.__call__, uvicorn.Server.startup = slow, late
import app
app.main()
"""


def test_a_busy_machine_is_waited_for_and_sharing_is_never_advised(runs_models: None) -> None:
    """The server is slow to listen (6 s) and to answer (3.5 s): Gradio would give up at 5 and at 3."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, "--offline", "--port", str(port)], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while True:
            assert process.poll() is None and time.monotonic() < deadline, process.stdout and process.stdout.read()
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/", timeout=20, headers=PAGES).status_code == 200
                break
            except httpx.TransportError:
                time.sleep(0.5)
        time.sleep(1)
        assert process.poll() is None
    finally:
        process.terminate()
        printed = process.communicate(timeout=20)[0]
    assert "share" not in printed and f"http://127.0.0.1:{port}/" in printed


# --- requests of any shape --------------------------------------------------------------------------------------------

BODIES = {
    "an event that is not there": '{"data": [], "fn_index": 999999, "session_hash": "x"}',
    "an event below none": '{"data": [], "fn_index": -1, "session_hash": "x"}',
    "an event that is a word": '{"data": [], "fn_index": "MyDiary", "session_hash": "x"}',
    "an event without an end": '{"data": [], "fn_index": 1e400, "session_hash": "x"}',
    "no event": '{"data": [], "session_hash": "x"}',
    "a list": "[]",
    "null": "null",
    "no JSON": "MyDiary",
    "nothing": "",
    "half a character": '{"data": ["\\ud800"], "fn_index": 1, "session_hash": "\\ud800"}',
    "deep lists": '{"data": [' + "[" * 100_000 + "]" * 100_000 + '], "fn_index": 1, "session_hash": "x"}',
    "deep objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "deep, but not for the parser": '{"data": [' + "[" * 500 + "]" * 500 + '], "fn_index": 1, "session_hash": "x"}',
    "many small parts": '{"data": [' + "[]," * 1_500_000 + '[]], "fn_index": 1, "session_hash": "x"}',
}
ROUTES = ("queue/join", "call/text_classification", "call/no_such", "run/no_such", "call/v2/text_classification",
          "call/v2/no_such", "cancel", "reset", "mcp/")  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("case", BODIES)
def test_a_request_of_any_shape_gets_a_sentence(served: Served, case: str, route: str) -> None:
    before = len(served.log)
    headers = {**JSON, "accept": "application/json, text/event-stream"}
    answer = httpx.post(f"{served.url}/gradio_api/{route}", content=BODIES[case].encode(), headers=headers, timeout=60)
    assert answer.status_code < 500 and "Internal Server Error" not in answer.text
    assert "unexpected" not in answer.text and "MyDiary" not in answer.text
    assert "Traceback" not in served.log[before:]


def test_a_refused_request_speaks_the_visitors_language(served: Served) -> None:
    answer = httpx.post(
        f"{served.url}/gradio_api/queue/join", json={"data": [], "fn_index": 10**6, "session_hash": "x"},
        headers={"accept-language": "es"},
    )  # fmt: skip
    assert answer.status_code == 400 and "no se puede usar" in answer.json()["detail"]


def test_texts_may_be_long_and_hold_brackets() -> None:
    check_json(json.dumps({"data": ["[" * 100_000, 'a "quoted" \\ text'], "deep": [[[]]]}).encode())


def refused(served: Served, endpoint: str, values: dict[str, Any]) -> str:
    """What an endpoint says of values that it must refuse, sent past the client's own checks."""
    sent = httpx.post(
        f"{served.url}/gradio_api/call/v2/{endpoint}", content=json.dumps(values).encode(), headers=JSON, timeout=60
    )
    if sent.status_code != 200:
        return sent.json()["detail"]
    said = httpx.get(f"{served.url}/gradio_api/call/{endpoint}/{sent.json()['event_id']}", timeout=120).text
    assert said.startswith("event: error"), said[:300]
    return str(json.loads(said.split("data: ", 1)[1])["error"])


LABEL = "a" * 1_000_000
PICTURE = {"path": str(FOLDER / "image-classification" / "digit_three.png"), "meta": {"_type": "gradio.FileData"}}
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a label of 1 MB": ("zero_shot_classification", {"text": "x", "candidate_labels": LABEL}, "too large"),
    "a model of 1 MB": ("text_classification", {"text": "x", "model": LABEL}, "short text"),
    "a device of 1 MB": ("text_classification", {"text": "x", "device": LABEL}, "short text"),
    "a revision of 1 MB": ("text_classification", {"text": "x", "model": "a/b", "revision": LABEL}, "short text"),
    "10,000 points": ("mask_generation", {"image": PICTURE, "points": "1,1;" * 10_000}, "points"),
    "points without an end": ("mask_generation", {"image": PICTURE, "points": "inf,1; nan,2"}, "points"),
    "deep JSON in a text": ("decision", {"state": "x", "questions": "[" * 50_000}, "cannot be used"),
    "an endless number": ("text_classification", {"text": "x", "top_k": float("inf")}, "cannot be used"),
    "an endless number as text": ("text_generation", {"text": "x", "temperature": "inf"}, "cannot be used"),
    "no number": ("text_generation", {"text": "x", "temperature": float("nan")}, "cannot be used"),
    "deep JSON in a conversation": ("conversational", {"messages": "[" * 40_000}, ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_far_too_much_is_refused_in_a_sentence(served: Served, case: str) -> None:
    endpoint, values, words = WRONG[case]
    if case == "deep JSON in a conversation":  # a text is the user's message, whatever stands in it
        values = {"messages": [{"role": "user", "content": ["x"]}]}
    said = refused(served, endpoint, values)
    assert words in said and "unexpected" not in said.lower() and len(said) < 1000


# --- files by address -------------------------------------------------------------------------------------------------


def uploaded(served: Served, path: Path) -> str:
    """What /upload returns."""
    with path.open("rb") as file:
        return str(httpx.post(f"{served.url}/gradio_api/upload", files={"files": (path.name, file)}).json()[0])


def test_a_file_by_this_servers_own_address_is_the_file(served: Served, client: Client) -> None:
    path = uploaded(served, files.picture())
    expected = client.predict(image=handle_file(str(files.picture())), api_name="/image_classification")[-1]
    address = f"{served.url}/gradio_api/file={path}"
    assert client.predict(image=handle_file(address), api_name="/image_classification")[-1] == expected
    for value in (
        {"path": address, "meta": {"_type": "gradio.FileData"}},
        {"path": None, "url": address, "meta": {"_type": "gradio.FileData"}},
        {"path": path, "meta": {"_type": "gradio.FileData"}},
    ):
        sent = httpx.post(f"{served.url}/gradio_api/call/v2/image_classification", json={"image": value})
        said = httpx.get(f"{served.url}/gradio_api/call/image_classification/{sent.json()['event_id']}", timeout=60)
        assert said.text.startswith("event: complete")


def test_several_files_by_address(served: Served, client: Client) -> None:
    address = f"{served.url}/gradio_api/file={uploaded(served, files.picture())}"
    result = client.predict(
        images=[handle_file(address), handle_file(str(files.picture()))], api_name="/image_feature_extraction"
    )[-1]
    assert result[0] == result[1]


def test_a_picture_of_a_conversation_by_file_and_by_address(served: Served, client: Client) -> None:
    example = next(each for each in examples("image-text-to-text") if not each.limit)
    path = example.inputs["image"]
    address = f"{served.url}/gradio_api/file={uploaded(served, Path(path))}"
    words = {"type": "text", "text": "Do you see a green triangle?"}
    replies = []
    for part in (
        {"type": "image", "image": handle_file(path)},
        {"type": "image", "image": handle_file(address)},
        {"type": "image", "url": address},
        {"type": "image", "image": address},
    ):
        messages = [{"role": "user", "content": [part, words]}]
        replies.append(
            client.predict(messages=messages, max_new_tokens=8, api_name="/image_text_to_text")[0][-1]["content"]
        )
    assert replies[0][0]["text"] and all(reply == replies[0] for reply in replies)
    many = [{"role": "user", "content": [{"type": "image", "url": address}] * 9 + [words]}]
    assert "too large" in refused(served, "image_text_to_text", {"messages": many})


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../etc/passwd", str(ROOT / "app.py"), "%2fetc%2fpasswd"])
def test_no_other_file_is_read_by_an_own_address(served: Served, path: str) -> None:
    image = {"path": f"{served.url}/gradio_api/file={path}", "meta": {"_type": "gradio.FileData"}}
    assert "fetches none" in refused(served, "image_classification", {"image": image})


def test_own_files_are_those_that_were_uploaded_and_examples(tmp_path: Path) -> None:
    inside = HOME / "gradio" / "aa" / "a b.png"
    inside.parent.mkdir(parents=True, exist_ok=True)
    inside.write_bytes(b"x")
    outside = tmp_path / "secret.png"
    outside.write_bytes(b"x")
    link = inside.parent / "link.png"
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    root = "http://any.name/atlas/gradio_api/file="
    assert own_file(f"{root}{inside.parent}/a%20b.png") == str(inside)
    assert own_file(str(inside)) == str(inside)
    for other in (outside, link, inside.parent, "gradio/aa/a b.png", "/", f"{inside}\0", "x" * 5000):
        assert own_file(f"{root}{other}") is None and own_file(str(other)) is None
    given = {"a": [{"path": f"{root}{inside}", "meta": {"_type": "gradio.FileData"}}, "text"]}
    assert with_own_files(given)["a"][0]["path"] == str(inside)


def copied() -> list[str]:
    """Endpoints whose embedded model can do what they preset."""
    able = {"translation_en_to_es", "translation_es_to_en", "translation_en_to_ko"}
    return [
        name.replace("-", "_")
        for spec in registry().values()
        if STORE.embedded(spec) and examples(spec.id)
        for name in (spec.id, *(alias.id for alias in spec.aliases))
        if not name.startswith("translation_") or name in able
    ]


@pytest.mark.parametrize("endpoint", copied())
def test_the_example_on_the_page_of_the_api_works_as_it_stands(served: Served, endpoint: str) -> None:
    shown = httpx.get(f"{served.url}/gradio_api/info").json()["named_endpoints"][f"/{endpoint}"]["code_snippets"]
    names: dict[str, Any] = {}
    exec(shown["python"].replace("print(result)", ""), names)
    assert names["result"]
    assert "raw.githubusercontent" not in json.dumps(shown) and "here.invalid" not in json.dumps(shown)
    assert "Hello!!" not in shown["cli"]


@pytest.mark.parametrize("endpoint", ["image_classification", "decision", "text_classification"])
def test_so_does_the_one_for_the_shell(served: Served, endpoint: str) -> None:
    shown = httpx.get(f"{served.url}/gradio_api/info").json()["named_endpoints"][f"/{endpoint}"]["code_snippets"]
    done = subprocess.run(["bash", "-c", shown["bash"]], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("event: complete")


def call_tool(served: Served, name: str, arguments: dict[str, Any]) -> Any:
    from tests.test_mcp import ask

    return ask(served, lambda client: client.call_tool(name, arguments))


def test_a_tool_takes_files_as_they_are_given_to_tools(served: Served) -> None:
    """What the official tool for uploads returns, what /upload returns, a data: address, and lists of them."""
    path = uploaded(served, files.picture())
    address = f"{served.url}/gradio_api/file={path}"
    answers = [call_tool(served, "image_classification", {"image": given}) for given in (address, path)]
    assert not any(answer.isError for answer in answers)
    assert answers[0].content[-1].text == answers[1].content[-1].text
    several = call_tool(served, "image_feature_extraction", {"images": [address, address]})
    assert not several.isError, several.content
    foreign = call_tool(served, "image_classification", {"image": "http://127.0.0.1:1/x.png"})
    assert foreign.isError and "fetches none" in foreign.content[0].text
    local = call_tool(served, "image_classification", {"image": "/etc/passwd"})
    assert local.isError and "data: address" in local.content[0].text


def test_tools_say_which_files_they_take(served: Served) -> None:
    schema = {tool["name"]: tool for tool in httpx.get(f"{served.url}/gradio_api/mcp/schema").json()}
    for name, parameter in (("image_classification", "image"), ("image_feature_extraction", "images")):
        tool = schema[name]
        assert "data: address" in tool["description"] and "not fetched" in tool["description"]
        assert "data: address" in tool["inputSchema"]["properties"][parameter]["description"]
        assert "http or https url" not in json.dumps(tool)


# --- whole results ----------------------------------------------------------------------------------------------------


def test_arrays_are_whole_for_clients_and_short_for_tools(served: Served, client: Client) -> None:
    import numpy as np
    from PIL import Image

    picture = HOME / "gradio" / "small.png"
    picture.parent.mkdir(exist_ok=True)
    Image.new("RGB", (64, 48), "red").save(picture)
    depth = client.predict(image=handle_file(str(picture)), api_name="/depth_estimation")[-1]["predicted_depth"]
    numbers = np.asarray(depth, dtype=float)
    assert numbers.size > 1024 and numbers.shape[-2:] == (48, 64)
    said = call_tool(served, "depth_estimation", {"image": f"{served.url}/gradio_api/file={uploaded(served, picture)}"})
    short = ast.literal_eval(said.content[-1].text)[-1]["predicted_depth"]
    assert short["shape"][-2:] == [48, 64] and np.isclose(short["mean"], numbers.mean())


def test_masks_of_a_segmentation_are_files_for_clients(client: Client) -> None:
    import numpy as np
    from PIL import Image

    example = next(each for each in examples("image-segmentation") if not each.limit)
    result = client.predict(image=handle_file(example.inputs["image"]), api_name="/image_segmentation")[-1]
    for piece in result:
        mask = Image.open(piece["mask"]["file"])
        assert (mask.width, mask.height) == (piece["mask"]["width"], piece["mask"]["height"])
        assert np.asarray(mask).any()


def test_beyond_what_is_written_out_numbers_come_as_a_file(tmp_path: Path) -> None:
    import numpy as np

    small, large = np.ones((30, 40)), np.arange(600_000, dtype=np.float32)
    given: Any = for_clients({"small": small, "large": large, "bytes": b"abc"})
    assert given["small"] == small.tolist()
    assert given["large"]["shape"] == [600_000]
    assert np.array_equal(np.load(given["large"]["file"]["path"]), large)
    assert Path(given["bytes"]["file"]["path"]).read_bytes() == b"abc"
    many: Any = for_clients([np.ones(100_000), np.ones(100_000), np.ones(100_000), np.ones(1000)])
    assert [isinstance(each, list) for each in many] == [True, True, False, True]


def test_pictures_are_painted_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others' requests wait for that loop."""
    import gradio as gr

    from tasks.ui.gradio_patches import LeanSession, PatchedBlocks

    painted: list[threading.Thread] = []
    plain = gr.Image.postprocess

    def seen(self: Any, value: Any) -> Any:
        painted.append(threading.current_thread())
        return plain(self, value)

    monkeypatch.setattr(gr.Image, "postprocess", seen)
    with PatchedBlocks(waiting=4) as app:
        event = gr.Button().click(lambda: str(files.picture()), None, gr.Image())
    painted.clear()
    answer = asyncio.run(app.process_api(app.fns[event["id"] if isinstance(event, dict) else 0], [], LeanSession(app)))
    assert answer["data"][0]["path"] and painted and threading.main_thread() not in painted


# --- words in a chat --------------------------------------------------------------------------------------------------

WORDS = (
    "List<int> and 2*3*4, _so_ `x` ![i](http://a/b.png)\n    <img src=http://x>\n1. one\n# two & &amp; &#38; $$x$$ 한글 é ",
    "",
    " ",
    "```\n<b>\n```",
)
ANSWERS = (
    "**bold** <img src=http://x> ![i](http://x)",
    "in code `a<b ![x](y)` and\n```html\n<div>![\n```\nafter <b>",
    "open ```\n<b>",
    "```mermaid\ngraph LR\n```",
    "&lt; < &#60; !&#91; ![",
)


@pytest.mark.parametrize(
    ("role", "text"), [*(("user", each) for each in WORDS), *(("assistant", each) for each in ANSWERS)]
)
def test_words_go_to_the_browser_and_come_back(role: str, text: str) -> None:
    sent = drawn(role, text)
    assert said(role, sent) == text
    outside = sent if role == "user" else re.sub(r"```.*?(```|$)|`[^`\n]*`", "", sent, flags=re.DOTALL)
    assert "<" not in outside and "![" not in outside and "```mermaid" not in sent


def test_programs_get_the_conversation_as_it_was_said(client: Client, served: Served) -> None:
    words = "List<int> 2*3*4 ![i](http://127.0.0.1:1/x.png)"
    chat, _ = client.predict(
        messages=[{"role": "user", "content": words}], max_new_tokens=4, api_name="/conversational"
    )
    assert chat[0]["content"][0]["text"] == words


def test_a_wrong_login_of_the_client_is_an_error(locked: Served) -> None:
    with pytest.raises((ValueError, AppError)):
        Client(locked.url, auth=(PAIR[0], "wrong"), verbose=False)
