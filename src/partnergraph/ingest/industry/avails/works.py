"""What a line is about: the film, series, season, volume or episode, by a name that all its lines share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from partnergraph.errors import PhraseError
from partnergraph.ingest.industry.avails.line import Line, RefusedLineError
from partnergraph.names import check_name

_ARTICLE_LAST: Final = re.compile(r"(?P<title>.+), (?P<article>The|An?|Der|Das|Les?|La|Los?|Las|El|Il|L')", re.DOTALL)


def work_of(line: Line) -> str:
    """Return the name of a line's work. Raises `RefusedLineError`.

    The internal title comes first, since the displayed one is translated: "First Dance, The" is The First Dance in
    every country.
    """
    series = line.get("SeriesTitleInternalAlias") or line.get("SeriesTitleDisplayUnlimited")
    if not series:
        return _film(line)
    kind = line.get("WorkType").casefold()
    parts = [_named(line, "SeriesTitleInternalAlias", series)]
    season = line.get("SeasonNumber")
    season_title = line.get("SeasonTitleInternalAlias") or line.get("SeasonTitleDisplayUnlimited")
    if kind != "series" and (season or season_title):
        parts.append(f"Season {season}" if season else season_title)
    if kind == "volume":
        volume = line.get("VolumeNumber")
        title = line.get("VolumeTitleInternalAlias") or line.get("VolumeTitleDisplayUnlimited")
        parts.append(f"Volume {volume}" if volume else title or _missing(line, "VolumeNumber"))
    elif kind in ("episode", "supplemental") or (kind not in ("series", "season") and line.get("EpisodeNumber")):
        parts.append(_episode(line, counted=bool(season or season_title)))
    return _named(line, "SeriesTitleInternalAlias", " - ".join(parts))


def _film(line: Line) -> str:
    for name in ("TitleInternalAlias", "TitleDisplayUnlimited"):
        if line.get(name):
            return _named(line, name, line.get(name))
    if line.get("WorkType").casefold() in ("supplemental", "promotion") and line.get("ContentID"):
        return _named(line, "ContentID", line.get("ContentID"))  # bonus material often has no title
    title = line.get("EpisodeTitleInternalAlias") or line.get("SeasonTitleInternalAlias")
    return _named(line, "EpisodeTitleInternalAlias", title) if title else _missing(line, "TitleInternalAlias")


def _episode(line: Line, *, counted: bool) -> str:
    number = line.get("EpisodeNumber")
    title = line.get("EpisodeTitleInternalAlias") or line.get("EpisodeTitleDisplayUnlimited")
    if number and (counted or not title):
        return f"Episode {number}"
    if not title:
        return _missing(line, "EpisodeNumber")
    return f"Episode {number} ({title})" if number else title


def _missing(line: Line, name: str) -> str:
    raise RefusedLineError(name, None, "is empty", "name the work that the line is about")


def _named(line: Line, name: str, written: str) -> str:
    try:
        return _name(written)
    except PhraseError as error:
        raise RefusedLineError(name, written, error.why, error.hint) from None


@lru_cache(maxsize=1 << 14)
def _name(written: str) -> str:
    """Return a title as people say it.

    >>> _name("Glass House, The"), _name("Love, Actually")
    ('The Glass House', 'Love, Actually')
    """
    found = _ARTICLE_LAST.fullmatch(written)
    if found is None:
        return check_name(written)
    article = found["article"]
    return check_name(f"{article}{'' if article.endswith(chr(39)) else ' '}{found['title']}")
