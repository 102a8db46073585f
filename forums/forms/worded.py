"""Forms that say while somebody types what may not be written: see directory/forms/worded.py."""

from __future__ import annotations

from directory.forms.worded import WordedForm

__all__ = ["WordedForm"]
