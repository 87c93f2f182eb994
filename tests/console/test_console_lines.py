"""What people type, and what they see."""

from pathlib import Path

import pytest

from adapters.console.events import EventKind
from core.cards import Card, Tone
from core.model.places import Audience
from tests.console.conftest import Table  # noqa: TID253
