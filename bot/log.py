"""The log: one event a line on standard error, without secrets."""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO

_OURS = ("adapters", "bot", "core", "storage")
_HIDDEN = "[secret]"


class OneLine(logging.Formatter):
    """Writes a record as one line, its `action` first, without the given secrets."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.default_msec_format = "%s.%03d"
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """Give the record's line; a trace stays on it, its line ends escaped."""
        action = getattr(record, "action", None)
        line = super().format(record) + (f" action={action}" if action else "")
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return line.replace("\r", "\\r").replace("\n", "\\n")


def start(secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send what the program tells to `stream`, standard error by default.

    Of libraries only warnings are kept: at their chattiest they write message bodies.
    """
    told = logging.StreamHandler(stream or sys.stderr)
    told.setFormatter(OneLine(secrets))
    root = logging.getLogger()
    root.handlers[:] = [told]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
