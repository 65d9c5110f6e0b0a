"""The pictures of step 4, "bored contempt": of its model, and of its facts."""

import numpy as np

from ..assumptions import percent
from ..steps import contempt
from . import theme as t
from .picture import caption, dataset, drawn_by, highest, in_years, of_facts, shown
from .theme import alt

LEARNER, PLAYER = {"contempt_form": 0.0}, {"contempt_form": 1.0}
SAID = {"reward": "rewarded", "ignore": "ignored", "punish": "punished"}
TYPES = {"answers in kind": t.BLUE, "takes what works": t.GREEN, "always provokes": t.PURPLE}
PROPENSITY = "chance of a provocation in a quarter"
TOP = 0.95  # of the frame: the highest place of a name at the end of its line


def _answer(a):
    return "punish" if a.contempt_answer == 1 else "ignore"


def _percent(value):
    return percent(round(float(value), 3))


def _apart(values, line=-1.0, gap=0.07):
    """The same heights, pushed apart where labels would meet, also that of the threshold at `line`."""
    placed, order, last = np.array(values, dtype=float), np.argsort(values, kind="stable"), -1.0
    for i in order:
        placed[i] = max(placed[i], last + gap)
        if abs(placed[i] - line) < gap:
            under = placed[i] < line and line - gap >= last + gap
            placed[i] = line - gap if under else line + gap
        last = placed[i]
    last = TOP + gap
    for i in order[::-1]:  # and none above the frame
        last = placed[i] = min(placed[i], last - gap)
    return placed.tolist()


def _less(left, before, share):
    """How provocations compare with before; as in the claim, noticeably less is under `share` of it."""
    if left / before < share:
        return "noticeably less"
    if left >= before:
        return "no less"
    just = "just " if _percent(left) == _percent(share * before) else ""
    return f"less, but {just}not noticeably,"


def _less_line(height):
    return dataset(y=height, label=f"less means under {_percent(height)}")


def _curves(x, y, colour, less):
    """A line for each answer or opponent with its name at the end, the line of "less", the reader's dot."""
    return t.framed(
        t.line("curves", x, y, colour),
        less,
        t.labels(t.named("ends").encode(x, y, colour), align="right", dx=-4, dy=-12),
        *t.reader(x, y, dy=18),
    )


def policy_drawing():
    most = highest("contempt_years")
    x = t.position("X", "year", "years of the policy", [0, most], grid=False, tickCount=int(most))
    y, colour = t.share("Y", "propensity", PROPENSITY), t.colours("policy", t.meant(*SAID))
    return _curves(x, y, colour, t.threshold(below=True))


@drawn_by(policy_drawing, **LEARNER)
def policy(a):
    """Propensity to provoke over time with each answer, what counts as less, and the reader's dot."""
    most, answer, year = highest("contempt_years"), _answer(a), a.contempt_years
    before = float(contempt.propensity(a, contempt.old_incentive(a)))
    now = contempt.propensity_after(a, answer, year)
    ends = [contempt.propensity_after(a, p, most) for p in contempt.POLICIES]
    less = a.noticeably_less * before
    data = {
        "curves": contempt.policy_curves(a, most),
        "threshold": _less_line(less),
        "ends": dataset(
            year=most,
            propensity=_apart(ends, less - 0.085),  # the name of the threshold is below it
            policy=[*SAID],
            label=[*SAID.values()],
        ),
        "dot": dataset(year=year, propensity=now, label=f"you, {SAID[answer]}: {_percent(now)}"),
    }
    each = zip(SAID.values(), ends, strict=True)
    return data, caption(
        f"After {in_years(year)}, {SAID[answer]}, a learner provokes in {_percent(now)} of the "
        f"quarters, {_less(now, before, a.noticeably_less)} than before",
        f"Before it was {_percent(before)}; in the end it would be "
        f"{', '.join(f'{_percent(end)} if {said}' for said, end in each)}.",
        f"Less means under {percent(a.noticeably_less)} of what it was.",
    )


def bifurcation_drawing():
    title = "what provoking is worth whatever we do, logits"
    x = t.position("X", "worth", title, [0, highest("provoking_worth")], grid=False)
    y, colour = t.share("Y", "propensity", PROPENSITY), t.colours("policy", t.meant(*SAID))
    return _curves(x, y, colour, t.line("less", x, y, **t.THRESHOLD))


