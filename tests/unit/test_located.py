"""YAML and JSON as text with places: traps that other readers fall into."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph.errors import InputError, Problem
from partnergraph.ingest.located import DEEPEST, parse_json, parse_yaml, read_text


def refused(text: str, *, as_json: bool = False) -> Problem:
    with pytest.raises(InputError) as caught:
        (parse_json if as_json else parse_yaml)(text, "f")
    (problem,) = caught.value.problems
    assert problem.file == "f"
    return problem


# --- YAML -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["NO", "yes", "2024-02-30", "1.50", "0x1F", "1e3", "12:30:00", "+1", ".inf", "007"])
def test_scalars_stay_text(text: str) -> None:
    assert parse_yaml(f"key: {text}", "f").plain() == {"key": text}


@pytest.mark.parametrize(("text", "value"), [("", None), ("~", None), ("null", None), ("''", ""), ("'null'", "null")])
def test_nothing_and_empty_text_are_two(text: str, value: str | None) -> None:
    assert parse_yaml(f"key: {text}", "f").plain() == {"key": value}


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "again (first in line 1)"),
        ("a: &x 1\nb: *x\n", 2, 4, "alias"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, 7, "alias"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("[a, b]: c\n", 1, 1, "key must be text"),
        ("? {a: b}\n: c\n", 1, 3, "key must be text"),
        ("? \n: c\n", 1, 2, "key must be text"),
        ('a: "b\\0"\n', 1, 4, "U+0000"),
        ('a: "\\e[2J"\n', 1, 4, "U+001B"),
        ('"\\e": a\n', 1, 1, "U+001B"),
        ("a: \x07\n", 1, 4, "not allowed"),
        ("ab: \ufffe\n", 1, 5, "not allowed"),
    ],
)
def test_yaml_traps_are_refused_with_their_place(text: str, line: int, column: int, word: str) -> None:
    problem = refused(text)
    assert word in problem.message
    assert (problem.line, problem.column) == (line, column)


@pytest.mark.parametrize(
    "text", ["a:\n\tb: 1\n", "a: 'b\n", ": c\n", 'a: "\\ud800"\n', "a: [b", "a: b: c", "a: @b", "%x"]
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str) -> None:
    problem = refused(text)
    assert problem.message.startswith("not YAML: ")
    assert problem.line is not None
    assert problem.hint


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_bottomless_nesting_is_refused_at_once(opening: str) -> None:
    assert (
        f"more than {DEEPEST}"
        in refused("x: " * (opening == "- ") + "\n" * (opening == "- ") + opening * 50_000).message
    )


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system",
        "!!python/name:os.system",
        "!!binary",
        "!!set",
        "!!omap",
        "!!timestamp",
        "!!int",
        "!!null",
        "!!bool",
        "!foo",
        "!",
        "!<tag:example.org,2024:x>",
    ],
)
@pytest.mark.parametrize("value", ["text", "[text]", "{a: b}", "", "'quoted'"])
def test_tags_are_refused(tag: str, value: str) -> None:
    problem = refused(f"a: 1\nb: {tag} {value}\n")
    assert problem.message == f"tag {tag.removeprefix('!<').removesuffix('>')}"
    assert (problem.line, problem.column) == (2, 4)
    assert problem.hint


def test_tags_of_keys_and_of_a_handle_of_ones_own_are_refused() -> None:
    assert refused("!!binary a: 1").line == 1
    assert "example.org" in refused("%TAG !e! tag:example.org,2024:\n---\na: !e!x 1").message


def test_tags_that_say_what_a_value_is_anyway() -> None:
    node = parse_yaml("!!map\na: !!str null\nb: !!str\nc: !!seq [!!str 1]\n", "f")
    assert node.plain() == {"a": "null", "b": "", "c": ["1"]}


def test_an_anchor_alone_does_nothing() -> None:
    assert parse_yaml("a: &x 1", "f").plain() == {"a": "1"}


def test_byte_order_mark_and_line_ends() -> None:
    assert read_text(b"\xef\xbb\xbfa: 1", "f") == "a: 1"
    assert read_text(b"\xef\xbb\xbfa: 1", "f", with_mark=True) == "\ufeffa: 1"
    node = parse_yaml("a: 1\r\nb: 2\r\n", "f")
    assert node.plain() == {"a": "1", "b": "2"}
    assert node.at(("b",)).place == (2, 4)


@pytest.mark.parametrize("content", ["käse".encode("latin-1"), "a: 1".encode("utf-16")])
def test_other_encodings_are_refused_with_the_line(content: bytes) -> None:
    with pytest.raises(InputError, match="is not UTF-8"):
        read_text(b"x\n" + content, "f")


def test_text_beyond_the_basic_plane() -> None:
    node = parse_yaml('a: "\\U0001F600"\nb: 😀\nc: 小米\u202e', "f")
    assert node.plain() == {"a": "😀", "b": "😀", "c": "小米\u202e"}


@pytest.mark.parametrize("text", ["", "# nothing", "---\n", "null"])
def test_empty_documents(text: str) -> None:
    assert parse_yaml(text, "f").plain() is None


def test_at_goes_as_far_as_it_can() -> None:
    node = parse_yaml("a:\n  - b: c\n", "f")
    assert node.at(("a", 0, "b")).value == "c"
    assert node.at(("a", 7, "b")).place == node.at(("a",)).place
    assert node.at(("zzz",)) is node


# --- JSON -----------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc\u2028é\"\\ ", max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def as_text(value: Any) -> Any:
    """What the reader should give: scalars as JSON writes them."""
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@given(JSON, st.booleans(), st.sampled_from([None, 1, "\t", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_valid_json_is_read_as_it_is(value: Any, escaped: bool, indent: Any) -> None:
    text = json.dumps(value, ensure_ascii=escaped, indent=None if indent == "\r\n" else indent)
    noncharacters = any(character in text for character in ("\ufffe", "\uffff", "\\ufffe", "\\uffff"))
    if not noncharacters:
        assert parse_json(text, "f").plain() == as_text(value)


@given(st.text('{}[]",:\\ \n\tab0-.e+u', max_size=24))
@settings(max_examples=500, deadline=None)
def test_what_json_refuses_is_refused(text: str) -> None:
    try:
        known = json.loads(text, parse_constant=lambda _: pytest.fail("no constants here"))
    except (json.JSONDecodeError, RecursionError):
        known = json.JSONDecodeError
    try:
        found = parse_json(text, "f").plain()
    except InputError as error:
        assert known is json.JSONDecodeError or "again" in str(error) or "surrogate" in str(error) or "U+" in str(error)
    else:
        assert known is not json.JSONDecodeError
        assert json.dumps(found) == json.dumps(as_text(known)) or "." in text or "e" in text or "-" in text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "value is missing"),
        ("{} x", "no JSON value"),
        ("{} {}", "one value is enough"),
        ('{"a":1,}', "key in double quotes"),
        ("[1,]", "value is missing"),
        ('{"a" 1}', "':' is missing"),
        ('{"a":1 "b":2}', "',' or '}'"),
        ("[1 2]", "',' or ']'"),
        ('{"a":NaN}', "no JSON value"),
        ("[01]", "no JSON value"),
        ("{a: b}", "no JSON value"),
        ('["a\nb"]', "control character"),
        ('["\\ud83d"]', "half of a surrogate pair"),
        ('{"a":1,"a":2}', "again"),
        ("[" * 100_000, "nested"),
        ('["\\u0007"]', "U+0007"),
        ('{"a": 1} # no', "no JSON value"),
    ],
)
def test_json_traps(text: str, word: str) -> None:
    assert word in refused(text, as_json=True).message


def test_json_that_is_no_yaml() -> None:
    """Line ends before a colon, long keys, tabs, U+0085, U+007F and slashes: JSON allows them."""
    key = "k" * 2000
    text = '{\t"a"\n:\n1, "' + key + '": "x\u0085y\u2028z\\/", "b":"😀\\ud83d\\ude00"}'
    assert parse_json(text, "f").plain() == {"a": "1", key: "x\u0085y\u2028z/", "b": "😀😀"}


def test_long_numbers_are_text() -> None:
    assert parse_json("[" + "1" * 5000 + ", 1.50]", "f").plain() == ["1" * 5000, "1.50"]


def test_json_places() -> None:
    node = parse_json('{\r\n  "a": [\r\n    1,\n    {"b": "c"}\r  ]}', "f")
    assert node.at(("a", 1, "b")).place == (4, 11)
    assert node.at(("a", 1, "b")).key_place == (4, 6)
