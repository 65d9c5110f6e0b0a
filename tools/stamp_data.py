"""Write the size and checksum of each file of data/ into datapackage.json, or check them: [--check].

A file that was edited on purpose is stamped anew with `python3 go.py tidy`.
"""

import json
import sys

from sevensteps.facts import DATA, checksum, plain


def main(args, folder=DATA):
    """Exit code: 0 stamped as they are, 1 not (with --check)."""
    package = folder / "datapackage.json"
    before = package.read_text(encoding="utf-8")
    after = stamped(before, folder)
    if after == before:
        return 0
    if "--check" in args:
        print("datapackage.json does not fit the files of data/: run python3 go.py tidy")
        return 1
    package.write_bytes(after.encode())
    return 0


def stamped(text, folder):
    """The text of datapackage.json with `bytes` and `hash` of each resource as its file has them."""
    package = json.loads(text)
    for resource in package["resources"]:
        file = folder / resource["path"]
        resource["bytes"], resource["hash"] = len(plain(file)), checksum(file)
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
