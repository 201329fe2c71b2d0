"""Every scorer with a model of ours has a card that is complete and of the files that lie there."""

import pytest

from qualityfilter import registry
from scorers._cards import MODELS, Card, file_hash

TRAINED = [name for name in registry.scorer_names() if isinstance(getattr(registry.scorer_class(name), "model_files", None), tuple)]


@pytest.mark.parametrize("name", TRAINED)
def test_a_trained_scorer_has_a_card_of_its_files(name):
    cls = registry.scorer_class(name)
    card = cls.card()
    assert {str(MODELS / file) for file in card.sha256} <= set(cls.model_files)
    for file, digest in card.sha256.items():
        assert file_hash(file) == digest, f"models/{file} is not the file that the card of {name} describes"
    for field in ("measures", "range", "direction", "languages", "how_made", "command", "cost"):
        assert len(getattr(card, field).split()) >= 3, f"{name}: {field} says too little"
    for field in ("sources", "quality", "failures"):
        assert getattr(card, field), f"{name}: no {field}"
        assert all(len(entry.split()) >= 3 for entry in getattr(card, field))
    assert all(f"{heading}:" in str(card) for heading in ("measures", "how made", "failures", "sha256"))


def test_a_card_with_a_field_too_few_or_too_many_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("scorers._cards.MODELS", tmp_path)
    (tmp_path / "half.yaml").write_text("measures: something\nshoe_size: 44\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"missing .*'quality'.*unknown \['shoe_size'\]"):
        Card.of("half")
