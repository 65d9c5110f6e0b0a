"""A changed figure of data/ fails a test here, even after its checksum was renewed.

Derived figures are worked out again. What verdicts read is written again in another form. And every
table has its number of rows and the sum of each column.
"""

import re
from collections import Counter

import pandas as pd
import pytest
from worlds import DEFAULT

from sevensteps.data import arrays, table, tables
from sevensteps.steps import expectations, talks

DEALS, TRADE = table("deals").set_index("id"), table("trade").set_index(["series", "year"])["value"]


def rows(name, **wanted):
    """The rows of a table that have these values."""
    found = table(name)
    return found[(found[list(wanted)] == pd.Series(wanted)).all(axis=1)]


def slope_of_the_estimates():
    start, end = (
        rows("arsenal", estimator="Hecker", as_of=t).iloc[0] for t in ("Nov 2010", "end 2017")
    )
    return (end["central"] - (start["low"] + start["high"]) / 2) / (end["year"] - start["year"])


def years_in_freezes():
    freezes = DEALS[(DEALS["stopped"] == "production") & (DEALS["start"] < 2009.75)]
    assert len(freezes) == 2
    return (freezes["end"].clip(upper=2009.75) - freezes["start"]).sum()


def answered(kind):
    before = table("responses").query("date < '2009-09-30'")
    given = ["response", "later_response"] if kind == "reward" else ["response"]
    return (before[given] == kind).any(axis=1).mean()


# Default values, worked out from the table that the record of the assumption names.
MEASURED = {
    "undeclared_growth": lambda: slope_of_the_estimates() - DEFAULT.declared_growth,
    "freeze_ending_hazard": lambda: 2 / years_in_freezes(),
    "refreezing_hazard": lambda: 2 / (2009.75 - 1990 - years_in_freezes()),
    "china_trade_share": lambda: (
        TRADE["China", 2009]
        / (TRADE["all partners, South left out", 2009] + TRADE["South Korea", 2009])
    ),
    "russia_share_of_rest": lambda: (
        TRADE["Russia's share, South counted (KITA)", 2018]
        / (100 - TRADE["China's share, South counted (KITA)", 2018])
    ),
    "troop_cost": lambda: rows("alliance_cost", item="Washington, by its auditors")["value"].item(),
    "old_reward": lambda: answered("reward"),
    "old_punish": lambda: answered("punish"),
}


@pytest.mark.parametrize("name", MEASURED)
def test_a_default_equals_the_value_worked_out_from_its_table(name):
    record = DEFAULT.records[name]
    assert record.value == pytest.approx(MEASURED[name](), abs=record.increment / 2)


def test_every_measured_default_is_worked_out_from_a_table():
    measured = {r.name for r in DEFAULT.records.values() if r.evidence == "measured"}
    assert measured and measured <= MEASURED.keys()


def test_counted_from_the_first_deal_new_freezes_are_a_quarter_more_frequent():
    early, late = (2009.75 - year - years_in_freezes() for year in (1990, DEALS["start"].min()))
    assert early / late == pytest.approx(1.25, abs=0.05)


def test_the_auditors_totals_of_four_years_give_the_costs_of_one():
    cost = rows("alliance_cost", source="gao-2021")["value"]
    assert list(4 * cost) == pytest.approx([13.4, 5.8])  # billion US dollars, 2016 to 2019


SAID = {
    "from a share": (r"The published ([\d.]+) per cent of ([\d.]+)", lambda p, v: p / 100 * v),
    "from a change": (r"(\d{4}) is given as ([\d.]+) per cent below it", lambda v, p: v / (1 - p / 100)),
}  # fmt: skip


@pytest.mark.parametrize("derived", SAID)
def test_a_figure_worked_out_is_what_its_note_says(derived):
    found = rows("trade", derived=derived)
    assert len(found) >= 3
    for row in found.itertuples():
        pattern, of = SAID[derived]
        first, second = map(float, re.search(pattern, row.note).groups())
        first = TRADE[row.series, first] if derived == "from a change" else first
        assert row.value == pytest.approx(of(first, second), rel=0.002), f"{row.series} {row.year}"


def test_an_end_known_only_by_its_range_is_the_middle_of_it():
    for deal in ("A19", "A20", "A21"):
        row = DEALS.loc[deal]
        assert row["end"] == pytest.approx((row["end_low"] + row["end_high"]) / 2, abs=0.006)


DATES = {  # begun, and the earliest, the likeliest and the latest end; the sources are those of the rows
    "A06": ("1994-10-21", "2002-11-14", "2002-12-12", "2003-01-10"),
    "A09": ("1999-09-13", "2005-03-02", "2006-07-05", "2006-07-05"),
    "A13": ("2005-09-19", "2006-10-09", "2009-04-14", "2009-04-14"),
    "A14": ("2007-02-13", "2008-09-24", "2009-04-14", "2009-04-14"),
    "A17": ("2012-02-29", "2012-03-16", "2012-04-13", "2012-04-13"),
}


