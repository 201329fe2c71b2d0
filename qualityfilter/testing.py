"""The contract of scorers and cleaners as checks that anyone can run on their own:

    import pytest
    from qualityfilter.testing import scorer_checks

    @pytest.mark.parametrize("check", scorer_checks(), ids=lambda check: check.__name__)
    def test_my_scorer_keeps_the_contract(check):
        check(MyScorer())

A check takes a scorer (or cleaner) built with its defaults (or, where it has none, with parameters of the tester's), returns
None, and raises AssertionError saying what is broken and on which text. pytest is not needed.
`assert_processes_agree` compares registered scorers with a fresh process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import importlib
import json
import locale
import os
import pickle
import random
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter import registry
from qualityfilter.cleaning import Cleaning, apply_spans
from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Cleaner, FoundSpans, Scorer
from qualityfilter.documents import Documents
from qualityfilter.errors import QualityFilterError
from qualityfilter.scoring import TEXTS, Codes, Scoring
from qualityfilter.storage import fingerprint
from qualityfilter.views import TextViews

Check: TypeAlias = Callable[[Any], None]

PICKLE_BYTES = 10_000
RESERVED = frozenset(
    [
        "id",
        "text",
        "raw_text",
        "url",
        "source",
        "date",
        "meta",
        "stage",
        "verdict",
        "failed_rules",
        "cluster",
        "cluster_size",
        "survivor",
        "duplicate_of",
        "similarity",
        "weight",
        "repeat",
    ]
)
"""Columns that every run writes itself; a score may not bear their names."""

_PROSE = (
    "The heron stood still at the edge of the weir. It had rained for two days, and the water carried branches, a shoe and part "
    "of a fence. Nobody on the bridge said anything; they were waiting to see whether the bird would move.\n\n"
    "When it did, it was to take one step to the left."
)
_CHINESE = (
    "雨下了两天，河水漫过了堤坝下面的石阶。桥上的人都停住脚步，看着那只一动不动的苍鹭。\n"
    "有人说，它在等鱼；也有人说，它只是在等雨停。过了很久，它才向左边迈出一小步。"
)
AWKWARD: Mapping[str, str] = {
    "empty": "",
    "blanks": " \t\n\n  \r\n\u3000\u00a0\n",
    "one letter": "a",
    "one ideograph": "雨",
    "one emoji": "🐦",
    "one newline": "\n",
    "NUL": "\x00",
    "NUL inside": "before\x00after\x00\x00\nline\x00",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x80\x85\x9f\u2028\u2029",
    "escapes": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x08\x08\x08",
    "byte order mark": "\ufeffThe text begins after a mark.",
    "replacement characters": "\ufffd\ufffd\ufffd caf\ufffd " * 20,
    "mojibake": "ä½ å¥½ï¼Œä¸–ç•Œ â€œquotedâ€\x9d " * 10,
    "noncharacters": "\ufdd0\uffff\U0010ffff\U0001fffe\ue000",
    "English": _PROSE,
    "English again": _PROSE,
    "Chinese": _CHINESE,
    "traditional": "雨下了兩天，河水漫過了堤壩下面的石階。橋上的人都停住腳步，看著那隻一動不動的蒼鷺。\n過了很久，牠才向左邊邁出一小步。",
    "mixed": "用 Python 的 pathlib 读取文件：open() 之后记得 close()，or use a with statement。" * 4,
    "Japanese": "雨は二日間降り続き、川の水は石段を越えた。ｶﾀｶﾅとひらがな。",
    "Korean": "비가 이틀 동안 내렸고 강물은 돌계단을 넘었다. 왜가리는 움직이지 않았다.",
    "right to left": "הגשם ירד יומיים.\u202e reversed \u202c العصفور على الجسر ‎ ‏ ۱۲۳",
    "combining marks": "e\u0301\u0323" * 50 + "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽 " * 30,
    "LaTeX": r"设 $f$ 在 $[a,b]$ 上连续，则 $$\int_a^b f(x)\,dx = F(b)-F(a).$$ Let \(x\) be real; \[ \sum_{k=1}^{n} k = \frac{n(n+1)}{2} \]"
    "\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\nand $ unclosed",
    "code": 'def area(r: float) -> float:\n    return 3.14159 * r ** 2\n\n\nif __name__ == "__main__":\n\tprint(area(2.0))  # 12.56636\n'
    * 3,
    "unclosed fence": "```python\nwhile True:\n    pass\n\nand no end",
    "HTML": "<div class='x'><script>alert(1)</script><p>Text &amp; more</p><!-- end --></div>",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |\n" * 10,
    "JSON": '{"a": [1, 2, {"b": null}], "c": "\\u4f60"}',
    "digits only": "0123456789 " * 100,
    "Arabic digits": "٠١٢٣٤٥٦٧٨٩" * 30,
    "punctuation only": "?!.,;:。，！？…—–-'\"()[]{}<>/\\|@#$%^&*_+=~` " * 10,
    "links only": "https://www.example.com/a/b?c=d&e=f#g\nhttp://192.0.2.1:8080/\nwww.example.org\n" * 8,
    "advertising": "限时优惠！加微信 abc123 领取，满 300 减 50，立即购买>>>\nBuy now! Free shipping. Click here to subscribe.\n" * 3,
    "secrets": "someone@example.com +86 138 0013 8000 110101199003070000 4111 1111 1111 1111 2001:db8::1",
    "one long word": "a" * 20_000,
    "one long ideograph run": "雨" * 7_000,
    "alternating": "a 1 雨 . " * 2_500,
    "100,000 lines": "x\n" * 100_000,
    "100,000 empty lines": "\n" * 100_000,
    "repeated sentence": "The same sentence again. " * 800,
    "long line": "word and another word, " * 1_500,
    "spaces": " " * 5_000,
    "trailing surrogate pair": "text 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠀀𠀁",
}
"""Texts that break scorers, by what they are. None of them may be refused, and none may give a value outside the declared range."""


def scorer_checks() -> list[Check]:
    """The checks that every scorer must pass."""
    return [check_scorer_describes_itself, *_SHARED]


def cleaner_checks() -> list[Check]:
    """The checks that every cleaner must pass."""
    return [check_cleaner_describes_itself, check_spans_are_well_formed, check_cleaning_twice_is_cleaning_once, *_SHARED]


# what a plug-in says of itself -------------------------------------------------------------------------------------------


def check_scorer_describes_itself(scorer: Scorer) -> None:
    """Versioned name, docstring, declared columns with a meaning, sensible `reads`, a reason where it is not exact."""
    _check_class(scorer)
    _expect(isinstance(scorer, Scorer), f"{_name(scorer)} lacks one of reads, writes, score")
    _expect(isinstance(scorer.reads, tuple) and len(scorer.reads) > 0, "reads must be a tuple, not empty: ('text',) for the text")
    _expect(not {"text", "raw_text"} <= set(scorer.reads), "reads both text and raw_text: a scorer sees one of them")
    _expect(isinstance(scorer.writes, tuple) and len(scorer.writes) > 0, "writes must be a tuple of ScoreColumn, not empty")
    names = [column.name for column in scorer.writes]
    _expect(len(set(names)) == len(names), f"a column is declared twice: {names}")
    _expect(not set(names) & set(scorer.reads), f"reads what it writes: {sorted(set(names) & set(scorer.reads))}")
    for column in scorer.writes:
        _check_column(column)
    if not _exact(scorer):
        tolerance, reason = getattr(scorer, "tolerance", None), getattr(scorer, "tolerance_reason", "")
        _expect(isinstance(tolerance, int | float) and tolerance > 0, "exact is False: declare `tolerance`, how far values may lie apart")
        _expect(len(str(reason).split()) >= 3, "exact is False: say why in `tolerance_reason`")


def _check_column(column: ScoreColumn) -> None:
    named = re.fullmatch(r"[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)?", column.name) is not None
    _expect(named, f"column {column.name!r}: lower-case letters, digits and _ only, at most one : between two names")
    _expect(column.name not in RESERVED, f"column {column.name!r}: every run writes a column of that name itself")
    _expect(len(column.meaning.split()) >= 2, f"column {column.name!r} has no meaning: say in one line what it measures")
    _expect(len(set(column.categories)) == len(column.categories), f"column {column.name!r}: a category stands twice")


def check_cleaner_describes_itself(cleaner: Cleaner) -> None:
    """Versioned name, docstring, declared kinds."""
    _check_class(cleaner)
    _expect(isinstance(cleaner, Cleaner), f"{_name(cleaner)} lacks one of kinds, find")
    _expect(isinstance(cleaner.kinds, tuple) and len(cleaner.kinds) > 0, "kinds must be a tuple of names, not empty")
    _expect(len(set(cleaner.kinds)) == len(cleaner.kinds), f"a kind is declared twice: {cleaner.kinds}")
    for kind in cleaner.kinds:
        _expect(re.fullmatch(r"[a-z][a-z0-9_]*", kind) is not None, f"kind {kind!r}: lower-case letters, digits and _ only")


def _check_class(plugin: Any) -> None:
    cls, name = type(plugin), _name(plugin)
    _expect(re.fullmatch(r"[a-z][a-z0-9_]*\.v[1-9][0-9]*", name) is not None, f"the name {name!r} must look like 'density.v1'")
    doc = cls.__doc__ or ""  # a dataclass without one gets its signature
    _expect(bool(doc.strip()) and not doc.startswith(f"{cls.__name__}("), f"{cls.__name__} has no docstring: one sentence to check it by")


def check_parameters_are_plain(plugin: Any) -> None:
    """A frozen dataclass whose parameters are plain data: they stand in recipes and in cache keys. With defaults it builds alone."""
    cls = type(plugin)
    _expect(dataclasses.is_dataclass(cls), f"{cls.__name__} must be a dataclass: its fields are its parameters")
    _expect(bool(cls.__dataclass_params__.frozen), f"{cls.__name__} must be frozen: @dataclass(frozen=True)")
    if not registry.required_parameters(cls):
        try:
            cls()
        except (TypeError, QualityFilterError) as error:
            raise AssertionError(f"{cls.__name__} cannot be built without parameters: {error}") from error
    try:
        fingerprint(dataclasses.asdict(plugin))
    except TypeError as error:
        raise AssertionError(f"{_name(plugin)}: a parameter is not plain data (numbers, strings, lists): {error}") from error


def check_model_files_are_there(plugin: Any) -> None:
    """Every path in `model_files` is a file: its content is part of the identity of what is written."""
    for path in getattr(plugin, "model_files", ()):
        _expect(Path(path).is_file(), f"model file {path} is not there")


# what it gives -----------------------------------------------------------------------------------------------------------


def check_awkward_texts_are_judged(plugin: Any) -> None:
    """A value in the declared range (spans inside the text) for every text, however odd; nothing is refused."""
    material = _material(plugin)
    _observe(plugin, material)
    for row, name in enumerate(material.names):
        with _blamed(plugin, name):
            _observe(plugin, material.slice(row, 1))


def check_empty_batch(plugin: Any) -> None:
    """No documents give no values, and no error."""
    with _blamed(plugin, "an empty batch"):
        _observe(plugin, _material(plugin).take([]))


def check_order_does_not_matter(plugin: Any) -> None:
    """A document's values may not depend on where it stands in the batch."""
    material = _material(plugin)
    expected = _observe(plugin, material)
    shuffled = list(range(len(material.names)))
    random.Random(7).shuffle(shuffled)
    for order in (shuffled, shuffled[::-1]):
        found = _observe(plugin, material.take(order))
        _expect_same(plugin, [expected[row] for row in order], found, [material.names[row] for row in order], "in another order")


