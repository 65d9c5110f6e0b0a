"""The pictures and words of the back-test."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .. import backtest, charts
from .. import text as pages
from ..charts import Still

__all__ = ["backtest_picture", "backtest_table"]


def backtest_picture(name: str) -> Still:
    """What this state of knowledge would have forecast, under the policy that Washington followed."""
    known, record = backtest.knowledge()[name], backtest.estimates()
    years, stock = backtest.forecast(name)
    low, high = np.quantile(stock, backtest.BAND, axis=1)
    band = pd.DataFrame(
        {"year": years, "low": low, "middle": np.quantile(stock, 0.5, axis=1), "high": high}
    )
    (score,) = [s for s in backtest.scored((name,)) if s.title == known.title]
    last = band.iloc[-1]
    finding = f"{known.title}: the band holds {score.held} of {score.of} later estimates"
    alt_text = (
        f"{finding}. By {last['year']:.0f} it runs from {last['low']:.0f} to {last['high']:.0f} "
        f"weapon-equivalents, and the last estimate says {record[-1].central:.0f}. {known.about} Frozen on "
        f"{known.frozen:%d %B %Y}, before it was scored. The black marks are estimates with their ranges and no "
        "observations."
    )
    footnote = f"Nine worlds in ten lie within the band; {score.of} estimates, data/arsenal.csv"
    return charts.band_and_estimates(
        band, pd.DataFrame(record), finding=finding, alt_text=alt_text, footnote=footnote
    )


def backtest_table() -> pages.Text:
    """Every state of knowledge beside two dumb baselines; the lower the CRPS, the nearer."""
    rows = ["| forecast | mean CRPS | estimates in its band |", "| --- | --- | --- |"]
    for s in backtest.scored():
        band = (
            f"{s.held} of {s.of}"
            if s.title not in (backtest.NO_CHANGE, backtest.ONE_MORE)
            else "no band"
        )
        rows.append(f"| {s.title} | {s.crps:.1f} | {band} |")
    return pages.folded("How each of them scored (open it after the record)", "\n".join(rows))
