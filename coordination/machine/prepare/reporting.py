"""Short sentences for the person at the terminal, and long output only when something failed."""

import subprocess
import time


class Stop(Exception):
    """Preparation cannot go on; the message says what to do."""


def say(sentence):
    print(sentence, flush=True)


def run(command, what, **options):
    """Run a command quietly; raise Stop with its last lines when it fails. Returns nothing."""
    say(f"{what} ...")
    began = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise Stop(
            f"{tail}\n\n{what} failed. The lines above say why; put it right and give the command again."
        )
    say(f"    done in {time.monotonic() - began:.1f} s")
