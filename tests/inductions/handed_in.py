"""Files as people hand them in, good and bad, made here byte by byte."""

from __future__ import annotations

import io
import zipfile
import zlib

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.{}.main+xml"/></Types>'
)
PLAIN = TYPES.format("openxmlformats-officedocument.wordprocessingml.document")
WITH_MACROS = TYPES.format("ms-word.document.macroEnabled")


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def archive(parts: dict[str, str | bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", packed) as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return found.getvalue()


def docx(*paragraphs: str, types: str = PLAIN, **parts: str | bytes) -> bytes:
    """A Word document. Further parts by name; `__` in a name stands for a slash and `_dot_` for a dot."""
    body = "".join(paragraphs or [paragraph("The key talk was held.")])
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    main = {
        "[Content_Types].xml": types,
        "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>",
    }
    return archive(main | named)


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    found = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(found, kind)
    return found.getvalue()


PNG, JPEG, DOCX = picture("PNG"), picture("JPEG", (200, 150)), docx()
ZIP = archive({"readme.txt": "Nothing here."})
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says that it is so large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(bytes(10_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
