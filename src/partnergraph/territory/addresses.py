"""Places with what stands beside them: "Shanghai, China" is Shanghai, and "CA" beside Texas may be California.

A place (a part of a country, or a territory with a code of its own) with its country behind it is the place alone
where nothing else stands in the phrase (for a part, in its element). In a longer list both readings are possible:
refused. A group of territories of one country ("Channel Islands, UK") is such a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, NoReturn

from partnergraph.errors import PhraseError
from partnergraph.territory.lexicon import SEPARATORS, Kind, Lexeme, lexicon, normal
from partnergraph.territory.regions import table

# Words that stand behind a place as its country does.
_ALSO: Final = {"CN": ("CHINA",), "GB": ("GREAT-BRITAIN",), "GG": ("CHANNEL-ISLANDS",), "JE": ("CHANNEL-ISLANDS",)}
# What ends an element of a phrase, beside ";".
_BOUNDS: Final[frozenset[Kind]] = frozenset({
    "except", "outside", "include", "with", "but-with", "open", "such-as", "moving", "frozen", "(", ")",
})  # fmt: skip
_ALPHA_2: Final = 2
_CODES_IN_A_LIST: Final = 3


def says_where(place: str, state: str) -> bool:
    """Whether a region is the country that stands behind a place to say where it is.

    >>> says_where("CN-SH", "CHINA"), says_where("PR", "US"), says_where("PR", "MX"), says_where("JP", "ASIA")
    (True, True, False, False)
    >>> says_where("CHANNEL-ISLANDS", "GB"), says_where("UKI", "GB")  # a group of its territories; what it is in
    (True, False)
    """
    if table()[place].kind == "group":
        return all(_is_country(state) and says_where(member, state) for member in table()[place].raw["includes"])
    if (place, state) == ("GB-NIR", "GREAT-BRITAIN"):
        return False  # beside it, not in it
    address = table()[place].address
    return address is not None and state in (address, *_ALSO.get(address, ()), *_ALSO.get(place, ()))


def without_states(phrase: str, lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The lexemes of a phrase without the countries that only say where the place before them is.

    Raises `PhraseError` where that is one of two readings, and for codes that mean a part of a country as well.
    """
    return _Neighbours(phrase, lexemes).run()


class _Pair(NamedTuple):
    """A place and its country: the lexemes from ``first`` to ``last``."""

    first: int
    last: int
    place: str
    state: str


