"""HTML to PDF for everything that is printed. WeasyPrint stays behind this door.

The HTML may name `static:<name>` (our own fonts, symbols and print styles), `media:<name>` (pictures that were
approved for this paper) and `given:<name>` (content handed in with it); nothing else is ever fetched. The same HTML
gives the same bytes.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

# Tagged, with language and title, as PDF/UA asks; checked with tools, never called conformant.
VARIANT: Final = "pdf/ua-1"


class PrintingUnavailable(RuntimeError):
    """The machine lacks a library that printing needs. `str()` is a sentence with the cure."""


@dataclass(frozen=True)
class Printed:
    """A finished paper.

    `anchors` gives the page (from 1) of each element with an id; `asked` every address that the HTML asked for, in
    order, and `refused` those that were not given; `complaints` what the layout engine could not use.
    """

    pdf: bytes
    pages: int
    anchors: dict[str, int]
    asked: tuple[str, ...]
    refused: tuple[str, ...]
    complaints: tuple[str, ...]


def missing_library() -> str:
    """A sentence for the page when this machine cannot print; empty when it can."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        # cffi names the file it could not open; everything else about it means nothing to a reader.
        return (
            "This machine cannot print yet: the library Pango is missing. An administrator installs it with:"
            " apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            f" ({str(error).splitlines()[0][:120]})"
        )
    return ""


def print_pdf(
    html: str,
    *,
    expected_pages: int = 0,
    pictures: frozenset[str] = frozenset(),
    given: Mapping[str, bytes] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Lays out and writes the paper.

    `pictures` are names in the default storage that the paper may show; `given` is {name: content}. `progress` is told
    per cent, rising, and needs `expected_pages` to be more than a guess. Raises PrintingUnavailable, and StoreAway
    where a picture is only not to be had just now.
    """
    if problem := missing_library():
        raise PrintingUnavailable(problem)
    import weasyprint

    from coordination.publishing.fetcher import OurFilesOnly
    from coordination.publishing.listening import listening

    fetcher = OurFilesOnly(pictures, given)
    with listening(progress, expected_pages) as complaints, without_collection():
        document = weasyprint.HTML(string=html, base_url="static:", url_fetcher=fetcher).render(
            pdf_variant=VARIANT
        )
        pdf = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier_of(html))
    if fetcher.away:
        # A picture that is only not to be had just now is no reason for a paper without it.
        raise fetcher.away
    return Printed(
        pdf=pdf,
        pages=len(document.pages),
        # From the last page to the first: an element over several pages is found where it begins.
        anchors={
            name: number
            for number, page in reversed([*enumerate(document.pages, 1)])
            for name in page.anchors
        },
        asked=tuple(fetcher.asked),
        refused=tuple(fetcher.refused),
        complaints=tuple(complaints),
    )


def identifier_of(html: str) -> bytes:
    """The PDF's file identifier: fixed by what is printed, so that the same input gives the same bytes."""
    return hashlib.md5(html.encode(), usedforsecurity=False).hexdigest().encode()


@contextmanager
def without_collection() -> Iterator[None]:
    """No cyclic garbage collection while boxes are built: a tenth of the time. The worker's child is recycled."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
