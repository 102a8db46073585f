"""HTML to PDF: what may be fetched, what is told meanwhile, and that the same input gives the same bytes."""

from __future__ import annotations

import builtins
import gc
import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from coordination import publishing

SYMBOL = "static:symbols/phone.svg"
FONT = "static:fonts/print/AtkinsonHyperlegibleNext-Regular.ttf"


def page(body: str, head: str = "") -> str:
    return f'<html lang="en-GB"><head><title>A paper</title>{head}</head><body>{body}</body></html>'


# --- Nothing but our own files --------------------------------------------------------------------

FORBIDDEN = {
    "a file": '<img alt="x" src="file:///etc/passwd">',
    "the network": '<img alt="x" src="http://127.0.0.1:9/x.png">',
    "the secure network": '<img alt="x" src="https://example.org/x.png">',
    "a transfer": '<img alt="x" src="ftp://example.org/x.png">',
    "data": '<img alt="x" src="data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E">',
    "an address without its kind": '<img alt="x" src="//example.org/x.png">',
    "a name of no kind": '<img alt="x" src="passwd">',
    "a path": '<img alt="x" src="/etc/passwd">',
    "our code": '<img alt="x" src="static:symbols/../../../coordination/settings.py">',
    "our code, disguised": '<img alt="x" src="static:symbols/%2e%2e/%2e%2e/%2e%2e/coordination/settings.py">',
    "a static file that is not for print": '<img alt="x" src="static:js/portal.js">',
    "media that nobody approved": '<img alt="x" src="media:secret.png">',
    "an object": '<object data="file:///etc/passwd"></object>',
    "an embedded thing": '<embed src="file:///etc/passwd">',
    "an attachment": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "a style": '<p style="background: url(file:///etc/passwd)">x</p>',
    "a list mark": '<ul><li style="list-style-image: url(http://127.0.0.1:9/x)">x</li></ul>',
    "content": "<style>p::before { content: url(file:///etc/passwd) }</style><p>x</p>",
    "an import": "<style>@import url(http://127.0.0.1:9/x.css); p { color: red }</style><p>x</p>",
    "a font": "<style>@font-face { font-family: X; src: url(file:///etc/passwd) } p { font-family: X }</style><p>x</p>",
    "an SVG image": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    "an SVG use": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="file:///etc/passwd#x"/></svg>',
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_paper_gets_nothing_from(what: str) -> None:
    printed = publishing.print_pdf(page(FORBIDDEN[what]))
    assert set(printed.asked) == set(printed.refused)
    assert b"root:" not in printed.pdf
    assert not list(PdfReader(io.BytesIO(printed.pdf)).attachments)


def test_a_link_in_the_head_gets_nothing() -> None:
    head = '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><link rel="attachment" href="file:///etc/passwd">'
    printed = publishing.print_pdf(page("x", head))
    assert "http://127.0.0.1:9/x.css" in printed.refused
    assert set(printed.asked) == set(printed.refused)
    assert not list(PdfReader(io.BytesIO(printed.pdf)).attachments)


def test_a_base_address_does_not_help() -> None:
    printed = publishing.print_pdf(page('<img alt="x" src="etc/passwd">', '<base href="file:///">'))
    assert printed.refused == ("file:///etc/passwd",)


def test_our_own_files_are_given() -> None:
    head = f"<style>@font-face {{ font-family: X; src: url({FONT}) }} p {{ font-family: X }}</style>"
    printed = publishing.print_pdf(page(f'<p>x <img alt="Telephone" src="{SYMBOL}"></p>', head))
    assert set(printed.asked) == {SYMBOL, FONT}
    assert printed.refused == ()


def test_an_approved_picture_is_given_and_what_it_refers_to_is_not() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="50" height="50">'
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/><image href="http://127.0.0.1:9/x" width="9"'
        ' height="9"/><rect width="9" height="9"/></svg>'
    )
    name = default_storage.save("pictures/approved.svg", ContentFile(drawing.encode()))
    html = page(f'<img alt="x" src="media:{name}">')
    printed = publishing.print_pdf(html, pictures=frozenset({name}))
    assert printed.asked[0] == f"media:{name}"
    assert f"media:{name}" not in printed.refused
    assert set(printed.asked[1:]) == set(printed.refused) == {"file:///etc/passwd", "http://127.0.0.1:9/x"}


