"""Logs as lines of JSON, for programs that collect them."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

LOG = logging.getLogger("partnergraph.server")


class JsonLines(logging.Formatter):
    """One object a line: time, level, event and, of a request, what was answered."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        event, trace = record.getMessage(), self.formatException(record.exc_info) if record.exc_info else None
        if event.startswith("Traceback"):  # of a start that failed, which comes as text
            event, trace = event.strip().rpartition("\n")[2], event
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": event,
            **getattr(record, "answered", {}),
        }
        if trace:
            line["trace"] = trace
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Send the server's and the sockets' logs to the standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for logger in (LOG, logging.getLogger("uvicorn.error")):
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
