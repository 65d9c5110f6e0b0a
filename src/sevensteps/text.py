"""Text made from data: cards, tables, and what a conclusion rests on, in words.

Each function returns Markdown that a notebook shows, so that no sentence of a source and no number of
a record is typed twice. Links are relative to notebooks/.

>>> text.smallest_flip(assumptions(), "C6a")
*C6a: Sanctions are mostly in vain without China.* Under these assumptions, one change is enough: ...
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import comparison, data, verdicts
from .argument import Claim, claims, steps_argued
from .assumptions import (
    CHOICE,
    PRESETS,
    Assumption,
    Assumptions,
    assumptions,
    number,
    one_set,
    parameters_read,
    percent,
)
from .codes import read
from .data import DataProblem, cite, keys, nearest, references
from .questions import COVERS, DECLINED, Guesses, Question, dated
from .scenarios import scenarios
from .scores import BASELINES, YOU, Scored, baselines, came_true, held, means, scored, skill
from .verdicts import flips, holding, judge

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE = {  # a mark (full, half or hollow) and what it means
    "measured": ("●", "counted or computed from the tables in data/"),
    "published": ("●", "a finding that a source states"),
    "claimed": ("◐", "what someone says who has a side"),
    "guessed": ("○", "nobody knows: our number, with the reason for it"),
}
KIND = {
    "fact": "a statement of fact",
    "inference": "an inference",
    "recommendation": "a recommendation",
    "value": "a value judgement",
}


@dataclass(frozen=True)
class Text:
    """Markdown that shows itself in a notebook; printed, it is the same text."""

    markdown: str

    def __repr__(self) -> str:
        return self.markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


def folded(summary: str, body: str) -> Text:
    """Text that is one click away: the reader sees the summary, a click opens the body."""
    return Text(f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>")


def table(heads: str, rows: Iterable[str]) -> str:
    """A Markdown table; the cells of the head and of each row are separated by " | "."""
    rule = " | ".join(["---"] * (heads.count(" | ") + 1))
    return "\n".join(f"| {cells} |" for cells in (heads, rule, *rows))


def bullets(lines: Iterable[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def plural(count: int, word: str) -> str:
    """A number of things in words: 1 range, 2 ranges, 3 guesses."""
    return f"{count} {word}" + ("" if count == 1 else "es" if word.endswith("s") else "s")


def _cited(sources: str | Iterable[str]) -> str:
    """Short citations in brackets, or '' where there are none."""
    short = cite(sources)
    return f"({short})" if short else ""


def _mark(r: Assumption) -> str:
    return f"{EVIDENCE[r.evidence][0]} {r.evidence}"


def _unseen(checked: str) -> str:
    return "" if checked == "seen" else " (unverified)"


# -- claims --------------------------------------------------------------------------------------


def claim(claim_id: str) -> Claim:
    """The claim of this id; raises DataProblem with the nearest known one."""
    return claims()[claim_id]


def judged(claim_id: str) -> Claim:
    """The claim of this id, which has a verdict rule; raises DataProblem if it has none."""
    c = claim(claim_id)
    if not c.verdict:
        ruled = [other.id for other in claims().values() if other.verdict]
        raise DataProblem(
            f"{c.id} has no verdict rule ({c.no_verdict.rstrip('.')}): use a claim that has one, "
            f"{', '.join(ruled)}"
        )
    return c


def claim_card(claim_id: str) -> Text:
    """A claim as the op-ed makes it: paraphrase, paragraph, kind, what it needs, best support."""
    c = claim(claim_id)
    stated = "stated" if c.stated else "not stated, but needed"
    lines = [
        f"> **{c.id}.** {c.claim}",
        ">",
        f"> *Paragraph {c.paragraph}; {stated}; {KIND[c.kind]}.*",
    ]
    if c.needs:
        lines += ["", f"**It needs:** {c.needs}"]
    if c.support:
        lines += ["", f"**Best support:** {c.support} {_cited(c.support_source)}"]
    return Text("\n".join(lines))


def objection(claim_id: str) -> Text:
    """The strongest objection to a claim, folded away, one click from view."""
    c = claim(claim_id)
    summary = f"<b>The strongest objection to {c.id}</b>"
    return folded(summary, f"{c.objection} {_cited(c.objection_source)}")


def claims_table() -> Text:
    """Every claim with its paragraph, what it needs, and its strongest objection; folded away."""
    rows = (
        f"{c.id} | {c.paragraph} | {c.claim}{'' if c.stated else ' *(needed, not stated)*'} "
        f"| {c.needs or '–'} | {c.objection} {_cited(c.objection_source)}"
        for c in claims().values()
    )
    heads = "claim | para. | in our words | it needs | the strongest objection"
    return folded(f"All {len(claims())} claims in words", table(heads, rows))


def verdict_lines(a: Assumptions, *claim_ids: str) -> Text:
    """The verdicts on these claims, a line each; claims without a rule say why they have none."""
    judged_now = {id: judge(claim(id), one_set(a)) for id in claim_ids}
    return Text(
        bullets(
            verdict.sentence if verdict else f"{id}: no verdict. {claim(id).no_verdict}"
            for id, verdict in judged_now.items()
        )
    )


def flip_table(claim_id: str, a: Assumptions) -> Text:
    """What would change the verdict: each assumption that alone flips it, the least move first."""
    c, a = judged(claim_id), one_set(a)
    found = [(f.record, f) for f in flips(c, a)]
    if not found:
        return Text(f"No single assumption turns {c.id} within its range.")
    would = "stop holding" if judge(c, a).holds else "hold"
    rows = (
        f"{r.title} | {r.show(f.start)} | {r.show(f.end)} | {f.move:.0%} | {_mark(r)}"
        for r, f in found
    )
    heads = "assumption | from | to | share of its range | evidence"
    return Text(f"These alone would make {c.id} {would}:\n\n{table(heads, rows)}")


# -- assumptions ---------------------------------------------------------------------------------


def of_step(step: int, a: Assumptions) -> list[Assumption]:
    """The records for a claim of this step, and those that its verdicts read too."""
    mine = [c for c in claims().values() if c.step == step]
    read_ = {r.name for c in mine if c.verdict for r in verdicts.rests_on(c, a)}
    ids = {c.id for c in mine}
    return [r for r in a.records.values() if r.claim in ids or r.name in read_]


def assumption_table(a: Assumptions, *, step: int | None = None) -> Text:
    """Value, range, evidence and source of assumptions; author's and critic's values beside them.

    The name in code is what `assumptions().replace(name=value)` takes; a choice gives its settings'
    values. step: only those of one step.
    """
    a, rows = one_set(a), []
    for r in a.records.values() if step is None else of_step(step, a):
        theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
        why = f"{_cited(r.source)} {r.where}" if r.source and r.where else r.why
        settings = "; ".join(f"{name} ({value:g})" for name, value in r.settings.items())
        span = settings if r.unit == CHOICE else r.span
        rows.append(
            f"{r.title} | `{r.name}` | {r.symbol} | {r.show(getattr(a, r.name))} | {span} "
            f"| {' | '.join(theirs)} | {_mark(r)} | {why}"
        )
    heads = "assumption | name in code | symbol | yours | range | author | critic | evidence"
    return Text(table(f"{heads} | source, or why", rows))


def key_to_evidence() -> Text:
    """What the marks of evidence mean."""
    return Text(bullets(f"{mark} **{e}**: {means}" for e, (mark, means) in EVIDENCE.items()))


# -- code, numbers, tables of data/, sources -----------------------------------------------------


def source(*functions: Callable) -> Text:
    """The source of these functions, as it runs."""
    code = "\n\n".join(inspect.getsource(f).rstrip() for f in functions)
    return Text(f"```python\n{code}\n```")


def percents(named: Mapping[str, float]) -> Text:
    """Shares and probabilities by name, in per cent."""
    return Text(bullets(f"{name}: **{percent(value)}**" for name, value in named.items()))


def named_numbers(named: Mapping[str, float]) -> Text:
    """Numbers by name, as people read them; the name says the unit."""
    return Text(bullets(f"{name}: **{number(value)}**" for name, value in named.items()))


def facts_table(name: str, **units: str) -> Text:
    """A whole table of data/ with its sources, for tables small enough to read.

    units: the unit of a column, such as value="billion US dollars", for its heading.
    """
    found = data.table(name)
    columns = [c for c in found.columns if c not in ("source", "checked")]
    heads = [f"{c}, {units[c]}" if c in units else c for c in columns]
    rows = []
    for r in found.to_dict("records"):
        cells = [f"{r[c]:g}" if isinstance(r[c], float) else str(r[c]) for c in columns]
        rows.append(" | ".join([*cells, cite(r["source"]) + _unseen(r["checked"])]))
    return Text(table(" | ".join([*heads, "source"]), rows))


def record_table(record: pd.DataFrame) -> Text:
    """The dated record of `data.table("china_record")`, with how it was coded and what followed."""
    rows = []
    for r in record.to_dict("records"):
        note = f" *{r['note']}*" if r["note"] else ""
        rows.append(
            f"{r['date']:%Y\u2011%m\u2011%d} | {r['what']}.{note} | {r['cooperation']} "
            f"| {r['followed']} | {cite(r['source'])}{_unseen(r['checked'])}"
        )
    heads = "date | what China did | coded | what followed (sequence, not cause) | source"
    return Text(table(heads, rows))


def sources_of(
    *tables: str, step: int | None = None, asked: Iterable[Question] = (), also: Iterable[str] = ()
) -> Text:
    """Every work behind these tables, a step's claims and assumptions, and these questions.

    In order of name; also: further keys of the bibliography.
    """
    mine = {c.id: c for c in claims().values() if c.step == step}
    cells = [
        *(cell for name in tables for cell in data.table(name)["source"]),
        *(cell for q in asked for cell in (q.source, q.before_source)),
        *(r.source for r in assumptions().records.values() if r.claim in mine),
    ]
    used = {key for cell in cells for key in keys(cell)} | set(also)
    used |= {key for c in mine.values() for key in (*c.support_source, *c.objection_source)}
    known = references()
    return folded(f"All {len(used)} works", "\n".join(sorted(f"- {known[k].full}" for k in used)))


def works_named(text: str) -> str:
    """A text with each key of references.bib in it replaced by the work's short name."""
    known = references()
    return re.sub(r"[a-z]\w*(?:-\w+)+", lambda m: getattr(known.get(m[0]), "short", m[0]), text)


