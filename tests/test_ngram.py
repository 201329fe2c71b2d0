"""N-gram models: tokens against a plain reference, Kneser-Ney against its textbook form, ARPA against kenlm, lookup against both."""

from collections import Counter, defaultdict

import kenlm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter import Documents, InputError
from qualityfilter.kernels.ngram import BREAK, COMMA, EOS, NUMBER, OTHER
from qualityfilter.ngram import (
    EN,
    MARK_NAMES,
    N_MARKS,
    NEITHER,
    UNK,
    WORD,
    ZH,
    LookupTable,
    Surprise,
    Tokens,
    discounts,
    estimate,
    tokenise,
    write_arpa,
)

NAMES = {int(EOS): "</s>", int(COMMA): "<,>", int(OTHER): "<*>", int(BREAK): "<nl>", int(NUMBER): "<num>"}


def spelled(text: str) -> list[list[str]]:
    """Tokens of a text by sentence, units as they stand in it."""
    docs = Documents.of(text)
    tokens, units = tokenise(docs), docs.views.units
    data, sentences, u, start = text.encode(), [], 0, 0
    for end in tokens.sentence_end:
        sentence = []
        for t in range(start, end):
            if tokens.kind[t] == 3:
                sentence.append(NAMES[int(tokens.hash[t])])
            else:
                number = int(tokens.hash[t]) == int(NUMBER)
                sentence.append("<num>" if number else data[units.start[u] : units.end[u]].decode())
                u += 1
        sentences.append(sentence)
        start = end
    return sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("?! …", []),
        ("The heron stood still.", ["The heron stood still </s>"]),
        ("Rain fell. Nobody moved!", ["Rain fell </s>", "Nobody moved </s>"]),
        ("rain, wind; snow: hail", ["rain <,> wind <,> snow <,> hail </s>"]),
        ("Home\nAbout us\n\nLog in", ["Home <nl> About us <nl> Log in </s>"]),
        ("It rained.\nThen it stopped.", ["It rained </s>", "Then it stopped </s>"]),
        ("“It rained.” He left.", ["It rained </s>", "He left </s>"]),
        ("don't well-known a – b (c)", ["don t well known a <*> b <*> c </s>"]),
        ("see file.txt, version 3.14", ["see file txt <,> version <num> <num> </s>"]),
        ("雨下了两天，河水漫过堤坝。桥上", ["雨 下 了 两 天 <,> 河 水 漫 过 堤 坝 </s>", "桥 上 </s>"]),
    ],
)
def test_tokens_of(text, expected):
    assert [" ".join(sentence) for sentence in spelled(text)] == expected


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("The heron stood still", EN),
        ("苍鹭一动不动", ZH),
        ("用 pathlib 读取文件", ZH),
        ("Über uns", EN),  # Latin letters: whether it is English is for the language scorer to say
        ("The word 雨 means rain in this sentence", EN),
        ("雨は二日間降り続き、", NEITHER),
        ("Цапля стояла неподвижно", NEITHER),
        ("2024", EN),
    ],
)
def test_which_model_reads_a_sentence(text, model):
    assert list(tokenise(Documents.of(text)).model) == [model]


def mark_between(gap: str, at_end: bool) -> int:
    """What stands between two units, restated with strings."""
    found = 0
    for i, c in enumerate(gap):
        following = gap[i + 1 :]
        if c == "\n":
            found = found if found == EOS else BREAK
        elif c.isspace():
            continue
        elif c in "。！？…!?":
            found = EOS
        elif c in ".．":
            ends = (at_end and not following) or (
                following and (following[0] in "\"')" or ord(following[0]) <= 32 or ord(following[0]) >= 128)
            )
            found = EOS if ends else found
        elif found in (EOS, BREAK):
            continue
        elif c in ",:;，、：；":
            found = COMMA
        elif found != COMMA:
            found = OTHER
    return 0 if gap in ("'", "-", "’", "‐") else int(found)


TEXTS = st.text(alphabet="aé雨がж1٣ .,!?;:'’-‐–…。，、\n\t\"”)(\u0301\ufeff", max_size=40)


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=300, deadline=None)
def test_tokens_equal_a_plain_reference(texts):
    docs = Documents.from_texts(texts)
    tokens, units = tokenise(docs), docs.views.units
    data = "".join(texts).encode()
    expected, sentences = [], []
    for d in range(len(texts)):
        first, last = units.offsets[d], units.offsets[d + 1]
        sentences.append(len([h for h in expected if h == int(EOS)]))
        for u in range(first, last):
            expected.append(int(NUMBER) if units.kind[u] == 1 else int(units.hash[u]))
            end = units.start[u + 1] if u + 1 < last else docs.views.offsets[d + 1]
            mark = mark_between(data[units.end[u] : end].decode(), u + 1 == last)
            if u + 1 == last:
                mark = int(EOS)
            if mark:
                expected.append(mark)
    sentences.append(expected.count(int(EOS)))
    assert tokens.hash.tolist() == expected
    assert tokens.sentence_offsets.tolist() == sentences


# ---- estimation


