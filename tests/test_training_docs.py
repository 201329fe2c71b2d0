"""docs/training.md: what it shows works on a run whose documents are read more or less than once."""

import collections
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qualityfilter.data_files import data_files
from qualityfilter.sampling import stream
from qualityfilter.storage import Storage

PAGE = Path(__file__).parents[1] / "docs" / "training.md"


@pytest.fixture(scope="module")
def weighed(finished, tmp_path_factory):
    """A finished run with weights of 0, 1.25 and 2.5 in turn, and its rows."""
    out = tmp_path_factory.mktemp("weighed") / "run"
    shutil.copytree(finished.out, out)
    rows, at = [], 0
    for name in data_files(Storage(str(out))):
        table = pq.read_table(out / "data" / name)
        numbers = range(at, at := at + table.num_rows)
        for column, values in (("weight", [1.25 * (i % 3) for i in numbers]), ("repeat", [(0, 1, 3)[i % 3] for i in numbers])):
            place = table.column_names.index(column)
            table = table.set_column(place, column, pa.array(values, table.schema.field(place).type))
        if table.num_rows:
            pq.write_table(table, out / "data" / name)
        rows += table.to_pylist()
    return out, rows


def block(title, run, tmp_path):
    """What the page's block of Python under a title makes of a run, as its variables."""
    section = PAGE.read_text(encoding="utf8").split(f"## {title}\n")[1].split("\n## ")[0]
    [code] = re.findall(r"```python\n(.*?)```", section, re.S)
    code = code.replace('"out/crawl', f'"{run}').replace('"out/tokens"', repr(str(tmp_path / "tokens")))
    made = {"stream": stream}
    exec(compile(code.replace('"tokenizer.json"', repr(str(tmp_path / "tokenizer.json"))), str(PAGE), "exec"), made)
    return made


def test_datasets_loads_a_run_repeated_and_as_a_stream(weighed, tmp_path, monkeypatch):
    pytest.importorskip("datasets")
    out, rows = weighed
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path)
    made = block("Hugging Face `datasets`", out, tmp_path)
    assert len(made["rows"]) == len(rows)
    expected = collections.Counter({row["text"]: 0 for row in rows})
    for row in rows:
        expected[row["text"]] += row["repeat"]
    assert collections.Counter(made["repeated"]["text"]) == +expected
    streamed = collections.Counter(row["id"] for row in made["weighted"])
    weight = {row["id"]: row["weight"] for row in rows}
    assert set(streamed) == {id for id, w in weight.items() if w}
    assert all(weight[id] - 1 < n < weight[id] + 1 for id, n in streamed.items())
    assert len(set(streamed.values())) == 3  # 1.25 is read once or twice, 2.5 twice or three times


def test_datatrove_makes_tokens_of_a_run(weighed, tmp_path, monkeypatch):
    """With a tokenizer of one token a character: as many tokens as there are characters in all copies, and ends."""
    tokenizers = pytest.importorskip("tokenizers")
    out, rows = weighed
    monkeypatch.chdir(tmp_path)
    characters = sorted({c for row in rows for c in row["text"]})
    vocabulary = {"<|endoftext|>": 0, "<unknown>": 1, **{c: i + 2 for i, c in enumerate(characters)}}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, "<unknown>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("[\\s\\S]"), "isolated")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    block("Tokens with datatrove", out, tmp_path)
    size = sum(file.stat().st_size for file in (tmp_path / "tokens").glob("*.ds"))
    assert size == 2 * sum(row["repeat"] * (len(row["text"]) + 1) for row in rows)
