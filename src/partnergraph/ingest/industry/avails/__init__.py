"""Avails of MovieLabs and EMA: which films and programmes a licensor makes available where, how and when.

The spreadsheet in its versions 1.6 to 1.9 and the XML in its versions 2.1 to 2.7, by https://movielabs.com/md/avails.
"""

from __future__ import annotations

from typing import Final

from partnergraph.ingest.industry.avails import sheets, transactions
from partnergraph.ingest.industry.format import Format

AVAILS: Final = (
    Format(name="Avails spreadsheet", recognizes=sheets.is_avails, read=sheets.read_sheets),
    Format(name="Avails XML", recognizes=transactions.is_avails, read=transactions.read_transactions),
)

__all__ = ["AVAILS"]
