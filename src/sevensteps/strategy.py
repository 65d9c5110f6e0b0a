"""The whole strategy: the seven submodels joined, quarter by quarter.

One function, `quarter`, leads from one state to the next. Rates are per year. Events are probabilities, and
only the diplomatic standing may be drawn. Without chance, the standing is a vector of probabilities: the
expected-value mode, which is exact except for products of two uncertain numbers. Values may be arrays:
strategies along the first axis, draws or worlds along the last. Equations: our own; notebook 08 shows them,
and tests/peer/whole_strategy.mdl holds them a second time.

>>> op_ed, drift = (comparison.bundle(assumptions(), [name]) for name in ("op_ed", "drift"))
>>> last = strategy.outcome(assumptions(), op_ed, drift, years=10)
>>> f"{last.war.item():.1%}"
'2.2%'
"""

from math import log
from typing import Any, NamedTuple

import numpy as np

from .steps import china, contempt, forces, freeze, neighbours

QUARTER = 0.25  # of a year
STANDINGS = ("none", "talks", "freeze", "roll-back")
NONE, TALKS, FREEZE, ROLLBACK = range(4)


class State(NamedTuple):
    """The state after a quarter. Counts so far are expected values, and they count in peace only."""

    standing: Any  # probability of each of STANDINGS, first axis; with uniforms, one of them is 1
    arsenal: Any  # weapon-equivalents
    made: Any  # weapon-equivalents made so far
    removed: Any  # weapon-equivalents rolled back so far
    incentive: Any  # what answers add to provoking, logits
    withdrawn: Any  # share of US forces that has left
    peace: Any  # probability that there was neither war nor collapse
    war: Any  # probability of a war so far
    war_fought: Any  # of a war in which Washington fights
    collapse: Any  # probability of a collapse so far
    no_bomb: Any  # probability that Seoul has no bomb, while there is peace
    bomb: Any  # probability that Seoul got one in peace
    provocations: Any  # so far
    frozen: Any  # years in a freeze so far
    cost: Any  # billion US dollars so far


class Rates(NamedTuple):
    """Provocations a year, by standing."""

    alone: Any
    in_talks: Any
    in_deal: Any


class Coefficients(NamedTuple):
    """Results of the submodels that every quarter of a run uses."""

    growth: Any  # step 3: weapon-equivalents a year
    stopped: Any  # step 3: share of it that a freeze stops
    rate_before: Any  # step 4: provocations a year under the old answers
    harm_before: Any  # step 4: harm of a provocation under the old answers
    war_shift: Any  # step 7: logarithm of the hazard ratio of a full withdrawal
    bomb_shift: Any  # step 7: the same for Seoul's bomb
    entangled_after: Any  # step 7: chance that Washington fights once its forces have left


class World:
    """The assumptions of a run: each is read once, in the precision of the run."""

    def __init__(self, a, dtype=np.float64):
        self.__dict__.update(_a=a, _dtype=dtype)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        value = np.asarray(getattr(self._a, name), dtype=self._dtype)
        self.__dict__[name] = value
        return value

    def replace(self, **changes):
        """The same world with these values, of whatever shape."""
        new = World(self._a, self._dtype)
        new.__dict__.update(self.__dict__, **changes)
        return new


def submodels(w):
    """The submodels' results, computed once for a run.

    The treaty outlasts a withdrawal, unless the reader ends it.
    """
    gone = w.replace(us_presence=np.maximum(w.us_presence, 1))
    let_pass = np.clip(1 - w.old_reward - w.old_punish, 0, 1)
    found = Coefficients(
        growth=freeze.growth(w),
        stopped=freeze.stopped_while_frozen(w),
        rate_before=contempt.provocation_rate(w, contempt.old_incentive(w)),
        harm_before=1 + w.ignored_escalation * let_pass + w.punish_escalation * w.old_punish,
        war_shift=forces.log_hazard_change(gone),
        bomb_shift=np.log(forces.bomb_hazard_ratio(gone)),
        entangled_after=forces.entanglement_after(gone),
    )
    return Coefficients(*(np.asarray(v, w._dtype) for v in found))


