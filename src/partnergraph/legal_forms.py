"""Company names in words that can be compared: without accents and dots, and without their legal forms."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from partnergraph.names import tidy

_FORMS: Final = frozenset(
    " ".join((
        # German, English, French, Spanish, Portuguese, Italian, Dutch
        "ag gmbh ggmbh mbh gesmbh kg kgaa ohg gbr ug ev eg se jr",
        "co company corp corporation inc incorporated limited ltd llc llp lllp lp plc pllc pte pty proprietary pvt",
        "privatelimited privateltd unlimited group holding holdings",
        "sa sas sasu sarl eurl snc sca sci scs scop societeanonyme",
        "sl slu sau sac saa sab sadecv sabdecv sapidecv srl srldecv sderl sderldecv eirl cia ca ltda lda limitada",
        "eireli spa sapa srls bv nv bvba sprl cvba cv vof",
        # Northern, central and eastern Europe, Turkey, Israel
        "ab aktiebolag as asa aps oy oyj hb kb ks hf ehf ohf uab sia ou",
        "sro spolsro vos spzoo spk kft zrt nyrt bt doo dd ad ood ead eood ae epe ike",
        "ooo oao zao pao ao tov ооо оао зао пао ао тов sti bm",
        # Asia and the Arab countries
        "kk gk yk kabushikikaisha pt tbk bhd sdnbhd berhad pcl pjsc psc saog sal sae fze fzco jsc ojsc cjsc",
        "株式会社 有限会社 合同会社 股份有限公司 有限责任公司 有限責任公司 有限公司 公司 주식회사",
    )).split()
)  # fmt: skip
_FIRST: Final = frozenset(
    ["the", "ooo", "oao", "zao", "pao", "ao", "tov", "ооо", "оао", "зао", "пао", "ао", "тов", "pt"]
) | {"株式会社", "有限会社", "合同会社", "주식회사"}  # fmt: skip
_ENDS: Final = re.compile(
    "^(株式会社|有限会社|合同会社|주식회사)|(株式会社|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사)$"
)
_LONGEST_FORM: Final = 5
"""Words of the longest form: S. de R.L. de C.V."""

_AND: Final = frozenset(["and", "und", "et"])
_MARKS: Final = re.compile("[\u0300-\u036f]")
_DOTS: Final = re.compile(r"(?<!\d)[.'’´`]|[.'’´`](?!\d)")
_WORDS: Final = re.compile(r"[^\W_]+")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"})
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def words_of(name: str, *, umlauts: bool = False) -> tuple[str, ...]:
    """Return the words of a name as they are compared; ``umlauts``: ü written as ue, not as u.

    >>> words_of("I.B.M. (UK)"), words_of("Müller & Söhne"), words_of("Müller", umlauts=True)
    (('ibm', 'uk'), ('muller', 'and', 'sohne'), ('mueller',))
    """
    shown = unicodedata.normalize("NFKC", tidy(name)).casefold()
    if not shown.isascii():
        spelled = shown.translate(_UMLAUTS) if umlauts else shown
        shown = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", spelled.translate(_LETTERS))))
    shown = _DOTS.sub("", shown).replace("&", " and ").replace("+", " plus ")
    words = ["and" if word in _AND else word for word in _WORDS.findall(shown)]
    return tuple(_spelled_out(words))


def _spelled_out(words: list[str]) -> list[str]:
    """Put letters that stand alone one after the other together: s, a is the sa of "S. A." and "s/a"."""
    found: list[str] = []
    letters = False
    for word in words:
        alone = len(word) == 1 and word.isalpha() and word.isascii()
        if alone and letters:
            found[-1] += word
        else:
            found.append(word)
        letters = alone
    return found


def without_legal_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without legal forms; all of them where nothing else is left.

    >>> without_legal_form(words_of("The Example Company, GmbH & Co. KG"))
    ('example',)
    """
    return _stripped(words) or words


def is_legal_form(text: str) -> bool:
    """Whether a text is nothing but a legal form, with a place in brackets or without.

    >>> is_legal_form("GmbH & Co. KG"), is_legal_form("(UK) Ltd."), is_legal_form("Boreal Ltd")
    (True, True, False)
    """
    words = words_of(_BRACKETS.sub(" ", text))
    return bool(words) and not _stripped(words)


def _stripped(words: tuple[str, ...]) -> tuple[str, ...]:
    rest = list(words)
    while rest and (length := _form_at_end(rest)):
        del rest[-length:]
    if len(rest) > 1 and rest[0] in _FIRST:
        del rest[0]
    if len(rest) == 1:
        rest[0] = _ENDS.sub("", rest[0]) or rest[0]
    return tuple(rest)


def _form_at_end(words: list[str]) -> int:
    if words[-1] == "and":
        return 1
    lengths = range(min(_LONGEST_FORM, len(words)), 0, -1)
    return next((length for length in lengths if "".join(words[-length:]) in _FORMS), 0)
