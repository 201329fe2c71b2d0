"""Counts of personal data are those of what is found."""

import scorers
from qualityfilter import Documents
from qualityfilter.pii import find_pii

TEXTS = [
    "Write to someone@example.com or call +1 212-555-0147; the card is 4111 1111 1111 1111.",
    "身份证 11010519491231002X，手机 13800138000，邮箱 zhang@example.cn。",
    "Version 4.1.1.1 of 2024-05-06, page 123456789, $x = 13800138000$.",
    "",
]


def test_counts_of_pieces_and_of_those_that_no_page_should_hold():
    found = scorers.load("pii").score(TEXTS)
    assert found["pii_count"].round().tolist()[:2] == [3, 3]
    assert found["pii_sensitive"].round().tolist() == [1, 1, 0, 0]
    assert found["pii_count"][3] == 0
    assert found["pii_count"].round().astype(int).sum() == find_pii(Documents.of(*TEXTS)).kind.size
