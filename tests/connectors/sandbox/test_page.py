"""The visitor's page: six places, both languages, and customers' words only as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page

from connectors.sandbox.faults import Fault
from connectors.sandbox.page import FILES, FOLDER
from tests.browser.awaited import expect
from tests.sandbox import Sandbox

HOSTILE = "<img src=x onerror=\"document.title='hit'\"> **fett** [x](javascript:alert(1))"


def fetched(sandbox: Sandbox, path: str = "/") -> requests.Response:
    session = requests.Session()
    session.trust_env = False
    return session.get(sandbox.url + path, timeout=5)


def words(language: str) -> dict[str, str]:
    text = (FOLDER / "words.js").read_text(encoding="utf-8")
    block = text.split(f"const {language} = {{")[1].split("\n};")[0]
    return dict(re.findall(r'(\w+): "((?:[^"\\]|\\.)*)"', block))


def test_the_page_is_served_with_a_policy_that_lets_nothing_out(sandbox: Sandbox) -> None:
    answer = fetched(sandbox)
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:", policy)


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_page_is_served(sandbox: Sandbox, name) -> None:
    answer = fetched(sandbox, f"/visitor/{name}")
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["index.html", "..%2fpage.py", "%2e%2e/page.py", "story.json"])
def test_nothing_else_is_served(sandbox: Sandbox, name) -> None:
    assert fetched(sandbox, f"/visitor/{name}").status_code == 404


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_file_writes_markup_or_calls_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("https://photos.example", "")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
    assert not re.search(r"https?://", text)


def test_both_languages_have_the_same_words() -> None:
    assert words("DE").keys() == words("EN").keys()


def test_no_word_lacks_its_place_holder() -> None:
    german, english = words("DE"), words("EN")
    for key, text in german.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", english[key]), key


def test_every_word_that_is_used_is_there() -> None:
    used: set[str] = set()
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'data-(?:t|label)="(\w+)"', text))
        used |= set(re.findall(r'\bt\("(\w+)"', text))
    assert used - words("DE").keys() == set()


def test_every_fault_has_a_switch_and_a_name() -> None:
    script = (FOLDER / "page.js").read_text(encoding="utf-8")
    named = words("DE").keys()
    assert [fault for fault in Fault if f'"{fault}"' not in script] == []
    assert [fault for fault in Fault if fault not in named] == []


@pytest.fixture
def visit(chrome: Browser, sandbox: Sandbox) -> Iterator[Page]:
    context = chrome.new_context(locale="de-DE", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator(".send").click()
    expect(page.locator("#text")).not_to_have_value(text)


@pytest.mark.browser
def test_a_visitor_writes_on_every_place(visit: Page, sandbox: Sandbox) -> None:
    visit.goto(f"{sandbox.url}/?lang=de")
    write(visit, "@lindenau_hilft Wann kommt der Strom?")
    for place, text in (
        ("dm", "Privat"),
        ("facebook", "Auf der Seite"),
        ("messenger", "Leise"),
        ("instagram", "@lindenau_hilft Schöner Steg"),
        ("letters", "Piept"),
    ):
        visit.locator(f"#tab-{place}").click()
        write(visit, text)
    said = {m["text"]: m["kind"] for p in ("x", "facebook", "instagram") for m in sandbox.truth(p)}
    assert said == {
        "@lindenau_hilft Wann kommt der Strom?": "post",
        "Privat": "dm",
        "Auf der Seite": "post",
        "Leise": "message",
        "@lindenau_hilft Schöner Steg": "media",
        "Piept": "message",
    }


@pytest.mark.browser
def test_hostile_words_stay_words_and_nothing_leaves(visit: Page, sandbox: Sandbox) -> None:
    hosts: set[str] = set()
    visit.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    post = sandbox.post("facebook/post", text=HOSTILE, author=HOSTILE)["id"]
    sandbox.post("facebook/comment", on=post, text=HOSTILE, author=HOSTILE)
    sandbox.post("facebook/message", text=HOSTILE, author=HOSTILE)
    sandbox.post("x/post", text=HOSTILE, handle="hostile", name=HOSTILE, photo="https://x.example")
    visit.goto(f"{sandbox.url}/#facebook")
    expect(visit.locator(".comment .text")).to_have_text(HOSTILE)
    visit.locator("#tab-x").click()
    expect(visit.locator(".post .text")).to_have_text(HOSTILE)
    assert visit.title() != "hit"
    assert hosts == {sandbox.url.removeprefix("http://")}


@pytest.mark.browser
def test_an_answer_shows_up_where_the_customer_reads(visit: Page, sandbox: Sandbox) -> None:
    visit.goto(f"{sandbox.url}/#facebook")
    write(visit, "Wann kommt der Zähler?")
    post = sandbox.truth("facebook")[0]["id"]
    sandbox.post("facebook/comment", on=post, text="Am Montag. — Miriam", as_page=True)
    expect(visit.locator(".comment.us .text")).to_have_text("Am Montag. — Miriam")
    visit.locator(".comment .answer").click()
    write(visit, "Danke!")
    assert sandbox.truth("facebook")[-1]["thread"] == post


@pytest.mark.browser
def test_a_visitor_comments_on_a_photo_and_takes_it_back(visit: Page, sandbox: Sandbox) -> None:
    photo = sandbox.post("instagram/media", text="Das Südbad ist offen", as_us=True)["id"]
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.goto(f"{sandbox.url}/?lang=de#instagram")
    visit.locator(".paper").get_by_role("button", name="Kommentieren").click()
    write(visit, HOSTILE)
    expect(visit.locator(".comment .text")).to_have_text(HOSTILE)
    assert [m["parent"] for m in sandbox.truth("instagram") if m["kind"] == "comment"] == [photo]
    expect(visit.get_by_role("button", name="Ändern")).to_have_count(0)  # nobody can, there
    visit.get_by_role("button", name="Löschen").click()
    expect(visit.locator(".comment")).to_have_count(0)


@pytest.mark.browser
def test_a_photo_is_really_seen_and_a_lock_is_kept(visit: Page, sandbox: Sandbox) -> None:
    visit.goto(f"{sandbox.url}/?lang=en")
    visit.locator("#photo").check()
    write(visit, "@lindenau_hilft Der Zähler blinkt")
    picture = visit.locator(".post figure img")
    expect(picture).to_have_attribute("alt", "Photo from the kitchen: the meter is blinking")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    visit.locator("#locked").check()
    visit.wait_for_function(
        "fetch('/control/x/truth').then(a => a.json()).then(b => b.messages[0].locked)"
    )
    visit.reload()
    expect(visit.locator("#locked")).to_be_checked()


@pytest.mark.browser
def test_a_fault_is_thrown_and_taken_back(visit: Page, sandbox: Sandbox) -> None:
    visit.goto(f"{sandbox.url}/?lang=en")
    visit.locator("#trouble summary").click()
    visit.locator("#fault-platform").select_option("facebook")
    visit.locator("[data-fault=busy]").click()
    expect(visit.locator("#armed li b")).to_have_text("Busy, says until when")
    assert [f["platform"] for f in sandbox.get("")["faults"]] == ["facebook"]
    visit.locator("#calm").click()
    expect(visit.locator("#armed li")).to_have_count(0)
    assert sandbox.get("")["faults"] == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_hangs_over_the_edge(chrome, sandbox: Sandbox, width, language) -> None:
    sandbox.post("facebook/post", text="x" * 400, author="y" * 60)
    context = chrome.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{sandbox.url}/?lang={language}#facebook")
    expect(page.locator(".paper")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == language
    context.close()


@pytest.mark.browser
def test_a_visitor_recommends_the_page_or_not_and_tags_it(visit: Page, sandbox: Sandbox) -> None:
    visit.goto(f"{sandbox.url}/?lang=de#facebook")
    for chosen, text in (("recommends", "Sehr nett"), ("warns", "Nie wieder"), ("tag", "Danke!")):
        visit.locator("#as").select_option(chosen)
        write(visit, text)
    said = {m["text"]: (m["kind"], m["recommends"], m["tags"]) for m in sandbox.truth("facebook")}
    assert said == {
        "Sehr nett": ("review", True, False),
        "Nie wieder": ("review", False, False),
        "Danke!": ("post", None, True),
    }
    expect(visit.locator(".mark-quiet")).to_have_count(3)


@pytest.mark.browser
@pytest.mark.parametrize("place", ["facebook", "x"])
def test_a_visitor_changes_and_deletes_only_own_words(visit: Page, sandbox, place) -> None:
    sandbox.post("facebook/post", text="Von Bernd", author="Bernd K.")
    sandbox.post("x/post", text="@lindenau_hilft Von Bernd", handle="bernd", name="Bernd K.")
    visit.on("dialog", lambda dialog: dialog.accept())
    visit.goto(f"{sandbox.url}/?lang=de#{place}")
    write(visit, "@lindenau_hilft Halo")
    mine = visit.locator("[data-id]", has_text="Halo").first
    expect(visit.get_by_role("button", name="Ändern")).to_have_count(1)
    mine.get_by_role("button", name="Ändern").click()
    write(visit, "@lindenau_hilft Hallo zusammen")
    assert "@lindenau_hilft Hallo zusammen" in {m["text"] for m in sandbox.truth(place)}
    expect(visit.locator("#shown")).to_contain_text("Hallo zusammen")
    visit.get_by_role("button", name="Löschen").click()
    expect(visit.locator("#shown")).not_to_contain_text("Hallo zusammen")
    assert len(sandbox.truth(place)) == 1
