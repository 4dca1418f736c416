"""What follows from statements, once, in values: status, modality, bounds in time, who says it, on what all agree.

The exclusivity answers and the derived graph both come from here; ``ontology/rules`` is the same in SPARQL, for
people without Python, and a test holds both equal.
"""

from __future__ import annotations

from partnergraph.inference.conclusions import Agreed, Conclusion, Conclusions, Said
from partnergraph.inference.events import NEVER, Change, Events, Step
from partnergraph.inference.lifespans import between
from partnergraph.inference.relative import undated
from partnergraph.inference.renewals import Terms
from partnergraph.inference.sources import Sources
from partnergraph.inference.statements import (
    ENDED_STATUSES,
    ENDING,
    FACTUAL,
    IN_FORCE,
    POSSIBLE_STATUSES,
    bounds_end,
    gives_end,
    is_denial,
    is_fact,
    is_possible,
)
from partnergraph.inference.timeline import Timeline, derived, is_promise
from partnergraph.inference.unfolding import unfolded
from partnergraph.inference.versions import Version, versions
from partnergraph.inference.windows import (
    ANY_WINDOW,
    UNKNOWN_FUTURE,
    UNKNOWN_PAST,
    Belief,
    Bound,
    Dispute,
    Window,
    binding_readings,
    incompatible,
    resolve,
    windows,
)

__all__ = [
    "ANY_WINDOW",
    "ENDED_STATUSES",
    "ENDING",
    "FACTUAL",
    "IN_FORCE",
    "NEVER",
    "POSSIBLE_STATUSES",
    "UNKNOWN_FUTURE",
    "UNKNOWN_PAST",
    "Agreed",
    "Belief",
    "Bound",
    "Change",
    "Conclusion",
    "Conclusions",
    "Dispute",
    "Events",
    "Said",
    "Sources",
    "Step",
    "Terms",
    "Timeline",
    "Version",
    "Window",
    "between",
    "binding_readings",
    "bounds_end",
    "derived",
    "gives_end",
    "incompatible",
    "is_denial",
    "is_fact",
    "is_possible",
    "is_promise",
    "resolve",
    "undated",
    "unfolded",
    "versions",
    "windows",
]
