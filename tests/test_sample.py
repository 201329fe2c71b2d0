"""The sample corpus: the shards are what the script makes, and everything in them is what README.md says."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pytest

SAMPLE = Path(__file__).parent.parent / "recipes" / "sample"
RESERVED = (".example.com", ".example.net", ".example.org")  # RFC 2606


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample", SAMPLE / "make_sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


script = load_script()
BASE = {document.id: document for document in script.read_base(SAMPLE / "base") if document.derived_from is None}
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
DOCUMENTS: dict[str, dict[str, Any]] = EXPECTED["documents"]


def lines_of(shard: str) -> list[bytes]:
    content: bytes = script.unpacked(shard, (SAMPLE / "shards" / shard).read_bytes())
    return content.split(b"\n")[:-1]


def table_of(shard: str) -> pa.Table:
    return script.unpacked(shard, (SAMPLE / "shards" / shard).read_bytes())


def read_documents() -> dict[str, dict[str, Any]]:
    """id -> record, for every row that expected.json calls a document, read from where it says it is."""
    lines = {shard: lines_of(shard) for shard in script.SHARDS[:3]}
    table = table_of(script.SHARDS[3])
    records = {}
    for name, known in DOCUMENTS.items():
        if known["shard"] in lines:
            records[name] = json.loads(lines[known["shard"]][known["row"]])
        else:
            records[name] = table.slice(known["row"], 1).to_pylist()[0]
    return records


RECORDS = read_documents()


def changed(change: str) -> list[str]:
    return [name for name, known in DOCUMENTS.items() if known["change"] == change]


def run_script(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONHASHSEED": "1", "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, folder / "make_sample.py", *flags], capture_output=True, text=True, env=environment)


def shingles(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(len(text) - 4)}


def similarity(one: str, other: str) -> float:
    return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))


# ---- the script


def test_the_files_are_what_the_script_makes():
    done = run_script(SAMPLE, "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_two_runs_give_the_same_bytes():
    assert script.make() == script.make()


def test_check_names_the_stale_files_and_a_run_mends_them(tmp_path):
    copy = shutil.copytree(SAMPLE, tmp_path / "sample")
    poems = copy / "base" / "poems.txt"
    poems.write_text(
        poems.read_text(encoding="utf-8").replace("He keeps the ledger of the shore", "She keeps the ledger of the shore"), encoding="utf-8"
    )
    (copy / "shards" / "part-1.jsonl.gz").write_bytes(b"\x1f\x8b damaged")
    home = script.shard_of(BASE["en-poem-tide-clerk"])

    stale = run_script(copy, "--check")
    assert stale.returncode == 1
    assert {line.split(": ")[0] for line in stale.stderr.splitlines()} >= {
        str(copy / "shards" / name) for name in (home, "part-1.jsonl.gz")
    }
    assert run_script(copy).returncode == 0
    assert run_script(copy, "--check").returncode == 0


@pytest.mark.parametrize(
    "text",
    ["ab⟨$x+y$⟩ c", "⟨$$x$$⟩ and ⟨$a_1$⟩", "so\n⟨\\begin{align}\nx&=y\n\\end{align}⟩\nend", "⟨```python\nx = '$'\n```⟩\nb", "run ⟨`a b`⟩"],
)
def test_nothing_is_put_into_mathematics_or_code(text):
    marked = [match.span() for match in re.finditer("⟨.*?⟩", text, re.DOTALL)]
    plain = re.sub("[⟨⟩]", "", text)
    inside = {place for number, (start, end) in enumerate(marked) for place in range(start - 2 * number + 1, end - 2 * number - 2)}
    assert script.unprotected(plain, range(len(plain) + 1)) == [place for place in range(len(plain) + 1) if place not in inside]


# ---- the written documents


def test_lengths_of_the_written_documents():
    assert len(BASE) >= 84
    assert {name: len(document.text) for name, document in BASE.items() if not 300 <= len(document.text) <= 1500} == {}


def test_ids_are_unique():
    headers = [header["id"] for path in sorted((SAMPLE / "base").glob("*.txt")) for header, _ in script.written(path)]
    assert [name for name, times in Counter(headers).items() if times > 1] == []


def test_languages():
    languages = Counter(document.lang for document in BASE.values())
    assert languages.keys() == {"zh", "zh-Hant", "en", "mixed"}
    assert languages["zh-Hant"] >= 4
    assert languages["mixed"] >= 3
    assert 0.4 <= (languages["zh"] + languages["zh-Hant"]) / len(BASE) <= 0.6


def test_readme_counts_kinds_and_changes():
    table = dict(re.findall(r"^\| (\w+) \| (\d+) \|", (SAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    kinds = Counter(document.kind for document in BASE.values())
    changes = Counter(known["change"] for known in DOCUMENTS.values())
    assert table == {name: str(count) for name, count in (kinds | changes).items()}


def test_text_fits_its_language():
    for name, document in BASE.items():
        han = len(re.findall(r"[\u4e00-\u9fff]", document.text))
        if document.lang == "en":
            assert han == 0, name
        else:
            assert han >= 60, name


def test_hosts_are_reserved_names():
    hosts = Counter(urlsplit(document.url).hostname for document in BASE.values())
    assert 12 <= len(hosts) <= 15
    assert min(hosts.values()) >= 3
    assert [host for host in hosts if not host.endswith(RESERVED)] == []


def python_of(document: Any) -> str:
    """The document's Python: the whole of a .py file, else its code blocks together; "" for none."""
    blocks = re.findall(r"^```python\n(.*?)^```", document.text, re.DOTALL | re.MULTILINE)
    return document.text if document.url.endswith(".py") else "\n".join(blocks)