def check_neighbours_do_not_matter(plugin: Any) -> None:
    """A document's values may not depend on which batch it travelled in: alone, in threes, cut out of a larger table."""
    material = _material(plugin)
    expected = _observe(plugin, material)
    for size in (1, 3):
        found: list[Any] = []
        for first in range(0, len(material.names), size):
            found += _observe(plugin, material.slice(first, size))
        _expect_same(plugin, expected, found, material.names, "alone" if size == 1 else "in threes")
    few = _few(plugin)
    expected = _observe(plugin, few)
    doubled = _observe(plugin, few.take([row for row in range(len(few.names)) for _ in (0, 1)]))
    _expect_same(plugin, expected, doubled[::2], few.names, "with every text twice in the batch")
    _expect_same(plugin, expected, doubled[1::2], few.names, "as the second of two equal texts")


def check_calls_agree(plugin: Any) -> None:
    """Asked again – of the same batch, of a fresh one, by a scorer built anew – the answer is the same."""
    material = _few(plugin)
    docs = material.documents()
    expected = _observe(plugin, material, docs)
    _expect_same(plugin, expected, _observe(plugin, material, docs), material.names, "when asked again")
    _expect_same(plugin, expected, _observe(plugin, material), material.names, "on a fresh batch")
    _expect_same(plugin, expected, _observe(dataclasses.replace(plugin), material), material.names, "when built anew")


