"""Turn the prebuilt GOV.UK Frontend stylesheet into ours: own colours, own typeface, no unused parts.

GOV.UK Frontend's components may be used by anyone (MIT). Its typeface GDS Transport, its crown and
its crest may not be used outside gov.uk, so they are taken out here and a test looks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FAMILY = "Atkinson Hyperlegible Next"
CREDIT = "/*! GOV.UK Frontend, Crown copyright (Government Digital Service), MIT licence; changed */"
FONT_STACK = f'"{FAMILY}",arial,sans-serif'

COLOURS = {
    "#1d70b8": "#1f6269",  # brand
    "#1a65a6": "#175a7d",  # link
    "#0f385c": "#0e3a52",  # link under the pointer
    "#54319f": "#5a3a8c",  # link already visited
    "#0f7a52": "#1f6269",  # button and success
    "#0b5c3e": "#174c52",  # button under the pointer
    "#083d29": "#0d3338",  # lower edge of a button
    "#0b0c0c": "#161b1d",  # text
    "#484949": "#454d50",  # secondary text
    "#cecece": "#c6cfd0",  # lines
    "#f3f3f3": "#eef2f2",  # quiet background
    "#f4f8fb": "#f2f6f6",  # surface
    "#8eb8dc": "#8fb3b5",  # edge of a surface
    "#d2e2f1": "#d6e6e7",
    "#ca3535": "#b3261e",  # error
    "#982828": "#8a1d17",
    "#651b1b": "#5c1310",
    "#fd0": "#ffd83d",  # focus
    "#ffee80": "#fff0b0",
}

LEFT_OUT = (
    "accordion",
    "cookie-banner",
    "exit-this-page",
    "feedback",
    "footer",
    "generic-header",
    "header",
    "language-navigation",
    "phase-banner",
    "service-navigation",
    "tabs",
)

UNUSED = re.compile(rf"\.govuk-(?:{'|'.join(LEFT_OUT)})(?![a-z])")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
FAMILY_FOR_SCREEN = re.compile(r"font-family:GDS Transport,arial,sans-serif")
FAMILY_FOR_PRINT = re.compile(r"@media print\{([^{}]+)\{font-family:sans-serif\}\}")


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selector or at-rule, body) at the outermost level; a statement without a body has body ""."""
    depth = start = 0
    prelude = ""
    for position, character in enumerate(css):
        if character == "{":
            if depth == 0:
                prelude, start = css[start:position], position + 1
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield prelude, css[start:position]
                start = position + 1
        elif character == ";" and depth == 0:
            yield css[start : position + 1], ""
            start = position + 1


def without_unused(css: str) -> str:
    """Drop rules whose every selector belongs to a component that no page of ours has."""
    kept = []
    for prelude, body in blocks(css):
        if not body:
            kept.append(prelude)
        elif prelude.startswith(("@media", "@supports")):
            inner = without_unused(body)
            if inner:
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@") or not all(UNUSED.search(part) for part in prelude.split(",")):
            kept.append(f"{prelude}{{{body}}}")
    return "".join(kept)


def font_faces(weights: tuple[int, ...], subsets: dict[str, str]) -> str:
    """@font-face rules for the web fonts; `subsets` gives the unicode-range of each subset's file."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-style:normal;font-weight:{weight};font-display:swap;'
        f'src:url(../fonts/atkinson-hyperlegible-next-{subset}-{weight}.woff2) format("woff2");'
        f"unicode-range:{characters}}}"
        for weight in weights
        for subset, characters in subsets.items()
    )


def rebranded(css: str, faces: str) -> str:
    """Our stylesheet from the prebuilt one: typeface, colours and unused parts replaced."""
    css = SOURCE_MAP.sub("", css)
    css = FONT_FACE.sub("", css)
    css = FAMILY_FOR_PRINT.sub("", css)
    css = FAMILY_FOR_SCREEN.sub(f"font-family:{FONT_STACK}", css)
    css = without_unused(css)
    css = re.sub(
        r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", lambda match: COLOURS.get(match[0], match[0]), css, flags=re.I
    )
    charset = '@charset "UTF-8";'
    return charset + CREDIT + faces + css.strip().removeprefix(charset) + "\n"
