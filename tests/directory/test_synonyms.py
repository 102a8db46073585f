"""Words that mean the same: the list that came, a prison's own, and who may change which."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.policies import Refused
from directory.actions.synonyms import add_synonym, change_synonym, set_synonym_active
from directory.models import Synonym
from directory.search import shipped
from directory.search.synonyms import phrase_of
from tests.cast import Cast
from tests.coordination.pages import last_entry
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("synonyms", args=["EXI"])


def test_a_coordinator_adds_words_for_the_own_prison_alone(cast: Cast) -> None:
    made = add_synonym(
        by=cast.coordinator, prison=cast.exeter, words=" the hub ,resettlement,  Resettlement ,, "
    )
    assert made.words == "the hub, resettlement"
    assert last_entry("add_synonym").prison_code == "EXI"
    for person in (cast.governor, cast.staff, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            change_synonym(by=person, synonym=made, words="a, b")
    assert made not in Synonym.objects.visible_to(cast.other_coordinator)


def test_only_a_national_lead_changes_those_of_every_prison(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        add_synonym(by=cast.coordinator, prison=None, words="one, two")
    made = add_synonym(by=cast.national, prison=None, words="one, two")
    with pytest.raises(NotPermitted):
        set_synonym_active(by=cast.coordinator, synonym=made, active=False)
    assert not set_synonym_active(by=cast.national, synonym=made, active=False).active


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("alone", "two words or more"),
        ("same, SAME, the same", "two words or more"),
        ("?!, ...", "two words or more"),
        ("A1234BC, b", "looks like a prison number"),
        (", ".join(f"word{'x' * number}" for number in range(60)), "Shorten it to 400"),
    ],
)
def test_what_is_no_pair_is_refused(cast: Cast, words: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        add_synonym(by=cast.coordinator, prison=cast.exeter, words=words)


def test_the_list_that_came_is_added_once_and_a_change_to_it_stays(db: None) -> None:
    row = Synonym.objects.get(code="housing")
    Synonym.objects.filter(pk=row.pk).update(words="housing, digs", active=False)
    Synonym.objects.filter(code="debt").delete()
    shipped.sync_after_migrate()
    row.refresh_from_db()
    assert (row.words, row.active) == ("housing, digs", False)
    assert Synonym.objects.filter(code="debt").count() == 1
    shipped.sync_after_migrate()
    assert Synonym.objects.exclude(code=None).count() == len(shipped.rows())


def test_every_line_of_the_list_that_came_is_a_pair_that_fits(db: None) -> None:
    for row in shipped.rows():
        phrases = [phrase_of(text) for text in row["words"].split(",")]
        assert len(set(phrases) - {()}) >= 2, row
        assert len(row["words"]) <= Synonym._meta.get_field("words").max_length, row


def test_the_page_adds_changes_and_switches_off(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    client.post(URL, {"words": "hut, workshop"})
    made = Synonym.objects.get(prison=cast.exeter)
    client.post(reverse("synonym", args=["EXI", made.pk]), {"words": "hut, shed"})
    client.post(reverse("synonym_switch", args=["EXI", made.pk]), {"active": "off"})
    made.refresh_from_db()
    assert (made.words, made.active) == ("hut, shed", False)
    page = client.get(URL)
    assert [row["words"] for row in page.context["rows"]] == ["hut, shed"]
    assert "somewhere to live" in page.content.decode()
    assert "Write two words or more" in client.post(URL, {"words": "hut"}).content.decode()


def test_the_national_page_lists_what_holds_everywhere(cast: Cast) -> None:
    client = signed_in(cast.national)
    client.post(reverse("synonyms_everywhere"), {"words": "pebble, stone"})
    made = Synonym.objects.get(words="pebble, stone")
    assert made.prison is None
    assert "pebble, stone" in [
        row["words"] for row in client.get(reverse("synonyms_everywhere")).context["rows"]
    ]