def check_extra_columns_do_not_matter(plugin: Any) -> None:
    """Ids, addresses and chunks of the table change no value: a score is a function of the text."""
    material = _few(plugin)
    table = material.table
    half = table.num_rows // 2
    dressed = pa.concat_tables([table.slice(0, half), table.slice(half)]).select(["text"])
    for name in ("id", "url", "source", "date", "meta"):
        dressed = dressed.append_column(name, pa.array([f"{name} {row}" for row in range(table.num_rows)], pa.string()))
    found = _observe(plugin, material, Documents(dressed, material.documents().columns))
    _expect_same(plugin, _observe(plugin, material), found, material.names, "with other columns beside the text")


def check_input_is_not_changed(plugin: Any) -> None:
    """Texts, shared views and the columns that it reads are the same afterwards: others use them."""
    material = _few(plugin)
    docs = material.documents()
    _fill(docs.views)
    before = {name: array.copy() for name, array in _arrays(docs).items()}
    (plugin.find if hasattr(plugin, "find") else plugin.score)(docs)
    after = _arrays(docs)
    for name, array in before.items():
        _expect(np.array_equal(array, after[name]), f"{_name(plugin)} changed its input: {name}")


def check_pickle_is_small(plugin: Any) -> None:
    """Under 10 KB as a pickle, also after use (models stay behind), and the same values after the journey."""
    material = _few(plugin)
    expected = _observe(plugin, material)
    try:
        sent = pickle.dumps(plugin)
    except Exception as error:
        raise AssertionError(f"{_name(plugin)} cannot be pickled: {type(error).__name__}: {error}") from error
    _expect(
        len(sent) < PICKLE_BYTES, f"{_name(plugin)} is {len(sent):,} bytes as a pickle, {PICKLE_BYTES:,} or more: cache models elsewhere"
    )
    _expect_same(plugin, expected, _observe(pickle.loads(sent), material), material.names, "after pickling")