# -- the whole strategy --------------------------------------------------------------------------


def strategy_table() -> Text:
    """Every lever of every strategy; a hollow circle marks what has no source but us."""
    known, rows = scenarios(), []
    for name, lever in known.levers.items():
        cells = (
            f"{s.levers[name]:g}{'' if name in s.because else ' ○'}"
            for s in known.strategies.values()
        )
        rows.append(f"{lever.title} ({lever.unit}) | {lever.step or '–'} | {' | '.join(cells)}")
    heads = " | ".join(["lever", "step", *_titles().values()])
    foot = "○ our coding. Every other one has its reason in data/scenarios.toml."
    return Text(f"{table(heads, rows)}\n\n{foot}")


def expected_table(a: Assumptions) -> Text:
    """What the model expects of each strategy by the horizon, criterion by criterion; no weights."""
    found, rows = comparison.expected(a), []
    for name, c in scenarios().criteria.items():
        show = percent if c.unit.startswith(("probability", "share")) else "{:.1f}".format
        cells = (show(round(float(v), 3)) for v in found[name])
        rows.append(f"{c.title} ({c.unit}) | {' | '.join(cells)}")
    return Text(table(" | ".join(["by the horizon", *_titles().values()]), rows))


def preset_tables() -> Text:
    """Every rival view, value by value, beside the author's; each folded away under its title."""
    a, views = assumptions(), []
    author = a.preset("author")
    heads = "assumption | default | the author's | this view's | the argument | leans on"
    for view in scenarios().presets.values():
        rows = []
        for name, one in view.sets.items():
            r = a.record(name)
            values = " | ".join(map(r.show, (r.value, getattr(author, name), one.value)))
            rows.append(f"{r.title} | {values} | {one.why} | {cite(one.source)}")
        body = f"{view.about} {_cited(view.source)}\n\n{table(heads, rows)}"
        views.append(folded(f"<b>{view.title}</b>: {len(rows)} numbers", body).markdown)
    return Text("\n\n".join(views))


