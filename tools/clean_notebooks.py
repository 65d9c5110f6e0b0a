"""Clean what notebooks saved, or check that they are clean: `clean_notebooks.py [--check] FILES`.

Pictures, texts and drawings stay, because a reader without a kernel needs them. Widgets go, because only a
running kernel can show them. So does everything that differs between two runs of the same notebook.
"""

import base64
import re
import struct
import sys
import zlib
from pathlib import Path

import nbformat
from nbstripout import strip_output

WIDGET = "application/vnd.jupyter.widget"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
EXTRA = ["metadata.language_info", "metadata.widgets", "cell.metadata.execution",
         "cell.metadata.scrolled", "cell.metadata.collapsed"]  # fmt: skip
MOST_PICTURES = 8


def main(args):
    """Exit code: 0 clean, 1 something to clean or to run again."""
    check = "--check" in args
    files = [Path(a) for a in args if not a.startswith("--")]
    if not files:
        print("clean_notebooks: name at least one notebook")
        return 2
    errors = [f"{file}: {error}" for file in files for error in treat(file, check)]
    print("\n".join(errors) or f"{len(files)} notebooks are clean.")
    return bool(errors)


def treat(file, check):
    """Clean one file, or only check it; yield the errors that remain."""
    try:
        before = file.read_text(encoding="utf-8")
        book = nbformat.reads(before, as_version=4)
        nbformat.validate(book)
    except Exception as error:
        yield f"is not a notebook ({str(error).splitlines()[0]}): restore it from Git"
        return
    after = nbformat.writes(clean(book)).rstrip("\n") + "\n"
    if check and after != before:
        yield "is not clean: run python3 go.py tidy"
    if not check and after != before:
        file.write_bytes(after.encode())
    yield from errors_left(book)


def clean(book):
    """The notebook without widgets, timings and names of this machine; ids and counts stay."""
    strip_output(book, keep_output=True, keep_count=True, keep_id=True, extra_keys=EXTRA)
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            for mime in [m for m in data if m.startswith(WIDGET)]:
                del data[mime]
            output.get("metadata", {}).pop("image/png", None)
            if "image/png" in data:
                data["image/png"] = smaller(data["image/png"])
        cell.outputs = [o for o in cell.outputs if o.output_type == "stream" or o.get("data", 1)]
    return book


def smaller(picture):
    """A PNG (base64) packed as tightly as zlib can; unchanged if that saves less than a fifth.

    The pixels are the same. Drawing libraries pack for speed, but Git keeps every version.
    """
    old = base64.b64decode(picture)
    pixels, new, at = b"", old[:8], 8
    while at < len(old):
        (length,) = struct.unpack(">I", old[at : at + 4])
        kind, data = old[at + 4 : at + 8], old[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IDAT":
            pixels += data
            continue
        if kind == b"IEND":
            new += chunk(b"IDAT", zlib.compress(zlib.decompress(pixels), 9))
        new += chunk(kind, data)
    return base64.b64encode(new).decode() if len(new) < 0.8 * len(old) else picture


def chunk(kind, data):
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def errors_left(book):
    """Yield what cleaning cannot fix: cells not run in order, saved errors, addresses of objects."""
    code = [c for c in book.cells if c.cell_type == "code" and c.source.strip()]
    if [c.execution_count for c in code] != list(range(1, len(code) + 1)):
        yield "was not run from top to bottom: run python3 go.py tidy"
    pictures = 0
    for number, cell in enumerate(code, start=1):
        for output in cell.outputs:
            data = output.get("data", {})
            pictures += "image/png" in data
            if output.output_type == "error":
                yield f"code cell {number} saved an error: {output.get('ename')}"
            if output.output_type == "stream" and output.name == "stderr":
                yield f"code cell {number} saved a warning: {output.text.splitlines()[0]}"
            if re.search(r"<[\w. ]+ at 0x[0-9a-f]+>", str(data.get("text/plain", ""))):
                yield f"code cell {number} shows an object's address: end it with something to read"
    if pictures > MOST_PICTURES:
        yield f"saves {pictures} pictures, more than {MOST_PICTURES}: leave some to the reader's kernel"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