def check_global_state_is_left_alone(plugin: Any) -> None:
    """Random generators, warning filters, environment, folder, locale and NumPy's error handling are as before."""
    material = _few(plugin)
    _observe(plugin, material)  # what an import or a model's first load does is not the scoring
    random.random()  # a generator that the first call has seeded is elsewhere now
    np.random.random()
    before = _global_state()
    _observe(plugin, material)
    for name, value in _global_state().items():
        _expect(value == before[name], f"{_name(plugin)} changed the process: {name}")


def check_global_random_state_is_not_used(plugin: Any) -> None:
    """Seeding the global generators otherwise changes nothing: randomness would be a hash of seed and document."""
    material = _few(plugin)
    kept, kept_numpy = random.getstate(), np.random.get_state()
    try:
        seen = []
        for seed in (1, 2):
            random.seed(seed)
            np.random.seed(seed)
            seen.append(_observe(plugin, material))
    finally:
        random.setstate(kept)
        np.random.set_state(kept_numpy)
    _expect_same(plugin, seen[0], seen[1], material.names, "under another global random seed")


def check_no_warnings(plugin: Any) -> None:
    """No warning on any text: in a run nobody sees whose it was."""
    material = _few(plugin)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _observe(plugin, material)
    _expect(not caught, f"{_name(plugin)} warns: {caught[0].category.__name__}: {caught[0].message}" if caught else "")


