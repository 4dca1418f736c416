"""The files of the rights industry: each format recognized by what it holds, and read to deals."""

from __future__ import annotations

from partnergraph.ingest.industry.explaining import explain_record
from partnergraph.ingest.industry.reading import proposed_in, read_industry, recognize, told_of

__all__ = ["explain_record", "proposed_in", "read_industry", "recognize", "told_of"]
