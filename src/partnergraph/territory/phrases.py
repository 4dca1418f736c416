"""The phrase reader: "worldwide except Japan" as a territory rule, or a refusal that says what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, reduce
from itertools import accumulate
from operator import or_
from typing import Final, NoReturn

from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.territory.addresses import says_where, without_states
from partnergraph.territory.algebra import MembershipMode, Territory
from partnergraph.territory.codes import CodeList, codes_of_sports
from partnergraph.territory.lexicon import (
    AMBIGUOUS_CODES,
    DEPENDENTS,
    MONTHS,
    NEEDS_EXPLAINING,
    SEPARATORS,
    Kind,
    Lexeme,
    Lexicon,
    Token,
    lexicon,
    normal,
    tokens,
)
from partnergraph.territory.more_names import full_lexicon, lexicon_for
from partnergraph.territory.order import in_order, with_and, with_georgia
from partnergraph.territory.regions import WORLD_CODE, table
from partnergraph.territory.splitting import split_words

# A code that is also a word ("IN", "LA"), or has three letters ("PER"), counts as a code only between two of these.
_LIMITS: Final[frozenset[Kind]] = frozenset({
    "and", "plus", "except", "outside", "include", "with", "but-with", "open", "such-as", "(", ")", "frozen", "moving",
})  # fmt: skip
# Codes that are words, at the head of two: "NO US".
_ENGLISH: Final = frozenset({"AM", "AS", "AT", "BE", "BY", "DO", "IN", "IS", "IT", "ME", "MY", "NO", "SO", "TO"})
_HYPHEN: Final = re.compile(r"\w[-‐‑‒–—]\w")  # "CH-BE" is no list: it is the code of a canton
_CODES_IN_A_LIST: Final = 3
_ALPHA_3: Final = 3
_LONGEST: Final = 20_000
_DEEPEST: Final = 10
_LONGEST_NAME: Final = 80
# The whole world, or all of the group that was just named.
_ALL_OF_SOMETHING: Final = frozenset({
    "all countries", "all the countries", "all territories", "all markets", "all regions", "every country",
    "any country",
})  # fmt: skip
# Words of exclusion that may stand behind a region: "Japan excluded".
_BEHIND: Final = frozenset({"excluded", "excepted", "ausgenommen", "escluso"})
_DIRECTIONS: Final = frozenset({
    "north", "northern", "south", "southern", "east", "eastern", "west", "western", "central", "southeast",
    "northeast",
})  # fmt: skip
# Behind the adjective of a country: more or less than the country.
_OF_A_COUNTRY: Final = frozenset({
    "territories", "states", "provinces", "province", "regions", "areas", "republics",
})  # fmt: skip


# --- words to lexemes -----------------------------------------------------------------------------


class _Lexer:
    """Finds the longest known expression at each place of a phrase."""

    def __init__(self, phrase: str, words: Sequence[Token], known: Lexicon, codes: Mapping[str, str]) -> None:
        self.known, self.codes = known, codes
        self.words = list(split_words(phrase, words, known)) if known.full else words
        self.lexemes = list[Lexeme]()
        bare = [w for w in words if not self._is_sign(w)]
        only_codes = all(self._is_country_code(w.text) for w in bare)
        self.all_codes = only_codes and len(bare) >= _CODES_IN_A_LIST
        self.spaced_codes = only_codes and len(bare) == len(words) > 1 and not _HYPHEN.search(phrase)

    def _is_sign(self, word: Token) -> bool:
        entry = self.known.entries.get(word.norm)
        return entry is not None and entry.kind in SEPARATORS

    def _is_country_code(self, text: str) -> bool:
        code = self.codes.get(text)
        return code is not None and table()[code].kind == "country"

    def run(self) -> list[Lexeme]:
        if self.spaced_codes:
            return self._codes_with_spaces()
        place = 0
        while place < len(self.words):
            place += (
                self._day_at(place)
                or self._code_at(place)
                or self._entry_at(place)
                or self._direction_at(place)
                or self._unknown_at(place)
            )
        return self.lexemes

    def _codes_with_spaces(self) -> list[Lexeme]:
        """ "AS AU CA". Two of them may be a word or a part and its country: "IN US", "CA US"."""
        texts = [w.text for w in self.words]
        entries = [lexicon().entries.get(w.norm) for w in self.words]
        unsure = any(e is not None and e.kind != "region" for e in entries) or "-".join(texts[::-1]) in self.codes
        if texts[0] == "NO" or ((unsure or texts[0] in _ENGLISH) and not self.all_codes):
            why = "may be two codes, or a code behind a word or a part of its country"
            return [Lexeme("refused", " ".join(texts), f"{why}\nwrite '{'; '.join(texts)}' for both")]
        lexemes = [Lexeme("region", text, self.codes[text]) for text in texts]
        return [x for lexeme in lexemes for x in (Lexeme("and", ";"), lexeme)][1:]

    def _entry(self, place: int) -> tuple[int, Lexeme | None]:
        known = self.known
        for length in range(min(known.longest_after(self.words[place].norm), len(self.words) - place), 0, -1):
            key = " ".join(w.norm for w in self.words[place : place + length])
            found = known.entries.get(key)
            if found is not None and (key not in known.lists or self._is_one_name(place, length)):
                return length, found
        return 0, None

    def _is_one_name(self, place: int, length: int) -> bool:
        """Whether a name with a list sign in it is one here: "Korea, South", but not in "Korea, South Africa".

        A group that is spelled out with commas ("Asia, Pacific") is one where it is not part of a longer list.
        """
        end = place + length
        after = self.words[end] if end < len(self.words) else None
        if self._is_sign(self.words[end - 1]) and after is not None and not self._is_sign(after):
            return False  # "BRICS + Chile"
        if any(self._runs_past(start, end) for start in range(place + 1, end)):
            return False
        if " ".join(w.norm for w in self.words[place:end]) not in self.known.spelled_out:
            return True
        before = self.words[place - 1] if place else None
        return not any(w is not None and w.norm != ";" and self._is_sign(w) for w in (before, after))

    def _runs_past(self, start: int, end: int) -> bool:
        """Whether another region begins at ``start`` and goes on behind ``end``."""
        length, entry = self._entry(start)
        if entry is not None and entry.kind == "filler" and end <= start + length < len(self.words):
            end, (length, entry) = start, self._entry(start + length)  # "Gambia, The Netherlands"
        return entry is not None and entry.kind in ("region", "adjective") and start + length > end

    def _entry_at(self, place: int) -> int:
        length, found = self._entry(place)
        if (
            found is not None
            and found.kind == "and"
            and not self.lexemes
            and len(found.text) == 1
            and found.text.isalpha()
        ):
            return 0  # "E. European countries"
        if found is not None:
            text = " ".join(w.text for w in self.words[place : place + length])
            self.lexemes.append(Lexeme(found.kind, text, found.value))
        return length

    def _code_at(self, place: int) -> int:
        text = self.words[place].text
        code = self.codes.get(text)
        if code is None:
            return 0
        length, entry = self._entry(place)
        if length > 1 or (entry is not None and entry.kind == "region" and text in self.known.codes):
            return 0
        if (entry is not None or len(text) == _ALPHA_3) and not self._stands_alone(place):
            return 0
        if text in AMBIGUOUS_CODES and not self.all_codes:
            self.lexemes.append(Lexeme("refused", text, f"is read in several ways\n{AMBIGUOUS_CODES[text]}"))
        elif _is_pair_of_codes(text):
            self.lexemes.append(Lexeme("refused", text, _pair_or_part(text, code)))
        else:
            self.lexemes.append(Lexeme("region", text, code))
        return 1

    def _stands_alone(self, place: int) -> bool:
        if self.lexemes and self.lexemes[-1].kind not in _LIMITS:
            return False
        following = self._entry(place + 1)[1] if place + 1 < len(self.words) else None
        return place + 1 == len(self.words) or (following is not None and following.kind in _LIMITS)

    def _day_at(self, place: int) -> int:
        text = self.words[place].text
        if _iso_day(text):
            self.lexemes.append(Lexeme("day", text, text))
            return 1
        written = [w.norm for w in self.words[place : place + 4] if w.norm != ","][:3]
        day = _written_day(written)
        if day is None:
            return 0
        self.lexemes.append(Lexeme("day", " ".join(written), day.isoformat()))
        return 4 if "," in [w.norm for w in self.words[place : place + 3]] else 3

    def _direction_at(self, place: int) -> int:
        """ "West" in "West, Central and East Africa", where both are names of regions."""
        word, behind = self.words[place].norm, place + 1
        if word not in _DIRECTIONS:
            return 0
        while behind + 1 < len(self.words) and self._is_sign(self.words[behind]):
            length, entry = self._entry(behind + 1)
            if length > 1 and entry is not None and entry.kind == "region":
                head = [w.norm for w in self.words[behind + 2 : behind + 1 + length]]
                found = self.known.entries.get(" ".join([word, *head]))
                if self.words[behind + 1].norm in _DIRECTIONS and found is not None and found.kind == "region":
                    self.lexemes.append(Lexeme("region", " ".join([self.words[place].text, *head]), found.value))
                    return 1
                return 0
            if self.words[behind + 1].norm not in _DIRECTIONS:
                return 0
            behind += 2
        return 0

    def _unknown_at(self, place: int) -> int:
        text = self.words[place].text
        if self.lexemes and self.lexemes[-1].kind == "unknown":
            text = f"{self.lexemes.pop().text} {text}"
        self.lexemes.append(Lexeme("unknown", text))
        return 1


def _is_pair_of_codes(text: str) -> bool:
    """ "CH-BE" is Bern, or Switzerland and Belgium; "US-CA" is California, as lists of the trade have it."""
    return "-" in text and text not in lexicon().codes and text.partition("-")[2] in table().bit


def _pair_or_part(text: str, code: str) -> str:
    one, other, part = (table()[found].phrase for found in (*text.split("-"), code))
    why = f"is the code of {part} in ISO 3166-2, or stands for {one} and {other}"
    return f"{why}\nwrite '{part}', or '{one}; {other}' for both"


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if "-" in text else None
    except ValueError:
        return None


def _written_day(words: Sequence[str]) -> date | None:
    """ "1 january 2020" or "january 1 2020"."""
    for day, month, year in (words, (words[1], words[0], words[2])) if len(words) == len(("d", "m", "y")) else ():
        number = day.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
        if month in MONTHS and number.isdecimal() and year.isdecimal():
            try:
                return date(int(year), MONTHS.index(month) + 1, int(number))
            except ValueError:
                return None
    return None


# --- lexemes to rules -----------------------------------------------------------------------------


class _Group:
    """One rule in the making.

    ``excepting`` while what follows is excluded, ``closed`` when nothing more belongs to it, ``united`` when
    brackets make its included regions one thing.
    """

    __slots__ = ("closed", "excepting", "excludes", "includes", "united")

    def __init__(self) -> None:
        self.includes: list[str] = []
        self.excludes: list[str] = []
        self.excepting = self.closed = self.united = False


def _split(group: _Group) -> list[_Group]:
    """ "Japan; Asia ex-Japan": what is named and then excluded from the region after it, stays. Brackets unite."""
    if group.united:
        return [group]
    regions = table()
    gone = [regions.ever(code) for code in group.excludes]
    apart = [code for code in group.includes[:-1] if any(not regions.ever(code) & ~mask for mask in gone)]
    if not apart:
        return [group]
    rest, again = _Group(), _Group()
    rest.includes = [code for code in group.includes if code not in apart]
    rest.excludes, again.includes = group.excludes, apart
    return [rest, again]


class _Reader:
    """Takes lexemes one by one. Refuses where two meanings are possible."""

    def __init__(self, phrase: str, lexemes: Sequence[Lexeme], advise: bool = True) -> None:
        self.phrase, self.lexemes, self.advise = phrase, lexemes, advise
        self.groups = [_Group()]
        self.exhaustive = True
        self.membership: MembershipMode = "not-stated"
        self.before: Kind | None = None
        self.in_brackets = False
        self.minus = False  # exclusions were opened by the sign
        self.added_by: Lexeme | None = None  # the "+" that ended a list of exclusions, until its region comes

    @property
    def group(self) -> _Group:
        return self.groups[-1]

    @property
    def target(self) -> list[str]:
        """The list that the next region belongs to."""
        return self.group.excludes if self.group.excepting else self.group.includes

    def refuse(self, why: str, hint: str | None = None) -> NoReturn:
        raise PhraseError(self.phrase, why, hint)

    def read(self) -> tuple[Territory, ...]:
        self._take_all(self.lexemes)
        for group in self.groups:
            if group.excepting and not group.excludes:
                self.refuse("ends where an excluded region should stand", "for instance 'World except Japan'")
        if not any(group.includes for group in self.groups):
            self.refuse("names no region", "for instance 'World except Japan', or 'EU + UK'")
        return self._rules()

    def _take_all(self, lexemes: Sequence[Lexeme]) -> None:
        place = 0
        while place < len(lexemes):
            lexeme = lexemes[place]
            if _is_explained(lexemes, place):
                pass  # "Domestic (US and Canada)"
            elif lexeme.kind == "(":
                end = self._closing(lexemes, place)
                self._bracket(lexemes[place + 1 : end])
                place = end
            elif lexeme.kind == "frozen":
                place += self._frozen(lexemes[place + 1 :])
            else:
                self._take(lexeme, lexemes[place + 1 :])
            place += 1

    def _take(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> None:
        kind = lexeme.kind
        if kind == "noun":
            self._noun(lexeme, after)
        if kind in ("filler", "noun"):
            return
        if kind in ("except", "outside"):
            self._except(lexeme, after)
        elif kind == "adjective":
            self._adjective(lexeme, after)
        elif kind != "and":
            taken = self._takers.get(kind)
            if taken is None:
                self._wrong(lexeme, after)
            taken(lexeme)
        self.before = kind

    @cached_property
    def _takers(self) -> Mapping[Kind, Callable[[Lexeme], None]]:
        return {
            "region": self._region, "plus": self._resume, "but-with": self._resume, "include": self._include,
            "with": self._include, "dependents": self._dependents, "such-as": self._such_as, "open": self._open,
            "moving": lambda lexeme: self._set_membership("moving"),
        }  # fmt: skip

    def _wrong(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> NoReturn:
        if lexeme.kind == "refused":
            why, _, hint = lexeme.value.partition("\n")
            self.refuse(f"{lexeme.text!r} {why}", hint)
        if lexeme.kind == ")":
            self.refuse("closes a bracket that was not opened", "write 'World (except Japan)', or no brackets")
        if lexeme.kind == "day":
            self.refuse(f"{lexeme.text} stands alone", "write 'EU (as of 2020-01-01)' for the members on that day")
        advice = _suggestion(lexeme.text, self._around(lexeme, after)) if self.advise else None
        self.refuse(f"{_begin(lexeme.text)!r} is not a region I know", advice)

    def _around(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> str:
        """The unknown word with its neighbours: "Untied States", "Saudi Arbia"."""
        words = [lexeme.text]
        if self.before == "region":
            words.insert(0, self.lexemes[len(self.lexemes) - len(after) - 2].text)
        for follower in after:
            if follower.kind not in ("noun", "filler", "unknown"):
                break
            words.append(follower.text)
        return " ".join(words)

    def _region(self, lexeme: Lexeme) -> None:
        if self.before == "open":
            self.refuse(f"says that more is meant and goes on with {lexeme.text!r}", "write 'Germany, among others'")
        if self.before in ("region", "adjective"):
            self.refuse(
                f"{lexeme.text!r} follows another region without a sign between them",
                "write ', ' or ' + ' for both, ' except ' or ' - ' (with spaces) to exclude",
            )
        if self.target and normal(lexeme.text) in _ALL_OF_SOMETHING:
            self.refuse(
                f"{lexeme.text!r} behind another region is all of that, or the whole world",
                f"write '{table()[self.target[-1]].phrase}' or 'World'",
            )
        if self.group.closed:
            self.groups.append(_Group())
        self._check_addition(lexeme)
        self.target.append(lexeme.value)

    def _dependents(self, lexeme: Lexeme) -> None:
        """ "US and its territories": the groups that a country has, behind its name."""
        named = [*self.group.includes, *self.group.excludes]
        groups = DEPENDENTS.get(named[-1]) if named else None
        if groups is None:
            why = "have codes of their own, which the words do not name"
            self.refuse(f"{lexeme.text!r} {why}", "write for instance 'US + Puerto Rico + Guam', or 'US territories'")
        if self.group.excepting and not self.group.excludes:
            if len(named) > 1:
                self.refuse(f"{lexeme.text!r} may be those of one country or of several", "name what is excluded")
            self.group.excepting = False  # the code of a country does not hold them
            return
        self.target.extend(groups)

    def _noun(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> None:
        """ "US & territories": a noun that stands where a region should."""
        if self.before in ("include", "plus", "except") and normal(lexeme.text) == "territories" and not after:
            self._dependents(lexeme)
            return
        self._check_more_or_less(lexeme, after)
        following = next((later.kind for later in after if later.kind not in ("filler", "noun")), None)
        if self.before in (*SEPARATORS, "include", "with") and following not in (
            "region",
            "adjective",
            "(",
            "unknown",
            "refused",
        ):
            self.refuse(f"{lexeme.text!r} names no region", "name them, or leave the word out")

    def _check_more_or_less(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> None:
        """ "France territories", "the territories of France": of one country, with or without what is overseas."""
        named = [x for x in self.lexemes if x.kind in ("region", "adjective")]
        if len(named) != 1 or named[0].kind != "region" or table()[named[0].value].kind != "country":
            return
        of = lexeme.text.endswith(" of") or bool(after and normal(after[0].text) in ("of", "of the"))
        if normal(lexeme.text).removesuffix(" of") in _OF_A_COUNTRY and (self.before == "region" or of):
            name = table()[named[0].value].phrase
            words = normal(lexeme.text).removesuffix(" of")
            self.refuse(f"'{words}' of {name} may be more or less than {name}", f"write '{name}' if that is meant")

    def _adjective(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> None:
        name = table()[lexeme.value].phrase
        if after and after[0].kind == "unknown":
            self._wrong(Lexeme("unknown", f"{lexeme.text} {after[0].text}"), after[1:])
        noun = next((later for later in after if later.kind == "noun"), None)
        if noun is None:
            self.refuse(f"{lexeme.text!r} may be a language or a people", f"write '{name}' or '{lexeme.text} market'")
        if table()[lexeme.value].kind == "country" and normal(noun.text) in _OF_A_COUNTRY:
            why = f"'{lexeme.text} {noun.text}' may be more or less than {name}"
            self.refuse(why, f"write '{name}' if that is meant")
        self._region(lexeme)

    def _resume(self, lexeme: Lexeme) -> None:
        """After exclusions, "+" and "but with" include again."""
        if lexeme.kind == "but-with" and not self.group.includes:
            self.refuse("begins with an exception to an exception", "for instance 'Asia except China, but with Macao'")
        if self.group.excepting:
            self._need_excluded()
            self.groups.append(_Group())
            self.added_by = lexeme if lexeme.kind == "plus" else None

    def _check_addition(self, lexeme: Lexeme) -> None:
        """ "World except Japan + Korea" may exclude both; "EU - France + UK" and "Asia - China + Macao" are clear."""
        sign, self.added_by = self.added_by, None
        if sign is not None and not self.minus and table().ever(lexeme.value) & _ever(self.groups[-2].includes):
            self.refuse(
                f"{sign.text!r} after an exclusion has two meanings",
                f"write 'and {lexeme.text}' to exclude it too, 'but with {lexeme.text}' to include it",
            )

    def _need_excluded(self) -> None:
        if not self.group.excludes:
            self.refuse("names nothing after 'except'", "for instance 'World except Japan'")

    def _except(self, lexeme: Lexeme, after: Sequence[Lexeme]) -> None:
        group = self.group
        following = next((later.kind for later in after if later.kind != "filler"), None)
        if normal(lexeme.text) in _BEHIND and (following is None or following in SEPARATORS):
            self.refuse(f"{lexeme.text!r} stands behind what it excludes", "for instance 'World except Japan'")
        if self.before == lexeme.kind == "except" and not self.minus:
            self.refuse("has two words of exclusion in a row", "for instance 'World except Japan'")
        inside = group.excepting and (lexeme.kind == "outside" or bool(group.excludes))
        if inside and (self.before not in SEPARATORS or self._goes_inside(after)):
            self.refuse("has an exception inside an exception", "write 'World except Europe, but with UK'")
        if not group.includes:
            if lexeme.kind != "outside":
                self.refuse("excludes without saying from what", "for instance 'World except Japan'")
            group.includes.append(WORLD_CODE)
        if group.closed:
            self.refuse("excludes twice", "put all exclusions into one list: 'Europe except France and Spain'")
        group.excepting, self.minus = True, lexeme.text == "-"

    def _goes_inside(self, after: Sequence[Lexeme]) -> bool:
        """Whether what is excluded next lies in what is excluded already: "World except EU, except France"."""
        following = next((later for later in after if later.kind in ("region", "adjective")), None)
        return following is not None and not table().ever(following.value) & ~_ever(self.group.excludes)

    def _include(self, lexeme: Lexeme) -> None:
        if self.group.excepting:
            clear = lexeme.kind == "include" and (self.in_brackets or self.before not in SEPARATORS)
            if not clear:
                self.refuse(
                    f"{lexeme.text!r} after an exclusion has two meanings",
                    "write 'but with Hong Kong' to include it again, 'and Hong Kong' to exclude it too",
                )
        elif not self.group.includes and lexeme.kind == "include":
            self.exhaustive = False

    def _open(self, lexeme: Lexeme) -> None:
        if self.group.excepting:
            self.refuse(f"{lexeme.text!r} leaves open what else is excluded", "name all that is excluded")
        self.exhaustive = False

    def _such_as(self, lexeme: Lexeme) -> None:
        if self.group.excepting:
            self.refuse(f"{lexeme.text!r} leaves open what else is excluded", "name all that is excluded")
        if not self.group.includes:
            self.exhaustive = False
        elif normal(lexeme.text) in ("such as", "eg", "for example", "for instance", "z b", "zb", "par exemple"):
            self.refuse(f"{lexeme.text!r} gives examples of a part", "write 'Germany, among others'")

    def _set_membership(self, mode: MembershipMode) -> None:
        if self.membership not in ("not-stated", mode):
            self.refuse("gives two ways to read the membership of a group", "keep one, or write two statements")
        self.membership = mode

    def _frozen(self, after: Sequence[Lexeme]) -> int:
        """Length of the day behind "as of"."""
        skipped = next((i for i, lexeme in enumerate(after) if lexeme.kind != "filler"), len(after))
        if skipped == len(after) or after[skipped].kind != "day":
            self.refuse("says 'as of' without a full day", "write 'EU (as of 2020-01-01)'")
        self._set_membership(date.fromisoformat(after[skipped].value))
        return skipped + 1

    def _closing(self, lexemes: Sequence[Lexeme], start: int) -> int:
        depth = 0
        for place in range(start, len(lexemes)):
            depth += (lexemes[place].kind == "(") - (lexemes[place].kind == ")")
            if depth == 0:
                return place
        self.refuse("opens a bracket that is not closed", "write 'World (except Japan)', or no brackets")

    def _bracket(self, inner: Sequence[Lexeme]) -> None:
        """Brackets hold an exclusion, an addition, a note on membership, or say what the word before means."""
        meaning = [lexeme for lexeme in inner if lexeme.kind not in ("filler", "noun")]
        if not meaning:
            return
        first, *more = meaning
        if first.kind in ("except", "outside") and self.group.excepting:
            self.refuse("has an exception inside an exception", "write 'World except Europe, but with UK'")
        defines = first.kind in ("region", "adjective") and self.before in ("region", "adjective")
        if defines and not more and says_where(self.target[-1], first.value):
            return  # "Ontario (Canada)" says where Ontario is
        if defines and not more and self._repeats(first.value):
            return  # "Germany / Austria / Switzerland (DACH)" says it twice
        if defines:
            self._redefine(inner)
        outer, self.in_brackets = self.in_brackets, True
        was_excepting = self.group.excepting
        self.before = None
        self._take_all(inner)
        self.in_brackets = outer
        if self.group.excepting and not was_excepting:
            self._need_excluded()
            self.group.excepting, self.group.closed = False, True
        elif first.kind == "region" and not defines and not was_excepting:
            self.group.united = True
        self.before = "region"

    def _repeats(self, code: str) -> bool:
        """Whether a group is, in some reading, just the countries that were named before it, two at least."""
        found = 0
        for number, named in enumerate(reversed(self.target), 1):
            found |= table().fixed_mask(named) or 0
            if number > 1 and any(found == mask for v in table().variants(code) for _, mask in v.timeline):
                return True
        return False

    def _redefine(self, inner: Sequence[Lexeme]) -> None:
        """ "North America (US and Canada)": the words in brackets take the place of the region before them."""
        word = self.target.pop()
        for lexeme in inner:
            if lexeme.kind in ("region", "adjective") and not _is_within(lexeme.value, word):
                inside, outside = table()[lexeme.value].phrase, table()[word].phrase
                self.refuse(
                    f"{inside} stands in brackets but is no part of {outside}",
                    f"write '{outside} + {inside}' for both, or the one that is meant",
                )

    def _rules(self) -> tuple[Territory, ...]:
        merged: list[_Group] = []
        for group in (part for whole in self.groups if whole.includes for part in _split(whole)):
            if merged and not group.excludes and not _ever(group.includes) & _ever(merged[-1].excludes):
                merged[-1].includes += group.includes
            else:
                merged.append(group)
        rules = [self._rule(group) for group in merged]
        return tuple(dict.fromkeys(rules))

    def _rule(self, group: _Group) -> Territory:
        try:
            return Territory(tuple(group.includes), tuple(group.excludes), self.exhaustive, self.membership)
        except PhraseError as error:
            raise PhraseError(self.phrase, f"{error.phrase} {error.why}", error.hint) from None


def _is_explained(lexemes: Sequence[Lexeme], place: int) -> bool:
    """Whether a word that names no country ("Domestic", "Rest of world") has its meaning in brackets behind it."""
    lexeme = lexemes[place]
    if lexeme.kind != "refused" or lexeme.value.partition("\n")[0] not in NEEDS_EXPLAINING:
        return False
    kinds = [x.kind for x in lexemes[place + 1 : place + 4] if x.kind not in ("filler", "noun")]
    return kinds[:2] in (["(", "region"], ["(", "adjective"], ["(", "outside"])


def _is_part(code: str) -> bool:
    """Whether a region is a part of a country."""
    return table()[code].kind == "part"


def _is_within(code: str, word: str) -> bool:
    """Whether a region lies in what a word can mean; a part of a country holds nothing but itself."""
    return code == word if _is_part(word) else not table().ever(code) & ~table().ever(word)


def _ever(codes: Sequence[str]) -> int:
    return reduce(or_, (table().ever(code) for code in codes), 0)


def _suggestion(text: str, around: str = "") -> str:
    if text != text.upper() and text.upper() in lexicon().codes:
        return f"codes are written in capitals: {text.upper()}"
    near = _near_names(text, around)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return "write names or ISO 3166 codes, for instance 'World except Japan' or 'EU + UK - France'"


def _near_names(text: str, around: str = "") -> list[str]:
    """Up to three names that are spelled like ``around`` or, if there are none, like ``text``."""
    import difflib  # needed for mistakes only

    names = {key: lexeme.value for key, lexeme in lexicon().entries.items() if lexeme.kind == "region"}
    for words in (around[:_LONGEST_NAME], text[:_LONGEST_NAME]):
        near = difflib.get_close_matches(normal(words), names, n=3, cutoff=0.8) if words else []
        if near:
            return list(dict.fromkeys(table()[names[key]].phrase for key in near))
    return _near_foreign_names(normal(text[:_LONGEST_NAME]))


def _near_foreign_names(words: str) -> list[str]:
    """Up to three places whose names in other languages, or of parts, are spelled like some words."""
    from rapidfuzz import fuzz, process  # needed for mistakes only

    entries = full_lexicon().entries
    near = process.extract(words, entries.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=85) if len(words) > 3 else []
    codes = (entries[key].value for key, _, _ in near if entries[key].kind == "region")
    return list(dict.fromkeys(table()[code].phrase for code in codes))


# --- public ---------------------------------------------------------------------------------------


def parse_territory(phrase: str, codes: CodeList | None = None) -> tuple[Territory, ...]:
    """The rules that a phrase states: usually one; re-inclusion ("Asia except China but with Macao") gives two.

    Reads names in some 80 languages, ISO 3166 codes in capitals, numbers of UN M49, adjectives in front of "market",
    lists, exclusions ("except", "ex", "without", " - "), additions ("+", "including"), brackets, "among others", "as
    of 2020-01-01" and "as membership changes". ``codes``: "ioc" or "fifa" where codes of three letters are those of
    sports, before those of ISO 3166 ("GER"). Raises `PhraseError`, with what to write instead, wherever it would have
    to guess.

    >>> [rule.key for rule in parse_territory("worldwide excl. Japan and South Korea")]
    ['001_except_JP_KR']
    >>> parse_territory("Frankreich, Suisse")[0].key, parse_territory("GER, SUI", codes="ioc")[0].key
    ('CH_FR', 'CH_DE')
    """
    if len(phrase) > _LONGEST:
        why = f"is longer than {_LONGEST:,} characters"
        raise PhraseError(_begin(phrase), why, "name groups of countries, or write several deals")
    return _parse(phrase.strip(), codes)


@lru_cache(maxsize=4096)
def _parse(phrase: str, codes: CodeList | None) -> tuple[Territory, ...]:
    words = tokens(phrase)
    if not words:
        raise PhraseError(phrase, "is empty" if not phrase else "names no region", "leave the field out if not stated")
    known = lexicon_for(words)
    try:
        return _rules_of(phrase, words, known, codes)
    except PhraseError:
        if known.full:
            raise
    return _rules_of(phrase, words, full_lexicon(), codes)


def _rules_of(phrase: str, words: Sequence[Token], known: Lexicon, codes: CodeList | None) -> tuple[Territory, ...]:
    all_codes = {**known.codes, **codes_of_sports(codes)} if codes else known.codes
    lexemes = _Lexer(phrase, words, known, all_codes).run()
    if _depth(lexemes) > _DEEPEST:
        raise PhraseError(_begin(phrase), f"has brackets more than {_DEEPEST} deep", "write it without brackets")
    return _Reader(phrase, without_states(phrase, in_order(with_georgia(with_and(lexemes)))), advise=known.full).read()


def _begin(phrase: str) -> str:
    return phrase if len(phrase) <= _LONGEST_NAME else f"{phrase[:_LONGEST_NAME]}..."


def _depth(lexemes: Sequence[Lexeme]) -> int:
    """How many brackets are open at once."""
    return max(accumulate((x.kind == "(") - (x.kind == ")") for x in lexemes), default=0)


def find_region(name: str) -> str:
    """Code of a region by code, name or alias. `UnknownNameError`, with near names, if there is none.

    A country may stand behind the name. Raises `PhraseError` for a name of several regions ("Georgia").

    >>> find_region("Ivory Coast"), find_region("EMEA"), find_region("JPN"), find_region("Shanghai, China")
    ('CI', 'EMEA', 'JP', 'CN-SH')
    """
    text = name.strip()
    known = lexicon_for(tokens(text))
    if text in known.codes:
        return known.codes[text]
    entry = known.entries.get(normal(text)) or full_lexicon().entries.get(normal(text))
    if entry is not None and entry.kind == "region":
        return entry.value
    if entry is not None and entry.kind == "refused":
        why, _, hint = entry.value.partition("\n")
        raise PhraseError(name, why, hint)
    if "," in text or "(" in text:
        rules = parse_territory(text)
        if len(rules) == 1 and rules[0] == Territory(rules[0].includes[:1]):
            return rules[0].includes[0]
    raise UnknownNameError("region", name, _near_names(text))


def region_name(code: str) -> str:
    """Name of a region. Raises `PhraseError` for a code that is not in the table.

    >>> region_name("JP"), region_name("001"), region_name("CA-QC")
    ('Japan', 'World', 'Quebec')
    """
    return table()[code].name
