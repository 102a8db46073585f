"""Remember what was installed from which files, so that nothing is done twice."""

import hashlib


def digest(*parts):
    """Return one hash of texts and of files with their contents; a missing file counts as empty."""
    total = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, str) else (part.read_text() if part.exists() else "")
        total.update(hashlib.sha256(content.encode()).digest())
    return total.hexdigest()


def tree_digest(*folders):
    """Return one hash of the names, sizes and times of all files below the folders."""
    lines = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                status = path.stat()
                lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return digest("\n".join(lines))


def is_current(stamp, value):
    return stamp.exists() and stamp.read_text() == value


def write(stamp, value):
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
