"""Phrases and positions held against the text of a source."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from partnergraph.errors import InputError
from partnergraph.graph import PartnerGraph, example
from partnergraph.ingest.dealbook import parse_dealbook
from partnergraph.ingest.source_text import check_source_texts
from tests.books import deal, save

TEXT = "One, two.\u00a0Three 😀 four. One, two."


def book(text: bytes, evidence: str) -> str:
    digest = sha256(text).hexdigest()
    return deal(f"evidence: [{evidence}]").replace("date: 2024-02-28", f"date: 2024-02-28, sha256: {digest}")


def check(folder: Path, evidence: str, text: bytes = TEXT.encode()) -> int:
    path = folder / "text.txt"
    path.write_bytes(text)
    return check_source_texts(parse_dealbook(book(text, evidence).encode()), [path])


def test_phrases_stand_where_they_are_said_to(tmp_path: Path) -> None:
    right = "{at: 0, phrase: One}, {at: 18, phrase: four}, {at: 24, phrase: 'One, two.'}, {at: 4, phrase: \"two.\\u00a0Three\"}, two"
    with pytest.raises(InputError, match="does not stand at 4\n    it stands at 5"):
        check(tmp_path, right)
    assert check(tmp_path, right.replace("at: 4", "at: 5")) == 5


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ("{at: 1, phrase: One}", "it stands at 0, 24"),
        ("{at: 0, phrase: Won}", "it stands nowhere"),
        ("Won", "does not stand in the text"),
        ("{at: 9, phrase: ' Three'}", "does not stand at 9"),
        ("{at: 99999999, phrase: One}", "it stands at 0, 24"),
        ("{at: 5, phrase: two. Three}", "it stands nowhere"),
    ],
)
def test_phrases_that_do_not(tmp_path: Path, evidence: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check(tmp_path, evidence)


def test_every_wrong_phrase_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        check(tmp_path, "a1, {at: 3, phrase: One}, {at: 0, phrase: One}, b1")
    assert len(caught.value.problems) == 3


def test_texts_of_no_source_absent_and_unreadable_texts(tmp_path: Path) -> None:
    data = parse_dealbook(book(b"x", "x").encode())
    other = save(tmp_path, "other.txt", "y")
    with pytest.raises(InputError, match="is the text of no source"):
        check_source_texts(data, [other])
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(InputError) as caught:
            check_source_texts(data, [path])
        assert caught.value.problems[0].file == str(path)


def test_a_byte_order_mark_counts_and_other_encodings_are_refused(tmp_path: Path) -> None:
    assert check(tmp_path, "{at: 1, phrase: One}", b"\xef\xbb\xbfOne") == 1
    for broken in (b"\xef\xbb\xbfOne \xff", b"One \xff"):
        with pytest.raises(InputError, match="is not UTF-8"):
            check(tmp_path, "{at: 1, phrase: One}", broken)


def test_a_wrong_phrase_builds_nothing(tmp_path: Path) -> None:
    text = save(tmp_path, "t.txt", "x")
    wrong = save(tmp_path, "b.yaml", book(b"x", "y"))
    with pytest.raises(InputError):
        PartnerGraph.open(tmp_path / "store").build(wrong, source_texts=[text])
    assert not (tmp_path / "store").exists()


def test_the_seed_against_the_article() -> None:
    article = Path(__file__).parents[3] / "shared" / "seeds"
    texts = sorted(article.glob("*.txt")) + sorted(article.glob("*.md")) if article.is_dir() else []
    data = parse_dealbook(example("xiaomi-leica.yaml").read_bytes())
    mine = [t for t in texts if sha256(t.read_bytes()).hexdigest() == data.sources[0].sha256]
    if not mine:
        pytest.skip("the article is no part of the project; put it into ../shared/seeds to check every phrase")
    assert check_source_texts(data, mine) == len(data.evidence)
