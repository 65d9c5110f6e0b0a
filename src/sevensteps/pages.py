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

from .assumptions import CHOICE, Assumption, Assumptions, assumptions, number, percent
from .claims import Claim, claims
from .facts import DataProblem, keys, nearest, references, table
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


def objection(claim_id: str) -> Text:
    """The strongest objection to a claim, folded away, one click from view."""
    c = claim(claim_id)
    return Text(
        f"<details><summary><b>The strongest objection to {c.id}</b></summary>\n\n"
        f"{c.objection} {_cited(c.objection_source)}\n\n</details>"
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

    The name in code is what `assumptions().but(name=value)` takes; a choice gives its settings' values.
    records: which of them, in this order; step: those of one step; neither: all.
    """
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
    lines = []
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
            ends = [v for v in others if bool(judge(c, a.but(**{r.name: v})).holds) != now]
            if not ends:
                continue
            f = f._replace(end=min(ends, key=lambda v: abs(v - f.start)))
        found.append(f)
    return sorted(found, key=lambda f: f.move)


def flip_table(claim_id: str, a: Assumptions) -> Text:
    """What would change the verdict: each assumption that alone turns it, the least move first."""
    c = claim(claim_id)
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


def sources_of(*tables: str, step: int) -> Text:
    """Every work that a step's claims and assumptions, and these tables, rest on; in order of name."""
    used = {key for name in tables for cell in table(name)["source"] for key in keys(cell)}
    mine = [c for c in claims().values() if c.step == step]
    used |= {key for c in mine for key in (*c.support_source, *c.objection_source)}
    ids = {c.id for c in mine}
    mine_too = [r for r in assumptions().records.values() if r.claim in ids]
    used |= {key for r in mine_too for key in keys(r.source)}
    known = references()
    listed = "\n".join(sorted(f"- {known[k].full}" for k in used))
    return Text(f"<details><summary>All {len(used)} works</summary>\n\n{listed}\n\n</details>")


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
    return Text(
        f"<details><summary>All {len(claims())} claims in words</summary>\n\n{body}\n\n</details>"
    )


def claim(claim_id: str) -> Claim:
    """The claim of this id; raises DataProblem with the nearest known one."""
    known = claims()
    if claim_id not in known:
        raise DataProblem(f"no claim is called {claim_id!r}{nearest(claim_id, known)}")
    return known[claim_id]


def works_named(text: str) -> str:
    """A text with the keys of references.bib in it replaced by what people call the works."""
    known = references()
    return re.sub(r"[a-z]\w*(?:-\w+)+", lambda m: getattr(known.get(m[0]), "short", m[0]), text)


def _cited(cited: Iterable[str]) -> str:
    known = references()
    named = [known[k].short for k in cited if k]
    return f"({'; '.join(named)})" if named else ""
