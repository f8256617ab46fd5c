"""Every option: on the command line, in the environment, in --help; bad ones with a message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tasks.core.options import HELP, Options, environment_name, parse
from tests.conftest import ROOT


def test_help_explains_every_option_and_its_variable() -> None:
    done = subprocess.run([sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in HELP:
        assert f"--{name.replace('_', '-')}" in done.stdout
        assert environment_name(name) in done.stdout


def test_defaults() -> None:
    assert parse([], {}) == Options()


def test_command_line(tmp_path: Path) -> None:
    given = ["--memory", "1.5GB", "--offline", "--models-dir", str(tmp_path), "--auth", "ada:secret", "--theme", "dark"]
    options = parse(given, {})
    assert options.memory == 1_500_000_000
    assert options.offline and not options.share
    assert options.models_dir == tmp_path
    assert options.auth == ("ada", "secret")
    assert options.theme == "dark"


def test_environment_and_its_precedence() -> None:
    environment = {"ATLAS_PORT": "9000", "ATLAS_OFFLINE": "yes", "ATLAS_TRUST_REMOTE_CODE": "0", "ATLAS_QUEUE": "5"}
    options = parse(["--queue", "7"], environment)
    assert (options.port, options.offline, options.trust_remote_code, options.queue) == (9000, True, False, 7)


def test_spaces_listen_to_the_outside() -> None:
    assert parse([], {"SPACE_ID": "someone/atlas"}).host == "0.0.0.0"


@pytest.mark.parametrize(
    "given",
    [
        ["--memory", "a lot"],
        ["--port", "-1"],
        ["--auth", "nobody"],
        ["--models-dir", "/no/such/folder"],
        ["--theme", "x"],
    ],
)
def test_a_bad_option_says_what_is_wrong(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(given, {})
    assert given[0] in capsys.readouterr().err
