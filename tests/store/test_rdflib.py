"""The rdflib double that competency questions are checked against is a store like the others."""

from __future__ import annotations

import pytest

from partnergraph.store import Store
from tests.store.rdflib_store import RdflibStore
from tests.store.suite import StoreSuite


class TestRdflibStore(StoreSuite):
    @pytest.fixture
    def empty(self) -> Store:
        return RdflibStore()
