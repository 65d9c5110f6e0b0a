"""One page of a reply, as HTML, Markdown and PDF, and the way back from such a page to its numbers.

The three say the same. Each opens without a network; whatever a reader wrote is shown as written and
never run, in none of them. The PDF is set by Typst with the fonts that it carries.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from importlib.metadata import version
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import NamedTuple

from .. import pictures
from ..argument import Claim
from ..assumptions import Assumption, Assumptions, assumptions
from ..codes import CodeProblem, code, read
from ..data import DataProblem, keys, quote, references
from ..pictures.theme import png
from ..text import KIND, claim
from ..verdicts import judge
from . import structure as s

HERE = Path(__file__).parent
KINDS = {"html": "text/html", "md": "text/markdown", "pdf": "application/pdf"}
OURS = "Author's and critic's values are our numbers for their arguments; none of them has put them so."
FOOT = (
    "A verdict says what follows from these assumptions, and never that they are true. To make this page "
    "again: open 11_write_your_reply, and load this file; its code alone brings back assumptions and guesses."
)
WITHOUT_FONT = (
    "Some letters have no font on the machine that made this PDF: the HTML page holds them all."
)
SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7)  # points, until everything stands on one page
MOST_ROWS = (
    24  # of the table; as many as any verdict reads, so that only a claim without one has more
)
MOST_OTHERS = 40  # named on paper
PATIENCE = 36  # letters without a break, after which one may be made on paper


class Row(NamedTuple):
    """An assumption that differs from the default: its values in words."""

    title: str
    yours: str
    default: str
    author: str
    critic: str
    evidence: str


@dataclass(frozen=True)
class Page:
    """What stands on the page of a reply, in words; `picture` is a PNG, or None without a verdict.

    rows: changed assumptions that the claim rests on; others: the other changed ones.
    parts: pairs of a heading and its paragraphs; own: the paragraphs of the reader's own words.
    """

    reply: s.Reply
    claim: Claim
    title: str
    stands: str
    verdict: str
    picture: bytes | None
    alt_text: str
    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    own: tuple[str, ...]
    works: tuple[str, ...]
    code: str
    missing: tuple[str, ...]


def picture_of(c: Claim) -> pictures.Picture | None:
    """The live picture in which the notebooks judge this claim; None if its record names none."""
    picture = getattr(pictures, c.picture, None) if c.picture else None
    if c.picture and not isinstance(picture, pictures.Picture):
        raise DataProblem(
            f"claims.toml, [{c.id}]: picture = {quote(c.picture)} is not a live picture: use a name "
            "that a notebook writes after pictures., or take the line out"
        )
    return picture


def page(reply: s.Reply, a: Assumptions) -> Page:
    """The page of a reply under these assumptions; raises DataProblem where no claim is chosen."""
    if not reply.claim:
        raise DataProblem("Choose a claim first, then there is a page to make")
    c = claim(reply.claim)
    verdict, picture = judge(c, a), picture_of(c)
    # without the code in its footnote: the page has it in large
    picture = picture.still(a, picture.evidence) if verdict and picture else None
    behind = s.carriers(c, a)
    changed = [a.records[n] for n in a.changed()]
    listed = [r for r in changed if r in behind][:MOST_ROWS]
    stated = "stated" if c.stated else "not stated, but needed"
    return Page(
        reply=reply,
        claim=c,
        title=f"A reply to {c.id}: {c.title}",
        stands=f"{c.claim} (Paragraph {c.paragraph} of the op-ed, in our words; {stated}; {KIND[c.kind]}.)",
        verdict=verdict.sentence if verdict else f"{c.id} has no verdict. {c.no_verdict}",
        picture=png(picture.spec, scale=2) if picture else None,
        alt_text=picture.alt_text if picture else "",
        rows=tuple(_row(r, a) for r in listed),
        others=tuple(_row(r, a) for r in changed if r not in listed),
        parts=tuple(_parts(reply, c, a)),
        own=_paragraphs(reply.words),
        works=tuple(dict.fromkeys(_works(reply, a))),
        code=_code(a),
        missing=tuple(s.missing(reply, a)),
    )


def _row(r: Assumption, a: Assumptions) -> Row:
    theirs = [r.show(v) if v is not None else "as default" for v in (r.author, r.critic)]
    return Row(r.title, r.show(getattr(a, r.name)), r.show(r.value), *theirs, r.evidence)


def _parts(reply: s.Reply, c: Claim, a: Assumptions):
    """What the reader chose, heading by heading, with what the model shows; no part, no heading."""
    found = {f.part: f for f in s.check(reply, a)}
    if found["assumption"].there:
        yield "It rests on", (_after_colon(found["assumption"].sentence),)
    if found["direction"].there:
        yield "Direction", (s.direction(reply, a), s.model_on_direction(reply, a))
    if found["condition"].there:
        own = (
            f"“{' '.join(reply.condition_words.split())}”" if reply.condition_words.strip() else ""
        )
        said = (s.condition(reply, a), own, s.model_on_condition(reply, a))
        yield "It would change my mind", tuple(filter(None, said))
    if found["source"].there:
        work = s.source_of(reply)
        yield "Source", (work.full if work else "Our number, which is no work of anyone's.",)


def _after_colon(sentence: str) -> str:
    return sentence.partition(": ")[2]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(p.split()) for p in text.split("\n") if p.strip())


def _works(reply: s.Reply, a: Assumptions):
    """In full: the op-ed, and what stands behind the assumption named; the source has its own place."""
    known, r = references(), a.records.get(reply.assumption)
    for key in ("bandow-2009", *(keys(r.source) if r else ())):
        if key in known and key != reply.source:
            yield known[key].full


def _code(a: Assumptions) -> str:
    try:
        return code(a)
    except CodeProblem:
        return ""


def draft_line(p: Page) -> str:
    """What a page that is not whole says of itself, or nothing."""
    return f"A draft. {' '.join(p.missing)}" if p.missing else ""


def others_line(p: Page, most: int | None = None) -> str:
    """The changed assumptions that are not in the table, in a line (at most so many), or nothing."""
    listed = "; ".join(f"{r.title} {r.yours} (default {r.default})" for r in p.others[:most])
    if most is not None and len(p.others) > most:
        listed += f"; and {len(p.others) - most} more, which are in the code"
    unread = f", and not read by the verdict on {p.claim.id}" if p.claim.verdict else ""
    return f"Also changed{unread}: {listed}." if listed else ""


def heads() -> tuple[str, ...]:
    """The headings of the table of changed assumptions."""
    return ("assumption", "here", "default", "author", "critic", "evidence")


def _unchanged(p: Page) -> str:
    return "" if p.rows else f"Every assumption that {p.claim.id} rests on is at its default."


# -- HTML ----------------------------------------------------------------------------------------


def html(p: Page) -> str:
    """The page as one HTML file: no script, no link to fetch, print style for one sheet."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(r.title)}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in r[1:])
        + "</tr>"
        for r in p.rows
    )
    head = "".join(f"<th scope='col'>{escape(h)}</th>" for h in heads())
    picture = ""
    if p.picture:
        data = b64encode(p.picture).decode()
        picture = (
            f'<figure><img alt="{escape(p.alt_text)}" src="data:image/png;base64,{data}">'
            f"<figcaption>{escape(p.alt_text)}</figcaption></figure>"
        )
    parts = "".join(
        f"<dt>{escape(name)}</dt><dd>{'<br>'.join(_bidi(escape(one)) for one in said)}</dd>"
        for name, said in p.parts
    )
    table = f"<table><caption>{escape(OURS)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    fill = Template((HERE / "sheet.html").read_text(encoding="utf-8"))
    return fill.substitute(
        title=escape(p.title),
        draft=_paragraph(draft_line(p), "draft"),
        stands=escape(p.stands),
        verdict=escape(p.verdict),
        picture=picture,
        own="".join(f"<p dir='auto'>{escape(one)}</p>" for one in p.own),
        parts=parts,
        table=table if p.rows else _paragraph(_unchanged(p)),
        others=_paragraph(others_line(p), "small"),
        works="".join(f"<li>{escape(one)}</li>" for one in p.works),
        code=_paragraph_code(p),
        footnote=escape(FOOT),
        version=escape(version("sevensteps")),
        parts_json=_json(p.reply),
    )


