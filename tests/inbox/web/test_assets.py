"""The panes' scripts: found under their digest, kept for long, and nothing beside them."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette

from inbox import components
from inbox.components import PREFIX, digest, loader, scripts
from inbox.web import assets
from tests.asgi import Browser


@pytest.fixture
def browser():
    return Browser(Starlette(routes=assets.routes()))


def test_every_script_is_served_as_one(browser):
    answers = {name: browser.get(f"{PREFIX}/{digest()}/{name}") for name in scripts()}
    assert {name: answer.body for name, answer in answers.items()} == scripts()
    otherwise = {
        name: answer.headers
        for name, answer in answers.items()
        if not answer.headers["content-type"].startswith("text/javascript")
        or "immutable" not in answer.headers["cache-control"]
    }
    assert otherwise == {}


@pytest.mark.parametrize(
    "path", ["list/list.html", "../__init__.py", "list/__init__.py", "none.js", ""]
)
def test_nothing_else_is_served(browser, path):
    assert browser.get(f"{PREFIX}/{digest()}/{path}").status == 404


def test_an_old_name_is_not_served(browser):
    assert browser.get(f"{PREFIX}/{'0' * 16}/list/list.js").status == 404


@pytest.mark.parametrize("name", ["list", "thread", "composer", "person"])
def test_a_pane_is_loaded_by_the_name_of_today(name):
    (path,) = re.findall(r'"(/assets/[^"]+)"', loader(name))
    assert path == f"{PREFIX}/{digest()}/{name}/{name}.js"


IMPORT = re.compile(r'^import .*? from "([^"]+)";$', re.MULTILINE | re.DOTALL)


def test_scripts_import_only_each_other():
    wanted = [
        (name, ((components.HERE / name).parent / other).resolve())
        for name, script in scripts().items()
        for other in IMPORT.findall(script.decode())
    ]
    ours = {(components.HERE / name).resolve() for name in scripts()}
    assert wanted
    assert [(name, str(path)) for name, path in wanted if path not in ours] == []


SVG = "http://www.w3.org/2000/svg"
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function")


def found_in_scripts(pattern):
    """Return what a pattern finds, by the script that it is found in."""
    said = {name: script.decode().replace(SVG, "") for name, script in scripts().items()}
    found = {name: re.findall(pattern, text) for name, text in said.items()}
    return {name: places for name, places in found.items() if places}


def test_no_script_turns_text_into_markup():
    assert found_in_scripts(MARKUP) == {}


def test_no_script_names_another_host():
    assert found_in_scripts(r"https?://[a-z]") == {}
