"""How long the pre-flight and the ballot of a room take, in a kernel that has imported its modules.

Prints Markdown. Each row is the median of five; "first" is the first of the pre-flight's, with nothing read or drawn yet.
"""

import statistics
from time import perf_counter, process_time

from sevensteps import pictures, room
from sevensteps.assumptions import assumptions

ROOMS = (10, 30, 60, 120)


def timed(work, times=5):
    """Seconds of each run: on the clock, and of the processor."""
    found = []
    for _ in range(times):
        clock, processor = perf_counter(), process_time()
        work()
        found.append((perf_counter() - clock, process_time() - processor))
    return found


def median(found):
    return [statistics.median(one) for one in zip(*found, strict=True)]


def debate(b, claim):
    here = room.Room(b, claim)
    room.crux_lines(here)
    room.group_lines(room.groups(here))


def main():
    runs = timed(room.preflight)
    rows = [("pre-flight, first", runs[0]), ("pre-flight", median(runs))]
    for n in ROOMS:
        text = room.made_up(n)
        b = room.collect(text, assumptions(), repeats=True)

        def read_and_shown(text=text):
            found = room.collect(text, assumptions(), repeats=True)
            for told in (room.spread_table, room.verdict_table, room.guess_lines):
                told(found)
            pictures.room.shows(found)

        rows.append((f"{n} codes read, tables and words", median(timed(read_and_shown))))
        for claim in ("C6a", "C7f"):
            work = lambda b=b, claim=claim: debate(b, claim)  # noqa: E731
            rows.append((f"{n} codes, cruxes and pairs on {claim}", median(timed(work, 3))))
    print("| what | seconds | of the processor |\n| --- | --- | --- |")
    for what, (clock, processor) in rows:
        print(f"| {what} | {clock:.2f} | {processor:.2f} |")


if __name__ == "__main__":
    main()
