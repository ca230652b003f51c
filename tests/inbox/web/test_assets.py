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


@pytest.mark.parametrize("name", sorted(scripts()))
def test_every_script_is_served_as_one(browser, name):
    answer = browser.get(f"{PREFIX}/{digest()}/{name}")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.body == scripts()[name]
    assert "immutable" in answer.headers["cache-control"]


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


@pytest.mark.parametrize("name", sorted(scripts()))
def test_scripts_import_only_each_other(name):
    here = components.HERE / name
    for wanted in IMPORT.findall(scripts()[name].decode()):
        found = (here.parent / wanted).resolve().relative_to(components.HERE)
        assert found.as_posix() in scripts()


MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function")


@pytest.mark.parametrize("name", sorted(scripts()))
def test_no_script_turns_text_into_markup(name):
    assert MARKUP.search(scripts()[name].decode()) is None


@pytest.mark.parametrize("name", sorted(scripts()))
def test_no_script_names_another_host(name):
    script = scripts()[name].decode().replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://[a-z]", script) == []