WITH_PYTHON = [name for name, document in BASE.items() if document.kind in ("tutorial", "code") and python_of(document)]


def test_some_documents_hold_python():
    assert len(WITH_PYTHON) >= 6


@pytest.mark.parametrize("name", WITH_PYTHON)
def test_python_code_runs(name):
    exec(compile(python_of(BASE[name]), name, "exec"), {"__name__": name})


# ---- the records


def test_number_and_size_of_the_shards():
    assert 150 <= len(DOCUMENTS) + len(EXPECTED["broken"]) <= 200
    assert sum(path.stat().st_size for path in (SAMPLE / "shards").iterdir()) < 600_000
    for shard in script.SHARDS:
        assert sum(known["shard"] == shard for known in DOCUMENTS.values()) >= 25


def test_every_record_is_where_expected_json_says():
    assert [name for name, record in RECORDS.items() if record["id"] != name] == []
    rows = sum(len(lines_of(shard)) for shard in script.SHARDS[:3]) + table_of(script.SHARDS[3]).num_rows
    assert rows == len(DOCUMENTS) + len(EXPECTED["broken"])


def test_written_documents_are_all_there_unchanged():
    assert {name: RECORDS[name]["text"] for name in changed("none")} == {name: document.text for name, document in BASE.items()}


def test_extra_fields_travel_along():
    for name, record in RECORDS.items():
        assert record["kind"] == DOCUMENTS[name]["kind"]
        assert 0 <= record["crawl"]["depth"] <= 4
        assert record.get("derived_from") == DOCUMENTS[name]["derived_from"]


def test_derived_documents_lie_in_another_shard_than_their_original():
    derived = {name: known for name, known in DOCUMENTS.items() if known["derived_from"]}
    assert len(derived) >= 50
    assert [name for name, known in derived.items() if known["shard"] == DOCUMENTS[known["derived_from"]]["shard"]] == []


def test_exact_duplicates_are_exact_and_near_ones_near():
    for name in changed("exact_duplicate"):
        assert RECORDS[name]["text"] == RECORDS[DOCUMENTS[name]["derived_from"]]["text"]
    for name in changed("near_duplicate"):
        origin = DOCUMENTS[name]["derived_from"]
        if DOCUMENTS[name]["lang"] == DOCUMENTS[origin]["lang"]:
            assert 0.8 <= similarity(RECORDS[name]["text"], RECORDS[origin]["text"]) < 1, name


def test_two_reposts_are_in_the_other_script():
    pairs = {(DOCUMENTS[DOCUMENTS[name]["derived_from"]]["lang"], DOCUMENTS[name]["lang"]) for name in changed("near_duplicate")}
    assert {("zh", "zh-Hant"), ("zh-Hant", "zh")} <= pairs