@drawn_by(bifurcation_drawing, **LEARNER)
def bifurcation(a):
    """Propensity by what provoking is worth with each answer, the line of "less", the reader's dot."""
    most, answer, yours = highest("provoking_worth"), _answer(a), a.provoking_worth
    curves = contempt.bifurcation(a, most)
    worth, each, before = (curves.pop(k).reshape(3, -1) for k in ("worth", "propensity", "before"))
    worth, before, mine = worth[0], before[0], each[contempt.POLICIES.index(answer)]
    less = a.noticeably_less * before
    now = contempt.propensity_after(a, answer, a.contempt_years)
    data = {
        "curves": {"worth": np.tile(worth, 3), "propensity": each.ravel(), **curves},
        "less": {"worth": worth, "propensity": less},
        "ends": dataset(
            worth=most, propensity=_apart(each[:, -1]), policy=[*SAID], label=[*SAID.values()]
        ),
        "dot": dataset(worth=yours, propensity=now, label="you"),
    }
    crossing = worth[mine >= less]
    if not crossing.size:
        where = f"Anywhere up to {most:g} it brings noticeably less"
    elif crossing[0] == 0:
        where = "Even where provoking is worth nothing in itself it does not bring noticeably less"
    else:
        where = f"From about {crossing[0]:.2g} on it no longer brings noticeably less"
    low = now < a.noticeably_less * np.interp(yours, worth, before)
    return data, caption(
        f"With provoking worth {yours:g} for its own sake, {SAID[answer]}: "
        f"{'low enough' if low else 'too high'} to bring noticeably less",
        f"{where}.",
        "The dashed line is what counts as less; the more provoking is worth in itself, the closer the "
        "three answers come to each other.",
    )


def game_drawing():
    x = t.share("X", "generosity", "provocations that Washington lets pass")
    y = t.share("Y", "rate", "rounds with a provocation")
    return _curves(x, y, t.colours("type", TYPES), t.threshold())


@drawn_by(game_drawing, **PLAYER)
def game(a):
    """Rounds with a provocation by generosity, a line for each opponent, "less", the reader's dot."""
    curves = contempt.generosity_curves(a)
    ends = curves["rate"].reshape(len(TYPES), -1)[:, -1]
    passed = a.generosity if a.contempt_answer == 0 else 0.0
    rate, strict = (float(contempt.provocations_in_game(a, g)) for g in (passed, 0.0))
    less = a.noticeably_less * strict
    data = {
        "curves": curves,
        "ends": dataset(generosity=1.0, rate=_apart(ends, less), type=[*TYPES], label=[*TYPES]),
        "threshold": _less_line(less),
        "dot": dataset(generosity=passed, rate=rate, label=f"you: {_percent(rate)}"),
    }
    suckered, before = (_percent(contempt.suckered(a, g)) for g in (passed, 0.0))
    return data, caption(
        f"One who {shown(a, 'opponent_type')} provokes in {_percent(rate)} of the rounds if "
        f"{percent(passed)} pass: {_less(rate, strict, a.noticeably_less)} than if none do",
        f"Washington holds back while the other provokes in {suckered} of the rounds, against "
        f"{before} if it answers all. In the game, answering every provocation is the baseline: who "
        "punishes them all is at it, and below it never.",
        end=f" ({_percent(strict)}).",
    )


def answers_given(table):
    """What Washington did first, and later, after notable provocations, as we code it.

    table: `table("responses")`. A selection of events: never a rate.
    """
    early, punished = table["date"].dt.year < 2006, table["response"] == "punish"
    later = table["later_response"].isin(["reward", "talk"])
    said = caption(
        f"Of {early.sum()} listed provocations before 2006, {(early & punished).sum()} were first "
        f"punished; of {(~early).sum()} since then, {(~early & punished).sum()}",
        f"In {later.sum()} cases talks or a reward came later.",
        f"{(table['response'] == 'ignore').sum()} were ignored.",
        "The coding is one person's, the events are a selection, and what followed is not drawn: it "
        "would not be a cause.",
    )
    answers = {"reward": t.GREEN, "talk": t.GREY, "ignore": t.BLUE, "punish": t.PURPLE}
    base = alt.Chart(table).encode(
        t.date_axis(),
        t.category("Y", "response", answers, title="first answer", grid=True),
        t.colours("response", answers),
        tooltip=["date", "event", "response", "later_response"],
    )
    return of_facts(table, said, *t.checked_points(base, size=220), note="; the coding is ours")
