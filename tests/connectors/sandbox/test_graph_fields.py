"""`fields` is read as Facebook documents it, and refused where it makes no sense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sandbox.graph_fields import DEPTH, Field, WrongFields, parse, project


def test_a_plain_list() -> None:
    assert parse("id,message") == (Field("id"), Field("message"))


def test_blanks_do_not_matter() -> None:
    assert parse(" id , message ") == (Field("id"), Field("message"))


def test_fields_within_fields() -> None:
    assert parse("from{id,name},id") == (
        Field("from", {}, (Field("id"), Field("name"))),
        Field("id"),
    )


def test_modifiers_before_the_braces() -> None:
    (comments,) = parse("comments.filter(stream).limit(5){id,from{name}}")
    assert comments.name == "comments"
    assert comments.modifiers == {"filter": "stream", "limit": "5"}
    assert comments.inner == (Field("id"), Field("from", {}, (Field("name"),)))


def test_a_modifier_may_be_empty() -> None:
    assert parse("comments.summary()")[0].modifiers == {"summary": ""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "id,",
        ",id",
        "id,,message",
        "{id}",
        "from{",
        "from{id",
        "from{}",
        "from}",
        "id}",
        "id message",
        "from{id}}",
        "comments.limit(5",
        "comments.limit",
        "from{id}name",
        "7",
        "a-b",
    ],
)
def test_what_cannot_be_read_is_refused(text) -> None:
    with pytest.raises(WrongFields):
        parse(text)


def test_a_bottomless_list_is_refused() -> None:
    text = "a{" * DEPTH + "a" + "}" * DEPTH
    with pytest.raises(WrongFields):
        parse(text)


NAMES = st.sampled_from(["id", "from", "message", "comments", "permalink_url"])
FIELDS = st.recursive(
    st.builds(Field, NAMES),
    lambda inner: st.builds(
        Field,
        NAMES,
        st.dictionaries(st.sampled_from(["limit", "filter"]), st.sampled_from(["5", "stream"])),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=6,
)


def written(field: Field) -> str:
    modifiers = "".join(f".{name}({value})" for name, value in field.modifiers.items())
    inner = ",".join(written(one) for one in field.inner)
    return field.name + modifiers + (f"{{{inner}}}" if inner else "")


def depth(field: Field) -> int:
    return 1 + max((depth(one) for one in field.inner), default=0)


@settings(max_examples=80, deadline=None, database=None)
@given(st.lists(FIELDS.filter(lambda field: depth(field) <= DEPTH), min_size=1, max_size=4))
def test_what_is_written_is_read(fields) -> None:
    assert parse(",".join(written(field) for field in fields)) == tuple(fields)


@settings(max_examples=150, deadline=None, database=None)
@given(st.text(st.sampled_from("ab{}(),. _1"), max_size=30))
def test_any_text_is_read_or_refused(text) -> None:
    try:
        parse(text)
    except WrongFields:
        return


def test_an_object_keeps_only_what_was_asked_for() -> None:
    assert project({"id": "1", "name": "E", "email": "x"}, parse("id,name")) == {
        "id": "1",
        "name": "E",
    }


def test_a_list_keeps_only_what_was_asked_for() -> None:
    given_ = {"data": [{"id": "1", "name": "E"}, {"id": "2"}], "paging": {}}
    assert project(given_, parse("id")) == {"data": [{"id": "1"}, {"id": "2"}], "paging": {}}


def test_what_is_no_object_stays_as_it_is() -> None:
    assert project("text", parse("id")) == "text"