def stream(documents: list[list[list[int]]]) -> tuple[list[int], list[int]]:
    """Ids and documents of sentences of word ids: 0 before and 1 behind each."""
    ids, owner = [], []
    for d, sentences in enumerate(documents):
        for sentence in sentences:
            ids += [0, *sentence, 1]
            owner += [d] * (len(sentence) + 2)
    return ids, owner


def reference(documents: list[list[list[int]]], vocabulary: int, order: int, least: int):
    """p(word | context) of interpolated modified Kneser-Ney with dictionaries, after Chen & Goodman; dropped n-grams feed the backoff."""
    seen: dict[tuple[int, ...], set[int]] = defaultdict(set)
    raw: Counter[tuple[int, ...]] = Counter()
    for d, sentences in enumerate(documents):
        for sentence in sentences:
            padded = (0, *sentence, 1)
            for n in range(1, order + 1):
                for i in range(len(padded) - n + 1):
                    raw[padded[i : i + n]] += 1
                    seen[padded[i : i + n]].add(d)
    counts = []
    for n in range(1, order + 1):
        if n == order:
            level = {g: c for g, c in raw.items() if len(g) == n}
        else:
            left: dict[tuple[int, ...], set[int]] = defaultdict(set)
            for g in raw:
                if len(g) == n + 1:
                    left[g[1:]].add(g[0])
            level = {g: raw[g] if g[0] == 0 else len(left[g]) for g in raw if len(g) == n}
        if n == 1:
            level[(0,)] = 0
        counts.append(level)
    d = [[0.0, *discounts(np.array(list(level.values())))] for level in counts]
    contexts: list[dict[tuple[int, ...], list[tuple[int, int]]]] = []
    for level in counts:
        by: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
        for g, c in level.items():
            by[g[:-1]].append((g[-1], c))
        contexts.append(by)

    def kept(g: tuple[int, ...]) -> bool:
        return len(g) == 1 or len(seen[g]) >= least

    def p(word: int, context: tuple[int, ...]) -> float:
        n = len(context)
        if n and context not in contexts[n]:
            return p(word, context[1:])
        followers = contexts[n].get(context, [])
        total = sum(c for _, c in followers)
        lower = p(word, context[1:]) if n else 1 / (vocabulary - 1)
        if total == 0:
            return lower
        spent = sum(min(d[n][min(c, 3)], c) if kept((*context, w)) else c for w, c in followers)
        own = sum(c - min(d[n][min(c, 3)], c) for w, c in followers if w == word and kept((*context, word)))
        return own / total + spent / total * lower

    return p


def probability(model, word: int, context: tuple[int, ...]) -> float:
    """p(word | context) as a reader of the ARPA file works it out."""
    tables = [{tuple(g): (p, b) for g, p, b in zip(model.grams[k].tolist(), model.log10p[k], model.backoff[k])} for k in range(model.order)]
    context = context[max(len(context) - model.order + 1, 0) :]
    backoff = 0.0
    while True:
        if (*context, word) in tables[len(context)]:
            return 10 ** (backoff + tables[len(context)][(*context, word)][0])
        if not context:
            return 0.0
        backoff += tables[len(context) - 1].get(context, (0.0, 0.0))[1]
        context = context[1:]


VOCABULARY = 7
WORDS = ["<s>", "</s>", "<unk>", "a", "b", "c", "d"]
CORPORA = st.lists(
    st.lists(st.lists(st.integers(2, VOCABULARY - 1), min_size=1, max_size=5), min_size=1, max_size=4), min_size=1, max_size=6
)