class _Neighbours:
    def __init__(self, phrase: str, lexemes: Sequence[Lexeme]) -> None:
        self.phrase, self.lexemes = phrase, lexemes

    def refuse(self, why: str, hint: str) -> NoReturn:
        raise PhraseError(self.phrase, why, hint)

    def run(self) -> list[Lexeme]:
        self._check_minus()
        self._check_codes()
        dropped: set[int] = set()
        for first, last in self._neighbours():
            self._check_order(first, last)
            self._check_group(first, last)
        for pair in self._pairs():
            if not self._is_address(pair):
                self._refuse_list(pair)
            dropped.update(range(pair.first + 1, pair.last + 1))
        return [lexeme for i, lexeme in enumerate(self.lexemes) if i not in dropped]

    # --- a place and its country ------------------------------------------------------------------

    def _neighbours(self) -> Iterator[tuple[int, int]]:
        """Indexes of two regions with one sign between them."""
        for first, lexeme in enumerate(self.lexemes):
            sign = self._next(first)
            last = self._next(sign)
            if lexeme.kind == "region" and self._kind(sign) in SEPARATORS and self._kind(last) == "region":
                yield first, last

    def _next(self, place: int) -> int:
        """Index of the next lexeme that is no filler."""
        return next((i for i in range(place + 1, len(self.lexemes)) if self.lexemes[i].kind != "filler"), -1)

    def _kind(self, place: int) -> Kind | None:
        return self.lexemes[place].kind if place >= 0 else None

    def _sign(self, first: int) -> str:
        return self.lexemes[self._next(first)].text

    def _pairs(self) -> Iterator[_Pair]:
        for i, lexeme in enumerate(self.lexemes):
            state = _state_in(lexeme)
            if state:
                yield _Pair(i, i, lexeme.text.rpartition(" , ")[0], state)
        for first, last in self._neighbours():
            place, state = self.lexemes[first], self.lexemes[last].text
            if self._sign(first) != "," or not says_where(place.value, self.lexemes[last].value):
                continue
            if not (_is_country(place.value) and _are_two(place.text, self.lexemes[last])):
                yield _Pair(first, last, place.text, state)

    def _is_address(self, pair: _Pair) -> bool:
        """Whether the pair fills its element.

        Exclusions, brackets and the lists of a cell hold places of one rank: only a part is sure there.
        """
        before = next((x for x in reversed(self.lexemes[: pair.first]) if x.kind not in ("filler", "noun")), None)
        after = [x for x in self.lexemes[pair.last + 1 :] if x.kind != "filler"]
        while after and after[0].kind in SEPARATORS and after[0].text != ";":
            if len(after) > 1 and not _is_bound(after[1]):
                return False
            after = after[1:]
        if (before and not _is_bound(before)) or (after and (not _is_bound(after[0]) or after[0].kind == "open")):
            return False
        if _is_part(self.lexemes[pair.first].value):
            return True
        ends = {x.text for x in (before, after[0] if after else None) if x}
        return pair.place not in lexicon().codes and (not ends or (ends == {";"} and self._has_addresses_only()))

    def _has_addresses_only(self) -> bool:
        """Whether there are as many places with their countries as elements: "Hong Kong, China; Macau, China"."""
        signs = [lexeme.text == ";" for lexeme in self.lexemes if lexeme.kind != "filler"]
        elements = sum(not sign and (i == 0 or signs[i - 1]) for i, sign in enumerate(signs))
        return elements == sum(1 for _ in self._pairs())

    def _refuse_list(self, pair: _Pair) -> NoReturn:
        place, state = _tidy(pair.place), _tidy(pair.state)
        known = lexicon().entries.get(normal(place))
        if known is not None and known.kind == "refused":  # "Georgia, USA": no place without its country
            alone = table()[self.lexemes[pair.first].value].phrase
            _, _, otherwise = known.value.partition("\n")
            hint = f"write '{alone}' for that alone; for both put a semicolon between them and {otherwise}"
        else:
            hint = f"write '{place} ({state})' for {place} alone, '{place}; {state}' for both"
        self.refuse(f"'{place}, {state}' is {place} alone, or {place} and {state}", hint)

    def _check_order(self, first: int, last: int) -> None:
        """ "Canada, Quebec" and "Quebec/Canada" are all of Canada or Quebec; "China, Hong Kong SAR" is a name too."""
        one, other, sign = self.lexemes[first], self.lexemes[last], self._sign(first)
        turned = says_where(other.value, one.value)
        part = other if turned else one
        beside = turned or says_where(one.value, other.value)
        if beside and _is_part(part.value) and (sign == "/" or (turned and sign == ",")):
            whole = one if turned else other
            self.refuse(
                f"'{_tidy(f'{one.text} {sign} {other.text}')}' is {part.text} alone, or all of {whole.text}",
                f"write '{part.text}' or '{whole.text}'",
            )
        words = f" {normal(other.text)} "
        if turned and sign == "," and (" sar " in words or " special administrative region " in words):
            self.refuse(
                f"'{one.text}, {other.text}' is a name of {table()[other.value].phrase}, or that and {one.text}",
                f"write '{table()[other.value].phrase}' for it alone, '{one.text}; {other.text}' for both",
            )

    def _check_group(self, first: int, last: int) -> None:
        """ "Scotland, UK & Ireland": the group may begin with the country of the place before it."""
        place, group = self.lexemes[first], self.lexemes[last]
        head = lexicon().entries.get(normal(group.text).partition(" and ")[0].partition(" / ")[0])
        if self._sign(first) != "," or not _is_group(group.value) or head is None or head.kind != "region":
            return
        if head.value != group.value and says_where(place.value, head.value):
            self.refuse(
                f"'{place.text}, {_tidy(group.text)}' is {place.text} and the rest, or all of {head.text} as well",
                f"write '{place.text} ({head.text})' for {place.text} alone, a semicolon for both",
            )

    def _check_minus(self) -> None:
        """ "Canada - Quebec", with nothing else, is an exclusion or the way down to Quebec."""
        kept = [lexeme for lexeme in self.lexemes if lexeme.kind != "filler"]
        if [lexeme.kind for lexeme in kept] != ["region", "except", "region"] or kept[1].text != "-":
            return
        whole, part = kept[0], kept[2]
        if says_where(part.value, whole.value):
            self.refuse(
                f"'{whole.text} - {part.text}' is {part.text} alone, or {whole.text} without it",
                f"write '{part.text}' or '{whole.text} except {part.text}'",
            )

    # --- codes beside parts of countries -------------------------------------------------------------

    def _check_codes(self) -> None:
        places = [i for i, lexeme in enumerate(self.lexemes) if lexeme.kind in ("region", "adjective")]
        codes = [i for i in places if _is_alpha_2(self.lexemes[i])]
        if not codes:
            return
        listed = len(places) >= _CODES_IN_A_LIST and all(_is_written_as_code(self.lexemes[i].text) for i in places)
        around = {table()[self.lexemes[i].value].within or "" for i in places if not _is_group(self.lexemes[i].value)}
        around = {country for country in around if _is_known_country(country)}
        for i in codes:
            for country in around:
                self._refuse_part(self.lexemes[i], f"{country}-{self.lexemes[i].text}")
            for country in () if listed else self._countries_beside(i):
                if f"{country}-{self.lexemes[i].text}" in table().regions:
                    self._refuse_part(self.lexemes[i], f"{country}-{self.lexemes[i].text}")
            if self.lexemes[i].text == "NI" and not (listed and self._names_latin_america()):
                self._refuse_northern_ireland(i)

    def _countries_beside(self, place: int) -> Iterator[str]:
        """The country that a code would be a part of: "CA, USA", "USA (CA)", "US including CA"."""
        sign = self._next(place)
        behind = self._next(sign)
        if self._kind(sign) == "and" and self.lexemes[sign].text == "," and self._kind(behind) == "region":
            yield self.lexemes[behind].value
        opened = False
        for lexeme in reversed(self.lexemes[:place]):
            opened = opened or lexeme.kind in ("(", "include", "with", "except")
            if lexeme.kind == "region" and not _is_alpha_2(lexeme):
                if opened:
                    yield lexeme.value
                return
            if lexeme.kind == "region" and opened:
                yield lexeme.value

    def _refuse_part(self, lexeme: Lexeme, part: str) -> None:
        if part in table():
            country, other = table()[lexeme.value].phrase, table()[part].phrase
            self.refuse(
                f"{lexeme.text!r} is the code of {country}, and here it may be {other}",
                f"write '{country}' or '{other}'",
            )

    def _names_latin_america(self) -> bool:
        mask = table().fixed_mask("419") or 0
        others = (lexeme.value for lexeme in self.lexemes if lexeme.kind == "region" and lexeme.value != "NI")
        return any(mask & table().ever(code) for code in others)

    def _refuse_northern_ireland(self, place: int) -> None:
        near = table().bit["GB"] | table().bit["IE"]
        for i, lexeme in enumerate(self.lexemes):
            if i != place and lexeme.kind in ("region", "adjective"):
                mask = table().ever(lexeme.value)
                if mask & near and not mask & table().bit["NI"]:
                    self.refuse(
                        f"'NI' is the code of Nicaragua, and beside {lexeme.text} it may be Northern Ireland",
                        "write 'Nicaragua' or 'Northern Ireland'",
                    )


