"""Write the size and checksum of each file of data/ into datapackage.json, or check them: [--check].

A file that was edited on purpose is stamped anew with `python3 go.py tidy`; one that is frozen never is.
"""

import json
import sys

from sevensteps.data import DATA, checksum, plain


def main(args, folder=DATA):
    """Exit code: 0 stamped as they are, 1 not (with --check), or a frozen file was changed."""
    package = folder / "datapackage.json"
    before = package.read_text(encoding="utf-8")
    found = json.loads(before)
    thawed = [stamp(one, folder) for one in found["resources"]]
    for path in filter(None, thawed):
        print(
            f"{path} is frozen, and was changed: git restore data/{path}, and write another record"
        )
        return 1
    after = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if after == before:
        return 0
    if "--check" in args:
        print("datapackage.json does not fit the files of data/: run python3 go.py tidy")
        return 1
    package.write_bytes(after.encode())
    return 0


def stamp(resource, folder):
    """Give a resource the `bytes` and `hash` of its file; the path of a frozen one that has changed."""
    file = folder / resource["path"]
    if resource.get("frozen") and resource.get("hash", "") != checksum(file):
        return resource["path"]
    resource["bytes"], resource["hash"] = len(plain(file)), checksum(file)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
