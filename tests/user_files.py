"""Small files such as users bring: a fastText classifier, an ARPA model, lists. Made by the tests, in a folder of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ARPA = """\\data\\
ngram 1=7
ngram 2=3

\\1-grams:
-2.0\t<unk>
-99\t<s>\t-0.3
-0.9\t</s>
-0.8\tthe\t-0.3
-1.0\tsea\t-0.3
-1.2\t雨\t-0.3
-1.2\t海\t-0.3

\\2-grams:
-0.2\t<s> the
-0.3\tthe sea
-0.4\tsea </s>

\\end\\
"""


def fasttext_model(folder: Path) -> Path:
    """A classifier of two labels that tells the sea from code."""
    import fasttext

    (folder / "train.txt").write_text(
        "__label__hq the sea and the rain and the heron\n__label__lq import os def main return None\n" * 50, encoding="utf8"
    )
    model = fasttext.train_supervised(str(folder / "train.txt"), dim=4, epoch=20, thread=1, verbose=0, seed=1)
    model.save_model(str(folder / "model.bin"))
    return folder / "model.bin"


def linear_model(folder: Path) -> Path:
    """A linear model of two small sides."""
    import numpy as np

    from scorers.training.fit_linear import fit

    texts = [f"the sea and the rain {i}" for i in range(30)] + [f"import os def main {i}" for i in range(30)]
    fit(texts, np.arange(60) < 30, np.array([f"site {i % 10}" for i in range(60)])).save(folder / "model.npz")
    return folder / "model.npz"


def seed_model(folder: Path) -> Path:
    """A seed model of texts about the sea against a pool of others."""
    from qualityfilter.documents import Documents
    from qualityfilter.enriching import gather
    from qualityfilter.seed_model import Pool, feature_rows

    seeds = [f"the sea and the rain and the heron of bay {i}, open water and a quiet tide {i}" for i in range(12)]
    pool = [f"import os; def main(): return {i} * {i} if os.name else None" for i in range(60)]
    found = gather("sea", feature_rows(Documents.from_texts(seeds)), Pool.of(feature_rows(Documents.from_texts(pool))), [""] * 60)
    with open(folder / "seeds.npz", "wb") as file:
        found.model.save(file)
    return folder / "seeds.npz"


def parameters(folder: Path) -> dict[str, dict[str, Any]]:
    """For every scorer that cannot be built without a file of the user's: parameters, and the files they name."""
    (folder / "model.arpa").write_text(ARPA, encoding="utf8")
    (folder / "hosts.txt").write_text("# block list\nspam.example\nhttps://www.mixed.example/shop/\n", encoding="utf8")
    (folder / "words.txt").write_text("# words\nheron\nopen water\n苍鹭\n苍\n", encoding="utf8")
    (folder / "exam.jsonl").write_text('{"question": "Why does the heron stand still in the open water of the pond for so long?"}\n')
    return {
        "benchmark_overlap.v1": {"benchmarks": [{"name": "exam", "paths": [str(folder / "exam.jsonl")], "fields": ["question"]}]},
        "fasttext_file.v1": {"path": str(fasttext_model(folder)), "label": "hq"},
        "linear_file.v1": {"path": str(linear_model(folder))},
        "kenlm_file.v1": {"path": str(folder / "model.arpa")},
        "seed_affinity.v1": {"path": str(seed_model(folder))},
        "url_list.v1": {"path": str(folder / "hosts.txt")},
        "word_list.v1": {"path": str(folder / "words.txt")},
        "datatrove_filter.v1": {"filter": "RegexFilter", "params": {"regex_exp": "heron|苍鹭"}},
    }