def start(w):
    """The state in 2009: no talks, the arsenal as assumed, the old answers learnt."""
    one, zero = w.initial_arsenal**0, w.initial_arsenal * 0
    counted = dict.fromkeys(State._fields, zero)
    known = {"arsenal": w.initial_arsenal, "incentive": contempt.old_incentive(w)}
    known |= {"standing": np.stack([one, zero, zero, zero]), "peace": one, "no_bomb": one}
    return State(**counted | known)


def quarter(last, years, w, b, plan, base, uniforms=None, dt=QUARTER):
    """The state after one more quarter.

    last: the State before it; years: since the start; w, b: World and its Coefficients; plan, base: levers
    of the strategies and of the baseline (objects with an attribute for each lever); uniforms: uniform
    numbers from 0 to 1 that draw the standing, or None; dt: length of the step in years.
    """
    kept = 0.5 ** (years / w.policy_half_life)  # the rest has drifted back
    s = in_force(plan, base, kept)
    none, talks, frozen, rolling = last.standing

    weight = neighbours.influence(w, s.us_effort).astype(w._dtype)  # step 5
    rates = provocations(last, w)  # steps 2 and 4
    rate = none * rates.alone + talks * rates.in_talks + (frozen + rolling) * rates.in_deal
    bite = sanctions_bite(rate, years, w, s)  # step 6
    rewards = s.reward_restraint * (1 - none) + s.reward_provocation * event_probability(
        rate, QUARTER
    )
    made = growth(last, rewards, bite, w, b) * dt  # step 3
    removed = last.arsenal * rolling * event_probability(w.rollback_rate, dt)
    standing = transition(
        last.standing, diplomacy(last, rates, weight, bite, w, s), dt
    )  # steps 1 to 3
    war_hazard, collapse_hazard, bomb_hazard = dangers(last, rate, bite, w, b, s)  # step 7
    leaving = kept * (1 - plan.troops) / plan.withdrawal_years * dt

    ended = last.peace * event_probability(
        war_hazard + collapse_hazard, dt
    )  # each has its share of what ends
    war = ended * split(war_hazard, war_hazard + collapse_hazard)
    bomb = last.no_bomb * event_probability(bomb_hazard, dt)
    bound = interpolate(w.entangled_with_troops, b.entangled_after, last.withdrawn)
    spent = w.troop_cost * (1 - w.saving_share * last.withdrawn)
    spent = spent + w.friction_cost * s.pressure_on_banks + w.reward_cost * rewards
    return State(
        standing=standing if uniforms is None else sample_state(standing, uniforms),
        arsenal=last.arsenal + made - removed,
        made=last.made + made,
        removed=last.removed + removed,
        incentive=learnt(last, none, w, s, dt),
        withdrawn=np.minimum(last.withdrawn + leaving, 1 - plan.troops),
        peace=last.peace - ended,
        war=last.war + war,
        war_fought=last.war_fought + war * bound,
        collapse=last.collapse + ended - war,
        no_bomb=last.no_bomb - bomb,
        bomb=last.bomb + last.peace * bomb,
        provocations=last.provocations + last.peace * rate * dt,
        frozen=last.frozen + last.peace * frozen * dt,
        cost=last.cost + last.peace * spent * dt,
    )


# -- its parts -----------------------------------------------------------------------------------


def in_force(plan, base, kept):
    """The levers when a share `kept` of the policy is in force and the rest is the baseline's."""
    return type(plan)(
        **{n: interpolate(old, getattr(plan, n), kept) for n, old in vars(base).items()}
    )


