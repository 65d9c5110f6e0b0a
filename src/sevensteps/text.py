"""Text made from data: a claim's card, its objection, the table of assumptions, what would change it.

Each function returns Markdown that a notebook shows, so that no sentence of a source or number of
a record is typed twice. Links are relative to notebooks/.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from . import comparison
from .argument import Claim, claims
from .assumptions import CHOICE, Assumption, Assumptions, assumptions, number, one_set, percent
from .data import DataProblem, keys, look_up, references, table
from .questions import COVERS, DECLINED, Answer, Guesses, Question, dated
from .scenarios import scenarios
from .scores import BASELINES, YOU, baselines, came_true, held, means, rivals, scored, skill
from .verdicts import Flip, flips, judge, rests_on

MARK = {"measured": "●", "published": "●", "claimed": "◐", "guessed": "○"}  # full, half, hollow
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


def folded(summary: str, body: str) -> Text:
    """Text that is one click away: its summary is seen, its body opens."""
    return Text(f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>")


def objection(claim_id: str) -> Text:
    """The strongest objection to a claim, folded away, one click from view."""
    c = claim(claim_id)
    return folded(
        f"<b>The strongest objection to {c.id}</b>", f"{c.objection} {_cited(c.objection_source)}"
    )


def of_step(step: int, a: Assumptions) -> list[Assumption]:
    """The records that stand for a claim of this step, and those its verdicts and pictures read too."""
    ids = {c.id for c in claims().values() if c.step == step}
    read = {r.name for i in ids if claims()[i].verdict for r in rests_on(claims()[i], a)}
    return [r for r in a.records.values() if r.claim in ids or r.name in read]


def assumption_table(
    a: Assumptions, records: Iterable[Assumption] | None = None, *, step: int | None = None
) -> Text:
    """Value, range, evidence and source of assumptions; author's and critic's values beside them.

    The name in code is what `assumptions().replace(name=value)` takes; a choice gives its settings' values.
    records: which of them, in this order; step: those of one step; neither: all.
    """
    a = one_set(a)
    if step is not None:
        records = of_step(step, a)
    rows = [
        "| assumption | name in code | symbol | yours | range | author | critic | evidence | source, or why |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in records if records is not None else a.records.values():
        theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
        source = f"{_cited(keys(r.source))} {r.where}" if r.source and r.where else r.why
        rows.append(
            f"| {r.title} | `{r.name}` | {r.symbol} | {r.show(getattr(a, r.name))} "
            f"| {_range(r)} | {' | '.join(theirs)} "
            f"| {MARK[r.evidence]} {r.evidence} | {source} |"
        )
    return Text("\n".join(rows))


def _range(r: Assumption) -> str:
    if r.unit == CHOICE:
        return "; ".join(f"{name} ({value:g})" for name, value in r.settings.items())
    return r.span


def verdict_lines(a: Assumptions, *claim_ids: str) -> Text:
    """The verdicts on these claims, a line each; claims without a rule say why they have none."""
    a, lines = one_set(a), []
    for claim_id in claim_ids:
        c = claim(claim_id)
        verdict = judge(c, a)
        lines.append(f"- {verdict.sentence if verdict else f'{c.id}: no verdict. {c.no_verdict}'}")
    return Text("\n".join(lines))


# A claim about a change says nothing where nothing changes: such a setting turns no verdict.
NO_CHANGE = {"us_presence": "troops and treaty"}


def turning(c: Claim, a: Assumptions, leave: Iterable[str] = ()) -> list[Flip]:
    """The single changes that turn a verdict, the least move first, without those to `leave`.

    A change to a setting under which there is nothing to judge (see NO_CHANGE) is not one of them.
    """
    leave, found = set(leave), []
    now = bool(judge(c, a).holds)
    for f in flips(c, a, [r for r in rests_on(c, a) if r.name not in leave]):
        r = f.record
        idle = r.settings.get(NO_CHANGE.get(r.name, ""))
        if f.end == idle:
            others = [v for v in r.settings.values() if v != idle]
            ends = [v for v in others if bool(judge(c, a.replace(**{r.name: v})).holds) != now]
            if not ends:
                continue
            f = f._replace(end=min(ends, key=lambda v: abs(v - f.start)))
        found.append(f)
    return sorted(found, key=lambda f: f.move)


def flip_table(claim_id: str, a: Assumptions) -> Text:
    """What would change the verdict: each assumption that alone turns it, the least move first."""
    c, a = judged(claim_id), one_set(a)
    found = turning(c, a)
    if not found:
        return Text(f"No single assumption turns {c.id} within its range.")
    now = "hold" if judge(c, a).holds else "fail"
    rows = [
        f"These alone would make {c.id} stop holding:"
        if now == "hold"
        else f"These alone would make {c.id} hold:",
        "",
        "| assumption | from | to | share of its range | evidence |",
        "| --- | --- | --- | --- | --- |",
    ]
    for f in found:
        r = f.record
        rows.append(
            f"| {r.title} | {r.show(f.start)} | {r.show(f.end)} | {f.move:.0%} "
            f"| {MARK[r.evidence]} {r.evidence} |"
        )
    return Text("\n".join(rows))


def key_to_evidence() -> Text:
    """What the marks of evidence mean."""
    means = {
        "measured": "counted or computed from the tables in data/",
        "published": "a finding that a source states",
        "claimed": "what someone says who has a side",
        "guessed": "nobody knows: our number, with the reason for it",
    }
    return Text("\n".join(f"- {MARK[e]} **{e}**: {text}" for e, text in means.items()))


def source(*functions: Callable) -> Text:
    """The source of these functions, as it runs."""
    code = "\n\n".join(inspect.getsource(f).rstrip() for f in functions)
    return Text(f"```python\n{code}\n```")


def percents(named: Mapping[str, float]) -> Text:
    """Shares and probabilities by name, in per cent."""
    return Text("\n".join(f"- {name}: **{percent(value)}**" for name, value in named.items()))


def named_numbers(named: Mapping[str, float]) -> Text:
    """Numbers by name, as people read them; the name says the unit."""
    return Text("\n".join(f"- {name}: **{number(value)}**" for name, value in named.items()))


def facts_table(name: str, **units: str) -> Text:
    """A whole table of data/ with its sources, for tables small enough to read.

    units: what a column is counted in, such as value="billion US dollars", for its heading.
    """
    found = table(name)
    columns = [c for c in found.columns if c not in ("source", "checked")]
    heads = [f"{c}, {units[c]}" if c in units else c for c in columns]
    rows = [
        f"| {' | '.join([*heads, 'source'])} |",
        f"| {' | '.join(['---'] * (len(columns) + 1))} |",
    ]
    for r in found.to_dict("records"):
        unseen = "" if r["checked"] == "seen" else " (unverified)"
        cells = [f"{r[c]:g}" if isinstance(r[c], float) else str(r[c]) for c in columns]
        rows.append(f"| {' | '.join(cells)} | {_cited(keys(r['source']))[1:-1]}{unseen} |")
    return Text("\n".join(rows))


def record_table(record: pd.DataFrame) -> Text:
    """The dated record of `facts.table("china_record")`, with how it was coded and what followed."""
    rows = [
        "| date | what China did | coded | what followed (sequence, not cause) | source |",
        "| --- | --- | --- | --- | --- |",
    ]
    for r in record.to_dict("records"):
        note = f" *{r['note']}*" if r["note"] else ""
        unseen = "" if r["checked"] == "seen" else " (unverified)"
        rows.append(
            f"| {r['date']:%Y\u2011%m\u2011%d} | {r['what']}.{note} | {r['cooperation']} | {r['followed']} "
            f"| {_cited(keys(r['source']))[1:-1]}{unseen} |"
        )
    return Text("\n".join(rows))


def sources_of(
    *tables: str, step: int | None = None, asked: Iterable[Question] = (), also: Iterable[str] = ()
) -> Text:
    """Every work that these tables, a step's claims and assumptions, and these questions rest on.

    In order of name; also: further keys of the bibliography.
    """
    used = {key for name in tables for cell in table(name)["source"] for key in keys(cell)}
    used |= {key for q in asked for cell in (q.source, q.before_source) for key in keys(cell)}
    used |= set(also)
    mine = [c for c in claims().values() if c.step == step]
    used |= {key for c in mine for key in (*c.support_source, *c.objection_source)}
    ids = {c.id for c in mine}
    mine_too = [r for r in assumptions().records.values() if r.claim in ids]
    used |= {key for r in mine_too for key in keys(r.source)}
    known = references()
    listed = "\n".join(sorted(f"- {known[k].full}" for k in used))
    return folded(f"All {len(used)} works", listed)


# -- the whole strategy --------------------------------------------------------------------------


def strategy_table() -> Text:
    """Every lever of every strategy; what has no source but us is marked with a hollow circle."""
    known = scenarios()
    titles = [s.title for s in known.strategies.values()]
    rows = [f"| lever | step | {' | '.join(titles)} |", f"| --- | --- |{' --- |' * len(titles)}"]
    for lever in known.levers.values():
        cells = [
            f"{s.levers[lever.name]:g}{'' if lever.name in s.because else ' ○'}"
            for s in known.strategies.values()
        ]
        rows.append(f"| {lever.title} ({lever.unit}) | {lever.step or '–'} | {' | '.join(cells)} |")
    return Text(
        "\n".join(
            [*rows, "", "○ our coding. Every other one has its reason in data/scenarios.toml."]
        )
    )


def expected_table(a: Assumptions) -> Text:
    """What the model expects of each strategy by the horizon, criterion by criterion; no weights."""
    known = scenarios()
    found = comparison.expected(a)
    titles = [s.title for s in known.strategies.values()]
    rows = [f"| by the horizon | {' | '.join(titles)} |", f"| --- |{' --- |' * len(titles)}"]
    for name, c in known.criteria.items():
        show = percent if c.unit.startswith(("probability", "share")) else "{:.1f}".format
        cells = [show(round(float(v), 3)) for v in found[name]]
        rows.append(f"| {c.title} ({c.unit}) | {' | '.join(cells)} |")
    return Text("\n".join(rows))


def preset_tables() -> Text:
    """Every rival view, value by value, each folded away under its title."""
    return Text("\n\n".join(preset_table(name).markdown for name in scenarios().presets))


def preset_table(name: str) -> Text:
    """A rival view, value by value, as a difference from the author's; with the argument for each."""
    view, a = scenarios().preset(name), assumptions()
    author = a.preset("author")
    rows = [
        f"{view.about} {_cited(keys(view.source))}",
        "",
        "| assumption | default | the author's | this view's | the argument | leans on |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for key, one in view.sets.items():
        r = a.record(key)
        rows.append(
            f"| {r.title} | {r.show(r.value)} | {r.show(getattr(author, key))} | {r.show(one.value)} "
            f"| {one.why} | {_cited(keys(one.source))[1:-1]} |"
        )
    return folded(f"<b>{view.title}</b>: {len(view.sets)} numbers", "\n".join(rows))


# -- forecasts -----------------------------------------------------------------------------------

SHOWN = {"chance": "{:.2f}".format, "range": lambda share: percent(round(share, 3))}
MEAN = {
    "chance": "mean Brier score (0 is nearest, 1 farthest)",
    "range": "mean CRPS as a share of what could be answered (0 is nearest)",
}


def question_table(asked: Iterable[Question] | None = None) -> Text:
    """The dated questions as they were asked: until when, which step, and what two baselines say.

    What happened is not in it.
    """
    rows = [
        "| question | until | touches | always even, or no change | as often as before, or one more a year |",
        "| --- | --- | --- | --- | --- |",
    ]
    for q in asked if asked is not None else dated():
        said = " | ".join(_forecast(q, f) for f in baselines(q).values())
        steps = dict.fromkeys(f"step {claim(c).step}" for c in q.claims)
        rows.append(
            f"| {q.question} | {q.resolves:%B %Y} | {', '.join(steps)} ({', '.join(q.claims)}) | {said} |"
        )
    return Text("\n".join(rows))


def outcome_table(asked: Iterable[Question] | None = None) -> Text:
    """What happened to each dated question, what was known before, and where both are from; folded away."""
    rows = [
        "| question | what happened | source | known in 2009 | source |",
        "| --- | --- | --- | --- | --- |",
    ]
    asked = list(asked if asked is not None else dated())
    for q in asked:
        unseen = "" if q.checked == "seen" else " (unverified)"
        before = f"{q.before:g}" if q.before_of is None else f"{q.before:g} of {q.before_of:g}"
        rows.append(
            f"| {q.title} | **{q.show_value(q.outcome)}.** {q.happened} | {_cited(keys(q.source))} "
            f"{q.where}{unseen} | {before}: {q.before_where} | {_cited(keys(q.before_source))} |"
        )
    body = "\n".join(rows)
    return folded(f"What happened to all {len(asked)} questions, with sources", body)


def bearing_table(asked: Iterable[Question] | None = None) -> Text:
    """What each outcome says for or against the claims it touches, as we read it; folded away."""
    rows = ["| what happened | touches | how it bears, as we read it |", "| --- | --- | --- |"]
    asked = list(asked if asked is not None else dated())
    for q in asked:
        rows.append(f"| {q.title}: {q.show_value(q.outcome)} | {', '.join(q.claims)} | {q.bears} |")
    body = "\n".join(rows)
    return folded(f"How {counted(len(asked), 'outcome')} bear on the claims", body)


def rivals_lines(asked: Iterable[Question] | None = None) -> Text:
    """How near the two baselines came over all dated questions, a line for each kind."""
    asked = list(asked if asked is not None else dated())
    lines = []
    for kind in BASELINES:
        mean = rivals(asked, kind)
        said = "; ".join(f"“{name}” has **{SHOWN[kind](s)}**" for name, s in mean.items())
        count = sum(q.kind == kind for q in asked)
        lines.append(f"- Over {counted(count, kind)}, {MEAN[kind]}: {said}.")
    body = "\n".join(lines)
    return folded("How the two rivals fared (open it after the record)", body)


def forecast_rows(guesses: Guesses, asked: Iterable[Question]) -> list[list[str]]:
    """The record beside the forecasts, a row each below a row of names: yours, what happened, scores.

    A chance has the Brier score, a range the CRPS in its own unit.
    """
    rows = [
        ["question", "yours", "what happened", "your score", "first baseline", "second baseline"]
    ]
    known = {r.question.id: r for r in scored(asked, guesses)}
    for q in asked:
        mine = guesses.get(q.id)
        row = known.get(q.id)
        said = q.show(mine) if mine is not None else "not answered"
        scores = [_score(q, s) for s in row.scores.values()] if row else ["–"] * 3
        rows.append([q.title, said, q.show_value(q.outcome), *scores])
    return rows


def forecast_table(guesses: Guesses, asked: Iterable[Question] | None = None) -> Text:
    """`forecast_rows` as a table; of the answered questions, unless others are asked for."""
    if asked is None:
        asked = [q for q in dated() if q.id in guesses]
    head, *rows = forecast_rows(guesses, list(asked))
    lines = [head, ["---"] * len(head), *rows]
    return Text("\n".join(f"| {' | '.join(line)} |" for line in lines))


def score_lines(guesses: Guesses, asked: Iterable[Question] | None = None) -> list[str]:
    """How near the forecasts came, beside two dumb baselines, in sentences; nothing where there are none."""
    rows = scored(asked if asked is not None else dated(), guesses)
    lines = [_means_in_words(means(rows, kind), rows, kind) for kind in BASELINES]
    inside, ranges = held(rows)
    if ranges:
        lines.append(
            f"Holding what happened: {inside} of {counted(ranges, 'range')}. If each were meant to hold "
            f"{percent(COVERS)} of all outcomes and did, {COVERS * ranges:.1f} would be expected."
        )
    said, happened, chances = came_true(rows)
    if chances:
        lines.append(
            f"Added up, {counted(chances, 'chance')} came to {said:.2f} events; {happened:g} took place."
        )
    if rows:
        lines.append(
            "On so few questions luck counts for much: this says where you stood, and little of how "
            "well you would forecast the next ones."
        )
    return [line for line in lines if line]


def _means_in_words(mean: Mapping[str, float], rows: list, kind: str) -> str:
    if not mean:
        return ""
    count = sum(r.question.kind == kind for r in rows)
    shown, what = SHOWN[kind], MEAN[kind]
    theirs = "; ".join(
        f"“{name}” has {shown(mean[name])}, {_nearer(mean[YOU], mean[name])}"
        for name in BASELINES[kind]
    )
    return f"Over {counted(count, kind)}, {what}: you have {shown(mean[YOU])}; {theirs}."


def counted(number: int, what: str) -> str:
    """A number of things in words: 1 range, 2 ranges."""
    return f"{number} {what}{'s' * (number != 1)}"


def _nearer(mine: float, other: float) -> str:
    if abs(mine - other) < 1e-9:
        return "as near as you"
    if mine < other:
        return f"and you are {percent(round(skill(mine, other), 2))} nearer"
    return f"and is {percent(round(skill(other, mine), 2))} nearer"


def _score(q: Question, score: float) -> str:
    return f"{score:.2f}" if q.kind == "chance" else f"{score:.1f} {q.unit}"


def _forecast(q: Question, forecast: Answer) -> str:
    """A baseline's forecast as people read it: a point has one end."""
    if q.kind == "chance":
        return percent(forecast)
    return q.show_value(forecast[0]) if forecast[0] == forecast[1] else q.show(forecast)


def forecasts_as_rows(guesses: Guesses) -> list[dict[str, str | float]]:
    """One's own forecasts to keep: question, kind, unit and the answer (chance, or low and high)."""
    rows = []
    for q in dated():
        answer = guesses.get(q.id)
        if answer is None:
            continue
        row = {"question": q.id, "asked": q.question, "kind": q.kind, "unit": q.unit}
        given = answer != DECLINED
        low, high = answer if given and q.kind == "range" else ("", "")
        chance = answer if given and q.kind == "chance" else ""
        rows.append(
            {**row, "chance": chance, "low": low, "high": high, "declined": "" if given else "yes"}
        )
    return rows


# -- the notebooks -------------------------------------------------------------------------------

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
STEPS = {
    0: "The frame",
    1: "Keep expectations low",
    2: "Negotiate",
    3: "Freeze first",
    4: "Bored contempt",
    5: "Let neighbours lead",
    6: "Press China",
    7: "Withdraw forces",
}


def notebook_of(step: int) -> str:
    """The file name of a step's notebook, or nothing where it is not written yet."""
    found = sorted(p.name for p in NOTEBOOKS.glob(f"{step:02d}_*.ipynb"))
    return found[0] if found and step else ""


def notebooks() -> Text:
    """The steps and the notebook that argues each, with a link where it is there."""
    rows = ["| step | notebook |", "| --- | --- |"]
    for step, name in list(STEPS.items())[1:]:
        file = notebook_of(step)
        question = file.removesuffix(".ipynb").partition("_")[2].replace("_", " ").capitalize()
        for word in ("china", "seoul"):
            question = question.replace(word, word.capitalize())
        rows.append(f"| {step}. {name} | {f'[{question}?]({file})' if file else 'still to come'} |")
    return Text("\n".join(rows))


def claims_table() -> Text:
    """Every claim with its paragraph, what it needs, and its strongest objection; folded away."""
    rows = [
        "| claim | para. | in our words | it needs | the strongest objection |",
        "| --- | --- | --- | --- | --- |",
    ]
    for c in claims().values():
        unstated = "" if c.stated else " *(needed, not stated)*"
        rows.append(
            f"| {c.id} | {c.paragraph} | {c.claim}{unstated} | {c.needs or '–'} "
            f"| {c.objection} {_cited(c.objection_source)} |"
        )
    body = "\n".join(rows)
    return folded(f"All {len(claims())} claims in words", body)


def claim(claim_id: str) -> Claim:
    """The claim of this id; raises DataProblem with the nearest known one."""
    return look_up(claims(), claim_id)


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


def works_named(text: str) -> str:
    """A text with the keys of references.bib in it replaced by what people call the works."""
    known = references()
    return re.sub(r"[a-z]\w*(?:-\w+)+", lambda m: getattr(known.get(m[0]), "short", m[0]), text)


def _cited(cited: Iterable[str]) -> str:
    known = references()
    named = [known[k].short for k in cited if k]
    return f"({'; '.join(named)})" if named else ""


def __getattr__(name: str) -> object:
    if name.startswith("_"):
        raise AttributeError(name)
    from . import findings

    return getattr(findings, name)
