"""The check of plain words: a text in, remarks out; nothing of anybody's is read."""

from __future__ import annotations

from tests.access_table import SIGNED_IN, Row

ROWS = [Row("plain_words", method="POST", ok=SIGNED_IN, data=lambda cast: {"text": "Ask OMU."})]