def champions(a: Assumptions) -> Text:
    """Which strategy has the least loss in the author's, the critic's and each rival view.

    Losses are counted with the default weights.
    """
    known, titles, rows = scenarios(), _titles(), []
    for view, ranked in comparison.champions().items():
        first, second = (f"{titles[n]} ({loss:.3f})" for n, loss in list(ranked.items())[:2])
        preset = None if view in PRESETS else known.presets[view]
        title = preset.title if preset else f"the {view}'s setting"
        favours = titles[preset.favours] if preset else "–"
        rows.append(f"{title} | {first} | {second} | {favours}")
    without = " and ".join(titles[n] for n in comparison.without_preset())
    return Text(
        f"{table('view | least loss | next | whom it favours', rows)}\n\n"
        f"At these weights no view was found in which {without} does best. None was looked for by "
        "moving numbers until it did."
    )


def _titles() -> dict[str, str]:
    return {name: s.title for name, s in scenarios().strategies.items()}


# -- forecasts -----------------------------------------------------------------------------------

SHOWN = {"chance": "{:.2f}".format, "range": lambda share: percent(round(share, 3))}
MEAN = {
    "chance": "mean Brier score (0 is nearest, 1 farthest)",
    "range": "mean CRPS as a share of what could be answered (0 is nearest)",
}


