"""What an inspector expects, as data: editions change their wording and their numbers."""

from __future__ import annotations

from django.db import models

from coordination.disclosure import Disclosure


class Expectation(models.Model):
    """One expectation of an edition. `for_women`: the edition for women's prisons; the other is for men's."""

    code = models.SlugField(primary_key=True, max_length=40)
    edition = models.CharField(max_length=120)
    number = models.CharField(max_length=10, blank=True, help_text="Empty: not known.")
    sentence = models.CharField(max_length=300)
    for_women = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    unverified = models.CharField(max_length=300, blank=True, help_text="What of it nobody has checked.")

    disclosure = Disclosure(everyone="code edition number sentence for_women active unverified")

    class Meta:
        ordering = ["for_women", "code"]

    def __str__(self) -> str:
        return f"{self.edition}, expectation {self.number}" if self.number else self.edition


class Indicator(models.Model):
    """One indicator, in short. `evidence`: kinds that the portal can show for it; none: it cannot evidence it."""

    expectation = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    sentence = models.CharField(max_length=300)
    evidence = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(default=12)

    disclosure = Disclosure(everyone="id expectation number sentence evidence months")

    class Meta:
        ordering = ["expectation", "number"]
        constraints = [models.UniqueConstraint(fields=["expectation", "number"], name="indicator_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.sentence}"
