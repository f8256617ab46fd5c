"""A proxy that strips a path is believed, whatever the app's own path begins with."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tasks.ui.language import ServedInLanguage


@pytest.mark.parametrize(
    ("prefix", "mounted", "root"),
    [
        ("/a", "/ab", "/a/ab"),
        ("/a", "/a", "/a"),
        ("/a", "/a/b", "/a/b"),
        ("//evil", "/x", "/x"),
        ("/a\r\nX: y", "/x", "/x"),
    ],
)
def test_the_path_of_a_proxy(prefix: str, mounted: str, root: str) -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["root_path"])

    headers = [(b"x-forwarded-prefix", prefix.encode())]
    scope = {"type": "http", "method": "GET", "path": f"{mounted}/", "root_path": mounted, "headers": headers}
    asyncio.run(ServedInLanguage(app)(scope, None, None))  # type: ignore[arg-type]
    assert seen == [root]