@pytest.mark.parametrize("deal", DATES)
def test_a_deal_begins_and_ends_on_these_calendar_days(deal):
    days = [pd.Timestamp(day) for day in DATES[deal]]
    years = [d.year + (d.day_of_year - 1) / (366 if d.is_leap_year else 365) for d in days]
    found = DEALS.loc[deal, ["start", "end_low", "end", "end_high"]]
    assert list(found) == pytest.approx(years, abs=0.006)


def test_the_nuclear_tests_are_the_same_six_in_three_tables():
    answers = table("responses")[lambda t: t["event"].str.contains("nuclear test")]["date"]
    votes = table("resolutions")[lambda t: t["trigger"].str.contains("nuclear test")][
        "trigger_date"
    ]
    days = ["2006-10-09", "2009-05-25", "2013-02-12", "2016-01-06", "2016-09-09", "2017-09-03"]
    assert list(answers) == list(votes) == list(map(pd.Timestamp, days))
    years = table("talk_years").set_index("year")["nuclear_tests"]
    assert dict(years[years > 0]) == Counter(int(day[:4]) for day in days)


def test_the_readings_of_both_records_give_the_counts_added_up_by_hand():
    """csis-2017, csis-provocations, cns-2026: events and years with talks, then without."""
    by_list = [
        talks.tally(DEFAULT.replace(provocation_unit=u), arrays("talk_years")) for u in range(3)
    ]
    assert by_list == [(73, 22, 86, 7), (80, 22, 93, 7), (13, 22, 57, 7)]
    readings = [DEFAULT.replace(reference_class=k, known_until=2024.75) for k in range(4)]
    assert [int(expectations.attempts(a, arrays("deals"))) for a in readings] == [7, 15, 3, 13]


FIGURES = {  # by table: its rows, and the sum of each column of figures, or of days since the year 1
    "alliance_cost": dict(rows=4, value=13.26),
    "arsenal": dict(rows=17, year=34245, low=204, central=269, high=389),
    "china_record": dict(rows=23, date=16908092),
    "deals": dict(rows=15, start=30087.38, end_low=30126.85, end=30157.44, end_high=30162.65),
    "forces": dict(rows=9, south=3861470, north=8906310),
    "income": dict(rows=25, year=50237, ratio=967.8),
    "oil": dict(rows=11, year=22161, value=8183300, low=560000, high=620000),
    "resolutions": dict(rows=14, date=10292086, trigger_date=9552712)
    | dict(votes_for=204, votes_against=3, abstentions=3),
    "responses": dict(rows=30, date=22003198),
    "stakes": dict(rows=25, value=35810.6),
    "talk_years": dict(rows=29, year=58116, meetings=214, technical_meetings=62, launch_days=64)
    | dict(provocations_2018=159, provocations_2026=173, nuclear_tests=6),
    "trade": dict(rows=98, year=197349, value=176752.74),
}
CODED = {  # by table and column: how often each word occurs
    "china_record cooperation": dict(yes=14, no=6, unclear=2, partly=1),
    "deals nuclear_or_missile": dict(yes=7, arguable=6, no=2),
    "deals stopped": dict(nothing=11, production=2, tests=2),
    "resolutions china": {"for": 11, "abstained": 2, "against (veto)": 1},
    "resolutions russia": {"for": 12, "against (veto)": 2},
    "responses response": dict(punish=19, talk=8, ignore=2, reward=1),
    "responses later_response": dict(reward=5, talk=3) | {"": 22},
}


@pytest.mark.parametrize("name", tables())
def test_every_table_has_the_rows_and_the_sums_that_were_checked(name):
    figures = table(name).select_dtypes(["number", "datetime"])
    found = {"rows": len(figures)}
    for column, values in figures.items():
        days = pd.api.types.is_datetime64_any_dtype(values)
        found[column] = (values.dropna().map(pd.Timestamp.toordinal) if days else values).sum()
    assert found == pytest.approx(FIGURES[name], abs=0.004, rel=0)


@pytest.mark.parametrize("coded", CODED)
def test_each_word_of_a_coding_occurs_as_often_as_was_checked(coded):
    name, column = coded.split()
    assert Counter(table(name)[column]) == CODED[coded]


def test_no_default_and_no_end_of_a_range_has_changed():
    """One sum over all records: a single changed value changes it."""
    for field, total in RANGES.items():
        held = [getattr(r, field) for r in DEFAULT.records.values()]
        assert sum(v for v in held if v is not None) == pytest.approx(total, abs=1e-4), field


RANGES = {
    "low": 2773.8035, "value": 7087.561, "high": 19908.56, "author": 68.821, "critic": 55.779,
}  # fmt: skip