def test_an_approved_picture_that_is_gone_is_left_out() -> None:
    printed = publishing.print_pdf(
        page('<img alt="x" src="media:pictures/gone.png">'), pictures=frozenset({"pictures/gone.png"})
    )
    assert printed.refused == ("media:pictures/gone.png",)


# --- The same input, the same bytes ---------------------------------------------------------------

SCRIPT = """
import hashlib, sys, django
django.setup()
from coordination import publishing
print(hashlib.sha256(publishing.print_pdf(sys.stdin.read()).pdf).hexdigest())
"""


def digest_in_another_process(html: str, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=html, text=True, capture_output=True, check=True,
        cwd=settings.BASE_DIR, env=os.environ | {"PYTHONHASHSEED": seed},
    )  # fmt: skip
    return done.stdout.strip()


def test_the_same_html_gives_the_same_bytes_in_every_process() -> None:
    head = f"<style>@font-face {{ font-family: X; src: url({FONT}) }} body {{ font-family: X }}</style>"
    html = page(
        f'<h1 id="a">Dŵr</h1><p><b><a href="#a">x</a></b> <img alt="Telephone" src="{SYMBOL}"></p>', head
    )
    here = hashlib.sha256(publishing.print_pdf(html).pdf).hexdigest()
    assert here == hashlib.sha256(publishing.print_pdf(html).pdf).hexdigest()
    assert {digest_in_another_process(html, seed) for seed in ("1", "2")} == {here}


def test_another_text_has_another_identifier() -> None:
    assert publishing.identifier_of("a") != publishing.identifier_of("b")


# --- What the file says of itself -----------------------------------------------------------------


def test_the_file_is_tagged_and_names_its_language_and_title() -> None:
    catalog = PdfReader(io.BytesIO(publishing.print_pdf(page("<h1>x</h1>")).pdf)).root_object
    assert catalog["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert catalog["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in catalog
    assert b"pdfuaid" in catalog["/Metadata"].get_data()


def test_pages_and_anchors_are_counted() -> None:
    printed = publishing.print_pdf(page('<p id="one">x</p><p id="two" style="break-before: page">y</p>'))
    assert printed.pages == 2
    assert printed.anchors == {"one": 1, "two": 2}


# --- While it works -------------------------------------------------------------------------------


def test_progress_rises_and_never_falls() -> None:
    told: list[int] = []
    pages = "".join(f'<p style="break-before: page">{number}</p>' for number in range(8))
    publishing.print_pdf(page(pages), expected_pages=9, progress=told.append)
    assert told == sorted(told)
    assert told[0] < 12 < told[-1] <= 99
    assert len(set(told)) > 6


def test_an_error_of_the_listener_stops_the_work() -> None:
    def stop(percent: int) -> None:
        raise KeyError("stopped")

    with pytest.raises(KeyError, match="stopped"):
        publishing.print_pdf(page("x"), progress=stop)


def test_what_the_engine_complains_about_is_kept() -> None:
    printed = publishing.print_pdf(page("<style>p { no-such-property: 1 }</style><p>x</p>"))
    assert any("no-such-property" in complaint for complaint in printed.complaints)


def test_garbage_is_collected_again_afterwards() -> None:
    during: list[bool] = []
    publishing.print_pdf(page("x"), progress=lambda percent: during.append(gc.isenabled()))
    assert not any(during)
    assert gc.isenabled()


# --- A machine without Pango ----------------------------------------------------------------------


@pytest.fixture
def no_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': no such file\nand much more")
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)


def test_a_machine_without_pango_says_which_packages_are_missing(no_pango: None) -> None:
    sentence = publishing.missing_library()
    assert "apt-get install libpango-1.0-0" in sentence
    assert "much more" not in sentence
    with pytest.raises(publishing.PrintingUnavailable, match="cannot print yet"):
        publishing.print_pdf(page("x"))


def test_a_machine_with_pango_says_nothing() -> None:
    assert publishing.missing_library() == ""


def test_nothing_of_ours_loads_the_engine_at_start() -> None:
    """So that the portal starts on a machine without Pango."""
    everything = "import coordination.urls, directory.tasks, directory.actions.rendering"
    script = f"import sys, django; django.setup(); {everything}; print('weasyprint' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(settings.BASE_DIR),
    )
    assert done.stdout.strip() == "False"
