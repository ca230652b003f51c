"""Files are kept whole, once, and as long as anybody refers to them."""

from __future__ import annotations

import hashlib
import os
import time

import pytest

from inbox.care.shelf import Missing, Shelf, media, pictures

DATA = b"ein Bild"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=[False, True], ids=["flat", "deep"])
def shelf(request, tmp_path) -> Shelf:
    return Shelf(tmp_path / "files", deep=request.param)


def age(shelf: Shelf, digest: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(shelf.path(digest), (then, then))


def files(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.folder.rglob("*") if path.is_file())


def test_a_file_is_read_as_it_was_kept(shelf) -> None:
    assert shelf.keep(DATA) == DIGEST
    assert shelf.read(DIGEST) == DATA
    assert files(shelf) == [DIGEST]


def test_the_same_file_is_kept_once(shelf) -> None:
    shelf.keep(DATA)
    shelf.keep(DATA)
    assert files(shelf) == [DIGEST]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(shelf, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("inbox.care.shelf.Path.replace", full)
    with pytest.raises(OSError, match="no space"):
        shelf.keep(DATA)
    assert files(shelf) == []


@pytest.mark.parametrize(
    "name", ["", "../secret.key", "a" * 63, "A" * 64, DIGEST + "\n", "/etc/passwd"]
)
def test_only_a_digest_names_a_file(shelf, name) -> None:
    with pytest.raises(Missing):
        shelf.read(name)


def test_a_file_that_was_changed_is_no_longer_there(shelf) -> None:
    shelf.keep(DATA)
    shelf.path(DIGEST).write_bytes(b"etwas anderes")
    with pytest.raises(Missing):
        shelf.read(DIGEST)


def test_what_nobody_refers_to_is_swept_up_in_time(shelf) -> None:
    mine, other = shelf.keep(DATA), shelf.keep(b"anderes")
    age(shelf, mine, 7_200)
    age(shelf, other, 7_200)
    assert shelf.sweep(lambda digests: [mine], older=3_600) == 1
    assert files(shelf) == [mine]


def test_what_came_just_now_waits_for_its_row(shelf) -> None:
    shelf.keep(DATA)
    assert shelf.sweep(lambda digests: [], older=3_600) == 0


def test_a_file_kept_again_counts_as_new(shelf) -> None:
    age(shelf, shelf.keep(DATA), 7_200)
    shelf.keep(DATA)
    assert shelf.sweep(lambda digests: [], older=3_600) == 0


def test_a_file_kept_again_while_it_is_swept_stays(shelf) -> None:
    age(shelf, shelf.keep(DATA), 7_200)

    def used(digests) -> list[str]:
        shelf.keep(DATA)
        return []

    assert shelf.sweep(used, older=3_600) == 0


def test_what_was_never_finished_is_swept_up_too(shelf) -> None:
    half = shelf.passing()
    half.write_bytes(b"halb")
    os.utime(half, (0, 0))
    assert shelf.sweep(lambda digests: [], older=3_600) == 1


def test_many_files_are_asked_about_a_few_at_a_time(shelf) -> None:
    for number in range(450):
        age(shelf, shelf.keep(str(number).encode()), 7_200)
    asked = []
    shelf.sweep(lambda digests: asked.append(len(digests)) or digests, older=3_600)
    assert sum(asked) == 450
    assert max(asked) <= 200


def test_a_folder_that_is_not_there_has_nothing_to_sweep(shelf) -> None:
    assert shelf.sweep(lambda digests: [], older=0) == 0


def test_customers_and_agents_files_are_kept_apart(tmp_path) -> None:
    assert media(tmp_path).path(DIGEST) == tmp_path / "media" / DIGEST[:2] / DIGEST
    assert pictures(tmp_path).path(DIGEST) == tmp_path / "pictures" / DIGEST