@given(CORPORA, st.integers(1, 4), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_estimate_is_modified_kneser_ney(documents, order, least):
    ids, owner = stream(documents)
    model = estimate(ids, owner, WORDS, order, least)
    p = reference(documents, VOCABULARY, order, least)
    for context in [(), (0,), (3,), (0, 3), (3, 4), (4, 3, 5), (0, 3, 3)]:
        context = context[max(len(context) - order + 1, 0) :]
        for word in range(1, VOCABULARY):
            assert probability(model, word, context) == pytest.approx(p(word, context), rel=1e-6, abs=1e-12)


@given(CORPORA, st.integers(1, 4), st.integers(1, 3), st.lists(st.integers(2, VOCABULARY - 1), max_size=3))
@settings(max_examples=60, deadline=None)
def test_probabilities_sum_to_one_whatever_was_dropped(documents, order, least, context):
    model = estimate(*stream(documents), WORDS, order, least)
    assert sum(probability(model, w, tuple(context)) for w in range(1, VOCABULARY)) == pytest.approx(1.0, abs=1e-9)


def test_ngrams_of_too_few_documents_are_dropped():
    twice = [[[3, 4, 5]], [[3, 4, 6]], [[3, 5, 6]]]
    model = estimate(*stream(twice), WORDS, 2, 3)
    assert [3, 4] not in model.grams[1].tolist()  # in two documents
    assert [0, 3] in model.grams[1].tolist()  # in three
    often = [[[3, 4]] * 50, [[5, 6]], [[5, 6]]]
    assert len(estimate(*stream(often), WORDS, 2, 3).grams[1]) == 0  # however often one document says it


def test_discounts_fall_back_where_counts_of_counts_are_missing():
    assert discounts(np.array([1, 1, 1])).tolist() == [0.5, 1.0, 1.5]
    d = discounts(np.repeat([1, 2, 3, 4], [100, 40, 20, 10]))
    y = 100 / 180
    assert d == pytest.approx([1 - 2 * y * 40 / 100, 2 - 3 * y * 20 / 40, 3 - 4 * y * 10 / 20])


@pytest.mark.parametrize(
    ("ids", "order", "message"),
    [([], 2, "token ids"), ([0, 9, 1], 2, "token ids"), ([0, 3, 1], 0, "order 0"), ([0, 3, 1], 9, "order 9"), ([3, 1], 2, "begin with 0")],
)
def test_what_cannot_be_estimated_is_said(ids, order, message):
    with pytest.raises(InputError, match=message):
        estimate(ids, [0] * len(ids), WORDS, order)


# ---- a small model, in ARPA and as a table


@pytest.fixture(scope="module")
def small():
    """A model of 40 words from 60 random documents, and the hash of each word."""
    rng = np.random.default_rng(0)
    words = [*MARK_NAMES, *(f"w{i}" for i in range(40 - N_MARKS))]
    documents = [
        [(2 + np.minimum(rng.zipf(1.3, rng.integers(1, 9)) - 1, 37)).tolist() for _ in range(rng.integers(2, 6))] for _ in range(60)
    ]
    hashes = np.r_[np.arange(1, N_MARKS + 1), rng.integers(1 << 20, 1 << 62, 40 - N_MARKS)].astype(np.uint64)
    return estimate(*stream(documents), words, 4, 3), hashes


@pytest.fixture(scope="module")
def arpa(small, tmp_path_factory):
    path = tmp_path_factory.mktemp("arpa") / "small.arpa"
    write_arpa(small[0], path)
    return kenlm.Model(str(path))


def bits_of(table: LookupTable, hashes: np.ndarray, kind: int = 0) -> Surprise:
    """Surprise of one sentence of token hashes, EOS included."""
    n = len(hashes)
    tokens = Tokens(
        hashes, np.full(n, kind, np.uint8), np.ones(n, np.uint8), np.array([n], np.int32), np.array([EN], np.uint8), np.array([0, 1])
    )
    return Surprise.of(tokens, {EN: table})


def test_kenlm_reads_the_arpa_file_and_gives_our_probabilities(small, arpa):
    model, _ = small
    rng = np.random.default_rng(1)
    for _ in range(20):
        sentence = rng.integers(2, 40, 10).tolist()
        scores = [score for score, _, _ in arpa.full_scores(" ".join(model.words[i] for i in sentence))]
        ours = [np.log10(probability(model, w, (0, *sentence[:i]))) for i, w in enumerate([*sentence, 1])]
        assert scores == pytest.approx(ours, abs=1e-5)


def test_lookup_is_the_model_within_the_steps_of_its_code(small, arpa):
    model, hashes = small
    table = LookupTable.of(model, hashes)
    step = sum(float(np.diff(books, axis=1).max()) * times for books, times in ((table.probabilities, 1), (table.backoffs, 3)))
    rng = np.random.default_rng(2)
    for _ in range(50):
        sentence = rng.integers(2, 40, 12).tolist()
        scored = list(arpa.full_scores(" ".join(model.words[i] for i in sentence)))
        found = bits_of(table, hashes[[*sentence, 1]])
        assert found.bits == pytest.approx([-score * np.log2(10) for score, _, _ in scored], abs=step / 2 + 1e-4)
        assert (found.matched & 127).tolist() == [length for _, length, _ in scored]


def test_an_unknown_unit_is_read_as_a_word_or_a_character(small):
    model, hashes = small
    table = LookupTable.of(model, hashes)
    stranger = np.array([12345678901234567, int(EOS)], np.uint64)
    as_word, as_character = bits_of(table, stranger, kind=0), bits_of(table, stranger, kind=2)
    assert as_word.matched[0] >= 128
    assert as_character.matched[0] >= 128
    for found, mark in ((as_word, WORD), (as_character, UNK)):
        assert found.prior[0] == pytest.approx(-model.log10p[0][int(mark) - 1] * np.log2(10), abs=0.1)


def test_sentences_of_other_models_are_left_alone(small):
    table = LookupTable.of(*small)
    docs = Documents.of("苍鹭。Heron.")
    surprise = Surprise.of(tokenise(docs), {ZH: table})
    assert (surprise.bits > 0).tolist() == [True, True, True, False, False]


def test_a_table_comes_back_from_disk(small, tmp_path):
    table = LookupTable.of(*small)
    table.save(tmp_path / "small.npy")
    again = LookupTable.load(tmp_path / "small.npy")
    assert again.order == table.order
    for name in ("table", "probabilities", "backoffs"):
        assert np.array_equal(getattr(again, name), getattr(table, name))
    np.save(tmp_path / "other.npy", np.zeros(10))
    with pytest.raises(InputError, match="not a lookup table"):
        LookupTable.load(tmp_path / "other.npy")