def question_table() -> Text:
    """The dated questions as they were asked: until when, which step, and what two baselines say.

    It leaves out what happened.
    """
    rows = []
    for q in dated():
        steps = ", ".join(dict.fromkeys(f"step {claim(c).step}" for c in q.claims))
        chance, said = q.kind == "chance", baselines(q).values()  # a range is a point here
        said = " | ".join(q.show(f) if chance else q.show_value(f[0]) for f in said)
        rows.append(f"{q.question} | {q.resolves:%B %Y} | {steps} ({', '.join(q.claims)}) | {said}")
    two = "always even, or no change | as often as before, or one more a year"
    return Text(table(f"question | until | touches | {two}", rows))


def outcome_table() -> Text:
    """What happened to each dated question, what was known before, and the sources; folded away."""
    rows = []
    for q in dated():
        before = f"{q.before:g}" if q.before_of is None else f"{q.before:g} of {q.before_of:g}"
        rows.append(
            f"{q.title} | **{q.show_value(q.outcome)}.** {q.happened} "
            f"| {_cited(q.source)} {q.where}{_unseen(q.checked)} "
            f"| {before}: {q.before_where} | {_cited(q.before_source)}"
        )
    heads = "question | what happened | source | known in 2009 | source"
    return folded(f"What happened to all {len(rows)} questions, with sources", table(heads, rows))


def bearing_table() -> Text:
    """What each outcome says for or against the claims it touches, as we read it; folded away."""
    rows = [
        f"{q.title}: {q.show_value(q.outcome)} | {', '.join(q.claims)} | {q.bears}" for q in dated()
    ]
    heads = "what happened | touches | how it bears, as we read it"
    return folded(f"How {plural(len(rows), 'outcome')} bear on the claims", table(heads, rows))


