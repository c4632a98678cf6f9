"""The named choices: their defaults, their file, their words, what they shape."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onestop.domain.errors import DeclarationError
from onestop.domain.policy import CHOICES, Policy, load_policy


def test_the_first_choice_of_each_policy_is_its_default():
    assert Policy().as_dict() == {name: next(iter(values)) for name, values in CHOICES.items()}


def test_the_shipped_file_states_the_defaults(config_dir):
    assert load_policy(config_dir / "policy.toml") == Policy()


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load_policy(tmp_path / "policy.toml") == Policy()


def test_a_file_may_state_only_what_differs(tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text('withdrawn = "separate"\n', encoding="utf-8")
    assert load_policy(file) == Policy(withdrawn="separate")


@pytest.mark.parametrize("line", ['withdrawn = "gone"', 'withdrawal = "separate"', "stopped = 8"])
def test_an_unknown_choice_is_refused_with_the_known_ones(tmp_path, line):
    file = tmp_path / "policy.toml"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"chọn một trong|có: "):
        load_policy(file)


def test_a_choice_that_shapes_the_ledger_changes_its_fingerprint():
    """`interlinked` is applied when asked, so the ledger serves both."""
    for name, values in CHOICES.items():
        other = replace(Policy(), **{name: list(values)[-1]})
        same = other.fingerprint() == Policy().fingerprint()
        assert same == (name == "interlinked")


def test_every_choice_has_its_own_words():
    words = [text for values in CHOICES.values() for text in values.values()]
    assert len(set(words)) == len(words) == 17
    assert Policy(stopped="closed").sentences()[3] == CHOICES["stopped"]["closed"]
