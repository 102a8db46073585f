"""The portal's building blocks as template tags: `{% load components %}`.

Every block is shown with its code on the page /components/; the short list is templates/components/README.md.
Words, tones and figures are worked out in Python; these tags lay them out and never reach for data.

Tones: "good", "waiting", "attention", "bad", "info", "neutral" (see tones.py).
"""

from __future__ import annotations

from django import template

from coordination.templatetags import changes, doing, facts, states, telling, wayfinding

register = template.Library()
for part in (wayfinding, states, facts, changes, telling, doing):
    register.tags.update(part.register.tags)