def _tidy(words: str) -> str:
    """Words of lexemes as they are written, without spaces around signs."""
    return words.replace(" / ", "/").replace(" ,", ",").replace("( ", "(").replace(" )", ")")


def _is_bound(lexeme: Lexeme) -> bool:
    return lexeme.kind in _BOUNDS or lexeme.text == ";"


def _is_country(code: str) -> bool:
    return table()[code].kind == "country"


def _is_part(code: str) -> bool:
    return table()[code].kind == "part"


def _is_group(code: str) -> bool:
    return table()[code].kind not in ("country", "part")


def _is_known_country(code: str) -> bool:
    return code in table().regions and _is_country(code)


def _is_alpha_2(lexeme: Lexeme) -> bool:
    text = lexeme.text
    return lexeme.kind == "region" and len(text) == _ALPHA_2 and text in lexicon().codes and _is_country(lexeme.value)


def _is_written_as_code(text: str) -> bool:
    return text == "UK" or text in lexicon().codes


def _are_two(place: str, state: Lexeme) -> bool:
    """Whether a territory and its country are a list: codes of one kind ("HK, CN"), or "mainland" China."""
    codes = _is_written_as_code(place) and _is_written_as_code(state.text) and len(place) == len(state.text)
    return codes or (state.value == "CN" and state.text not in lexicon().codes)


def _state_in(lexeme: Lexeme) -> str:
    """The country in a name that holds it ("Georgia, USA"); empty where the name holds none."""
    _, comma, state = lexeme.text.rpartition(" , ")
    entry = lexicon().entries.get(normal(state)) if comma and lexeme.kind == "region" else None
    return state if entry is not None and entry.kind == "region" and says_where(lexeme.value, entry.value) else ""
