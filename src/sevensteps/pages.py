"""Text made from data: a claim's card, its objection, the table of assumptions, what would change it.

Each function returns Markdown that a notebook shows, so that no sentence of a source or number of
a record is typed twice. Links are relative to notebooks/.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .assumptions import Assumption, Assumptions
from .claims import Claim, claims
from .facts import references
from .verdicts import flips, judge

MARK = {"measured": "●", "published": "◕", "claimed": "◑", "guessed": "○"}  # how full: how well known
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
    c = _claim(claim_id)
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
    c = _claim(claim_id)
    return Text(
        f"<details><summary><b>The strongest objection to {c.id}</b></summary>\n\n"
        f"{c.objection} {_cited(c.objection_source)}\n\n</details>"
    )


def assumption_table(a: Assumptions, records: Iterable[Assumption] | None = None) -> Text:
    """Value, range, evidence and source of assumptions; author's and critic's values beside them."""
    rows = [
        "| assumption | symbol | yours | range | author | critic | evidence | source, or why |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in records if records is not None else a.records.values():
        theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
        source = f"{_cited([r.source])} {r.where}" if r.source and r.where else r.why
        rows.append(
            f"| {r.title} | {r.symbol} | {r.show(getattr(a, r.name))} "
            f"| {r.show(r.low)} to {r.show(r.high)} | {' | '.join(theirs)} "
            f"| {MARK[r.evidence]} {r.evidence} | {source} |"
        )
    return Text("\n".join(rows))


def verdict_lines(a: Assumptions, *claim_ids: str) -> Text:
    """The verdicts on these claims, a line each; claims without a rule say why they have none."""
    lines = []
    for claim_id in claim_ids:
        c = _claim(claim_id)
        verdict = judge(c, a)
        lines.append(f"- {verdict.sentence if verdict else f'{c.id}: no verdict. {c.no_verdict}'}")
    return Text("\n".join(lines))


def flip_table(claim_id: str, a: Assumptions) -> Text:
    """What would change the verdict: each assumption that alone turns it, the least move first."""
    c = _claim(claim_id)
    turning = flips(c, a)
    if not turning:
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
    for f in turning:
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


def sources(keys: Iterable[str]) -> Text:
    """Full references for these keys, in order of name."""
    known = references()
    return Text("\n".join(sorted(f"- {known[k].full}" for k in set(keys))))


def _claim(claim_id: str) -> Claim:
    return claims()[claim_id]


def _cited(keys: Iterable[str]) -> str:
    known = references()
    named = [known[k].short for k in keys if k]
    return f"({'; '.join(named)})" if named else ""
