"""What a file is says its content, not its name: whatever could run is nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.rules.images import IMAGES, UNKNOWN, type_of
from tests.contract_whole import PIXEL

KNOWN = {
    "image/png": PIXEL,
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/gif": b"GIF89a\x01\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "application/pdf": b"%PDF-1.7",
    "video/mp4": b"\x00\x00\x00\x20ftypisom\x00\x00",
    "video/quicktime": b"\x00\x00\x00\x14ftypqt  ",
    "audio/mp4": b"\x00\x00\x00\x20ftypM4A ",
    "audio/ogg": b"OggS\x00",
    "audio/mpeg": b"ID3\x04",
    "video/webm": b"\x1aE\xdf\xa3\x01",
}


@pytest.mark.parametrize(("found", "data"), KNOWN.items(), ids=KNOWN.keys())
def test_a_file_is_what_its_first_bytes_say(found, data) -> None:
    assert type_of(data) == found


RUNS = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "svg behind a declaration": b"<?xml version='1.0'?><svg/>",
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "html behind blanks": b"\n\t  <HTML>",
    "html behind a mark": b"\xef\xbb\xbf<html>",
    "html in sixteen bits": "\ufeff<html>".encode("utf-16-le"),
    "html in sixteen bits, the other way": "\ufeff<html>".encode("utf-16-be"),
    "html behind a comment": b"<!-- png --><script>",
    "html somewhere in a text": b"Hallo <script>alert(1)</script>",
}


@pytest.mark.parametrize("data", RUNS.values(), ids=RUNS.keys())
def test_what_could_run_is_nothing(data) -> None:
    assert type_of(data) is None


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"PK\x03\x04", b"PK\x03\x04\x00 <a", b"Ein Text.", b"1 < 2"]
)
def test_what_nobody_knows_may_be_saved_and_is_never_shown(data) -> None:
    assert type_of(data) == UNKNOWN
    assert UNKNOWN not in IMAGES


@given(st.binary(max_size=200))
def test_no_file_breaks_it(data) -> None:
    assert type_of(data) in {*KNOWN, UNKNOWN, None}
