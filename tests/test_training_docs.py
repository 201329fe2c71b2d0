"""docs/training.md: what it shows works on a run."""

import pytest

from qualityfilter.sampling import stream
from qualityfilter.storage import Storage


def test_datasets_loads_a_run_repeated_and_as_a_stream(finished, tmp_path, monkeypatch):
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    cache = str(tmp_path)
    rows = datasets.load_dataset("parquet", data_files=finished.path("data/**/*.parquet"), split="train", cache_dir=cache)
    assert len(rows) == finished.kept
    repeated = rows.select([i for i, n in enumerate(rows["repeat"]) for _ in range(n)]).shuffle(seed=1)
    assert len(repeated) == sum(rows["repeat"])
    streamed = datasets.IterableDataset.from_generator(stream, gen_kwargs={"run": finished.out})
    assert sorted(row["text"] for row in streamed) == sorted(rows["text"])  # weights of 1


def test_datatrove_makes_tokens_of_a_run(finished, tmp_path):
    """The pipeline of the page, with a tokenizer of one token a character: as many tokens as there are characters, and ends."""
    tokenizers = pytest.importorskip("tokenizers")
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.tokens import DocumentTokenizer

    documents = list(ParquetReader(finished.path("data"))())
    characters = sorted({c for d in documents for c in d.text})
    vocabulary = {"<end>": 0, "<unknown>": 1, **{c: i + 2 for i, c in enumerate(characters)}}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, "<unknown>"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("[\\s\\S]"), "isolated")
    made.save(str(tmp_path / "tokenizer.json"))
    copies = [d for d in documents for _ in range(d.metadata["repeat"])]
    step = DocumentTokenizer(str(tmp_path / "tokens"), tokenizer_name_or_path=str(tmp_path / "tokenizer.json"), eos_token="<end>")
    step.run(iter(copies))
    size = sum(f.stat().st_size for f in (tmp_path / "tokens").glob("*.ds"))
    assert size == 2 * sum(len(d.text) + 1 for d in copies)


def test_datatrove_reads_each_document_as_often_as_it_is_to_be(finished):
    from datatrove.pipeline.readers import ParquetReader

    documents = list(ParquetReader(finished.path("data"))())
    assert len(documents) == finished.kept
    assert all(d.metadata["repeat"] == 1 for d in documents)
    assert len(Storage(finished.out).names("data")) > 1