def rivals_lines() -> Text:
    """How near the two baselines came over all dated questions, a line for each kind."""
    rows, lines = scored(dated()), []
    for kind in BASELINES:
        mean = means(rows, kind).items()
        said = "; ".join(f"“{name}” has **{SHOWN[kind](s)}**" for name, s in mean)
        lines.append(f"{_over(rows, kind)}: {said}.")
    return folded("How the two rivals fared (open it after the record)", bullets(lines))


def _over(rows: Iterable[Scored], kind: str) -> str:
    count = sum(r.question.kind == kind for r in rows)
    return f"Over {plural(count, kind)}, {MEAN[kind]}"


def forecast_rows(guesses: Guesses, asked: Iterable[Question]) -> list[list[str]]:
    """The reader's forecasts beside the record: a row of names, then a row for each question.

    A chance has the Brier score, a range the CRPS in its own unit.
    """
    heads = ["question", "yours", "what happened"]
    rows = [[*heads, "your score", "first baseline", "second baseline"]]
    known = {r.question.id: r.scores.values() for r in scored(asked, guesses)}
    for q in asked:
        show = "{:.2f}" if q.kind == "chance" else f"{{:.1f}} {q.unit}"
        scores = map(show.format, known[q.id]) if q.id in known else ["–"] * 3
        rows.append(
            [q.title, q.show(guesses.get(q.id, "not answered")), q.show_value(q.outcome), *scores]
        )
    return rows


def score_lines(guesses: Guesses, asked: Iterable[Question] | None = None) -> list[str]:
    """How near the forecasts came, beside the two baselines, in sentences; [] without forecasts."""
    rows, lines = scored(dated() if asked is None else asked, guesses), []
    for kind, names in BASELINES.items():
        if mean := means(rows, kind):
            mine, shown = mean[YOU], SHOWN[kind]
            theirs = (f"“{n}” has {shown(mean[n])}, {_nearer(mine, mean[n])}" for n in names)
            lines.append(f"{_over(rows, kind)}: you have {shown(mine)}; {'; '.join(theirs)}.")
    inside, ranges = held(rows)
    if ranges:
        lines.append(
            f"Holding what happened: {inside} of {plural(ranges, 'range')}. If each were meant to "
            f"hold {percent(COVERS)} of all outcomes and did, {COVERS * ranges:.1f} would be expected."
        )
    said, happened, chances = came_true(rows)
    if chances:
        lines.append(
            f"Added up, {plural(chances, 'chance')} came to {said:.2f} events; {happened:g} took place."
        )
    if rows:
        lines.append(
            "On so few questions luck counts for much: this says where you stood, and little of how "
            "well you would forecast the next ones."
        )
    return lines


def _nearer(mine: float, other: float) -> str:
    if abs(mine - other) < 1e-9:
        return "as near as you"
    if mine < other:
        return f"and you are {percent(round(skill(mine, other), 2))} nearer"
    return f"and is {percent(round(skill(other, mine), 2))} nearer"


def forecasts_as_rows(guesses: Guesses) -> list[dict[str, str | float]]:
    """The reader's forecasts for a file: question, kind, unit, and the chance, or low and high."""
    rows = []
    for q in [q for q in dated() if q.id in guesses]:
        answer = guesses[q.id]
        row = {"question": q.id, "asked": q.question, "kind": q.kind, "unit": q.unit}
        row |= {"chance": "", "low": "", "high": "", "declined": ""}
        if answer == DECLINED:
            row["declined"] = "yes"
        elif q.kind == "chance":
            row["chance"] = answer
        else:
            row["low"], row["high"] = answer
        rows.append(row)
    return rows


# -- the notebooks -------------------------------------------------------------------------------

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def notebooks() -> Text:
    """The steps and the notebook that argues each, with a link if the notebook is there."""
    rows = []
    for step in steps_argued():
        link = f"[{step.question}]({step.notebook})" if step.notebook else "still to come"
        rows.append(f"{step.label} | {link}")
    return Text(table("step | notebook", rows))