@pytest.mark.parametrize("name", changed("chrome") + changed("advertising"))
def test_taking_out_what_was_inserted_gives_the_original_back(name):
    text, known = RECORDS[name]["text"], DOCUMENTS[name]
    kept, done = [], 0
    for one in known["inserted"]:
        assert text[one["start"] : one["end"]].strip() == one["text"]
        kept.append(text[done : one["start"]])
        done = one["end"]
    assert "".join(kept) + text[done:] == BASE[known["derived_from"]].text


@pytest.mark.parametrize("name", changed("advertising"))
def test_advertising_is_new_to_the_text_and_spares_mathematics_and_code(name):
    known, origin = DOCUMENTS[name], BASE[DOCUMENTS[name]["derived_from"]].text
    assert {one["kind"] for one in known["inserted"]} == {"line", "host"}
    for one in known["inserted"]:
        assert one["text"] not in origin
        if one["kind"] == "line":
            assert f"\n{one['text']}\n" in f"\n{RECORDS[name]['text']}\n"
        else:
            assert any(re.search(rf"[\w.]+{re.escape(end)}\b", one["text"]) for end in RESERVED)
    for start, end in script.protected(origin):
        assert origin[start:end] in RECORDS[name]["text"]


def test_mathematics_is_listed_and_stands_in_the_text():
    listed = {name: known["mathematics"] for name, known in DOCUMENTS.items() if "mathematics" in known}
    assert {name for name, document in BASE.items() if document.kind == "mathematics"} <= listed.keys()
    assert sum(len(formulas) for formulas in listed.values()) > 400
    for name, formulas in listed.items():
        assert [formula for formula in formulas if formula not in RECORDS[name]["text"]] == []


@pytest.mark.parametrize("name", changed("mojibake"))
def test_mojibake_is_the_original_read_with_the_wrong_table(name):
    text, known = RECORDS[name]["text"], DOCUMENTS[name]
    origin = BASE[known["derived_from"]].text
    assert text != origin
    if known["read_as"] == "latin-1":  # every byte is a character: can be undone
        assert text.encode("latin-1").decode() == origin
    elif known["read_as"] == "cp1252":  # harms only what is not ASCII, here the curly quotes
        assert text.count("â€œ") == origin.count('"') // 2 > 0
        assert "\ufffd" in text
    else:
        assert "\ufffd" in text
        assert similarity(text, origin) < 0.05


# ---- records that cannot be read


@pytest.mark.parametrize("broken", EXPECTED["broken"], ids=lambda broken: f"{broken['shard']}-{broken['reason']}")
def test_broken_records_are_broken_as_they_say(broken):
    if broken["shard"] == "part-3.parquet":
        cell = table_of(broken["shard"])["text"].combine_chunks().cast(pa.binary())[broken["row"]].as_py()
        reason = "null_text" if cell is None else "invalid_utf8"
        if cell is not None:
            with pytest.raises(UnicodeDecodeError):
                cell.decode()
    else:
        reason = what_is_wrong(lines_of(broken["shard"])[broken["row"]])
    assert reason == broken["reason"]


def what_is_wrong(line: bytes) -> str:
    if not line:
        return "blank_line"
    try:
        record = json.loads(line.decode())
    except UnicodeDecodeError:
        return "invalid_utf8"
    except json.JSONDecodeError:
        return "broken_json"
    if "text" not in record:
        return "missing_text"
    if record["text"] is None:
        return "null_text"
    if not isinstance(record["text"], str):
        return "text_not_string"
    return "lone_surrogate" if re.search("[\ud800-\udfff]", record["text"]) else "nothing"


def test_every_kind_of_damage_occurs():
    reasons = {"invalid_utf8", "broken_json", "missing_text", "text_not_string", "null_text", "blank_line", "lone_surrogate"}
    assert {broken["reason"] for broken in EXPECTED["broken"]} == reasons


def test_readable_records_are_not_broken():
    for shard in script.SHARDS[:3]:
        rows = {known["row"] for known in DOCUMENTS.values() if known["shard"] == shard}
        wrong = [number for number, line in enumerate(lines_of(shard)) if number in rows and what_is_wrong(line) != "nothing"]
        assert wrong == []