def _bidi(text: str) -> str:
    """Text whose letters may run from right to left, kept from turning its neighbours round."""
    return f"<bdi>{text}</bdi>"


def _paragraph(text: str, kind: str = "") -> str:
    return f"<p{f' class={kind!r}' if kind else ''}>{escape(text)}</p>" if text else ""


def _paragraph_code(p: Page) -> str:
    return f"<code>{escape(p.code)}</code>" if p.code else "none (a value lies between increments)"


def _json(reply: s.Reply) -> str:
    """The parts of a reply as JSON that can stand in HTML and in a comment of Markdown."""
    text = json.dumps({"reply": reply.parts()}, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


# -- Markdown ------------------------------------------------------------------------------------

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "$": "&#36;", "~": "&#126;",
             "{": "&#123;", "}": "&#125;", "@": "&#64;", "`": "&#96;"}  # fmt: skip
_PLAIN = "*_[]#|!"  # a backslash before these is enough


def _md(text: str) -> str:
    """Text that Markdown shows as it is: nothing in it becomes a heading, a link, HTML or maths."""
    safe = "".join(_ENTITIES.get(c, f"\\{c}" if c in _PLAIN else c) for c in " ".join(text.split()))
    safe = re.sub(r"^([-+=:])", r"\\\1", safe)  # a list, a rule, a table
    safe = re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", safe)
    return re.sub(
        r"(?i)\b(https?|ftp)://|\bwww\.",
        lambda m: m[0].replace("/", "&#47;").replace(".", "&#46;"),
        safe,
    )


