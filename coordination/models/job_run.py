"""Jobs run by the clock own one row a day, so that two clocks do no harm."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from coordination.disclosure import Disclosure


class JobRun(models.Model):
    job = models.CharField(max_length=80)
    day = models.DateField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    disclosure = Disclosure(staff="id job day started_at finished_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="job_once_a_day")]

    def __str__(self) -> str:
        return f"{self.job} on {self.day}"
