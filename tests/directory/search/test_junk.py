"""Whatever stands in the address or in a form of these pages, a page or a plain refusal answers."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.urls import reverse

from directory.actions.needs import raise_need
from directory.actions.queries import log_query
from directory.actions.synonyms import add_synonym
from directory.models import Need, Query, Synonym
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db

JUNK: Final = {
    "nul": "ho\x00using", "long": "x" * 10_000, "many words": "housing " * 2_000, "negative": "-1", "huge": "9" * 400,
    "unicode digits": "٣٣", "superscript": "²", "markup": "'\"<script>%s{}", "direction": "\u202e☃\ufeff",
    "half a pair": "\ud800",
}  # fmt: skip
# Page -> every parameter that it reads.
READS: Final = {
    "search": "q pathway group stage wing day way language room wait order view page",
    "search_suggestions": "q",
    "need_report": "q",
    "needs": "state source pathway page",
    "queries": "words listing page",
}
SENDS: Final = {
    "need_report": "statement pathway wing",
    "need_new": "statement pathway group stage wing people_count source source_on_day source_on_month source_on_year",
    "queries": "words asked_by pathway group wing outcome listing passed_on_to"
    " asked_on_day asked_on_month asked_on_year",
    "synonyms": "words",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@pytest.mark.parametrize("page", READS)
def test_junk_in_any_parameter_is_answered_with_a_page(cast: Cast, page: str, junk: str) -> None:
    client = signed_in(cast.coordinator)
    url = reverse(page, args=["EXI"])
    for name in READS[page].split():
        assert client.get(url, {name: _sent([junk, "1", junk])}).status_code == 200, name
    everything = {name: _sent(junk) for name in READS[page].split()}
    assert client.get(url, everything).status_code == 200


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@pytest.mark.parametrize("page", SENDS)
def test_junk_in_any_field_is_refused_in_words_or_kept_as_it_is(cast: Cast, page: str, junk: str) -> None:
    client = signed_in(cast.coordinator)
    url = reverse(page, args=["EXI"])
    usual: dict[str, Any] = {
        "words": "a, b",
        "statement": "a",
        "asked_by": "officer",
        "outcome": "nothing_found",
    }
    for name in SENDS[page].split():
        answer = client.post(url, usual | {"source": "forum", name: _sent(junk)})
        assert answer.status_code in (200, 302), name
        if answer.status_code == 200:
            assert any(answer.context["form"].errors.values()), name


@pytest.mark.parametrize(
    "year_and_month", ["0/0", "2026/13", "99999999999999999999/1", "2026/0", "1999/12", "٢٠٢٦/٣"]
)
def test_a_month_that_is_none_is_not_found(cast: Cast, year_and_month: str) -> None:
    base = reverse("queries", args=["EXI"])
    assert signed_in(cast.coordinator).get(f"{base}{year_and_month}/").status_code == 404


def test_keys_that_no_database_holds_are_not_found(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    for page, model in (("need", Need), ("query", Query), ("synonym", Synonym)):
        assert not model.objects.filter(pk=2**70).exists()
        assert client.get(reverse(page, args=["EXI", 2**70])).status_code == 404


def test_repeated_keys_in_a_form_are_answered_by_the_last(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    client.post(reverse("synonyms", args=["EXI"]), {"words": ["\x00", "hut, shed"]})
    assert Synonym.objects.filter(prison=cast.exeter, words="hut, shed").exists()


def test_junk_on_the_pages_of_one_row(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    need = raise_need(by=cast.coordinator, prison=cast.exeter, statement="Chess", source="staff")
    query = log_query(
        by=cast.coordinator, prison=cast.exeter, words="a dog", asked_by="officer", outcome="nothing_found"
    )
    words = add_synonym(by=cast.coordinator, prison=cast.exeter, words="hut, shed")
    forms = {
        need.get_absolute_url(): "state met_by reason",
        reverse("need_reword", args=["EXI", need.pk]): "statement pathway group stage wing people_count",
        query.get_absolute_url(): SENDS["queries"],
        reverse("synonym", args=["EXI", words.pk]): "words",
        reverse("synonym_switch", args=["EXI", words.pk]): "active",
    }
    for url, names in forms.items():
        for junk in JUNK.values():
            answer = client.post(url, dict.fromkeys(names.split(), _sent(junk)))
            assert answer.status_code in (200, 302), (url, junk[:20])


def _sent(value: Any) -> Any:
    """As the test client can send it: half a surrogate pair arrives as the bytes that a broken program sends."""
    if isinstance(value, list):
        return [_sent(each) for each in value]
    return value.encode("utf-8", "surrogatepass") if "\ud800" in value else value