def markdown(p: Page) -> str:
    """The page as Markdown, its picture inside as data."""
    lines = [f"# {_md(p.title)}", ""]
    lines += [f"**{_md(draft_line(p))}**", ""] if p.missing else []
    lines += [f"> {_md(p.stands)}", "", f"**{_md(p.verdict)}**", ""]
    if p.picture:
        lines += [
            f"![{_md(p.alt_text)}](data:image/png;base64,{b64encode(p.picture).decode()})",
            "",
        ]
        lines += [_md(p.alt_text), ""]
    lines += ["## In my own words", "", *(f"{_md(one)}\n" for one in p.own)]
    for name, said in p.parts:
        lines += [f"**{_md(name)}**", "", *(f"{_md(one)}\n" for one in said)]
    lines += ["## Assumptions that differ from the default", ""]
    if p.rows:
        lines += [f"| {' | '.join(heads())} |", f"|{' --- |' * len(heads())}"]
        lines += [f"| {' | '.join(map(_md, r))} |" for r in p.rows]
        lines += ["", _md(OURS), ""]
    else:
        lines += [_md(_unchanged(p)), ""]
    lines += [_md(others_line(p)), ""] if p.others else []
    lines += ["## Works", "", *(f"- {_md(one)}" for one in p.works), ""]
    lines += [f"Code: `{p.code}`" if p.code else "Code: none (a value lies between increments)", ""]
    lines += [
        _md(f"{FOOT} Seven Steps {version('sevensteps')}."),
        "",
        f"<!-- {_json(p.reply)} -->",
        "",
    ]
    return "\n".join(lines)


# -- PDF -----------------------------------------------------------------------------------------


def pdf(p: Page, *, system_fonts: bool = True) -> bytes:
    """The page as an accessible PDF of one sheet, its type as large as the sheet lets it be.

    What is too long for the smallest type goes on to a second sheet. Letters without a font are told
    of on the page. system_fonts: whether this machine's fonts help out where Typst's own lack a letter.
    """
    try:
        return _set(p, "", ["ua-1"], system_fonts)
    except _NoFont:
        return _set(p, WITHOUT_FONT, [], system_fonts)


class _NoFont(Exception):
    """A letter that no font at hand can draw."""


def _set(p: Page, note: str, standards: list[str], system_fonts: bool) -> bytes:
    """The page in the largest type in which it is one sheet; raises _NoFont under the standard ua-1."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "sheet.typ").write_bytes((HERE / "sheet.typ").read_bytes())
        (root / "picture.png").write_bytes(p.picture or b"")
        for size in SIZES:
            try:
                made = typst.compile(
                    root / "sheet.typ",
                    root=root,
                    format="pdf",
                    ignore_system_fonts=not system_fonts,
                    sys_inputs={"data": json.dumps(_data(p, size, note))},
                    pdf_standards=standards,
                    timestamp=0,
                )
            except typst.TypstError as problem:
                if "could not be displayed" not in problem.message:
                    raise
                raise _NoFont from None
            if sheets(made) == 1:
                break
    return made


def sheets(made: bytes) -> int:
    """How many sheets a PDF of ours has."""
    return int(re.search(rb"/Type\s*/Pages\s*/Count (\d+)", made)[1])


def _data(p: Page, size: float, note: str) -> dict:
    """What the template sets: strings alone, which Typst shows and never reads as its language."""
    return {
        "size": size,
        "title": p.title,
        "draft": _soft(" ".join(filter(None, (note, draft_line(p))))),
        "stands": p.stands,
        "verdict": p.verdict,
        "picture": bool(p.picture),
        "alt text": p.alt_text,
        "own": [_soft(one) for one in p.own],
        "parts": [[name, [_soft(one) for one in said]] for name, said in p.parts],
        "heads": heads(),
        "rows": p.rows,
        "ours": OURS if p.rows else _unchanged(p),
        "others": others_line(p, MOST_OTHERS),
        "works": [_soft(one) for one in p.works],
        "code": p.code or "none (a value lies between increments)",
        "keywords": [f"claim {p.claim.id}", f"code {p.code}"],
        "foot": f"{FOOT} Seven Steps {version('sevensteps')}.",
    }


def _soft(text: str) -> str:
    """Text in which a word without end may be broken, so that it stays on the sheet."""
    return re.sub(rf"\S{{{PATIENCE}}}(?=\S)", lambda m: f"{m[0]}\u200b", text)


MAKE: dict[str, Callable[[Page], bytes]] = {
    "html": lambda p: html(p).encode(),
    "md": lambda p: markdown(p).encode(),
    "pdf": pdf,
}


def file_name(p: Page, kind: str) -> str:
    """What the file of a page is called: reply-C6a.html."""
    return f"reply-{p.claim.id}.{kind}"


# -- the way back --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reproduction:
    """What a page's code gives here: its assumptions, the page made anew, and where the two differ.

    differs: a sentence for each thing that the page does not say as its code has it.
    """

    assumptions: Assumptions
    page: Page | None
    note: str
    differs: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Whether the page is what its code gives, in a sentence or two."""
        if self.page is None:
            return f"The code was read. {self.note}".strip()
        if self.differs:
            return f"The page differs from its code: {' '.join(self.differs)} {self.note}".strip()
        return f"The page is what its code gives. {self.page.verdict} {self.note}".strip()