# -- what a conclusion rests on ------------------------------------------------------------------

WORLDS, SEED = 2000, 2009  # how many worlds are drawn, and the seed of the draw
MOST_OF_A_GRID = 9  # assumptions, three values each


class Conclusion(NamedTuple):
    """Something that is so or not under assumptions: a verdict, or one strategy beside another.

    measure: a number; with a threshold, the answer is yes where the measure is at least that.
    weighed: whether the answer depends on the reader's weights. Panels then ask for them first.
    """

    words: str
    holds: Callable[[Assumptions], Any]
    measure: Callable[[Assumptions], Any]
    threshold: float | None
    weighed: bool

    def free(self, a: Assumptions) -> list[Assumption]:
        """What may move: uncertainties, and a claim's values too; never the reader's weights."""
        roles = ("uncertainty",) if self.weighed else ("uncertainty", "value")
        return [r for r in parameters_read(self.holds, a) if r.role in roles]

    def uncertain(self, a: Assumptions) -> list[Assumption]:
        """The uncertainties among them."""
        return [r for r in self.free(a) if r.role == "uncertainty"]

    def crux(self, one: Assumptions, other: Assumptions) -> verdicts.Crux:
        """Which differences between two people's assumptions this depends on."""
        return verdicts.crux(self.measure, one, other, threshold=self.threshold)

    def says(self, *lines: str) -> Text:
        """The question in words, and then these lines."""
        return Text("\n".join([f"*{self.words}.* {lines[0]}", *lines[1:]]))


def conclusions() -> dict[str, Conclusion]:
    """All by id: the claims that have a verdict, and the op-ed beside each rival strategy."""
    found = {}
    for c in [c for c in claims().values() if c.verdict]:
        found[c.id] = Conclusion(f"{c.id}: {c.title}", holding(c), holding(c), None, False)
    titles, op_ed = _titles(), comparison.OP_ED
    for name in [n for n in titles if n != op_ed]:
        words = f"{titles[op_ed]}: less loss than {titles[name][0].lower()}{titles[name][1:]}"
        better = partial(comparison.does_better, one=op_ed, other=name)
        gain = partial(comparison.gain_over, one=op_ed, other=name)
        found[f"{op_ed}>{name}"] = Conclusion(words, better, gain, 0.0, True)
    return found


def conclusion(id: str) -> Conclusion:
    """The conclusion of this id; raises DataProblem with the nearest known one."""
    known = conclusions()
    if id not in known:
        raise DataProblem(f"no question is called {id!r}{nearest(id, known)}")
    return known[id]


def smallest_flip(a: Assumptions, id: str) -> Text:
    """The smallest change that flips the answer: fewest assumptions, then the least move."""
    asked = conclusion(id)
    found = verdicts.smallest_flip(asked.holds, a, asked.free(a), together=2)
    return asked.says(found.sentence)


def whole_grid(a: Assumptions, id: str, records: Iterable[str] = ()) -> Text:
    """In how many combinations of low, default and high the answer holds, and where it fails.

    records: which assumptions; by default all that may move. If they are too many, the six that
    flip the answer alone with the least move.
    """
    asked = conclusion(id)
    free = asked.free(a)
    names = list(records) or [r.name for r in free]
    if len(names) > MOST_OF_A_GRID:
        no_longer = flips(lambda b: asked.holds(b) == 1, a, free)  # fails, or cannot be judged
        names = [f.record.name for f in no_longer][:6]
        names += [r.name for r in free if r.name not in names][: max(0, 2 - len(names))]
    chosen = [a.record(n) for n in names]
    found = verdicts.whole_grid(asked.holds, verdicts.grid(a, chosen))
    return asked.says(found.sentence, "", f"On the grid: {'; '.join(r.title for r in chosen)}.")


