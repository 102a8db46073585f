"""The blocks that pages are made of, and the page that shows them."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import reverse
from lxml.html import HtmlElement

from coordination.forms.samples import SampleFilter
from coordination.templatetags.changes import word_difference
from coordination.templatetags.tones import TONES
from coordination.views.components import EXAMPLES
from tests.coordination.markup import by_id, can_take_focus, error_links, parsed, select, words

pytestmark = pytest.mark.django_db


def rendered(code: str, address: str = "/", **context: Any) -> HtmlElement:
    request = RequestFactory().get(address)
    return parsed(Template("{% load components %}" + code).render(Context({"request": request, **context})))


def test_the_page_of_components_shows_every_one_with_its_code(client: Client) -> None:
    page = parsed(client.get(reverse("components")).text)
    codes = [words(code) for code in select(page, ".vsc-example__code")]
    assert len(codes) == len(EXAMPLES)
    assert all(code.startswith("{% load components %}") for code in codes)
    assert not [word for word in ("{%", "{{") if word in words_outside_code(page)]


def words_outside_code(page: HtmlElement) -> str:
    for code in select(page, "pre, code"):
        code.drop_tree()
    return words(page)


def test_the_page_of_components_shows_what_each_refusal_looks_like(client: Client) -> None:
    page = parsed(client.get(reverse("components"), {"reference": "sample"}).text)
    assert page.findtext(".//title").startswith("Error: Components")
    links = error_links(page)
    assert len(links) > 15
    assert all(can_take_focus(by_id(page, link.get("href").removeprefix("#"))) for link in links)


def test_every_id_of_the_page_stands_once_and_every_reference_leads_somewhere(client: Client) -> None:
    page = parsed(client.get(reverse("components")).text)
    identities = page.xpath("//@id")
    assert len(identities) == len(set(identities))
    used = {
        name for value in page.xpath("//@aria-describedby | //@aria-labelledby") for name in value.split()
    }
    used |= set(page.xpath("//label/@for"))
    assert used <= set(identities)


def test_no_page_carries_script_or_style_that_the_policy_would_block(client: Client) -> None:
    page = parsed(client.get(reverse("components")).text)
    assert select(page, "[style]") == []
    assert [script for script in select(page, "script") if not script.get("src")] == []
    assert select(page, "style") == []
    addresses = page.xpath("//@src | //link/@href")
    assert addresses
    assert [address for address in addresses if not address.startswith("/static/")] == []


def test_the_frame_has_a_way_past_the_header_and_says_what_is_not_for_here(client: Client) -> None:
    page = parsed(client.get(reverse("accessibility")).text)
    skip = select(page, "a")[0]
    assert can_take_focus(by_id(page, skip.get("href").removeprefix("#")))
    assert "Not for urgent help" in words(select(page, "footer")[0])
    assert page.get("lang") == "en-GB"


@pytest.mark.parametrize("tone", TONES)
def test_a_tag_says_its_state_in_words_and_its_tone_by_a_shape(tone: str) -> None:
    (tag,) = select(rendered("{% tag 'Approved' tone %}", tone=tone), ".vsc-tag")
    assert f"vsc-tag--{tone}" in tag.get("class")
    assert words(tag).endswith("Approved")
    marks = select(tag, ".vsc-tag__mark")
    assert [mark.get("aria-hidden") for mark in marks] == ([] if tone == "neutral" else ["true"])


def test_a_tone_that_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="'green' is no tone"):
        rendered("{% tag 'Approved' 'green' %}")


def test_a_figure_that_nobody_knows_is_not_zero() -> None:
    page = rendered(
        "{% stat_tiles %}{% stat_tile 0 'came' %}{% stat_tile None 'stayed' %}{% endstat_tiles %}"
    )
    assert [words(tile) for tile in select(page, ".vsc-tile")] == ["0 came", "Not known stayed"]


def test_an_empty_fact_is_not_known_and_zero_is_a_fact() -> None:
    page = rendered("{% summary_list rows %}", rows=[("Cost", 0), ("Wings", ""), ("Ends", None)])
    assert [words(value) for value in select(page, "dd")] == ["0", "Not known", "Not known"]


def test_a_change_link_says_what_it_changes() -> None:
    page = rendered(
        "{% summary_list rows %}", rows=[{"label": "Wings", "value": "A", "url": "/w/"}, ("Cost", 1)]
    )
    assert words(select(page, "a")[0]) == "Change Wings"


def test_a_table_keeps_its_meaning_when_it_turns_into_blocks() -> None:
    page = rendered(
        "{% data_table columns rows caption='Wings' numeric='Beds' %}",
        columns=["Wing", "Beds"],
        rows=[["A", 3]],
    )
    (cell,) = select(page, "tbody td")
    assert (cell.get("data-label"), cell.get("role")) == ("Beds", "cell")
    assert "govuk-table__cell--numeric" in cell.get("class")
    assert words(select(page, "tbody th[scope=row]")[0]) == "A"
    assert {row.get("role") for row in select(page, "tr")} == {"row"}


def test_a_row_with_a_cell_too_few_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        rendered("{% data_table columns rows caption='Wings' %}", columns=["Wing", "Beds"], rows=[["A"]])


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("one two", "one two", [("same", "one two")]),
        ("", "new", [("added", "new")]),
        ("old", "", [("removed", "old")]),
        ("a b c d", "a b x d", [("same", "a b "), ("removed", "c"), ("added", "x"), ("same", "d")]),
        ("a\nb", "a b", [("same", "a b")]),
        (
            "tea and biscuits on all the wings",
            "coffee and cake on all the wings",
            [("removed", "tea and biscuits"), ("added", "coffee and cake"), ("same", "on all the wings")],
        ),
    ],
)
def test_a_difference_is_told_in_runs_that_can_be_read(
    before: str, after: str, runs: list[tuple[str, str]]
) -> None:
    assert word_difference(before, after) == runs


def test_a_difference_says_added_and_removed_in_words() -> None:
    page = rendered(
        "<p>{% difference before after %}</p>", before="on A wing today", after="on C wing <b>today</b>"
    )
    assert words(select(page, "del")[0]).startswith("removed A")
    assert words(select(page, "ins")[0]).startswith("added C")
    assert select(page, "b") == []


def test_a_difference_list_shows_changes_and_folds_away_the_rest() -> None:
    rows = [
        {"label": "Name", "before": "Choir", "after": "Choir"},
        {"label": "Wings", "before": "A", "after": "B"},
    ]
    page = rendered("{% difference_list rows %}", rows=rows)
    assert words(select(page, ".vsc-difference-list dt")[0]) == "Wings"
    assert words(select(page, "details summary")[0]) == "1 unchanged"
    assert words(select(page, "details dt")[0]) == "Name"
    assert "No words have changed." in words(rendered("{% difference_list rows %}", rows=rows[:1]))


def test_page_links_keep_the_filters() -> None:
    pages = Paginator(range(95), 10)
    page = rendered("{% pagination page %}", "/services/?state=open&page=5", page=pages.page(5))
    assert select(page, "a[rel=next]")[0].get("href") == "?state=open&page=6"
    assert [words(link) for link in select(page, "[aria-current=page]")] == ["5"]
    assert "41 to 50 of 95" in words(page)


def test_a_list_of_one_page_has_no_page_links() -> None:
    pages = Paginator(range(3), 10)
    assert select(rendered("<div>{% pagination page %}</div>", page=pages.page(1)), "nav") == []


def test_a_filter_says_how_much_is_set_and_offers_to_clear_it() -> None:
    address = "/services/?words=choir&pathway=families&pathway=education&page=2"
    form = SampleFilter(RequestFactory().get(address).GET)
    page = rendered("{% filter_panel form %}", address, form=form)
    assert words(select(page, "summary")[0]) == "Filter (2 set)"
    assert select(page, ".vsc-filter__buttons a")[0].get("href") == "/services/"
    assert "Clear" not in words(rendered("{% filter_panel form %}", "/services/", form=SampleFilter()))


def test_a_button_that_does_something_is_a_form_with_a_token() -> None:
    page = rendered("{% post_button 'Withdraw' '/w/' kind='warning' reason='late' %}", csrf_token="token")
    assert (select(page, "form")[0].get("method"), select(page, "form")[0].get("action")) == ("post", "/w/")
    hidden = {field.get("name"): field.get("value") for field in select(page, "input[type=hidden]")}
    assert hidden == {"csrfmiddlewaretoken": "token", "reason": "late"}


def test_a_button_of_many_says_of_what_it_is_and_sends_no_more_for_it() -> None:
    page = rendered("{% post_button 'Up' '/m/' of=item to='up' %}", csrf_token="token", item="A <choir>")
    assert words(select(page, "button")[0]) == "Up A <choir>"
    assert [field.get("name") for field in select(page, "input")] == ["csrfmiddlewaretoken", "to"]


def test_progress_without_javascript_is_asked_for_and_never_forced() -> None:
    code = "{% asked_refresh %}{% progress_bar 3 40 'Page 3 of 40' status_url='/state/' %}"
    page = rendered(code, "/editions/7/")
    assert select(page, "meta[http-equiv]") == []
    assert select(page, "progress")[0].get("value") == "3"
    assert [link.get("href") for link in select(page, ".vsc-progress__again a")] == ["?", "?refresh=10"]
    asked = rendered(code, "/editions/7/?refresh=10")
    assert [meta.get("content") for meta in select(asked, "meta[http-equiv]")] == ["10"]


@pytest.mark.parametrize(("asked", "seconds"), [("1", "5"), ("30", "30"), ("999", "60")])
def test_a_page_reloads_neither_too_often_nor_too_seldom(asked: str, seconds: str) -> None:
    page = rendered("{% asked_refresh %}", f"/?refresh={asked}")
    assert select(page, "meta")[0].get("content") == seconds


@pytest.mark.parametrize("nonsense", ["", "soon", "-5", "9" * 40])
def test_nonsense_in_the_address_reloads_nothing(nonsense: str) -> None:
    assert select(rendered("<p>{% asked_refresh %}</p>", f"/?refresh={nonsense}"), "meta") == []


def test_text_inside_a_block_is_escaped_once() -> None:
    page = rendered(
        "{% details summary %}{% inset %}{{ text }}{% endinset %}{% enddetails %}", summary="<b>", text="<i>&"
    )
    assert words(page) == "<b><i>&"


def test_items_on_one_line_are_escaped_each() -> None:
    assert words(rendered("<p>{% joined items %}</p>", items=["A & B", "<i>C</i>"])) == "A & B, <i>C</i>"


def test_whose_turn_it_is_stands_in_words() -> None:
    code = "{% whose_turn 'You' 'decide' since='3 days' mine=True %}"
    assert words(rendered(code)) == "Your turn You decide. Waiting for 3 days."


@pytest.mark.parametrize("number", [400, 403, 404, 429])
def test_the_page_of_a_refusal_says_what_to_do_next(number: int) -> None:
    request = RequestFactory().get("/")
    code = Template(f"{{% include '{number}.html' %}}")
    page = parsed(code.render(Context({"request": request, **frame(request)})))
    assert len(words(select(page, "main h1")[0])) > 10
    assert select(page, "main a[href='/']")


def frame(request: Any) -> dict[str, Any]:
    from coordination.context import page_frame

    return page_frame(request)


def test_the_page_of_our_own_mistake_needs_nothing_that_may_be_broken() -> None:
    page = parsed(Template("{% include '500.html' %}").render(Context({})))
    assert page.xpath("//link | //script | //img") == []


# --- The files that are built -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("frontend")
    call_command("build_frontend", target=folder, verbosity=0)
    return folder


def test_the_stylesheet_has_nothing_that_belongs_to_gov_uk_alone(built: Any) -> None:
    css = (built / "css/govuk-frontend.css").read_text()
    assert not re.search(r"GDS Transport|crest|crown\.|sourceMappingURL|#1d70b8", css)
    assert '"Atkinson Hyperlegible Next"' in css
    assert ".govuk-button" in css
    assert css.count("{") == css.count("}")
    assert "sourceMappingURL" not in (built / "js/govuk-frontend.js").read_text()


def test_every_file_that_the_stylesheet_names_is_there(built: Any) -> None:
    css = (built / "css/govuk-frontend.css").read_text()
    named = re.findall(r"url\(\.\./([^)]+)\)", css)
    assert len(named) == css.count("url(") == 4
    assert all((built / name).is_file() for name in named)


def test_print_has_its_fonts_and_its_symbols_in_plain_black(built: Any) -> None:
    assert (built / "fonts/print/AtkinsonHyperlegibleNext-Bold.ttf").is_file()
    symbols = sorted((built / "symbols").glob("*.svg"))
    assert len(symbols) > 40
    assert [symbol.name for symbol in symbols if "currentColor" in symbol.read_text()] == []


def test_without_the_packages_it_says_how_to_get_them(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="npm ci"):
        call_command("build_frontend", target=tmp_path / "static")


def test_what_an_earlier_version_left_behind_is_gone_after_building(tmp_path: Path) -> None:
    left_over = tmp_path / "static" / "old.css"
    left_over.parent.mkdir()
    left_over.write_text("old")
    said = StringIO()
    call_command("build_frontend", target=tmp_path / "static", stdout=said)
    assert not left_over.exists()
    assert str(tmp_path / "static") in said.getvalue()


def test_both_licences_travel_with_what_they_are_for(built: Any) -> None:
    assert "SIL OPEN FONT LICENSE" in (built / "licences/atkinson-hyperlegible-next.txt").read_text().upper()
    assert "MIT" in (built / "licences/healthicons.txt").read_text()