def reproduce(given: str | bytes, *, claim_id: str = "") -> Reproduction:
    """Make a page's numbers anew from its code: an exported page (any format), or a bare code.

    claim_id: which claim, where a bare code is given; without it only assumptions come back.
    Raises DataProblem where there is no code, or where it is mistyped.
    """
    text = _text(given)
    reading = read(_code_in(text), assumptions())
    found = re.search(r"A reply to (C\d\w)\b|^claim (C\d\w)$", text, flags=re.M)
    of = claim_id or (found and (found[1] or found[2])) or ""
    if not of:
        return Reproduction(reading.assumptions, None, reading.note, ())
    made = page(parts_in(given) or s.Reply(claim=of), reading.assumptions)
    if made.claim.id != of:
        made = page(s.Reply(claim=of), reading.assumptions)
    return Reproduction(
        reading.assumptions, made, reading.note, tuple(_differences(made, text)) if found else ()
    )


def _differences(made: Page, text: str):
    """What the page made anew says and the page given does not."""
    if not _has(text, made.verdict):
        yield f"by its code, {made.verdict}"
    if text.startswith("pdf\n"):  # its words are packed; only the verdict is kept in the open
        return
    if not _has(text, made.alt_text):
        yield f"the picture says: {made.alt_text}"
    for r in (*made.rows, *made.others):
        line = " ".join(r[:3]) if r in made.rows else f"{r.title} {r.yours} (default {r.default})"
        if not _has(text, line):
            yield f"{r.title} is {r.yours}, and its default is {r.default}."


def _has(text: str, words: str) -> bool:
    return " ".join(words.split()) in text


def _text(given: str | bytes) -> str:
    """The words of a page, on one line each and without the marks of its format."""
    if isinstance(given, bytes) and given.startswith(b"%PDF"):
        return _pdf_text(given)
    if isinstance(given, bytes):
        given = given.decode("utf-8-sig", errors="replace")
    if len(given) > 20_000_000:
        raise DataProblem("that is larger than any page of ours: give the page, or its code")
    if re.search(r"<html", given, flags=re.I):
        given = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", given)
    else:
        given = re.sub(r"(?s)<!--.*?-->|!\[.*?\]\(data:[^)]*\)", " ", given)
        given = re.sub(r"\\([*_\[\]#|!+=:.)-])", "\\1", given).replace("|", " ").replace("**", "")
    return re.sub(r"\s+", " ", unescape(given)).strip()


def _pdf_text(given: bytes) -> str:
    """The claim, the code and the verdict, which a PDF of ours keeps in the open."""
    xmp = re.search(rb"(?s)<x:xmpmeta.*?</x:xmpmeta>", given)
    if not xmp:
        raise DataProblem("this PDF is no page of ours: give the page, or its code")
    inside = unescape(xmp[0].decode(errors="replace"))
    listed = re.findall(r"claim C\d\w|code [a-z0-9 ]+", inside)
    about = re.findall(r"(?s)<dc:description>.*?</dc:description>", inside)
    words = re.sub(r"<[^>]*>", " ", " ".join(about))
    return "pdf\n" + "\n".join([*listed, " ".join(words.split())])


def _code_in(text: str) -> str:
    """The code that stands on a page, or the text itself where it is a bare code."""
    found = re.search(r"(?i)\bcode:?\s+`?([a-z]{3,8}(?: [a-z]{2,8}\d+[a-z])* [a-z]{3,8})\b", text)
    if found:
        return found[1]
    if len(text) > 5000:
        raise DataProblem("there is no code on this page: give the page, or its code")
    return text


def parts_in(given: str | bytes) -> s.Reply | None:
    """The parts of a reply that an exported page carries for loading it back, or None."""
    if isinstance(given, bytes):
        given = given.decode("utf-8-sig", errors="replace")
    found = re.search(r'\{"reply": \{.*\}\}', given)
    try:
        return s.draft(json.loads(found[0])["reply"]) if found else None
    except (ValueError, KeyError, DataProblem):
        return None