_SHARED: list[Check] = [
    check_parameters_are_plain,
    check_model_files_are_there,
    check_awkward_texts_are_judged,
    check_empty_batch,
    check_order_does_not_matter,
    check_neighbours_do_not_matter,
    check_calls_agree,
    check_extra_columns_do_not_matter,
    check_input_is_not_changed,
    check_pickle_is_small,
    check_global_state_is_left_alone,
    check_global_random_state_is_not_used,
    check_no_warnings,
]


# cleaners alone ----------------------------------------------------------------------------------------------------------


def check_spans_are_well_formed(cleaner: Cleaner) -> None:
    """Sorted, inside their document, not empty, on code point boundaries, of a declared kind, score in 0-1, arrays as declared."""
    docs = _material(cleaner).documents()
    found, names = cleaner.find(docs), list(AWKWARD)
    for field, dtype in (("document", np.int32), ("start", np.int64), ("end", np.int64), ("kind", np.int8), ("score", np.float32)):
        array = getattr(found, field)
        _expect(array.dtype == dtype and array.shape == found.document.shape, f"{field} must be {np.dtype(dtype)}, one per span")
    order = np.lexsort((found.start, found.document))
    _expect(bool((order == np.arange(order.size)).all()), "spans must be sorted by document and start")
    _expect(found.replacement is None or len(found.replacement) == found.document.size, "one replacement per span, or None")
    buffer, offsets = docs.views.buffer, docs.views.offsets
    for document, start, end, kind, score in zip(found.document, found.start, found.end, found.kind, found.score):
        _expect(0 <= document < len(names), f"a span of document {document}; there are {len(names)}")
        where = f"span {start - offsets[document]}-{end - offsets[document]} of {names[document]!r}"
        _expect(offsets[document] <= start < end <= offsets[document + 1], f"{where} is empty or leaves its document")
        for at in (start, end):
            inside = at < buffer.size and (int(buffer[at]) & 0xC0) == 0x80
            _expect(not inside, f"{where} cuts a character")
        _expect(0 <= kind < len(cleaner.kinds), f"{where}: kind {kind}; declared are {cleaner.kinds}")
        _expect(0.0 <= score <= 1.0, f"{where}: score {score} is not in 0-1")


def check_cleaning_twice_is_cleaning_once(cleaner: Cleaner) -> None:
    """A cleaned text has nothing more to remove; outside removed spans nothing changes."""
    docs = _material(cleaner).documents()
    cleaning = Cleaning([cleaner])
    once = cleaning.clean(docs)
    twice = cleaning.clean(once.documents)
    for name, first, second in zip(AWKWARD, once.documents.texts, twice.documents.texts):
        _expect(first == second, f"{_name(cleaner)} removes more when {name!r} is cleaned again")
    applied = apply_spans(docs, once.spans).to_pylist()
    for name, text, again in zip(AWKWARD, once.documents.texts, applied):
        _expect(text == again, f"{_name(cleaner)}: the spans of {name!r} do not give its cleaned text")


# in another process ------------------------------------------------------------------------------------------------------


def fingerprints(names: Sequence[str]) -> dict[str, str]:
    """What each registered scorer or cleaner gives on the awkward texts, as 32 hex digits: equal on machines that agree."""
    found = {}
    for name in names:
        plugin: Any = registry.build_scorer(name) if name in registry.scorer_names() else registry.build_cleaner(name)
        found[name] = fingerprint(_observe(plugin, _material(plugin)))
    return found


def assert_processes_agree(names: Sequence[str], modules: Sequence[str] = ()) -> None:
    """One fresh process with another PYTHONHASHSEED gives what this one gives, for all these scorers and cleaners together.

    `modules` are imported first there and here: for scorers that no entry point names. Leave out those that are not exact.
    """
    for module in modules:
        importlib.import_module(module)
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    command = [sys.executable, "-m", "qualityfilter.testing", *(f"--import={module}" for module in modules), *names]
    done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False)
    _expect(done.returncode == 0, f"the other process failed:\n{done.stderr}")
    there, here = json.loads(done.stdout), fingerprints(names)
    differ = [name for name in names if here[name] != there[name]]
    _expect(not differ, f"another value in another process: {', '.join(differ)}; hash() of a string, a set's order, the time?")


