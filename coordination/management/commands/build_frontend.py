"""Build the front-end files that pages and print need from the installed npm packages.

Writes to build/static/, which git ignores and STATICFILES_DIRS includes:

    css/govuk-frontend.css   the prebuilt stylesheet, re-branded (see coordination/management/frontend_css.py)
    js/govuk-frontend.js     the prebuilt module, without its source map
    fonts/*.woff2            for pages
    fonts/print/*.ttf        for print
    symbols/*.svg            line-art for print, under our own names

Takes about a tenth of a second; no Sass, no bundler.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coordination.management.frontend_css import font_faces, rebranded
from coordination.management.symbols import SYMBOLS

WEIGHTS = (400, 700)
SUBSETS = ("latin-ext", "latin")  # latin-ext holds the Welsh w and y with a circumflex
PRINT_FONTS = {
    "400Regular/AtkinsonHyperlegibleNext_400Regular.ttf": "AtkinsonHyperlegibleNext-Regular.ttf",
    "400Regular_Italic/AtkinsonHyperlegibleNext_400Regular_Italic.ttf": "AtkinsonHyperlegibleNext-Italic.ttf",
    "600SemiBold/AtkinsonHyperlegibleNext_600SemiBold.ttf": "AtkinsonHyperlegibleNext-SemiBold.ttf",
    "700Bold/AtkinsonHyperlegibleNext_700Bold.ttf": "AtkinsonHyperlegibleNext-Bold.ttf",
}


class Command(BaseCommand):
    help = "Build styles, scripts, fonts and symbols from node_modules into build/static."
    requires_system_checks: list[str] = []  # set-up runs this before anything else works

    def add_arguments(self, parser: CommandParser) -> None:
        standard = Path(settings.BASE_DIR) / "build" / "static"
        parser.add_argument("--target", type=Path, default=standard, help="Folder to write to.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.packages = Path(settings.BASE_DIR) / "node_modules"
        self.target: Path = options["target"]
        if not (self.packages / "govuk-frontend").is_dir():
            raise CommandError("The front-end packages are not installed. Run `npm ci`, then this again.")
        if self.target.exists():
            shutil.rmtree(self.target)
        self.build_styles()
        self.build_script()
        self.copy_fonts()
        self.copy_symbols()
        if options["verbosity"]:
            self.stdout.write(f"The front-end files are in {self.target}.")

    def build_styles(self) -> None:
        prebuilt = self.packages / "govuk-frontend/dist/govuk/govuk-frontend.min.css"
        ranges = json.loads((self.web_fonts / "unicode.json").read_text())
        faces = font_faces(WEIGHTS, {subset: ranges[subset] for subset in SUBSETS})
        self.write("css/govuk-frontend.css", rebranded(prebuilt.read_text(), faces))

    def build_script(self) -> None:
        prebuilt = self.packages / "govuk-frontend/dist/govuk/govuk-frontend.min.js"
        script = re.sub(r"//# sourceMappingURL=.*$", "", prebuilt.read_text(), flags=re.M)
        self.write("js/govuk-frontend.js", script)

    def copy_fonts(self) -> None:
        for subset in SUBSETS:
            for weight in WEIGHTS:
                source = f"atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
                self.copy(self.web_fonts / "files" / source, f"fonts/{source.replace('-normal', '')}")
        print_fonts = self.packages / "@expo-google-fonts/atkinson-hyperlegible-next"
        for source, name in PRINT_FONTS.items():
            self.copy(print_fonts / source, f"fonts/print/{name}")
        self.copy(print_fonts / "LICENSE_FONT", "licences/atkinson-hyperlegible-next.txt")

    def copy_symbols(self) -> None:
        drawings = self.packages / "healthicons/public/icons/svg/outline"
        for name, source in SYMBOLS.items():
            drawing = (drawings / f"{source}.svg").read_text()
            # Print has no surrounding text colour to inherit from.
            self.write(f"symbols/{name}.svg", drawing.replace("currentColor", "#000"))
        self.copy(self.packages / "healthicons/LICENSE", "licences/healthicons.txt")

    @property
    def web_fonts(self) -> Path:
        return self.packages / "@fontsource/atkinson-hyperlegible-next"

    def copy(self, source: Path, name: str) -> None:
        destination = self.target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, destination)

    def write(self, name: str, text: str) -> None:
        destination = self.target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_text(text, encoding="utf-8")
