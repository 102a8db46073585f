"""Files that lie in the database, so that every machine of an installation reads them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from coordination.disclosure import Disclosure


class KeptFile(models.Model):
    """One file of one storage. `area` is the storage's own name, so that two of them never meet."""

    area = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    bytes = models.PositiveIntegerField()
    kept_at = models.DateTimeField(default=timezone.now)

    disclosure = Disclosure(staff="id area bytes kept_at", personal="name content")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="kept_file_name_once")]

    def __str__(self) -> str:
        return f"{self.area}/{self.name}"
