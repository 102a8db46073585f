"""Fields in which several rows are ticked, and keys that no database holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from coordination.forms.several import SeveralField
from coordination.models import Prison
from tests.architecture.source import APPS
from tests.cast import Cast

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 40, "-9223372036854775809", "9" * 5000, "two", "\x00", ""])
def test_a_key_that_is_none_is_refused_and_told(cast: Cast, key: str) -> None:
    with pytest.raises(ValidationError):
        SeveralField(Prison.objects.all()).clean([str(cast.exeter.pk), key])


@pytest.mark.django_db
def test_keys_that_are_there_are_found(cast: Cast) -> None:
    chosen = SeveralField(Prison.objects.all()).clean([str(cast.exeter.pk), cast.guys_marsh.pk])
    assert set(chosen) == {cast.exeter, cast.guys_marsh}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["join_bulletins", "register"])
def test_anybody_may_send_such_a_key_and_gets_the_page_again(name: str) -> None:
    answer = Client().post(reverse(name), {"email": "reader@example.org", "prisons": ["9" * 40]})
    assert answer.status_code == 200


def test_no_form_takes_several_rows_by_another_field() -> None:
    others = [
        path.name
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if path.name != "several.py" and "ModelMultipleChoiceField" in path.read_text()
    ]
    assert others == []
