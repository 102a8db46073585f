"""What the portal's sending is measured against: `python -m tests.faults.plain_loop PORT FILE`.

A loop over smtplib with one connection, as anybody would write it first. FILE holds pairs of lines: who from and whom
to, then the length of the mail that follows. Says {"seconds", "mails", "memory"}.
"""

from __future__ import annotations

import json
import smtplib
import sys
import time
from pathlib import Path


def main(port: int, path: Path) -> None:
    mails = 0
    with path.open("rb") as file, smtplib.SMTP("127.0.0.1", port) as smtp:
        began = time.monotonic()
        while line := file.readline():
            sender, recipient, length = line.decode().split()
            smtp.sendmail(sender, [recipient], file.read(int(length)))
            mails += 1
        seconds = time.monotonic() - began
    status = Path("/proc/self/status").read_text().splitlines()
    [peak] = [line for line in status if line.startswith("VmHWM:")]
    print(json.dumps({"seconds": seconds, "mails": mails, "memory": int(peak.split()[1]) * 1024}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
