"""The server: SPARQL 1.1 Protocol, Graph Store Protocol, named questions and pages over HTTP.

The process that listens never runs a query. Queries run in worker processes (`worker`) on read-only checkpoints of
the store, each bounded in memory, and killed at its deadline (`pool`); a change runs in a process of its own
(`writer`), so that killing it leaves the store as it was.
"""
