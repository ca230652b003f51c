"""Every page is pictured, small enough, and a picture changes only with its page."""

from __future__ import annotations

import io
from functools import cache

import pytest
from PIL import Image, ImageDraw

from tests.pages import Shown, all_pages
from tests.pictures import __main__ as pictures
from tests.pictures.__main__ import IMAGES, LARGEST, SCREENS, Take, keep, pictured, screens, takes


@cache
def pages() -> list[Shown]:
    return pictured()


def test_pages_are_read_from_the_app() -> None:
    paths = [page.path for page in all_pages()]
    assert paths[0] == "/"
    assert {"/connectors", "/colleagues", "/signature", "/stream"} <= set(paths)


def test_every_page_stands_among_the_screens() -> None:
    assert SCREENS.read_text() == screens(pages()), "type `make pictures`"


def test_every_picture_is_there_and_none_is_left_over() -> None:
    wanted = {take.file.name for take in takes(pages())}
    assert {path.name for path in IMAGES.glob("*.webp")} == wanted, "type `make pictures`"


def test_pictures_are_small_enough_for_a_repository() -> None:
    sizes = {path.name: path.stat().st_size for path in IMAGES.iterdir()}
    assert {name: size for name, size in sizes.items() if size > LARGEST * 1.2} == {}


@pytest.fixture
def wanted(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Take:
    monkeypatch.setattr(pictures, "IMAGES", tmp_path)
    return Take(Shown("odd", "/odd", "Odd"), "de", "dark")


def seen(minute: str, *, box: bool = False) -> bytes:
    """Return a screenshot on which a clock stands, and perhaps a box."""
    picture = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 20), minute, fill="black")
    if box:
        draw.rectangle((100, 100, 300, 200), fill="navy")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def test_a_picture_that_is_not_there_is_written(wanted: Take) -> None:
    assert keep(wanted, seen("10:24"))
    assert Image.open(wanted.file).size == (600, 400)


def test_a_minute_that_went_by_changes_no_picture(wanted: Take) -> None:
    keep(wanted, seen("10:24"))
    before = wanted.file.read_bytes()
    assert not keep(wanted, seen("10:25"))
    assert wanted.file.read_bytes() == before


def test_a_page_that_changed_changes_its_picture(wanted: Take) -> None:
    keep(wanted, seen("10:24"))
    assert keep(wanted, seen("10:24", box=True))
