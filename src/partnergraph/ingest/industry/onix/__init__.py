"""ONIX for Books 3.0 and 3.1: what the publisher of each product holds, where, and where it is not for sale."""

from __future__ import annotations

from partnergraph.ingest.industry.onix.codes import SalesRights, sales_rights
from partnergraph.ingest.industry.onix.reader import ONIX
from partnergraph.ingest.industry.onix.sheet import ONIX_SHEET

__all__ = ["ONIX", "ONIX_SHEET", "SalesRights", "sales_rights"]