def provocations(last, w):
    """Provocations a year without talks, in talks and in a deal: the rate of step 4, the effect of step 2."""
    alone = contempt.provocation_rate(w, last.incentive)
    return Rates(alone, alone * w.talk_effect, alone * w.talk_effect * w.freeze_calm)


def learnt(last, none, w, s, dt):
    """What answers add to provoking, one step later (step 4). Restraint is rewarded only in contact."""
    taught = contempt.incentive(
        w, s.reward_provocation, s.punish_provocation, s.reward_restraint * (1 - none)
    )
    return interpolate(
        last.incentive, taught, event_probability(-4 * np.log1p(-w.learning_rate), dt)
    )


def sanctions_bite(rate, years, w, s):
    """The bite at China's best answer (step 6), which offers, pressure and alarm change; 0 to 1."""
    a = w.replace(
        sanctions_scope=s.sanctions,
        sanctions_years=years,
        refugee_cost_share=s.refugee_share,
        promise_credibility=s.promise * w.promise_credibility,
        third_country_pressure=s.pressure_on_banks + w.china_alarm * rate,
    )
    return china.trade_cut(a, china.best_enforcement(a))


def growth(last, rewards, bite, w, b):
    """Weapon-equivalents made a year (step 3): less in a deal; talks may hide and rewards may fund it."""
    _, talks, frozen, rolling = last.standing
    pace = 1 + w.talks_cover * talks - b.stopped * (frozen + rolling)
    outside = (1 + w.rewards_fund * rewards) * (1 - w.sanctions_slow * bite)
    return b.growth * pace * outside * (1 - w.presence_feeds * last.withdrawn)


def diplomacy(last, rates, weight, bite, w, s):
    """Hazards per year from one standing to another, by (from, to): steps 1, 2 and 3."""
    price = (w.initial_arsenal / last.arsenal) ** w.asking_price
    ease = helped(w, weight, bite, s.reward_restraint) * price
    broken = w.freeze_ending_hazard + w.us_reneging * log(2) / w.policy_half_life
    return {
        (NONE, TALKS): w.talks_opening * s.talk + w.pressure_to_table * bite,
        (TALKS, NONE): w.talks_ending + w.walk_out_ends_talks * s.walk_out * rates.in_talks,
        (TALKS, FREEZE): w.freeze_deal_hazard * (1 - s.ask) * ease,
        (TALKS, ROLLBACK): w.denuclearisation_hazard * s.ask * ease,
        (FREEZE, ROLLBACK): w.denuclearisation_hazard * w.lock_in_ratio,
        (FREEZE, NONE): broken,
        (ROLLBACK, NONE): broken,
    }


def helped(w, weight, bite, reward):
    """The factor on the hazard of a deal; 1 if Washington leads, nothing bites and restraint is rewarded.

    Coalition, pressure and rewards multiply or add up (`deal_form`); both forms are equal near 1.
    """
    pressed, lost = w.pressure_helps_deal * bite, w.reward_needed * (1 - reward)
    product = weight * (1 + pressed) * (1 - lost)
    total = np.maximum(weight + pressed - lost, 0)
    return np.where(w.deal_form == 1, total, product)


def dangers(last, rate, bite, w, b, s):
    """Hazards per year of war, of the North's collapse and of Seoul's bomb: steps 4, 6 and 7."""
    let_pass = np.clip(1 - s.punish_provocation - s.reward_provocation, 0, 1)
    harm = 1 + w.punish_escalation * s.punish_provocation + w.ignored_escalation * let_pass
    incidents = rate * harm / (b.rate_before * b.harm_before)
    war = w.war_hazard_now * interpolate(1, incidents, w.escalation_share)
    collapse = w.collapse_hazard * np.exp(w.collapse_by_pressure * bite)
    bomb = w.rok_bomb_hazard * (last.arsenal / w.initial_arsenal) ** w.bomb_by_arsenal
    return (
        war * np.exp(b.war_shift * last.withdrawn),
        collapse,
        bomb * np.exp(b.bomb_shift * last.withdrawn),
    )


