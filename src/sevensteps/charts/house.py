"""Bridge while charts/ is merged into pictures/: old signatures of the pieces of drawings."""

# ruff: noqa: F403
from ..pictures import picture as _p
from ..pictures import theme as _t
from ..pictures.picture import *
from ..pictures.theme import *


def share_axis(channel, field, title):
    return _t.share(channel.__name__, field, title)


def of_facts(*layers, finding, alt_text, footnote, drop=62):
    return _p.of_facts(_p.Caption(finding, alt_text), footnote, *layers, drop=drop)


def filled(chart, columns, words, footnote):
    return _p.filled(_t.vega(chart.to_dict()), columns, words, footnote)


def compiled(chart):
    return _t.vega(chart.to_dict())
