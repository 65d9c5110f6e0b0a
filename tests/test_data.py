"""What is known: tables and bibliography of data/, and what is said when they are broken."""

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from sevensteps import data, pictures
from sevensteps.data import (
    COUNTED,
    DATA,
    LEFT_OUT,
    Column,
    DataProblem,
    Wrong,
    cite,
    keys,
    nearest,
    read_toml,
    references,
    table,
    tables,
    trade_shares,
)

PRINTED = list(tables())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/ to spoil."""
    return shutil.copytree(DATA, tmp_path / "data")


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problem(call, *args) -> str:
    """The one sentence that a spoilt folder leads to."""
    with pytest.raises(DataProblem) as caught:
        call(*args)
    said = str(caught.value)
    assert "\n" not in said
    return said


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


# -- the tables as shipped -----------------------------------------------------------------------


def test_frictionless_finds_no_fault_in_the_package_or_its_tables():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    assert {task.name for task in report.tasks} >= set(PRINTED)


def test_a_part_of_a_name_brings_the_names_that_have_it():
    known = ["freeze_coverage", "covert_share", "leakage", "leakage_growth", "needed_bite"]
    assert data.nearest("coverage", known) == "; did you mean 'freeze_coverage'?"
    assert data.nearest("leak", known) == "; did you mean 'leakage' or 'leakage_growth'?"
    assert data.nearest("needed_bight", known) == "; did you mean 'needed_bite'?"
    assert data.nearest("xyz", known) == ""


def test_a_problem_that_ends_in_a_question_gets_no_full_stop():
    assert data.sentence("no such name; did you mean 'sense'?").endswith("'sense'?")
    assert data.sentence("it is missing") == "it is missing."


def test_every_file_in_data_is_described_and_licensed():
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    described = {r["path"] for r in package["resources"]} | {"datapackage.json"}
    assert {p.name for p in DATA.iterdir() if p.is_file()} == described
    assert all(resource["title"] for resource in package["resources"])
    assert [one["name"] for one in package["licenses"]] == ["CC-BY-4.0"]
    assert not any({"licenses", "sources"} & set(one) for one in package["resources"])


def test_every_field_says_what_it_holds_and_every_figure_has_a_unit():
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        fields = resource.get("schema", {}).get("fields", [])
        names = {f["name"] for f in fields}
        for f in fields:
            assert f["title"], f
            if f["type"] in ("number", "integer") and f["name"] != "year":
                assert "unit" in f or "unit" in names, f"{resource['name']}.{f['name']}"


@pytest.mark.parametrize("name", PRINTED)
def test_every_row_names_sources_that_the_bibliography_has(name):
    for cell in table(name)["source"]:
        assert keys(cell)
        assert set(keys(cell)) <= set(references())


@pytest.mark.parametrize("name", PRINTED)
def test_a_row_resting_on_a_recalled_source_alone_is_marked_unseen(name):
    recalled = {k for k, r in references().items() if re.search(r"\[recalled", r.full)}
    for row in table(name).to_dict("records"):
        if set(keys(row["source"])) <= recalled:
            assert row["checked"] == "memory", row


def test_only_four_figures_of_trade_and_few_others_are_unseen():
    unseen = table("trade").query("checked == 'memory'")
    assert len(unseen) == 4
    assert set(unseen["series"]) == {"South Korea"}
    assert unseen["year"].min() == 2014
    unseen = {n: int((table(n)["checked"] != "seen").sum()) for n in PRINTED if n != "trade"}
    assert {n: k for n, k in unseen.items() if k} == {"responses": 1, "stakes": 3}


def test_figures_have_the_types_that_the_package_gives_them():
    assert table("trade").dtypes[["year", "value"]].astype(str).tolist() == ["int64", "float64"]
    assert table("resolutions")["date"].dt.year.between(1993, 2024).all()
    assert table("oil")["low"].isna().any()
    assert (table("oil")["note"] == "").any()
    assert pd.isna(table("resolutions")["trigger_date"]).sum() == 1


def test_a_table_is_a_fresh_copy_each_time():
    first = table("trade")
    first["value"] = 0.0
    assert table("trade")["value"].max() > 7000


def test_a_range_has_two_ends_and_what_has_no_figure_has_a_range():
    for row in table("oil").to_dict("records"):
        assert pd.isna(row["low"]) == pd.isna(row["high"])
        assert pd.notna(row["value"]) or row["low"] < row["high"]


def test_china_and_russia_voted_for_everything_adopted_since_2006():
    votes = table("resolutions")
    since = votes[(votes["adopted"] == "yes") & (votes["date"].dt.year >= 2006)]
    assert len(since) == 11
    assert (since[["china", "russia"]] == "for").all().all()
    assert (since["votes_for"] == 15).all()
    assert (votes[["votes_for", "votes_against", "abstentions"]].sum(axis=1) == 15).all()


def test_every_vote_in_chinas_record_is_among_the_resolutions():
    record, votes = table("china_record"), table("resolutions")
    assert set(record.query("channel == 'vote'")["date"]) <= set(votes["date"])


def test_a_trigger_comes_before_its_vote():
    votes = table("resolutions").dropna(subset="trigger_date")
    assert (votes["trigger_date"] < votes["date"]).all()


def test_chinas_record_holds_both_cooperation_and_its_refusal_through_several_channels():
    record = table("china_record")
    assert {"yes", "partly", "no"} <= set(record["cooperation"])
    for code in ("yes", "no"):
        assert record[record["cooperation"] == code]["channel"].nunique() >= 3
    assert record["date"].is_monotonic_increasing


# -- shares are worked out, never stored ---------------------------------------------------------


def test_the_share_of_2009_depends_on_whether_the_south_is_counted():
    by = trade_shares().query("year == 2009").set_index("denominator")["share"]
    assert by[COUNTED] == pytest.approx(2680 / (3410 + 1666.08))
    assert by[LEFT_OUT] == pytest.approx(2680 / 3410)
    assert 0.52 < by[COUNTED] < 0.54 < 0.78 < by[LEFT_OUT] < 0.79


def test_our_shares_agree_with_published_ones_within_the_rounding_of_their_sources():
    both = trade_shares().dropna(subset="published").query("independent")
    assert len(both) >= 12
    assert ((both["share"] - both["published"]).abs() < 0.006).all()


def test_a_share_worked_out_from_the_published_one_is_no_check_of_it():
    circular = trade_shares().query("not independent")
    assert set(circular["year"]) == {2009, 2012, 2023}


def test_leaving_the_south_out_never_lowers_chinas_share():
    wide = trade_shares().pivot(index="year", columns="denominator", values="share")
    assert (wide[LEFT_OUT] >= wide[COUNTED]).all()
    assert trade_shares()["share"].between(0, 1).all()


def test_a_share_is_as_uncertain_as_its_worst_part():
    unseen = trade_shares().query("checked == 'memory'")
    assert set(unseen["year"]) == {2014, 2020, 2021, 2022}
    assert set(unseen["denominator"]) == {COUNTED}


def test_a_share_cites_every_row_it_is_made_of():
    row = trade_shares().set_index(["year", "denominator"]).loc[2009, COUNTED]
    assert {"mnd-white-paper-2010", "koreaherald-2011", "ifes-2010"} <= set(keys(row["source"]))


def test_a_year_with_a_part_missing_has_no_share(folder):
    text = (folder / "trade.csv").read_text(encoding="utf-8")
    kept = [one for one in text.splitlines() if not one.startswith("2007,South Korea")]
    (folder / "trade.csv").write_text("\n".join(kept), encoding="utf-8")
    assert list(trade_shares(folder).query("year == 2007")["denominator"]) == [LEFT_OUT]


def test_no_stored_share_could_be_worked_out_from_the_rows_alone():
    stored = {s for s in table("trade")["series"] if "share" in s}
    assert stored == {
        *(f"China's share, {denominator}" for denominator in data.PARTS_OF),
        *(f"{who} share, South counted (KITA)" for who in ("China's", "Russia's")),
    }


def test_exports_fell_as_far_as_published_after_the_bans():
    exports = table("trade").query("series == 'exports, South left out'").set_index("year")["value"]
    assert 1 - exports[2018] / exports[2017] == pytest.approx(0.863, abs=0.001)
    assert 1 - exports[2017] / exports[2016] == pytest.approx(0.372, abs=0.001)


# -- the bibliography ----------------------------------------------------------------------------


def test_keys_are_lower_case_and_every_work_has_author_title_and_year():
    for key, work in references().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", key)
        assert work.author and work.title and re.fullmatch(r"\d{4}|n\.d\.", work.year), key


def test_a_key_ends_in_the_year_of_its_work():
    said = {k: re.search(r"-((?:19|20)\d\d)[ab]?$", k) for k in references()}
    wrong = {k for k, m in said.items() if m and m[1] != references()[k].year}
    assert wrong == {
        "mnd-white-paper-2022",  # came out in 2023
        "wikipedia-2094",  # a resolution's number
    }


def test_works_known_from_memory_or_an_abstract_say_so():
    for key in ("fearon-1995", "olson-zeckhauser-1966", "byman-lind-2010", "drezner-2000"):
        assert re.search("recalled|abstract|secondary|title seen", references()[key].full), key


def test_no_address_points_at_a_place_only_we_can_reach():
    for key, work in references().items():
        for url in re.findall(r"\w+://[^\s]*", work.full):
            assert re.match(r"https?://[\w.-]+\.[a-z]{2,}/", url), key
            assert "doi.org" not in url or re.fullmatch(r"https://doi\.org/10\.\d{4,}/\S+", url), (
                key
            )


@pytest.mark.parametrize(
    ("key", "short"),
    [
        ("noland-2008", "Noland 2008"),
        ("haggard-noland-2010", "Haggard and Noland 2010"),
        ("hufbauer-2007", "Hufbauer et al. 2007"),
        ("frederick-2020", "Frederick et al. 2020"),
        ("mnd-white-paper-2010", "ROK defence white paper 2010"),
    ],
)
def test_a_short_citation_is_author_and_year(key, short):
    assert references()[key].short == short


def test_a_full_citation_is_one_line_with_home_and_link():
    full = references()["drezner-2000"].full
    assert "International Organization 54(1), 73–102" in full
    assert "https://doi.org/10.1162/002081800551127" in full
    assert "[abstract only]" in full
    assert not any("\n" in r.full or "{" in r.full for r in references().values())


def test_several_keys_are_cited_in_a_row():
    assert cite("noland-2008; early-2015") == "Noland 2008; Early 2015"
    assert cite(["noland-2008"]) == "Noland 2008"
    assert "did you mean 'noland-2008'" in problem(cite, "noland-2080")


# -- what is said when data/ is broken -----------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("trade.csv", "2009,China,2680", "2009,China,much", ["line 25", "value = 'much'", "bare"]),
        ("trade.csv", "2009,China,2680", "2009,China,-1", ["line 25", "minimum", "fix"]),
        ("trade.csv", "2009,China,2680", "2009,China,nan", ["line 25", "'nan' is not a number"]),
        (
            "trade.csv",
            "2009,China,2680",
            "2009,China,",
            ["line 25", "value is blank", "fill it in"],
        ),
        ("trade.csv", "2009,China,2680", "2009.5,China,2680", ["line 25", "a whole number"]),
        ("trade.csv", "2009,China,2680", "2_009,China,2680", ["line 25", "a whole number"]),
        (
            "trade.csv",
            "2009,China,2680",
            "1909,China,2680",
            ["line 25", "beyond its minimum, 1990"],
        ),
        (
            "trade.csv",
            "2009,China,2680",
            "2909,China,2680",
            ["line 25", "beyond its maximum, 2030"],
        ),
        ("trade.csv", "2009,China,2680", "2009,Chian,2680", ["line 25", "did you mean 'China'"]),
        (
            "trade.csv",
            "2009,China,2680",
            "2010,China,2680",
            ["line 26", "repeat line 25", "keep one"],
        ),
        ("trade.csv", "2009,China,2680", "2009,China,2,680", ["line 25", "9 fields instead of 8"]),
        ("trade.csv", "ifes-2010", "ifes-2011", ["source 'ifes-2011'", "did you mean 'ifes-2010'"]),
        ("trade.csv", ",checked,", ",chekced,", ["line 1", "'checked' is missing", "add it"]),
        ("trade.csv", "year,", "year,yaer,", ["line 1", "'yaer'", "did you mean 'year'"]),
        ("trade.csv", "year,", "year;", ["line 1", "column 'year' is missing"]),
        ("resolutions.csv", "2009-06-12", "12.6.2009", ["line 5", "date = '12.6.2009'", "a day"]),
        (
            "resolutions.csv",
            "2009-06-12",
            "2009-02-30",
            ["line 5", "date = '2009-02-30'", "a day"],
        ),
        ("resolutions.csv", ",15,0,0,for,for", ",15,0,0,for,fro", ["russia = 'fro'", "'for'"]),
        ("oil.csv", '"', "", ["oil.csv", "fields instead of"]),
        ("deals.csv", "1993.28", "2029", ["line 2", "end_low = 2029.0 is above end", "swap"]),
        ("trade.csv", "2009,China,2680", "2009,China,٢٦٨٠", ["line 25", "is not a number"]),
        (
            "trade.csv",
            "2009,China,2680",
            "２００９,China,2680",
            ["line 25", "is not a whole number"],
        ),
        (
            "trade.csv",
            "2009,China,2680",
            f"2009,China,{'9' * 400}",
            ["line 25", "is not a number up to"],
        ),
        ("trade.csv", "ifes-2010", ";", ["source = ';'", "like the cells above and below"]),
        ("trade.csv", "\n2004,", "\n\n2004,", ["line 3: has 0 fields", "take a blank line out"]),
        ("trade.csv", "\n2004,", "\n,,,,,,,\n2004,", ["line 3: year is blank", "take the row out"]),
    ],
)
def test_a_spoilt_table_is_named_with_row_field_and_fix(folder, file, old, new, words):
    spoil(folder / file, old, new)
    before = bytes_of(folder)
    said = problem(table, file.removesuffix(".csv"), folder)
    assert file in said and all(word in said for word in words), said
    assert bytes_of(folder) == before


def test_a_quotation_left_open_is_named(folder):
    path = folder / "oil.csv"
    path.write_text(path.read_text(encoding="utf-8") + '2020,"crude', encoding="utf-8")
    assert problem(table, "oil", folder).startswith("oil.csv, quotes: do not match")


@pytest.mark.parametrize("name", PRINTED)
def test_a_missing_table_says_how_to_get_it_back(folder, name):
    (folder / f"{name}.csv").unlink()
    said = problem(table, name, folder)
    assert f"{name}.csv cannot be read" in said
    assert f"git restore data/{name}.csv" in said
    assert {p.name for p in folder.iterdir()} == {p.name for p in DATA.iterdir()} - {f"{name}.csv"}


def test_a_table_separated_by_semicolons_is_told_to_be_saved_with_commas(folder):
    text = (folder / "deals.csv").read_text(encoding="utf-8")
    (folder / "deals.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    said = problem(table, "deals", folder)
    assert said.startswith("deals.csv, line 1: column") and "commas, not semicolons" in said


def test_an_empty_table_misses_its_first_column(folder):
    (folder / "oil.csv").write_text("")
    assert "line 1: column 'year' is missing" in problem(table, "oil", folder)


def test_a_table_saved_by_a_spreadsheet_reads_the_same(folder):
    text = (folder / "trade.csv").read_text(encoding="utf-8")
    (folder / "trade.csv").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    pd.testing.assert_frame_equal(table("trade", folder), table("trade"))


def test_a_table_in_another_encoding_says_which_line(folder):
    text = (folder / "trade.csv").read_text(encoding="utf-8")
    (folder / "trade.csv").write_bytes((text + "2001,Ch\xefna").encode("latin-1"))
    said = problem(table, "trade", folder)
    assert f"trade.csv, line {text.count(chr(10)) + 1}: is not UTF-8" in said


def test_an_edit_is_seen_at_once(folder):
    assert table("trade", folder)["value"].max() == 7610
    spoil(folder / "trade.csv", ",7610,", ",8000000,")
    assert table("trade", folder)["value"].max() == 8_000_000


def test_an_unknown_table_suggests_the_nearest():
    assert {"trade", "oil", "china_record", "resolutions"} <= set(tables())
    said = problem(table, "trad")
    assert "datapackage.json has no table 'trad'; did you mean 'trade'?" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"resources": [', '"resources": [,', ["line 18"]),
        ('"minimum": 1990', '"minimum": NaN', ["trade.fields.year.minimum = nan is not a number"]),
        ('"minimum": 1990', '"minimum": 1' + "0" * 5000, ["5001 digits"]),
        ('"resources"', '"resource"', ["'resources'"]),
        ('"name": "trade",', "", ["name' is missing"]),
        ('"path": "trade.csv",', "", ["'trade.path' is missing"]),
        ('"path": "trade.csv"', '"path": 3', ["trade.path = 3 is not text"]),
        ('"resources": [', '"resources": 5, "x": [', ["'int' object"]),
        ('"name": "oil"', '"name": "trade"', ["trade is there twice"]),
        ('"name": "series"', '"name": "year"', ["trade. 'series' is not a column"]),
        ('"type": "integer",', "", ["'trade.fields.year.type' is missing"]),
        ('"type": "integer"', '"type": "year"', ["year.type = 'year' is none of string, integer"]),
        ('"minimum": 1990', '"minimum": "x"', ["year.minimum = 'x' is not a number"]),
        ('"constraints": {', '"constraints": [], "x": {', ["'list' object"]),
        ('"enum": [', '"enum": [1,', ["series.enum.1 = 1 is not text"]),
        ('"fields": [', '"fields": [], "x": [', ["trade.fields is empty"]),
        ('"primaryKey": [', '"primaryKey": ["yaer",', ["'yaer' is not a column", "mean 'year'"]),
        ('"primaryKey": [', '"primaryKey": 3, "x": [', ["primaryKey = 3 is not a list"]),
        ('"needed": [', '"needed": [{"yaer": 1},', ["trade. 'yaer' is not a column"]),
        ('"order": [', '"order": [["lo"],', ["oil. 'lo' is not a column", "mean 'low'"]),
        ("[a-z0-9-]+(;", "[a-z0-9-+(;", ["unbalanced parenthesis"]),
    ],
)
def test_a_spoilt_package_is_named_with_place_and_fix(folder, old, new, words):
    spoil(folder / "datapackage.json", old, new)
    said = problem(table, "trade", folder)
    assert said.startswith("datapackage.json does not describe the tables as it must"), said
    assert all(word in said for word in words) and "): fix this, or take" in said, said
    assert len(said) < 350, said


@pytest.mark.parametrize("text", ["[]", "3", "null", '"x"', "[" * 100_000])
def test_a_package_that_is_something_else_is_told_in_a_sentence(folder, text):
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    assert problem(table, "trade", folder).startswith("datapackage.json does not")


@pytest.mark.parametrize("name", PRINTED)
def test_a_table_of_a_header_alone_asks_for_a_row(folder, name):
    path = folder / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert f"{name}.csv, rows: there is none: add one" in problem(table, name, folder)


NEEDED = [
    (resource["name"], wanted)
    for resource in json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for wanted in resource.get("schema", {}).get("needed", [])
]


@pytest.mark.parametrize(("name", "wanted"), NEEDED)
def test_a_row_that_a_picture_singles_out_is_missed_by_name(folder, name, wanted):
    rows = list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8", newline="")))
    kept = [r for r in rows if not all(r[k] == str(v) for k, v in wanted.items())]
    assert len(kept) < len(rows)
    write(folder / f"{name}.csv", kept)
    said = problem(table, name, folder)
    assert said.startswith(f"{name}.csv, rows: none has ") and "put it back" in said
    assert all(f"{k} = {v}" in said for k, v in wanted.items()), said


def write(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, rows[0], lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows)


def alt_texts(folder: Path, name: str) -> str:
    """What the pictures made of this table say."""
    known = table(name, folder)
    drawn = {
        "trade": lambda: [
            pictures.china_share(trade_shares(folder)),
            pictures.trade_by_year(known, table("resolutions", folder)),
        ],
        "oil": lambda: [pictures.crude_oil(known)],
    }
    return " ".join(picture.alt_text for picture in drawn[name]())


@pytest.mark.parametrize("name", ["trade", "oil"])
def test_a_picture_without_one_row_says_what_is_missing_or_draws_the_rest(folder, name):
    rows = list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8", newline="")))
    refused = 0
    for row in rows:
        if name == "trade" and row["year"] not in ("2009", "2017"):  # named in the pictures
            continue
        write(folder / f"{name}.csv", [r for r in rows if r is not row])
        try:
            said = alt_texts(folder, name)
        except DataProblem:
            refused += 1
        else:
            assert not re.search(r"\bnan", said), (row, said)
    assert 0 < refused < len(rows)


def test_a_year_without_any_trade_has_no_shares_and_says_so(folder):
    whole = '2007,"all partners, South left out",'
    spoil(folder / "trade.csv", f"{whole}2940", f"{whole}0")
    said = problem(trade_shares, folder)
    assert said.startswith("trade.csv, 2007, all partners") and "fill in what it was" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("@book{early-2015", "@book{fearon-1995", ["repeated", "fearon-1995", "comes once"]),
        ("  year = {2015},\n", "", ["early-2015", "has no year", "or fix year"]),
        ("  author = {Early, Bryan R.},\n", "", ["early-2015", "has no author"]),
        ("{Early, Bryan R.}", "{,}", ["early-2015", "has no author"]),
        ("  year = {2015},\n", "  year = {},\n", ["early-2015", "has no year", "or fix year"]),
        ("  year = {2015},\n", "  year = {soon},\n", ["early-2015", "has no year of four digits"]),
        ("  title = {Busted", "  title = {},\n  x = {Busted", ["early-2015", "has no title"]),
        ("author = {Early, Bryan R.},", "author = {Early, Bryan R.", ["line ", "fix that record"]),
    ],
)
def test_a_spoilt_bibliography_names_the_record(folder, old, new, words):
    spoil(folder / "references.bib", old, new)
    said = problem(references, folder)
    assert said.startswith("references.bib") and all(word in said for word in words), said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1\nb = \n", ["line 2", "Invalid value", "quotes"]),
        ("[a]\nx = 1\n[a]\n", ["line 3", "twice", "comes once"]),
        ("a = 1\na = 2", ["overwrite", "comes once"]),
        ("a = 'x", ["end of document", "fix that line"]),
        (f"a = {'9' * 5000}", ["5000 digits", "fix that line"]),
        (f"a = {'[' * 5000}", ["recursion", "fix that line"]),
    ],
)
def test_invalid_toml_is_named_with_line_and_fix(tmp_path, text, words):
    path = tmp_path / "claims.toml"
    path.write_text(text)
    said = problem(read_toml, path)
    assert said.startswith("claims.toml") and all(word in said for word in words), said


def test_toml_with_a_byte_order_mark_and_dos_lines_reads_the_same(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes("\ufeffa = 1\r\nb = 'é'\r\n".encode())
    assert read_toml(path) == {"a": 1, "b": "é"}


def test_a_missing_toml_file_says_how_to_get_it_back(tmp_path):
    assert "git restore" in problem(read_toml, tmp_path / "claims.toml")


@given(st.text(max_size=30))
def test_a_name_far_from_all_others_suggests_nothing_and_a_known_one_itself(name):
    assert nearest(name, []) == ""
    if name:
        assert nearest(name, [name, "zzzzzz"]) == f"; did you mean {name!r}?"


CELL = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters='",\r\n;'), max_size=12
)


@given(CELL)
def test_a_number_cell_gives_its_number_or_one_clear_sentence(text):
    column = Column("value", "number", minimum=0)
    try:
        value = data._value(text, column)
    except Wrong as error:
        assert str(error).startswith("value = ")
        assert not re.fullmatch(r"[0-9]+", text)
    else:
        assert value is None if not text.strip() else value == float(text) >= 0


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_every_day_is_read_as_itself(day):
    assert data._value(day.isoformat(), Column("date", "date")) == day