def crux(one: Assumptions, other: Assumptions, id: str) -> Text:
    """Of all differences between two people's assumptions, which one the answer hangs on."""
    asked = conclusion(id)
    found = asked.crux(one, other)
    total, rows = found.end - found.start, []
    for d in [d for d in found.differences if abs(d.share) > 1e-9][:8]:
        r = d.records[0]
        values = f"{r.show(getattr(one, r.name))} | {r.show(getattr(other, r.name))}"
        if len(d.records) > 1:
            values = f"{len(d.records)} numbers | "
        part = f"{d.share / total:.0%}" if abs(total) > 1e-9 else f"{d.share:+.3f}"
        rows.append(f"{d.label} | {values} | {part}")
    heads = "they differ in | one | the other | share of the difference"
    return asked.says(found.sentence, *(["", table(heads, rows)] if rows else []))


def exchanged_until_it_turns(one: Assumptions, other: Assumptions, id: str) -> int | None:
    """How many of one person's numbers must become the other's until the answer flips; or None.

    The largest effect comes first; if too many differ, those of a step count as one.
    """
    turns = conclusion(id).crux(one, other).turns
    return None if turns is None else turns + 1


def crux_of_codes(one: str, other: str, id: str, base: Assumptions) -> Text:
    """The crux between two codes; raises DataProblem that says which code cannot be read."""
    people = []
    for who, text in (("the first", one), ("the second", other)):
        try:
            people.append(read(text, base).assumptions)
        except DataProblem as error:
            raise DataProblem(f"{who} code cannot be read: {error}") from None
    return crux(*people, id)


def regrets(a: Assumptions) -> Text:
    """Shares of the worlds drawn in which each strategy has the least loss, and its regret."""
    found = verdicts.compared(comparison.drawn_losses(a, WORLDS, SEED).T, [*_titles().values()])
    columns = zip(found.options, found.best, found.mean_regret, found.max_regret, strict=True)
    rows = (
        f"{title} | {best:.0%} | {mean:.2f} | {most:.2f}" for title, best, mean, most in columns
    )
    heads = "strategy | least loss in | regret, mean | regret, at most"
    return Text(f"{found.sentence}\n\n{table(heads, rows)}")


def discovery(a: Assumptions, id: str) -> Text:
    """Where among the worlds drawn the answer is mostly no: a box in plain words (PRIM)."""
    asked = conclusion(id)
    free = asked.uncertain(a)
    worlds = verdicts.draws(a, free, WORLDS, np.random.default_rng(SEED))
    fails = ~np.broadcast_to(asked.holds(worlds), WORLDS)
    return asked.says(verdicts.discover(fails, worlds, free, "the answer is no").sentence)


def screened(a: Assumptions, id: str) -> Text:
    """Which assumptions move the measure most, one at a time from many places (Morris)."""
    asked = conclusion(id)
    found = verdicts.morris(asked.measure, a, asked.uncertain(a), np.random.default_rng(SEED))
    listed = (
        f"{one.record.title} | {one.impact:.3f} | {'much' if one.uneven > one.impact else 'less'} "
        f"| {_mark(one.record)}"
        for one in found[:10]
    )
    heads = "assumption | moves the measure by | depends on the others | evidence"
    return asked.says(
        f"{verdicts.screening.TRAJECTORIES * (len(found) + 1)} runs.", "", table(heads, listed)
    )


def worth_knowing(a: Assumptions) -> Text:
    """By how much the expected loss would fall if one assumption were known before choosing."""
    records = [r for r in comparison.rests_on(a) if r.role == "uncertainty"]
    worlds = verdicts.draws(a, records, WORLDS, np.random.default_rng(SEED))
    losses = comparison.losses(worlds).T
    known = verdicts.value_of_knowing(losses, worlds, records)[:8]
    listed = (f"{r.title} | {value:.4f}" for r, value in known)
    every = f"To know everything would be worth {verdicts.evpi(losses):.3f} of loss"
    return Text(f"{every}; one at a time:\n\n{table('assumption | worth knowing', listed)}")
