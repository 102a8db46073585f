"""Reference lists: codes are stable, labels are data that a prison service may reword."""

from __future__ import annotations

from django.db import models

from coordination.disclosure import Disclosure


class ReferenceItem(models.Model):
    """One entry of a list. `code` never changes; `active` takes an entry out of forms, never out of records."""

    code = models.SlugField(primary_key=True, max_length=40)
    label = models.CharField(max_length=120)
    label_welsh = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    disclosure = Disclosure(everyone="code label label_welsh position active")

    class Meta:
        abstract = True
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label


class Pathway(ReferenceItem):
    """A resettlement pathway; two stand only where women are held."""

    women_only = models.BooleanField(default=False)
    symbol = models.CharField(max_length=60, blank=True, help_text="Name of a line-art symbol for print.")

    disclosure = Disclosure(everyone="code label label_welsh position active women_only symbol")


class ProtectedCharacteristic(ReferenceItem):
    """The nine of the Equality Act 2010, section 4."""


class Group(ReferenceItem):
    """People whom a service may be for; kept apart from the protected characteristics."""


class Stage(ReferenceItem):
    """Stage of the sentence."""


class WayToAsk(ReferenceItem):
    """How somebody gets a service."""

    sentence = models.CharField(max_length=200, blank=True, help_text="In plain words, for people in prison.")

    disclosure = Disclosure(everyone="code label label_welsh position active sentence")


class DeliveryWay(ReferenceItem):
    """One to one, in a group, by letter and so on."""


class Language(ReferenceItem):
    """A language in which a service can be given."""


class PrisonCategory(ReferenceItem):
    """A, B, C, D, open, closed."""


class PrisonFunction(ReferenceItem):
    """What a prison is for: reception, training, resettlement and so on."""


class Area(models.Model):
    """A region, police area or local authority of England and Wales, by its ONS code."""

    class Kind(models.TextChoices):
        REGION = "region", "Region"
        POLICE_AREA = "police_area", "Police area"
        LOCAL_AUTHORITY = "local_authority", "Local authority"

    code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")

    disclosure = Disclosure(everyone="code name kind parent")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
