"""The pictures of step 4, "bored contempt": of its model, and of its facts.

Each picture `x` is made by `x_data`, `x_drawing` and `x_words`.
"""

import numpy as np

from ..assumptions import percent
from ..steps import contempt
from . import theme as t
from .picture import (
    Caption,
    Picture,
    Still,
    caption,
    cited,
    dataset,
    first,
    highest,
    in_years,
    of_facts,
    shown,
)
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


def policy_data(a):
    """Propensity to provoke over time with each answer, what counts as less, and the reader's dot."""
    most, answer = highest("contempt_years"), _answer(a)
    before = float(contempt.propensity(a, contempt.old_incentive(a)))
    now = contempt.propensity_after(a, answer, a.contempt_years)
    ends = [contempt.propensity_after(a, p, most) for p in contempt.POLICIES]
    less = a.noticeably_less * before
    return {
        "curves": contempt.policy_curves(a, most),
        "threshold": _less_line(less),
        "ends": dataset(
            year=most,
            propensity=_apart(ends, less - 0.085),  # the name of the threshold is below it
            policy=[*SAID],
            label=[*SAID.values()],
        ),
        "dot": dataset(
            year=a.contempt_years,
            propensity=now,
            label=f"you, {SAID[answer]}: {_percent(now)}",
            before=before,
            less=a.noticeably_less,
            answer=SAID[answer],
        ),
    }


def policy_drawing():
    most = highest("contempt_years")
    x = t.position("X", "year", "years of the policy", [0, most], grid=False, tickCount=int(most))
    y, colour = t.share("Y", "propensity", PROPENSITY), t.colours("policy", t.meant(*SAID))
    return _curves(x, y, colour, t.threshold(below=True))


def policy_words(data):
    you, curves = first(data["dot"]), data["curves"]["propensity"]
    ends = zip(SAID.values(), curves.reshape(3, -1)[:, -1], strict=True)
    return caption(
        f"After {in_years(you.year)}, {you.answer}, a learner provokes in {_percent(you.propensity)} of the "
        f"quarters, {_less(you.propensity, you.before, you.less)} than before",
        f"Before it was {_percent(you.before)}; in the end it would be "
        f"{', '.join(f'{_percent(end)} if {said}' for said, end in ends)}.",
        f"Less means under {percent(you.less)} of what it was.",
    )


def bifurcation_data(a):
    """Propensity by what provoking is worth with each answer, the line of "less", the reader's dot."""
    most, answer = highest("provoking_worth"), _answer(a)
    curves = contempt.bifurcation(a, most)
    worth, each, before = (curves[k].reshape(3, -1) for k in ("worth", "propensity", "before"))
    worth, before, mine = worth[0], before[0], each[contempt.POLICIES.index(answer)]
    less = a.noticeably_less * before
    now = contempt.propensity_after(a, answer, a.contempt_years)
    crossing = np.flatnonzero(mine >= less)
    return {
        "curves": {name: curves[name] for name in ("worth", "propensity", "policy")},
        "less": {"worth": worth, "propensity": less},
        "ends": dataset(
            worth=most, propensity=_apart(each[:, -1]), policy=[*SAID], label=[*SAID.values()]
        ),
        "dot": dataset(
            worth=a.provoking_worth,
            propensity=now,
            label="you",
            turn=worth[crossing[0]] if crossing.size else float("inf"),
            most=most,
            answer=SAID[answer],
            less=now < a.noticeably_less * np.interp(a.provoking_worth, worth, before),
        ),
    }


def bifurcation_drawing():
    title = "what provoking is worth whatever we do, logits"
    x = t.position("X", "worth", title, [0, highest("provoking_worth")], grid=False)
    y, colour = t.share("Y", "propensity", PROPENSITY), t.colours("policy", t.meant(*SAID))
    return _curves(x, y, colour, t.line("less", x, y, **t.THRESHOLD))


def bifurcation_words(data):
    you = first(data["dot"])
    if not np.isfinite(you.turn):
        where = f"Anywhere up to {you.most:g} it brings noticeably less"
    elif you.turn == 0:
        where = "Even where provoking is worth nothing in itself it does not bring noticeably less"
    else:
        where = f"From about {you.turn:.2g} on it no longer brings noticeably less"
    return caption(
        f"With provoking worth {you.worth:g} for its own sake, {you.answer}: "
        f"{'low enough' if you.less else 'too high'} to bring noticeably less",
        f"{where}.",
        "The dashed line is what counts as less; the more provoking is worth in itself, the closer the "
        "three answers come to each other.",
    )


def game_data(a):
    """Rounds with a provocation by generosity, a line for each opponent, "less", the reader's dot."""
    curves = contempt.generosity_curves(a)
    ends = curves["rate"].reshape(len(TYPES), -1)[:, -1]
    generous = a.generosity if a.contempt_answer == 0 else 0.0
    rate, strict = (float(contempt.provocations_in_game(a, g)) for g in (generous, 0.0))
    return {
        "curves": curves,
        "ends": dataset(
            generosity=1.0,
            rate=_apart(ends, a.noticeably_less * strict),
            type=[*TYPES],
            label=[*TYPES],
        ),
        "threshold": _less_line(a.noticeably_less * strict),
        "dot": dataset(
            generosity=generous,
            rate=rate,
            label=f"you: {_percent(rate)}",
            strict=strict,
            suckered=contempt.suckered(a, generous),
            suckered_strict=contempt.suckered(a, 0.0),
            kind=shown(a, "opponent_type"),
            less=a.noticeably_less,
        ),
    }


def game_drawing():
    x = t.share("X", "generosity", "provocations that Washington lets pass")
    y = t.share("Y", "rate", "rounds with a provocation")
    return _curves(x, y, t.colours("type", TYPES), t.threshold())


def game_words(data):
    you = first(data["dot"])
    title = (
        f"One who {you.kind} provokes in {_percent(you.rate)} of the rounds if "
        f"{percent(you.generosity)} pass: {_less(you.rate, you.strict, you.less)} than if none do"
    )
    return Caption(
        title,
        f"{title} ({_percent(you.strict)}). Washington holds back while the other provokes in "
        f"{_percent(you.suckered)} of the rounds, against {_percent(you.suckered_strict)} if it answers "
        "all. In the game, answering every provocation is the baseline: who punishes them all is at it, "
        "and below it never.",
    )


policy = Picture(policy_data, policy_drawing, policy_words, LEARNER)
bifurcation = Picture(bifurcation_data, bifurcation_drawing, bifurcation_words, LEARNER)
game = Picture(game_data, game_drawing, game_words, PLAYER)


def answers_given(table) -> Still:
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
    when = alt.X("date:T", title=None).scale(padding=24).axis(format="%Y", tickCount=10, grid=False)
    base = alt.Chart(table).encode(
        when,
        alt.Y("response:N", title="first answer").sort(list(answers)).axis(grid=True),
        t.colours("response", answers),
        tooltip=["date", "event", "response", "later_response"],
    )
    points = [p.encode(size=alt.value(220)) for p in t.checked_points(base)]
    return of_facts(said, f"{cited(table)}; the coding is ours", *points)