def _main(arguments: Sequence[str]) -> None:
    for argument in arguments:
        if argument.startswith("--import="):
            importlib.import_module(argument.removeprefix("--import="))
    print(json.dumps(fingerprints([argument for argument in arguments if not argument.startswith("--")])))


# the machinery -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Material:
    """Texts with names, and the columns that a scorer reads, computed once by the scorers that write them."""

    names: list[str]
    table: pa.Table
    columns: Mapping[str, ScoreColumn]
    codes: Codes

    def take(self, rows: Sequence[int]) -> _Material:
        index = np.asarray(rows, np.int64)
        codes = {name: values[index] for name, values in self.codes.items()}
        return _Material([self.names[row] for row in rows], self.table.take(pa.array(index)), self.columns, codes)

    def slice(self, first: int, size: int) -> _Material:
        """Rows as a window on the same memory, as a reader's batches are."""
        codes = {name: values[first : first + size] for name, values in self.codes.items()}
        return _Material(self.names[first : first + size], self.table.slice(first, size), self.columns, codes)

    def documents(self) -> Documents:
        return Documents(self.table, {name: self.columns[name].decode(values) for name, values in self.codes.items()})


@functools.cache
def _awkward_table() -> pa.Table:
    return pa.table({"id": pa.array(list(AWKWARD), pa.string()), "text": pa.array(list(AWKWARD.values()), pa.large_string())})


def _material(plugin: Any) -> _Material:
    reads = tuple(name for name in getattr(plugin, "reads", ()) if name not in TEXTS)
    columns, codes = _upstream(reads) if reads else ({}, {})
    return _Material(list(AWKWARD), _awkward_table(), columns, codes)


def _few(plugin: Any) -> _Material:
    """The texts that are not long: enough for what does not depend on length."""
    everything = _material(plugin)
    return everything.take([row for row, text in enumerate(AWKWARD.values()) if len(text) < 10_000])


@functools.cache
def _upstream(wanted: tuple[str, ...]) -> tuple[dict[str, ScoreColumn], Codes]:
    """Stored values of columns for the awkward texts, by the newest registered scorers that write them."""
    scorers: dict[str, Scorer] = {}
    given, codes = _shares(wanted)
    waiting = [name for name in wanted if name not in given]
    while waiting:
        column = waiting.pop()
        name = _writer(column)
        if name in scorers:
            continue
        scorers[name] = registry.build_scorer(name)
        reads = [r for r in scorers[name].reads if r not in TEXTS]
        more, their_codes = _shares(tuple(reads))
        given, codes = {**given, **more}, {**codes, **their_codes}
        waiting += [r for r in reads if r not in given]
    scoring = Scoring(list(scorers.values()), given)
    found = scoring.score(Documents(_awkward_table()), None, codes)
    return {name: scoring.columns[name] for name in wanted}, {name: found[name] for name in wanted}


def _writer(column: str) -> str:
    names = [n for n in registry.scorer_names() if n == registry.resolve_scorer(n.rpartition(".v")[0])]
    for name in names:
        cls: Any = registry.scorer_class(name)
        if any(c.name == column for c in registry.own_columns(cls)):
            return name
    raise AssertionError(f"reads column {column!r}, which no registered scorer or cleaner writes")


def _shares(wanted: tuple[str, ...]) -> tuple[dict[str, ScoreColumn], Codes]:
    """Columns that cleaning measures (`ad_share`): by the newest registered cleaners of that kind."""
    found: dict[str, ScoreColumn] = {}
    codes: Codes = {}
    for name in registry.cleaner_names():
        kinds = [kind for kind in registry.build_cleaner(name).kinds if f"{kind}_share" in wanted]
        if kinds:
            cleaning = Cleaning([registry.build_cleaner(name)])
            shares = cleaning.shares(cleaning.clean(Documents(_awkward_table())))
            for kind in kinds:
                column = ScoreColumn(f"{kind}_share", meaning=f"share of the raw characters in spans of kind {kind!r}", better="lower")
                found[column.name], codes[column.name] = column, column.encode(shares[column.name])
    return found, codes


