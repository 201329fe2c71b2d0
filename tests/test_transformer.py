"""The transformer scorer on a tiny classifier that the test builds; skipped where transformers and torch are not installed."""

import numpy as np
import pytest

import scorers
from qualityfilter import InputError, registry
from qualityfilter.testing import scorer_checks

torch = pytest.importorskip("torch", reason="torch is not installed: pip install qualityfilter[transformer]")
transformers = pytest.importorskip("transformers", reason="transformers is not installed: pip install qualityfilter[transformer]")

TEXTS = ["the sea and the heron", "雨 海 the", "", "the " * 300, "unseen words only"]


def build(folder, labels):
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "sea", "and", "heron", "雨", "海"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf8")
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(3)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=labels,
        max_position_embeddings=64, id2label={i: f"grade {i}" for i in range(labels)}, label2id={f"grade {i}": i for i in range(labels)},
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(folder, safe_serialization=True)
    return str(folder)


@pytest.fixture(scope="module")
def regression(tmp_path_factory):
    return build(tmp_path_factory.mktemp("regression"), 1)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return build(tmp_path_factory.mktemp("three"), 3)


def one_by_one(path, texts, most=32):
    tokenizer, model = (
        transformers.AutoTokenizer.from_pretrained(path),
        transformers.AutoModelForSequenceClassification.from_pretrained(path),
    )
    with torch.inference_mode():
        return [model.eval()(**tokenizer(t, truncation=True, max_length=most, return_tensors="pt")).logits[0].numpy() for t in texts]


def test_a_regression_gives_its_value_within_the_range(regression):
    found = scorers.load("transformer", path=regression, low=-2, high=2, max_tokens=32, device="cpu").score(TEXTS)
    expected = [x[0] for x in one_by_one(regression, TEXTS)]
    expected[2] = -2  # empty: the low end
    assert found["transformer"] == pytest.approx(np.clip(expected, -2, 2), abs=1e-3)
    assert found["transformer_seen"][[0, 2]].tolist() == [1, 0]
    assert 0.05 < found["transformer_seen"][3] < 0.2


def test_a_classifier_gives_the_probability_of_the_label(three):
    found = scorers.load("transformer", path=three, label="grade 2", column="grade", max_tokens=32, batch_tokens=64, device="cpu").score(
        TEXTS
    )
    for k in (0, 1, 3, 4):
        logits = one_by_one(three, TEXTS)[k]
        assert found["grade"][k] == pytest.approx(np.exp(logits[2]) / np.exp(logits).sum(), abs=1e-3)


@pytest.mark.parametrize("check", scorer_checks(), ids=lambda check: check.__name__)
def test_it_keeps_the_contract(regression, check):
    check(registry.build_scorer("transformer", {"path": regression, "low": -2, "high": 2, "max_tokens": 32, "device": "cpu"}))


def test_what_cannot_be_read_is_said(three, tmp_path):
    for params, message in (
        ({"path": str(tmp_path)}, "no sequence classifier"),
        ({"path": three}, "say which counts"),
        ({"path": three, "label": "grade 9"}, "Did you mean 'grade"),
    ):
        with pytest.raises(InputError, match=message):
            scorers.load("transformer", device="cpu", **params).score(["a text"])
