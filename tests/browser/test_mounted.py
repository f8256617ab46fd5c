"""The app inside somebody's own web application, and behind a proxy that strips a path: served like the launched one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from gradio_client import Client
from playwright.sync_api import Page, expect

from tests.browser.test_tasks import run
from tests.conftest import ROOT, Served, free_port

HOST = """
import sys, uvicorn
from fastapi import FastAPI
from app import mounted

host = FastAPI()
host.get("/")(lambda: "the host's own page")
mounted(host, "/atlas")
uvicorn.run(host, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", timeout_graceful_shutdown=1)
"""
GONE = {"connection", "transfer-encoding", "keep-alive"}  # headers that hold between two neighbours only


@contextmanager
def hosted() -> Iterator[str]:
    """A web application with the app under /atlas; its address."""
    port = free_port()
    environment = {**os.environ, "ATLAS_OFFLINE": "1"}
    process = subprocess.Popen([sys.executable, "-c", HOST, str(port)], cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            assert process.poll() is None and time.monotonic() < deadline, "the host did not come up"
            try:
                with urlopen(f"{url}/atlas/config", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def stripped(url: str, prefix: str) -> Iterator[str]:
    """A proxy that takes requests under `prefix` and passes them on without it; its address with the prefix."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            if not self.path.startswith(f"{prefix}/"):
                self.send_error(404)
                return
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            sent = {name: value for name, value in self.headers.items() if name.lower() not in GONE}
            sent |= {
                "X-Forwarded-Host": self.headers["host"],
                "X-Forwarded-Proto": "http",
                "X-Forwarded-Prefix": prefix,
            }
            behind = HTTPConnection(url.removeprefix("http://"), timeout=120)
            behind.request(self.command, self.path.removeprefix(prefix), body, sent)
            answer = behind.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in GONE:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            with suppress(ConnectionError, HTTPException):  # the browser left the page, or the app was ended
                while part := answer.read1(65536):
                    self.wfile.write(part)
                    self.wfile.flush()
            self.close_connection = True

        do_GET = do_POST = do_HEAD = pass_on

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{prefix}"
    server.shutdown()


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with hosted() as url:
        yield url


def runs_a_task(page: Page, address: str) -> None:
    """The page comes with its style, its script and its language, a run answers, and nothing under the app's own address
    is missing. (Gradio's page asks for /manifest.json at the root of the host, which is not ours.)"""
    missing: list[str] = []
    page.on("response", lambda each: each.status >= 400 and each.url.startswith(address) and missing.append(each.url))
    page.goto(f"{address}/?task=text-classification&lang=es")
    expect(page.locator(".sidebar h3").first).to_have_text("Clasificación de textos", timeout=30_000)
    expect(page.locator("#atlas-language")).to_have_value("es")
    assert page.locator(".atlas-opener").first.evaluate("each => getComputedStyle(each).display") == "none"
    run(page)
    assert not page.locator(".atlas-answer:visible .error").count()
    assert not missing


def test_mounted(page: Page, host: str) -> None:
    with urlopen(host) as own:
        assert "the host's own page" in own.read().decode()
    runs_a_task(page, f"{host}/atlas")


def test_a_client_calls_the_mounted_app(host: str) -> None:
    *_, result = Client(f"{host}/atlas/", verbose=False).predict(text="A lovely day.", api_name="/text_classification")
    assert result[0]["label"] == "positive"


def test_mounted_behind_a_proxy(page: Page, host: str) -> None:
    with stripped(host, "/school") as address:
        runs_a_task(page, f"{address}/atlas")


def test_launched_behind_a_proxy(page: Page, served: Served) -> None:
    with stripped(served.url, "/school/atlas") as address:
        runs_a_task(page, address)
        page.locator("#atlas-language").select_option("ko")
        expect(page.locator("html")).to_have_attribute("lang", "ko", timeout=20_000)
        assert page.context.cookies()[-1]["path"] == "/school/atlas"
        *_, result = Client(f"{address}/", verbose=False).predict(text="A lovely day.", api_name="/text_classification")
        assert result[0]["label"] == "positive"
