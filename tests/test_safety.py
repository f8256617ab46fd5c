"""Threats: what a visitor sends never makes the server fetch, read or show what is not theirs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from gradio_client import Client

from tasks.core.errors import TokenRefused
from tasks.core.hub.client import Hub
from tasks.core.session import Session, Token
from tests import files
from tests.conftest import HOME, Served
from tests.tiny import TinyModels

SECRET = "hf_" + "NeverSeenAnywhere" * 2


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """A web server on the loopback that counts who comes."""
    visits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(files.picture().read_bytes())

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/secret.png", visits
    server.shutdown()


def ask(served: Served, endpoint: str, data: dict[str, object], language: str = "en") -> str:
    """A call without the client's own checks; gives what the server said, as text."""
    info = httpx.get(f"{served.url}/gradio_api/info").json()["named_endpoints"][f"/{endpoint}"]["parameters"]
    values = [data.get(each["parameter_name"], each.get("parameter_default")) for each in info]
    started = httpx.post(
        f"{served.url}/gradio_api/call/{endpoint}", json={"data": values}, headers={"Accept-Language": language}
    )
    if started.status_code != 200:
        return started.text
    return httpx.get(f"{served.url}/gradio_api/call/{endpoint}/{started.json()['event_id']}", timeout=60).text


def test_no_address_is_fetched(served: Served, trap: tuple[str, list[str]]) -> None:
    address, visits = trap
    for given in ({"path": address}, {"url": address, "path": None}, {"path": address, "url": address}):
        said = ask(served, "image_classification", {"image": {**given, "meta": {"_type": "gradio.FileData"}}})
        assert "error" in said
        assert "this server fetches none" in said
    assert not visits


def test_that_no_address_is_fetched_is_said_in_the_visitors_language(served: Served) -> None:
    given = {"path": "http://127.0.0.1/secret.png", "meta": {"_type": "gradio.FileData"}}
    said = ask(served, "image_classification", {"image": given}, "es-ES")
    assert "este servidor no descarga ninguna" in json.loads(said.split("data: ", 1)[1])["error"]


def test_no_address_in_texts_is_followed(served: Served, tiny_models: TinyModels, trap: tuple[str, list[str]]) -> None:
    """A chat that names a picture by its address: refused, not fetched."""
    tiny_models("image-text-to-text", "text-classification")
    address, visits = trap
    part = {"type": "image", "url": address}
    messages = [{"role": "user", "content": [part, {"type": "text", "text": "what is this?"}]}]
    ask(served, "image_text_to_text", {"messages": json.dumps(messages), "model": "local/image-text-to-text"})
    ask(served, "text_classification", {"text": address, "model": "local/text-classification"})
    assert not visits


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "app.py"])
def test_no_file_of_the_server_is_read(served: Served, path: str) -> None:
    said = ask(served, "image_classification", {"image": {"path": path, "meta": {"_type": "gradio.FileData"}}})
    assert "error" in said and "root:" not in said


@pytest.mark.parametrize("model", ["/etc", "../../etc", "local/../../etc", "http://127.0.0.1/x"])
def test_no_path_is_a_model(served: Served, model: str) -> None:
    client = Client(served.url, verbose=False)
    with pytest.raises(Exception, match=r"(is not a model id|There is no model)"):
        client.predict(text="x", model=model, api_name="/text_classification")


def test_the_direct_route_does_not_skip_the_queue(served: Served) -> None:
    answer = httpx.post(f"{served.url}/gradio_api/run/text_classification", json={"data": ["good"]})
    assert answer.status_code != 200


def test_a_token_does_not_print_or_copy() -> None:
    token = Token(SECRET)
    session = Session(token=token, account="someone")
    assert SECRET not in repr(token) + str(token) + repr(session) + f"{token}"
    with pytest.raises(TypeError):
        __import__("pickle").dumps(token)
    session.sign_out()
    assert session.token is None and not session.account


@pytest.mark.parametrize("pasted", ["my passwörd", "hf_a\nX-Other: b", "hf_\0"])
def test_what_cannot_be_a_token_is_refused_as_one(pasted: str) -> None:
    with pytest.raises(TokenRefused):
        Hub().whoami(Token(pasted))


def test_a_token_is_nowhere_but_in_the_session(served: Served) -> None:
    """Signing in through the page's own handler; then the disk, the log, /config and the API are searched for it."""
    config = httpx.get(f"{served.url}/config").json()
    box = next(each["id"] for each in config["components"] if each["props"].get("type") == "password")
    sign_in = next(each for each in config["dependencies"] if box in each["inputs"])
    data = [SECRET if id == box else None for id in sign_in["inputs"]]
    body = {"data": data, "fn_index": sign_in["id"], "session_hash": "token-test"}
    said = httpx.post(f"{served.url}/gradio_api/run/predict", json=body, timeout=60).text
    said += httpx.post(f"{served.url}/gradio_api/queue/join", json=body, timeout=60).text
    assert SECRET not in said
    assert SECRET not in served.log
    assert SECRET not in httpx.get(f"{served.url}/config").text + httpx.get(f"{served.url}/gradio_api/info").text
    assert not [path for path in Path(HOME).rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert sign_in["api_visibility"] == "private"


@pytest.mark.parametrize(
    ("endpoint", "data"),
    [
        ("text_classification", {"text": "good", "function_to_apply": "MyDiary"}),
        ("text_classification", {"text": "good", "top_k": "MyDiary"}),
        ("text_classification", {"text": "good", "top_k": 999}),
        ("table_question_answering", {"table": "MyDiary", "question": "?"}),
        ("image_classification", {"image": "MyDiary"}),
        ("image_classification", {"image": {"path": "http://x/MyDiary", "meta": {"_type": "gradio.FileData"}}}),
        ("fill_mask", {"text": "the [MASK] film", "targets": "MyDiary"}),
    ],
)
def test_what_cannot_be_used_is_refused_in_the_visitors_language_and_not_logged(
    served: Served, endpoint: str, data: dict[str, object]
) -> None:
    before = len(served.log)  # what a visitor who left made Gradio print earlier is not of this call
    said = json.dumps(json.loads(ask(served, endpoint, data, "es").split("data: ", 1)[1]), ensure_ascii=False)
    assert "MyDiary" not in served.log and "Traceback" not in served.log[before:]
    if endpoint != "fill_mask":
        assert "no se puede usar" in said or "No se pudo leer" in said
        assert "MyDiary" not in said
