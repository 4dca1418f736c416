"""Deals as tables and the files of an industry name them, gathered to the facts that they state."""
