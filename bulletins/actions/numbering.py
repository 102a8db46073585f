"""The number of an issue: of its prison, its set or all prisons, given once and never again."""

from __future__ import annotations

from bulletins.models import BulletinIssue, IssueNumbering


def give_number(issue: BulletinIssue) -> None:
    """Call with the issue's row held. What is rolled back afterwards uses no number up."""
    found, _ = IssueNumbering.objects.get_or_create(prison=issue.prison, prison_set=issue.prison_set)
    numbering = IssueNumbering.objects.select_for_update().get(pk=found.pk)
    numbering.last_number += 1
    numbering.save(update_fields=["last_number"])
    issue.number = numbering.last_number
    issue.save(update_fields=["number"])
