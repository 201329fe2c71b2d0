"""Every scorer with a model of ours has a card that is complete and of the files that lie there."""

import pytest

from qualityfilter import registry
from scorers._cards import MODELS, Card, file_hash

TRAINED = [name for name in registry.scorer_names() if isinstance(getattr(registry.scorer_class(name), "model_files", None), tuple)]


COUNTED = ("code_quality.v1", "pii.v1", "repetition.v1", "structure.v1")
WITHOUT = {
    "benchmark_overlap.v1", "c4.v1", "datatrove_filter.v1", "fasttext_file.v1", "fasttext_language.v1", "fineweb.v1", "fineweb2_zh.v1",
    "gopher_quality.v1", "gopher_repetition.v1", "kenlm_file.v1", "linear_file.v1", "seed_affinity.v1", "transformer.v1", "url_list.v1",
    "word_list.v1",
}  # fmt: skip
"""Published rules, which their papers describe, and scorers of a user's own model or list, which comes with a card of its own."""


def test_every_dimension_has_a_card():
    assert {name for name in registry.scorer_names() if not hasattr(registry.scorer_class(name), "card")} <= WITHOUT


@pytest.mark.parametrize("name", [*TRAINED, *COUNTED])
def test_a_card_says_enough(name):
    card = registry.scorer_class(name).card()
    for field in ("measures", "range", "direction", "languages", "how_made", "command", "cost"):
        assert len(getattr(card, field).split()) >= 3, f"{name}: {field} says too little"
    for field in ("sources", "quality", "failures"):
        assert getattr(card, field), f"{name}: no {field}"
        assert all(len(entry.split()) >= 3 for entry in getattr(card, field))
    assert all(f"{heading}:" in str(card) for heading in ("measures", "how made", "failures", "sha256"))


@pytest.mark.parametrize("name", TRAINED)
def test_a_trained_scorer_has_a_card_of_its_files(name):
    cls = registry.scorer_class(name)
    card = cls.card()
    assert {str(MODELS / file) for file in card.sha256} <= set(cls.model_files)
    for file, digest in card.sha256.items():
        assert file_hash(file) == digest, f"models/{file} is not the file that the card of {name} describes"


def test_a_card_with_a_field_too_few_or_too_many_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("scorers._cards.MODELS", tmp_path)
    (tmp_path / "half.yaml").write_text("measures: something\nshoe_size: 44\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"missing .*'quality'.*unknown \['shoe_size'\]"):
        Card.of("half")
