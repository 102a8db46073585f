"""`make lock`: write the requirements files anew, with hashes and without any address."""

from __future__ import annotations

import os
import subprocess
import sys

from coordination.configuration import CHECKOUT

NAMES = ("requirements", "requirements-dev", "requirements-npm", "requirements-uv")
FLAGS = ("--generate-hashes", "--no-header", "--no-annotate", "--universal", "--python-version", "3.11")


def main(arguments: list[str]) -> int:
    """Lock each file; `arguments` go to uv, for example --upgrade-package django."""
    for name in NAMES:
        command = [
            str(CHECKOUT / ".venv/bin/uv"),
            "pip",
            "compile",
            "--quiet",
            "--no-config",
            *FLAGS,
            *arguments,
        ]
        subprocess.run(
            [*command, "-o", f"{name}.txt", f"{name}.in"],
            cwd=CHECKOUT,
            env=os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"},
            check=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
