"""Sentences of pictures, verdicts, questions and sliders are short."""

import re

import pytest
from worlds import AUTHOR, CRITIC, DEFAULT

from sevensteps import pictures
from sevensteps.argument import claims
from sevensteps.questions import questions
from sevensteps.verdicts import judge

LONGEST = 25  # words
PICTURES = pictures.live_pictures()


def longest(text):
    """The longest sentence of a text, in words; a claim's title in it counts as one word."""
    for c in claims().values():
        text = text.replace(f"“{c.title}”", "TITLE")
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
    return max(sentences, key=lambda s: len(s.split()))


def test_a_sentence_is_found_where_it_ends():
    assert longest("One. Two three four? Five 0.5 six.") == "Two three four?"


@pytest.mark.parametrize("name", PICTURES)
def test_what_a_picture_says_is_said_in_short_sentences(name):
    picture = PICTURES[name]
    for a in (DEFAULT, AUTHOR, CRITIC):
        words = picture.words(a)
        for text in (words.title, words.alt_text):
            assert len(longest(text).split()) <= LONGEST, longest(text)


@pytest.mark.parametrize("claim", [c for c in claims().values() if c.verdict], ids=lambda c: c.id)
def test_a_verdict_is_said_in_short_sentences(claim):
    for a in (DEFAULT, AUTHOR, CRITIC):
        said = longest(judge(claim, a).sentence)
        assert len(said.split()) <= LONGEST, said


@pytest.mark.parametrize("q", questions().values(), ids=lambda q: q.id)
def test_a_question_is_asked_in_short_sentences(q):
    for text in (q.question, q.happened, q.bears, *q.answers):
        if text:
            assert len(longest(text).split()) <= LONGEST, longest(text)


@pytest.mark.parametrize("r", DEFAULT.records.values(), ids=lambda r: r.name)
def test_a_sliders_label_and_its_settings_are_short(r):
    for text in (r.title, *r.settings):
        assert len(text.split()) <= LONGEST, text
