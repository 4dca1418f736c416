"""Words that are written together: Chinese, Japanese and Korean lists, "and" before Arabic names, French articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from partnergraph.territory.lexicon import Lexicon, Token

_EAST_ASIAN: Final = re.compile("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_AND: Final = frozenset("وו")
_ELISION: Final = re.compile(r"\b(?:l|d|dell|all|nell|sull|qu)['’`´]", re.I)
_ELIDED: Final = ("dell", "all", "nell", "sull", "l", "d")


def split_words(phrase: str, words: Sequence[Token], known: Lexicon) -> Iterator[Token]:
    """The words of a phrase, with those taken apart that are written together and known only apart.

    >>> from partnergraph.territory.lexicon import tokens
    >>> from partnergraph.territory.more_names import full_lexicon
    >>> [word.text for word in split_words("", tokens("日本を除く全世界"), full_lexicon())]
    ['日本', 'を除く', '全世界']
    """
    elided = _ELISION.search(phrase) is not None
    for place, word in enumerate(words):
        if _is_known(words, place, known):
            yield word
        elif _EAST_ASIAN.search(word.norm):
            yield from _split(word, known)
        elif word.norm[:1] in _AND and known.longest_after(word.norm[1:]):
            yield from (Token(part, part) for part in (word.norm[0], word.norm[1:]))
        elif elided and word.norm:
            yield _without_article(word, known)
        else:
            yield word


def _is_known(words: Sequence[Token], place: int, known: Lexicon) -> bool:
    """Whether an entry begins with a word, or the word goes on with one that began before it."""
    word = words[place].norm
    return word in known.entries or (word in known.words and not _EAST_ASIAN.search(word))


def _split(word: Token, known: Lexicon) -> Sequence[Token]:
    """The fewest known words that make up a word; the word itself where none do."""
    best: list[list[str] | None] = [[]] + [None] * len(word.norm)
    for end in range(1, len(word.norm) + 1):
        for start in range(max(0, end - known.longest_word), end):
            before, part = best[start], word.norm[start:end]
            here = best[end]
            if before is not None and part in known.entries and (here is None or len(before) + 1 < len(here)):
                best[end] = [*before, part]
    parts = best[-1]
    return [Token(part, part) for part in parts] if parts else [word]


def _without_article(word: Token, known: Lexicon) -> Token:
    for article in _ELIDED:
        rest = word.norm.removeprefix(article)
        if rest != word.norm and known.longest_after(rest):
            return Token(word.text[len(article) :], rest)
    return word
