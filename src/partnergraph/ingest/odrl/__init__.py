"""Policies of ODRL 2.2 in RDF files: recognized by their vocabulary, and read to grants and exclusivities."""

from __future__ import annotations

from partnergraph.ingest.odrl.reading import is_odrl, read_odrl

__all__ = ["is_odrl", "read_odrl"]
