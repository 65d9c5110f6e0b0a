"""Write the size and checksum of each file of data/ into datapackage.json, or check them: [--check].

A file that was edited on purpose is stamped again with `python3 go.py tidy`.
"""

import json
import sys

from sevensteps.data import DATA, checksum, plain


def main(args, folder=DATA):
    """Exit code: 0 stamped as they are, 1 not (with --check)."""
    package = folder / "datapackage.json"
    before = package.read_text(encoding="utf-8")
    found = json.loads(before)
    for resource in found["resources"]:
        file = folder / resource["path"]
        resource["bytes"], resource["hash"] = len(plain(file)), checksum(file)
    after = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if after == before:
        return 0
    if "--check" in args:
        print("datapackage.json does not fit the files of data/: run python3 go.py tidy")
        return 1
    package.write_bytes(after.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
