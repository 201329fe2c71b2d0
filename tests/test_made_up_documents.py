"""Documents written down for training: complete, filled in, the same every time, and not what the patterns alone would give."""

from collections import Counter

from scorers.training.made_up_documents import CHINESE, ENGLISH, made_up_documents


def test_every_document_has_a_grade_and_no_open_slot():
    found = list(made_up_documents(2))
    assert len(found) == 2 * sum(line.startswith("= ") for line in (CHINESE + ENGLISH).splitlines())
    assert set(Counter(made.ads for made in found)) == {0, 1, 2}
    for made in found:
        assert len(made.text) >= 30
        assert "{" not in made.text
        assert not made.text.startswith("=")


def test_copies_differ_by_names_alone_and_seeds_draw_others():
    once, twice = list(made_up_documents(1)), list(made_up_documents(2))
    assert once == list(made_up_documents(1)) != list(made_up_documents(1, seed=2))
    assert [made.ads for made in once] == [made.ads for made in made_up_documents(1, seed=2)]
    assert set(once) < set(twice)


def test_goods_stand_in_advertising_and_in_what_is_none():
    """Else a model would learn trades, not advertising."""
    for texts in (CHINESE, ENGLISH):
        with_goods = Counter(document[0] for document in texts.split("= ")[1:] if "{goods}" in document)
        assert with_goods["0"] >= 3
        assert with_goods["1"] + with_goods["2"] >= 3