def _observe(plugin: Any, material: _Material, docs: Documents | None = None) -> list[Any]:
    """What a plug-in says of each document: stored codes by column, or its spans."""
    docs = material.documents() if docs is None else docs
    if hasattr(plugin, "find"):
        return _observed_spans(plugin.find(docs), docs)
    scoring = Scoring([plugin], material.columns)
    codes = _scored(scoring, docs, material.codes)
    return [{column.name: int(codes[column.name][row]) for column in plugin.writes} for row in range(len(docs))]


def _scored(scoring: Scoring, docs: Documents, given: Codes) -> Codes:
    try:
        return scoring.score(docs, None, given)
    except QualityFilterError as error:
        raise AssertionError(str(error)) from error


def _observed_spans(found: FoundSpans, docs: Documents) -> list[Any]:
    spans: list[list[Any]] = [[] for _ in range(len(docs))]
    replacements = found.replacement or ("",) * found.document.size
    columns = (found.document, found.start, found.end, found.kind, found.score)
    for (document, start, end, kind, score), replacement in zip(zip(*(c.tolist() for c in columns)), replacements):
        base = int(docs.views.offsets[document])
        spans[document].append([start - base, end - base, kind, score, replacement])
    return spans


def _expect(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)


def _expect_same(plugin: Any, expected: Sequence[Any], found: Sequence[Any], names: Sequence[str], how: str) -> None:
    _expect(len(expected) == len(found), f"{_name(plugin)} gave {len(found)} answers for {len(expected)} documents {how}")
    for name, one, other in zip(names, expected, found):
        if one != other and not _within_tolerance(plugin, one, other):
            raise AssertionError(f"{_name(plugin)} says otherwise of {name!r} {how}: {other}, not {one}")


def _within_tolerance(plugin: Any, one: Any, other: Any) -> bool:
    """Whether an inexact scorer's values differ by no more than it declares; labels must be equal."""
    if _exact(plugin) or hasattr(plugin, "find"):
        return False
    for column in plugin.writes:
        a, b = one[column.name], other[column.name]
        far = abs(float(column.decode([a])[0]) - float(column.decode([b])[0])) > plugin.tolerance
        if (a != b) if column.categories else far:
            return False
    return True


def _exact(plugin: Any) -> bool:
    return bool(getattr(plugin, "exact", True))


def _name(plugin: Any) -> str:
    return str(getattr(plugin, "name", type(plugin).__name__))


@contextlib.contextmanager
def _blamed(plugin: Any, name: str) -> Iterator[None]:
    """Any error becomes a broken contract that names the text."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"{_name(plugin)} on {name!r}: {type(error).__name__}: {error}") from error


def _fill(views: TextViews) -> None:
    """Compute every shared view now, so that a plug-in meets what others have computed."""
    for name in dir(type(views)):
        if not name.startswith("_") and not callable(getattr(type(views), name)):
            getattr(views, name)


def _arrays(docs: Documents) -> dict[str, npt.NDArray[Any]]:
    """All memory that a scorer shares with others, by name."""
    views = docs.views
    found: dict[str, npt.NDArray[Any]] = {"text bytes": views.buffer, "text offsets": views.offsets}
    found.update({f"column {name}": values for name, values in docs.columns.items()})
    for name in dir(type(views)):
        if not name.startswith("_") and not callable(getattr(type(views), name)):
            value = getattr(views, name)
            members = vars(value) if dataclasses.is_dataclass(value) else {"": value}
            found.update({f"views.{name}.{member}": array for member, array in members.items() if isinstance(array, np.ndarray)})
    return found


def _global_state() -> dict[str, Any]:
    numpy_state: Any = np.random.get_state()
    return {
        "the state of `random`": random.getstate(),
        "the state of numpy.random": (numpy_state[0], numpy_state[1].tolist(), *numpy_state[2:]),
        "the warning filters": list(warnings.filters),
        "the working directory": os.getcwd(),
        "the environment": dict(os.environ),
        "the locale": locale.setlocale(locale.LC_ALL),
        "numpy's error handling": np.geterr(),
        "the recursion limit": sys.getrecursionlimit(),
        "the import path": list(sys.path),
    }


if __name__ == "__main__":
    _main(sys.argv[1:])