def transition(standing, hazards, dt):
    """The probabilities of STANDINGS a step later; competing hazards per year, by (from, to)."""
    after = list(standing)
    for source in range(len(STANDINGS)):
        out = {to: h for (start, to), h in hazards.items() if start == source}
        total = sum(out.values())
        left = standing[source] * event_probability(total, dt)
        after[source] = after[source] - left
        for to, hazard in out.items():
            after[to] = after[to] + left * split(hazard, total)
    return np.stack(np.broadcast_arrays(*after))


def sample_state(standing, uniforms):
    """One standing drawn from these probabilities: a 1 and three 0s along the first axis."""
    passed = sum(uniforms >= up_to for up_to in np.cumsum(standing[:-1], axis=0))
    return np.stack([passed == drawn for drawn in range(len(STANDINGS))]).astype(standing.dtype)


def event_probability(hazard, dt):
    """The probability of an event within `dt` years, from its hazard per year: 1 - exp(-hazard dt)."""
    return -np.expm1(-hazard * dt)


def interpolate(one, other, share):
    """The value at this share of the way from one to the other."""
    return one + (other - one) * share


def split(hazard, total):
    """This hazard's share of a total; 0 if the total is 0."""
    return hazard / np.maximum(total, np.finfo(np.float32).tiny)


# -- a run ---------------------------------------------------------------------------------------


def run(a, plan, base, *, years=None, uniforms=None, dt=QUARTER, dtype=np.float64):
    """Yield every State from the start to the horizon, one after the other.

    a: assumptions. plan: levers, arrays whose first axis is a strategy. base: the baseline's levers.
    years: the horizon, by default the reader's (the last one, if worlds differ). uniforms: one array of
    uniform numbers a step, shared by all strategies, or None for the expected-value mode. dtype: the
    precision.
    """
    w = World(a, dtype)
    b, state = submodels(w), start(w)
    plan, base = (
        type(levers)(**{n: np.asarray(v, dtype) for n, v in vars(levers).items()})
        for levers in (plan, base)
    )
    yield state
    for i in range(round(float(np.max(a.freeze_horizon) if years is None else years) / dt)):
        drawn = None if uniforms is None else uniforms[i]
        state = quarter(state, i * dt, w, b, plan, base, drawn, dt)
        yield state


def outcome(a, plan, base, **how):
    """The State at the horizon, which may differ from world to world; arguments as for `run`."""
    years, last = how.get("years", a.freeze_horizon), None
    steps = np.round(np.asarray(years) / how.get("dt", QUARTER))
    for i, state in enumerate(run(a, plan, base, **how)):
        over = i > steps
        both = zip(last or state, state, strict=True)
        last = State(*(np.where(over, *pair) for pair in both)) if over.any() else state
    return last


def amounts(a, state, ally_weight=None):
    """The amount of each criterion for a State at the horizon; units as in data/scenarios.toml.

    ally_weight: how much the ally's losses in a war count, from 0 (not at all) to 1 (as much as
    Washington's); by default the reader's. A war without Washington counts with that weight only.
    """
    counted, years = a.ally_weight if ally_weight is None else ally_weight, a.freeze_horizon
    return {
        "arsenal": state.arsenal,
        "provocations": state.provocations / years,
        "war": state.war_fought + counted * (state.war - state.war_fought),
        "collapse": state.collapse,
        "rok_bomb": state.bomb,
        "us_cost": state.cost / years,
        "norm": state.frozen / years,
    }


def harms(a, state, anchors, ally_weight=None):
    """The harm by criterion, in units of its anchor and before any weight.

    The arsenal counts to the power of the harm curvature, and not after a collapse.
    """
    found = {n: v / anchors[n] for n, v in amounts(a, state, ally_weight).items()}
    found["arsenal"] = found["arsenal"] ** a.harm_curvature * (1 - state.collapse)
    return found
