"""Cells of what contracts say beside scope and time: renewals, notice, conditions, what has happened to a deal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from partnergraph import model as m
from partnergraph.bounds import Term, parse_date, parse_term
from partnergraph.errors import PhraseError
from partnergraph.ingest.table.cell import CellError, is_yes_or_no
from partnergraph.names import fold


@dataclass(frozen=True, slots=True)
class Renews:
    """What cells say of a renewal; ``every``: ``None`` where its length is not said."""

    by: m.RenewedBy = "silence"
    every: Term | None = None
    times: int | None = None
    notice: Term | None = None

    @property
    def whole(self) -> m.Renewal | None:
        """The renewal, where its length is said."""
        if self.every is None:
            return None
        return m.Renewal(every=self.every, by=self.by, notice=self.notice, times=self.times)


_UNIT: Final = (
    r"(?:days?|weeks?|months?|mos?|quarters?|years?|yrs?|tage?n?|wochen?|monate?n?|jahre?n?|jours?|semaines?|mois|ans?|"
    r"années?|días?|dias?|semanas?|mes|meses|años?|anos?|giorn[oi]|mes[ei]|ann[oi])\b"
)
_NUMBER: Final = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|eine?n?|einem|zwei|drei|vier|fünf|sechs|zwölf|"
    r"une?|deux|trois|quatre|cinq|six|douze|un[oa]?|dos|tres|cuatro|cinco|seis|doce|due|tre|quattro|cinque)"
)
_LENGTH: Final = rf"{_NUMBER}(?: ?\(\d{{1,3}}\))?[ -]*{_UNIT}"
_COUNTS: Final = {
    word: number
    for number, words in enumerate(
        (
            "one|once|a single|ein|eine|einmal|un|une|una|uno|une fois|una vez|una volta",
            "two|twice|zwei|zweimal|deux|dos|due|deux fois|dos veces",
            "three|three times|drei|dreimal|trois|tres|tre",
            "four|vier|viermal|quatre|cuatro|quattro",
            "five|fünf|cinq|cinco|cinque",
        ),
        1,
    )
    for word in words.split("|")
}
_HOW_OFTEN: Final[tuple[tuple[re.Pattern[str], Term], ...]] = (
    (
        re.compile(
            r"\b(?:annual(?:ly)?|yearly|year[ -]to[ -]year|(?:each|every|per) year|jährlich\w*|jedes jahr|annuel\w*|"
            r"chaque année|tous les ans|d'année en année|anual(?:mente)?|cada año|annual[ei]|annualmente|ogni anno)\b"
        ),
        Term(months=12),
    ),
    (re.compile(r"\b(?:half[ -]yearly|semi[ -]annual(?:ly)?|halbjährlich\w*)\b"), Term(months=6)),
    (re.compile(r"\b(?:quarterly|(?:each|every) quarter|quartalsweise|trimestriel\w*|trimestral)\b"), Term(months=3)),
    (
        re.compile(
            r"\b(?:monthly|month[ -]to[ -]month|(?:each|every) month|monatlich\w*|mensuel\w*|mensual(?:mente)?|"
            r"mensile)\b"
        ),
        Term(months=1),
    ),
)
_NOTICE: Final = re.compile(
    rf"(?:(?:notice|kündigungsfrist|kündigung|frist|préavis|preaviso|preavviso)(?: period)?:? ?(?:of |von |de |di |d')?"
    rf"(?P<behind>{_LENGTH})|"
    rf"(?P<before>{_LENGTH})['’]?s?['’]? ?(?:prior |written |advance |'s |de |di |vorheriger? |schriftliche[rn]? )*"
    r"(?:notice|kündigungsfrist|kündigung|frist|préavis|preaviso|preavviso))"
    r"(?: (?:period|before (?:expiry|expiration|the end(?: of (?:the )?term)?|end(?: of (?:the )?term)?|term end)|"
    r"prior to (?:expiry|expiration|the end)|vor (?:ablauf|ende|vertragsende|laufzeitende)|avant (?:l'échéance|"
    r"terme|expiration)|antes del vencimiento|prima della scadenza))*"
)
_TIMES: Final = re.compile(
    r"(?:\b(?:up to|max\.?|maximum|at most|bis zu|höchstens|maximal|jusqu'à|hasta|fino a) )?"
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
    r"(?: ?[x×]| times\b|\*|mal\b| fois\b| veces\b| volte\b|"
    rf" (?:further |additional |successive |consecutive |weitere |extension |renewal )*"
    rf"(?:options?|optionen|opciones|opción|extensions?|renewals?|verlängerungen|verlängerung)\b|"
    rf" (?=(?:further |additional |successive |consecutive |more |weitere )*{_NUMBER}[ -]{_UNIT}[ -]?"
    r"(?:terms?|periods?|options?|extensions?|renewals?)?))"
)
_ONCE: Final = re.compile(r"\b(?:once|twice|einmal|zweimal|dreimal|une fois|deux fois|una vez|dos veces)\b")
_BY_EXERCISE: Final = re.compile(
    r"\b(?:options?|optional|optionen|verlängerungsoption(?:en)?|opciones|opción|opzione|at (?:the )?(?:licensee|"
    r"licensor|grantee|distributor|tenant)(?:'s|’s)? (?:option|election|discretion|request)|on request|upon request|"
    r"may (?:be )?(?:extend|renew)(?:ed)?|can be (?:extended|renewed)|right to (?:extend|renew)|verlängerbar|"
    r"kann verlängert werden|"
    r"renouvelable|prolongeable|prorrogable|renovable|rinnovabile|prorogabile|renewable|extendable|extendible)\b"
)
_BY_SILENCE: Final = re.compile(
    r"\b(?:auto\w*|renews|rolls|rolling|evergreen|tacit\w*|stillschweigend\w*|verlängert sich|tácita\w*|se renueva|"
    r"si rinnova|unless|every|each)\b"
)
_BY_AGREEMENT: Final = re.compile(
    r"\b(?:by |upon |with |subject to )?(?:mutual|joint|common|written|further)? ?(?:agreement|consent|negotiation)\b|"
    r"\b(?:negotiable|to be (?:agreed|negotiated|discussed)|nach vereinbarung|einvernehmlich|d'un commun accord|"
    r"de mutuo acuerdo|di comune accordo|tbd|tba|tbc)\b"
)
_NOT: Final = re.compile(
    r"(?:no|none|not|non)[ -]?(?:automatic(?:ally)?|auto)? ?(?:renewals?|renewable|renew(?:ed|s)?|extensions?|"
    r"options?)?|"
    r"does not renew(?: automatically)?|nein|keine?(?: (?:automatische )?(?:verlängerung|option(?:en)?))?|"
    r"nicht verlängerbar|non renouvelable|pas de (?:renouvellement|reconduction)|no (?:renovable|prorrogable)|"
    r"sin (?:renovación|prórroga)|non rinnovabile|expires|fixed(?: term)?|aucune?|ninguna?|nessun[ao]"
)
_WORDS_BESIDE: Final = (
    "a an the of for by each every per and or in at to on it is be as with within unless if until up after then "
    "its auto automatic automatically autorenew autorenews renew renews renewed renewal renewals renewing rolling "
    "rolls roll over evergreen tacit tacitly extend extends extended extension extensions term terms period "
    "periods further additional more successive consecutive subsequent another option options yes y written prior "
    "advance notice given either party not terminated cancelled canceled without unlimited indefinitely ja j "
    "automatisch automatische verlängert verlängerung verlängerungen sich um jeweils weitere weiterer weiteres "
    "bei mit ohne stillschweigend stillschweigende je jedes zu optionen verlängerungsoption auf den die das der "
    "wenn nicht gekündigt oui o automatique automatiquement tacite tacitement reconduction renouvellement "
    "renouvelé renouvelable prolongation par pour de d' période périodes chaque sauf sí si s automática "
    "automáticamente tácita prórroga prórrogas renovación renovaciones se renueva por períodos periodos cada "
    "salvo automatico automaticamente tacito rinnovo rinnovi rinnova ogni "
)
_FILLERS: Final = frozenset(_WORDS_BESIDE.split())
"""Words that say no more of a renewal."""
_SHORT_FORMS: Final = re.compile(r"\b(\d{1,3})(d|w|m|y)\b")
_UNITS: Final = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_UNKNOWN: Final = ("is no renewal that is known", "write no, 12 months, 2 x 1 year, or every 12 months, 90 days notice")


def read_renewal(words: str, by: m.RenewedBy) -> Renews | None:
    """Return how something is renewed; ``None`` where it is said not to be. ``by``: how, where the cell says no more.

    >>> read_renewal("auto-renews annually unless 90 days notice", "silence")
    Renews(by='silence', every=Term(months=12, days=0), times=None, notice=Term(months=0, days=90))
    >>> read_renewal("2 x 1 year", "silence")
    Renews(by='exercise', every=Term(months=12, days=0), times=2, notice=None)
    >>> read_renewal("yes", "silence").every, read_renewal("no", "silence")
    (None, None)
    """
    plain = _plain(words)
    if _NOT.fullmatch(plain) or is_yes_or_no(words) is False:
        return None
    if is_yes_or_no(words):
        return Renews(by)
    counted = _TIMES.search(plain) and not _BY_SILENCE.search(plain)
    found = Renews("exercise" if counted or _BY_EXERCISE.search(plain) else by)
    notice = _NOTICE.search(plain)
    if notice is not None:
        found = replace(found, notice=_length(notice["behind"] or notice["before"]))
        plain = f"{plain[: notice.start()]} {plain[notice.end() :]}"
    if (agreed := _BY_AGREEMENT.search(plain)) is not None:
        found, plain = replace(found, by="exercise"), f"{plain[: agreed.start()]} {plain[agreed.end() :]}"
    times = _TIMES.search(plain) or _ONCE.search(plain)
    if times is not None:
        said = times["n"] if times.re is _TIMES else times[0]
        found = replace(found, times=int(said) if said.isdecimal() else _COUNTS[said])
        plain = f"{plain[: times.start()]} {plain[times.end() :]}"
    every, plain = _every(plain)
    left = [word for word in re.findall(r"[^\W_](?:[\w'’]*\w)?", _BY_EXERCISE.sub(" ", plain)) if word not in _FILLERS]
    if left or found.times == 0:
        raise CellError(*_UNKNOWN)
    return replace(found, every=every)


def _every(plain: str) -> tuple[Term | None, str]:
    """Return the one length that is left in words, and the words without it."""
    lengths = list(re.finditer(rf"\b{_LENGTH}", plain))
    often = [(found, term) for said, term in _HOW_OFTEN if (found := said.search(plain))]
    every = {_length(found[0]) for found in lengths} | {term for _, term in often}
    if len(every) > 1 or len(lengths) > 1:
        raise CellError("names more than one length", _UNKNOWN[1])
    for found in sorted([*lengths, *(found for found, _ in often)], key=lambda one: -one.start()):
        plain = f"{plain[: found.start()]} {plain[found.end() :]}"
    return next(iter(every), None), plain


def names_length(words: str) -> bool:
    """Whether words name a length of time: "2 x 1 year".

    >>> names_length("2 x 1 year"), names_length("first refusal")
    (True, False)
    """
    return re.search(rf"\b{_LENGTH}", _plain(words)) is not None


def _plain(words: str) -> str:
    plain = fold(words).strip(" .")
    return _SHORT_FORMS.sub(lambda short: f"{short[1]} {_UNITS[short[2]]}", plain)


def _length(words: str) -> Term:
    try:
        return parse_term(words)
    except PhraseError as error:
        raise CellError(error.why, error.hint) from None


def read_times(words: str) -> Renews:
    """Return how often something may be renewed, and the length where the cell names it too.

    >>> read_times("3").times, read_times("unlimited").times, read_times("2 x 1 year").every
    (3, None, Term(months=12, days=0))
    """
    plain = _plain(words)
    if plain in ("unlimited", "no limit", "indefinite", "indefinitely", "unbegrenzt", "illimité", "ilimitado"):
        return Renews()
    said = plain.removesuffix(".0")
    if said.isdecimal() or said in _COUNTS:
        times = int(said) if said.isdecimal() else _COUNTS[said]
        if 0 < times < 1000:
            return Renews(times=times)
    found = read_renewal(words, "exercise") if names_length(words) else None
    if found is None or found.times is None:
        raise CellError("is no number of renewals", "write a whole number, 1 or more, or 'unlimited'")
    return found


def read_notice(words: str, unit: str | None) -> Term | None:
    """Return how long before the last day notice must be given; ``None`` where none is asked for.

    >>> read_notice("90 days' written notice", None), read_notice("3", "month"), read_notice("none", None)
    (Term(months=0, days=90), Term(months=3, days=0), None)
    """
    plain = _plain(words)
    if is_yes_or_no(words) is False or _NOT.fullmatch(plain):
        return None
    if re.fullmatch(r"\d{1,3}(?:\.0)?", plain):
        if unit is None:
            raise CellError("a number without a unit", f"write '{words} days', or head the column 'notice (days)'")
        return _length(f"{plain.removesuffix('.0')} {unit}s")
    said = _NOTICE.fullmatch(plain) or _NOTICE.fullmatch(f"{plain} notice") or _NOTICE.fullmatch(f"notice {plain}")
    if said is None:
        hint = "write 90 days or 3 months: how long before the last day; other words belong in a column 'note'"
        raise CellError("is no period of notice", hint)
    return _length(said["behind"] or said["before"])


def together(said: Renews | None, extension: Renews | None, every: Term | None, times: Renews | None) -> Renews | None:
    """Return what the columns of a renewal say together: of the renewal, of an option to extend, its length and number.

    Raises `CellError` where they do not agree.
    """
    if said is not None and extension is not None:
        raise CellError("stands beside an option to extend", "write one of them, and the other one into a note")
    found = said or extension
    if found is None:
        return replace(times or Renews(), every=every or (times.every if times else None)) if every or times else None
    lengths = {one for one in (found.every, every, times.every if times else None) if one is not None}
    numbers = {one for one in (found.times, times.times if times else None) if one is not None}
    if len(lengths) > 1 or len(numbers) > 1:
        raise CellError("does not agree with the other columns of the renewal", "make both say the same")
    return replace(found, every=next(iter(lengths), None), times=next(iter(numbers), None))


def with_notice(found: Renews, notice: Term | None) -> Renews:
    """Return a renewal with the notice of another column. Raises `CellError` where the two do not agree."""
    if notice is not None and found.notice not in (None, notice):
        raise CellError("asks for another notice than the column of notice", "make both say the same")
    return replace(found, notice=notice or found.notice)


# --- conditions -------------------------------------------------------------------------------------

_DONE: Final = (
    r"met|fulfilled|satisfied|obtained|granted|received|given|waived|erfüllt|eingetreten|erteilt|remplie?s?|levée?s?|"
    r"cumplid[oa]s?|soddisfatt[oaie]"
)
_KEPT: Final = r"kept|complied with|eingehalten|respectée?s?"
_FAILED: Final = (
    r"failed|missed|not (?:met|reached|kept)|verfehlt|nicht (?:erfüllt|erreicht)|manquée?s?|incumplid[oa]s?|mancat[oa]"
)
_RECORDED: Final = re.compile(
    rf"\s*[(,:–—-]?\s*\b(?:(?P<failed>{_FAILED})|(?P<met>{_DONE}|{_KEPT}))"
    r"(?:\s+(?:on|since|up to|until|as of|am|zum|seit|bis|le|depuis|el|desde|il|dal))?\s*(?P<day>[^()]*?)\s*\)?\s*$",
    re.IGNORECASE,
)
_LASTING: Final = re.compile(
    r"\b(?:min(?:imum|\.)?|at least|no less than|not less than|as long as|so long as|for as long|maintain\w*|keeps?|"
    r"remains?|per (?:year|annum|quarter|month)|p\.?a\.?|(?:each|every) (?:year|quarter|season)|mindest\w*|wenigstens|"
    r"solange|pro jahr|au moins|tant que|par an|al menos|como mínimo|mientras|por año|almeno|finché|all'anno)\b",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(
    r"\b(?:approv\w+|clearance|consents?|subject to|upon|once|after|before|receipt|delivery|delivered|closing|"
    r"signature|signing|funding|financing|if|genehmigung\w*|zustimmung|freigabe|vorbehaltlich|nach|sobald|agrément|autorisation|"
    r"accord|sous réserve|après|dès|aprobación|autorización|sujeto a|tras|approvazione|autorizzazione)\b",
    re.IGNORECASE,
)
_NONE: Final = re.compile(
    r"none|no|nil|no conditions?|unconditional(?:ly)?|nein|keine?|aucune?|sans|ninguna?|nessun[ao]?"
)
_LIST: Final = re.compile(r"[;|\n]")


def read_conditions(words: str, kind: m.ConditionKind | None, prefix: str) -> tuple[tuple[m.Condition, bool], ...]:
    """Return the conditions in a cell, each with whether its kind was not told: then it is to be met first.

    ``kind``: what the column says they are. ``prefix``: what the header says before each.

    >>> [(c.text, c.kind, c.met, taken) for c, taken in read_conditions("Board approval (met 2024-03-01)", None, "")]
    [('Board approval', 'first', datetime.date(2024, 3, 1), True)]
    >>> [(c.text, c.kind) for c, _ in read_conditions("10,000 units a year", "lasting", "Minimum: ")]
    [('Minimum: 10,000 units a year', 'lasting')]
    """
    if _NONE.fullmatch(fold(words)):
        return ()
    if is_yes_or_no(words) is not None:
        raise CellError("does not say what it hangs on", "write the condition in words, or leave the cell empty")
    return tuple(_condition(part.strip(), kind, prefix) for part in _LIST.split(words) if part.strip())


def _condition(words: str, kind: m.ConditionKind | None, prefix: str) -> tuple[m.Condition, bool]:
    recorded = _RECORDED.search(words)
    said = words[: recorded.start()].strip(" ,:(–—-") if recorded else words
    if recorded and not said:
        raise CellError("does not say what it hangs on", "write the condition before what has become of it")
    text = said if fold(said).startswith(fold(prefix).rstrip(": ")) else f"{prefix}{said}"
    meant = kind or ("lasting" if _LASTING.search(said) and not _FIRST.search(said) else "first")
    found = m.Condition(text=text, kind=meant)
    if recorded:
        day = _day_recorded(recorded)
        found = replace(found, failed=day) if recorded["failed"] else replace(found, met=day)
    return found, kind is None and meant == "first"


def _day_recorded(recorded: re.Match[str]) -> date:
    hint = "write the day behind it, such as 'met 2024-03-01', or leave the word out"
    try:
        span = parse_date(recorded["day"])
    except PhraseError as error:
        raise CellError(
            error.why if recorded["day"] else f"is {fold(recorded[0]).strip(' (,:)')}, and does not say when", hint
        ) from None
    if span.earliest is None or span.earliest != span.latest:
        raise CellError(f"{recorded['day']!r} is not one day", hint)
    return span.earliest


_RESOLVING: Final = re.compile(r"subsequent|auflos|resolutoi?r|risolutiv")
_GOES_ON: Final = re.compile(r"subject to|conditional|vorbehaltlich|sous reserve|sujeto a|soggetto a")


def told_by_header(column: str, header: str) -> tuple[m.ConditionKind | None, str]:
    """Return what kind of conditions a column says it holds, and what stands before each of them.

    ``header`` is as headers are compared.

    >>> told_by_header("condition", "subject to"), told_by_header("condition", "condition")
    (('first', 'subject to '), (None, ''))
    >>> told_by_header("minimum", "minimum sale"), told_by_header("condition", "condition subsequent")
    (('lasting', 'minimum sale: '), ('lasting', ''))
    """
    if column == "minimum":
        return "lasting", f"{header}: "
    if _RESOLVING.search(header):
        return "lasting", ""
    if _GOES_ON.search(header):
        return "first", f"{header} "
    return ("first" if re.search(r"preced|precondition|aufschieb|suspensi|sospensiv", header) else None), ""


_GROUP: Final = re.compile(
    r"(?:all |any |direct |other |main |certain |our |key )*(?:competitors?|competition|wettbewerber|konkurrenten|"
    r"konkurrenz|concurrents?|competidor(?:es)?|concorrent[ei]|others|third part(?:y|ies)|anyone else|everybody else)"
)


def is_group(name: str) -> bool:
    """Whether words name a group of parties that nobody can tell apart from others: "direct competitors"."""
    return _GROUP.fullmatch(fold(name)) is not None


# --- events -----------------------------------------------------------------------------------------

_EVENT_WORDS: Final[dict[m.DealEventKind, str]] = {
    "amendment": "amendment|amended|amend|addendum|supplement|variation|amendment agreement|nachtrag|änderung|"
    "vertragsänderung|ergänzung|zusatzvereinbarung|avenant|modification|enmienda|adenda|modificación|modifica",
    "renewal": "renewal|renewed|extension|extended|prolongation|verlängerung|vertragsverlängerung|renouvellement|"
    "renovación|prórroga|rinnovo|proroga",
    "termination": "termination|terminated|early termination|cancellation|cancelled|canceled|beendigung|aufhebung|"
    "aufhebungsvertrag|vertragsende|résiliation|rescisión|terminación|risoluzione",
    "assignment": "assignment|assigned|transfer|transferred|novation|novated|übertragung|abtretung|vertragsübernahme|"
    "cession|transfert|cesión|transferencia|cessione",
    "notice": "notice|notice given|notice of termination|termination notice|notice of non-renewal|non-renewal notice|"
    "préavis|preaviso|preavviso",
    "exercise": "exercise|exercised|option exercised|exercise of option|option exercise|ausübung|optionsausübung|"
    "levée d'option|ejercicio de opción|esercizio dell'opzione",
    "waiver": "waiver|waived|option waived|waiver of option|verzicht|renonciation|renuncia|rinuncia",
}
_EVENTS: Final = {word: kind for kind, words in _EVENT_WORDS.items() for word in words.split("|")}
_NUMBERED: Final = re.compile(
    r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|erster|zweiter) |\W*(?:no\.?|nr\.?|n°|#)? ?\d+$"
)


def event_kind(words: str) -> m.DealEventKind | None:
    """Return what kind of event on a deal words name; ``None`` where they name none.

    >>> event_kind("Amendment No. 2"), event_kind("Verlängerung"), event_kind("Licence")
    ('amendment', 'renewal', None)
    """
    return _EVENTS.get(_NUMBERED.sub("", fold(words)).strip())
