"""What must fail the build does: each test plants a fault and sees it found."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.test import override_settings
from django.test.utils import isolate_apps
from django.urls import path

from coordination import checks, disclosure
from coordination.disclosure import Disclosure
from coordination.views.health import live
from tests.access.test_access_table import ROWS
from tests.access_table import names_without_a_row, rows_without_a_name, url_names

planted_patterns = [path("planted/", live, name="planted")]


@isolate_apps("coordination")
def test_a_model_without_disclosure_is_a_problem() -> None:
    class Planted(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "coordination"

    assert disclosure.problems(Planted) == [
        "coordination.Planted has no disclosure: say which fields everyone, staff and nobody else may see."
    ]


@isolate_apps("coordination")
def test_a_field_that_nobody_classified_and_one_that_is_gone_are_problems() -> None:
    class Planted(models.Model):  # noqa: DJ008
        telephone = models.CharField(max_length=10)
        disclosure = Disclosure(staff="id fax")

        class Meta:
            app_label = "coordination"

    assert disclosure.problems(Planted) == [
        "coordination.Planted.telephone is not classified.",
        "coordination.Planted.fax is classified but does not exist.",
    ]


def test_a_field_is_classified_once() -> None:
    with pytest.raises(ValueError, match="classified twice"):
        Disclosure(everyone="name", staff="name")


def test_a_planted_field_fails_the_system_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check that `manage.py check` runs, over the models as they are, with one field more."""
    assert checks.every_field_is_classified() == []
    wing = apps.get_model("coordination", "Wing")
    telephone = models.CharField(max_length=10)
    telephone.set_attributes_from_name("telephone")
    monkeypatch.setattr(wing._meta, "local_fields", [*wing._meta.local_fields, telephone])
    wing._meta._expire_cache()
    try:
        (error,) = checks.every_field_is_classified()
    finally:
        monkeypatch.undo()
        wing._meta._expire_cache()
    assert (error.id, error.msg) == ("coordination.E001", "coordination.Wing.telephone is not classified.")
    assert checks.every_field_is_classified() == []


def test_a_planted_url_without_a_row_fails_the_access_table() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert names_without_a_row(url_names(), ROWS) == {"planted"}


def test_a_row_without_a_url_fails_the_access_table() -> None:
    assert "home" in rows_without_a_name(url_names() - {"home"}, ROWS)


def test_an_address_without_a_name_fails_the_access_table() -> None:
    with override_settings(ROOT_URLCONF=(path("nameless/", live),)):
        assert names_without_a_row(url_names(), ROWS) == {"unnamed nameless/"}


urlpatterns = planted_patterns
