"""What people write into the cell of an end that has no date: that it goes on, is not known, or never comes."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from partnergraph.names import fold

OpenEnd: TypeAlias = Literal["present", "open", "endless"]
"""Goes on when this is written; an end that is not known; said never to end."""

_PRESENT: Final = (
    "present|the present|present day|now|current|currently|ongoing|continuing|continues|running|still running|"
    "active|still active|today|date|in force|laufend|fortlaufend|andauernd|aktuell|heute|in kraft|noch aktiv|"
    "en cours|en vigueur|actuel|actuellement|ce jour|aujourd'hui|en curso|vigente|en vigor|actual|actualmente|"
    "actualidad|la actualidad|la fecha|presente|el presente|hoy|em curso|em vigor|atual|atualmente|o presente|hoje|"
    "in corso|in vigore|attuale|attualmente|oggi|lopend|heden|pågående|nu|nåværende|løbende|igangværende|trwa|läuft|"
    "läuft noch|действует|по настоящее время|по н.в|obecnie|dosud|devam ediyor|настоящее время|至今|现在|現在|현재"
)
_OPEN: Final = (
    "confidential|redacted|pending|sine die|n.n|长期|长期有效|長期|"
    "open|open end|open ended|evergreen|rolling|no end|no end date|no end date stated|no expiry|no expiry date|"
    "no expiration|no fixed term|no fixed end|no fixed end date|unlimited|undefined|unspecified|unknown|"
    "undisclosed|not disclosed|not announced|not specified|not stated|not known|not yet known|not given|"
    "not available|tbd|tba|tbc|tbn|t.b.d|t.b.a|t.b.c|to be determined|to be confirmed|to be announced|to be agreed|"
    "to be decided|to be defined|indefinite|indefinitely|notice|terminated by either party|unbefristet|offen|"
    "unbegrenzt|zeitlich unbegrenzt|unbestimmt|auf unbestimmte zeit|auf weiteres|auf widerruf|unbekannt|"
    "nicht bekannt|ohne enddatum|kein ende|indéterminé|indéterminée|durée indéterminée|illimité|illimitée|indéfini|"
    "indéfinie|nouvel ordre|inconnu|inconnue|ouvert|sans échéance|sin fecha de fin|indefinido|indefinida|"
    "por tiempo indefinido|tiempo indefinido|ilimitado|ilimitada|nuevo aviso|desconocido|desconocida|abierto|"
    "sem data de fim|indeterminado|prazo indeterminado|tempo indeterminado|novo aviso|desconhecido|aberto|"
    "a tempo indeterminato|tempo indeterminato|indeterminato|illimitato|nuovo avviso|sconosciuto|aperto|onbepaald|"
    "onbepaalde tijd|voor onbepaalde tijd|onbeperkt|onbekend|tillsvidare|tills vidare|bezterminowo|"
    "na czas nieokreślony|бессрочно|süresiz"
)
_ENDLESS: Final = (
    "never|never expires|does not expire|ewig|auf ewig|für immer|auf dauer|à perpétuité|perpétuité|perpétuel|"
    "perpétuelle|a perpetuidad|perpetuidad|perpetuo|perpetua|perpétuo|perpétua|em perpetuidade|in perpetuo|"
    "eeuwigdurend"
)
_SAID: Final[dict[str, OpenEnd]] = {
    **dict.fromkeys(_OPEN.split("|"), "open"),
    **dict.fromkeys(_PRESENT.split("|"), "present"),
    **dict.fromkeys(_ENDLESS.split("|"), "endless"),
}
_LONG: Final = re.compile(
    r"(?:an? |on an? )?(?:multi[- ]?(?:year|annual)|(?:long(?:er)?|short|medium)[- ]?term|several years|"
    r"many years|mehrjährig\w*|langfristig\w*|mehrere jahre|pluriannuel\w*|(?:à |a )?long terme|plurianual|"
    r"(?:a )?largo plazo|(?:a )?longo prazo|pluriennale|(?:a )?lungo termine|meerjarig\w*|lange termijn)"
    r"(?: (?:basis|deal|contract|agreement|partnership|extension|licen[cs]e|arrangement|co-?operation|vertrag|"
    r"vereinbarung|partnerschaft|lizenz|contrat|accord|partenariat|contrato|acuerdo|acordo|contratto|accordo|overeenkomst))?"
)
_HOW_OFTEN: Final = (
    "annual(?:ly)?|yearly|monthly|quarterly|auto(?:matic(?:ally)?)?|each year|every year|year to year|"
    "month to month|jährlich(?:e)?|monatlich(?:e)?|automatische?|annuelle(?:ment)?|tacite(?:ment)?|anual(?:mente)?|"
    "tácita|automática|annuale|tacito|automatico|jaarlijks(?:e)?|stilzwijgende?"
)
_RENEWED: Final = (
    "renew(?:s|ed|able|ing|al)?|rolling|extend(?:s|ed|able)|verlänger(?:t|bar|ung)|renouvel(?:é|ée|able|lement)|"
    "reconduction|renov(?:ado|able|ável|ación|ação)|prórroga|rinnov(?:ato|abile|o)|verlengd|verlenging"
)
_RENEWAL: Final = re.compile(
    rf"(?:{_HOW_OFTEN})[ -](?:{_RENEWED})|(?:{_RENEWED})(?: (?:{_HOW_OFTEN}))?|(?:month|year)[ -]to[ -](?:month|year)"
)
_UNTIL: Final = re.compile(
    r"^(?:(?:valid |in force )?(?:until|till|to|up to) (?:further )?|(?:gültig )?bis (?:zum )?|jusqu'(?:à |au |en )?|"
    r"à |hasta (?:el )?|a |até |fino (?:al |ad |a )|a tutt'|tot (?:op )?|till |do |по )(?=\w)"
)


def open_end(words: str) -> OpenEnd | None:
    """Return what a cell says of an end without a date; ``None`` where it is something else.

    >>> [open_end(words) for words in ("Present", "bis heute", "unbefristet", "multi-year deal", "auto-renew", "2024")]
    ['present', 'present', 'open', 'open', 'open', None]
    """
    plain = fold(words).replace("\u2019", "'").strip(" .").replace("\u2011", "-").replace("\u2013", "-")
    return next((found for form in (plain, _UNTIL.sub("", plain)) if (found := _meaning(form))), None)


def _meaning(plain: str) -> OpenEnd | None:
    found = _SAID.get(plain) or _SAID.get(plain.replace("-", " "))
    return "open" if found is None and (_LONG.fullmatch(plain) or _RENEWAL.fullmatch(plain)) else found
