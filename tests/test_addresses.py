"""One form for all addresses of a page; and pages that were fetched twice."""

import json

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import Recipe, RecipeError, run
from qualityfilter.addresses import canonical
from qualityfilter.storage import Storage

SAME = [
    ("http://www.Example.com/a/b", "https://example.com/a/b/"),
    ("example.com", "http://example.com:80/"),
    ("https://example.com:443/x?b=2&a=1", "http://example.com/x?a=1&b=2"),
    ("http://example.com/x?utm_source=mail&id=7&gclid=abc", "http://example.com/x?id=7"),
    ("http://example.com/x?spm", "http://example.com/x"),
    ("http://example.com/a/../b/./c//d", "http://example.com/b/c/d"),
    ("http://example.com/%7Euser/%e4%b8%ad", "http://example.com/~user/中"),
    ("http://example.com/a#part-2", "http://example.com/a"),
    ("http://user:secret@example.com/a", "http://example.com/a"),
    ("http://例子.com/", "http://xn--fsqu00a.com"),
    ("//example.com/a", "http://example.com/a"),
    (" http://example.com/\na ", "http://example.com/a"),
]
OTHER = [
    ("http://example.com/a", "http://example.com/A"),
    ("http://example.com/a?id=1", "http://example.com/a?id=2"),
    ("http://example.com/a", "http://m.example.com/a"),
    ("http://example.com:8080/a", "http://example.com/a"),
    ("http://example.com/#!/a", "http://example.com/#!/b"),
    ("http://example.com/a%2Fb", "http://example.com/a/b"),
    ("http://example.com/?utm=1", "http://example.com/"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_one_page(one, other):
    assert canonical(one) == canonical(other) is not None


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_is_two(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.com", "ftp://example.com/a", "http://[::1", "http://x:99999/", "localhost", "javascript:void(0)"]
)
def test_what_is_no_address(url):
    assert canonical(url) is None


@given(st.text(), st.text())
def test_any_address_has_one_form_which_is_its_own(path, query):
    place = canonical(f"http://example.com/{path}?{query}")
    assert place is not None
    assert place.isascii()
    assert canonical(place) == place


TEXTS = {
    "a": ("http://example.com/a", "the first fetch of a page of which later nearly everything was written anew " * 3),
    "b": (
        "https://www.example.com/a/?utm_source=x",
        "what stands there now is another text and longer by some words than the one of then " * 3,
    ),
    "c": ("http://example.com/c", "the first fetch of a page of which later nearly everything was written anew " * 3),
    "d": ("http://example.com/d", "nobody else has this text and nobody else this address, so it stays whatever happens to others " * 2),
    "e": (None, "a document without an address that is like no other, two of which there are not " * 2),
    "f": (None, "another document without an address: that they have none in common says nothing at all " * 2),
}


def rows(folder, **dedup):
    (folder / "in").mkdir()
    lines = [json.dumps({"id": name, "url": url, "text": text}) for name, (url, text) in TEXTS.items()]
    for part in range(2):
        (folder / f"in/{part}.jsonl").write_text("\n".join(lines[part::2]))
    result = run(Recipe.of({"name": "u", "dedup": {"keep": "longest", **dedup}}), [f"{folder}/in/*.jsonl"], str(folder / "out"))
    found = [row for n in Storage(result.out).names("scores") for row in pq.read_table(result.path(f"scores/{n}")).to_pylist()]
    return {row["id"]: row for row in found}, result.plan["duplicates"]


def test_a_page_fetched_twice_stays_once_and_is_counted_apart(tmp_path):
    found, told = rows(tmp_path, urls=True)
    assert {name: row["duplicate_of"] for name, row in found.items()} == {"a": "b", "b": None, "c": None, "d": None, "e": None, "f": None}
    assert (told["url_edges"], told["same_url"], told["same_text"]) == (1, 1, 0)
    assert found["a"]["similarity"] < 0.2  # what the texts are, not what the address says


def test_addresses_do_not_count_unless_asked_for(tmp_path):
    found, told = rows(tmp_path)
    assert {name: row["duplicate_of"] for name, row in found.items() if row["duplicate_of"]} == {"c": "a"}
    assert (told["url_edges"], told["same_url"], told["same_text"]) == (0, 0, 1)


def test_by_datatroves_rules_addresses_do_not_count():
    with pytest.raises(RecipeError, match=r"dedup\.urls: rules: datatrove is MinHash alone"):
        Recipe.of({"name": "u", "dedup": {"keep": "longest", "rules": "datatrove", "urls": True}})
