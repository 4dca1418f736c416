"""Imprecise time: moments and periods as written, with the days they surely lie between.

What a source says is kept as EDTF (Extended Date/Time Format, Library of Congress,
https://www.loc.gov/standards/datetime/, also ISO 8601-2) and, beside it, as up to four days. A bound is
there only when the words give it; ``None`` is "unknown", never "long ago" or "far ahead".

Rules of reading:

* A day is itself, a month, quarter, half, year, decade or century is its first to its last day. Days are
  inclusive: a period that ends on D still holds on D.
* Seasons and "early", "mid-", "late" give the bounds of the year (or month) they belong to. "End of 2024" as an
  end is its last day, "beginning of 2024" as a start some day of its first month; the other way round, the year.
* A season of sport or harvest ("2019-20 season") starts some day in 2019 and ends some day in 2020; one with a
  single year may begin the year before or end the year after.
* A dash wider than a hyphen makes a span of years ("2003–07"). With a hyphen, 2003-07 is EDTF where EDTF is expected;
  elsewhere (a table, a question) what could be a month or season and a pair of years is refused.
* ``~ ? %``, "about", "ca.", "perhaps", fiscal years and fiscal quarters give no bound.
* A moment without a year (`March 7`) is ``XXXX-03-07`` and gives no bound; `completed` is the named reading
  that supplies the source's year.
* A lone moment used as a period ("2022", "in 2022", "July 2022", "before 2020") says when it began or
  happened; nothing is said of its end. "2022/2024" begins some day in 2022 and ends some day in 2024.
* "until" and "to" put the end somewhere in the named span; "through 2026" says that the whole span is included,
  so the end is its last day. "by" is "no later than its last day".
* A stated term ("three years from 2021-03", "at least three years", "up to three years") is kept as `Period.term`,
  `Period.minimum_term` or `Period.maximum_term`: an end where a contract, register or deal sheet says it, a plan in the
  press, so no bound here. A term gives `Period.planned_end` too, from an imprecise start its last possible day.
* "perpetual" and EDTF ``2022/..`` set `Period.endless`, a statement of its own; "until further notice" and
  ``2022/`` leave the end unknown. An open start (``../2024``) gives no bound.
* Months and days of the week are read in thirty languages, the words beside them in those of `languages`; a month word
  that means two months ("listopad") is refused.
* "to present", "next year", "last month" are read against the source's date (``on``), or refused without it
  where nothing would remain.

Beyond EDTF as published, a one-of range may stand for either edge of an interval: ``2022/[2024-02-28..]`` is
"from 2022, still running on 2024-02-28". Other one-of and all-of sets are refused, as are a time of day, years
outside 0001-9998 (9999 is a placeholder in databases, not a date) and whatever has two readings.

Where days stand beside the words, as in RDF from elsewhere, those that are left out follow from the words
(`with_bounds`), and a day outside of what the words leave open contradicts them (`contradictions`).
"""

from __future__ import annotations

from partnergraph.bounds.agreement import contradictions, edtf_of, with_bounds
from partnergraph.bounds.dates import completed, parse_date
from partnergraph.bounds.periods import parse_period, period_of
from partnergraph.bounds.terms import (
    Limit,
    differs_from_term,
    parse_limit,
    parse_term,
    reconciled,
    say_lasting,
    say_term,
    stated_length,
    term_ends,
)
from partnergraph.bounds.values import Period, Span, Term, holds_on
from partnergraph.bounds.writing import format_period

__all__ = [
    "Limit",
    "Period",
    "Span",
    "Term",
    "completed",
    "contradictions",
    "differs_from_term",
    "edtf_of",
    "format_period",
    "holds_on",
    "parse_date",
    "parse_limit",
    "parse_period",
    "parse_term",
    "period_of",
    "reconciled",
    "say_lasting",
    "say_term",
    "stated_length",
    "term_ends",
    "with_bounds",
]
