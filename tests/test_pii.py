"""Personal data: what is masked, what only looks like it, and that check digits are checked."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualityfilter import pii
from qualityfilter.cleaners.pii import PiiMasking
from qualityfilter.cleaning import Cleaning
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.testing import cleaner_checks

KEY = "Ab3" * 14


def mask(text: str, **parameters) -> str:
    return Cleaning([PiiMasking(**parameters)]).clean(Documents.of(text)).documents.texts[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to jane.doe+news@mail.example.org today.", "Write to <EMAIL> today."),
        ("邮箱：zhang_san@example.com.cn。", "邮箱：<EMAIL>。"),
        ("联系人张三abc@example.net谢谢", "联系人张三<EMAIL>谢谢"),
        ("Write to <jane@example.org>, or else (joe@example.org).", "Write to <<EMAIL>>, or else (<EMAIL>)."),
        ("手机13812345678，谢谢", "手机<PHONE>，谢谢"),
        ("手机：138-1234-5678 或 +86 138 1234 5678", "手机：<PHONE> 或 <PHONE>"),
        ("电话：010-62345678，传真（0512）57123456", "电话：<PHONE>，传真<PHONE>"),
        ("热线02162345678", "热线<PHONE>"),
        ("客服热线400-123-4567转1", "客服热线<PHONE>转1"),
        ("咨询电话：4001234567", "咨询电话：<PHONE>"),
        ("Call (212) 555-0123 or 212-555-0123.", "Call <PHONE> or <PHONE>."),
        ("tel. 212 555 0123, +1 212 555 0123", "tel. <PHONE>, <PHONE>"),
        ("Phone: +44 20 7946 0958, +49 (30) 901820", "Phone: <PHONE>, <PHONE>"),
        ("phone +442079460958", "phone <PHONE>"),
        ("身份证号11010519491231002X。", "身份证号<NATIONAL_ID>。"),
        ("SSN 123-45-6789", "SSN <NATIONAL_ID>"),
        ("card 4111 1111 1111 1111 exp", "card <CARD> exp"),
        ("卡号6222021234567890128", "卡号<CARD>"),
        ("5555-5555-5555-4444, 378282246310005", "<CARD>, <CARD>"),
        ("IBAN DE89 3704 0044 0532 0130 00 bei", "IBAN <IBAN> bei"),
        ("GB82WEST12345698765432", "<IBAN>"),
        ("GB82 WEST 1234 5698 7654 32.", "<IBAN>."),
        ("from 203.119.25.4 port", "from <IP> port"),
        ("IP地址：8.8.8.8", "IP地址：<IP>"),
        ("2606:4700:4700::1111 answers", "<IP> answers"),
        ("id AKIAIOSFODNN7EXAMPLE", "id <SECRET>"),
        (f"token ghp_{KEY[:36]}!", "token <SECRET>!"),
        (f"the key is sk-proj-{KEY} as before", "the key is <SECRET> as before"),
        (f"bearer eyJ{KEY}.eyJ{KEY * 8}.{KEY}", "bearer <SECRET>"),
        ("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIabc+/=\nxyz\n-----END RSA PRIVATE KEY-----\nb", "a\n<SECRET>\nb"),
    ],
)
def test_personal_data_is_masked(text, expected):
    assert mask(text) == expected
    assert mask(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On 2021-01-02 at 12:30:45, between 1998-2004 and 20210102.",
        "It costs $1,234,567.89 or 1 234 567,89 EUR; 12345678 in all.",
        "Version 10.0.19041.1 of Chrome/91.0.44.124, v1.2.3.4, release 103.4.5.6",
        "See sections 3.1.2.4 and 10.11.12.13 above. 甲1.60.80.7乙，参见第 9.102.1.4 节；multicast 224.0.0.251",
        "ISBN 978-0-306-40615-7 and ISBN 9787111213826",
        "订单号 2021010212345678，流水号 13012345678901234",
        "Order no. 1234-5678-9012-3456, 4111 1111 1111 1112",
        "private 192.168.1.1, 10.0.0.1, 127.0.0.1, 172.16.0.5, 255.255.255.0, 0.0.0.0",
        "fe80::1, ::1, 2001:db8::1, aa:bb:cc:dd:ee:ff, std::vector, 12:30:45:10",
        "x = 3.13812345678 + 13812345678901",
        "3+12345678901 = 12345678904",
        "DOI 10.1000/182, arXiv:2101.12345, QQ群 123456789",
        "git@github.com:user/repo.git and image@2x.png, sshd@1.service, @user, a @ b.com",
        "身份证号110105194912310021",
        "身份证号110105194913310021",
        "000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000, 1123-45-6789",
        "IBAN DE89 3704 0044 0532 0130 01",
        "卡号6222021234567890123",
        "task-force-to-deal-with-everything and risk-averse-2020-people, sk-learn",
        "π ≈ 3.14159265358979323846264338327950288",
        "5201314520 1234567890",
        "-----BEGIN CERTIFICATE-----\nMIIabc\n-----END CERTIFICATE-----",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert mask(text) == text


def test_code_and_formulae_are_only_marked():
    text = "`13812345678`\n\n```\nadmin@example.org\n```\n\n$x = 13812345678$\n\n13812345678"
    batch = Cleaning([PiiMasking()]).clean(Documents.of(text))
    assert batch.documents.texts == [text[: -len("13812345678")] + "<PHONE>"]
    assert batch.spans.column("action").to_pylist() == ["marked", "marked", "marked", "removed"]


def test_kinds_replacements_and_policy():
    text = "jane@example.org, 212-555-0123"
    assert mask(text, only=["email"]) == "<EMAIL>, 212-555-0123"
    assert mask(text, replacement="[{kind}]") == "[email], [phone]"
    assert mask(text, replacement="") == ", "
    cleaned = Cleaning([PiiMasking()], {"pii_email": "off", "pii_phone": "mark"}).clean(Documents.of(text))
    assert cleaned.documents.texts == [text]
    assert cleaned.spans.column("kind").to_pylist() == ["pii_phone"]


def test_parameters_are_checked():
    with pytest.raises(InputError, match="Did you mean 'email'"):
        PiiMasking(only=("emial",))
    with pytest.raises(InputError, match="masked again"):
        PiiMasking(replacement="nobody@example.org")


def test_counts_without_cleaning():
    docs = Documents.of("", "a@b.co c@d.co 212-555-0123", "nothing")
    counts = pii.find_pii(docs).counts(3)
    assert counts[:, [pii.KINDS.index("email"), pii.KINDS.index("phone")]].tolist() == [[0, 0], [2, 1], [0, 0]]


@pytest.mark.parametrize("check", cleaner_checks(), ids=lambda check: check.__name__)
def test_the_cleaner_keeps_the_contract(check):
    check(PiiMasking())


def luhn_digit(digits: str) -> str:
    return next(str(d) for d in range(10) if pii.luhn_is_valid(digits + str(d)))


@given(st.from_regex(r"4\d{14}", fullmatch=True).filter(lambda d: len(set(d)) > 2), st.integers(0, 15), st.integers(1, 9))
@settings(deadline=None)
def test_any_one_wrong_digit_is_no_card(digits, place, step):
    number = digits + luhn_digit(digits)
    assert pii.card_is_valid(number)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not pii.luhn_is_valid(wrong)


def reference_id_digit(digits: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]  # the table of GB 11643-1999
    return "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


@given(st.from_regex(r"11010519(?:[4-9][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
@settings(deadline=None)
def test_chinese_ids_by_the_published_weights(digits):
    right = reference_id_digit(digits)
    for last in "0123456789X":
        assert pii.chinese_id_is_valid(digits + last) == (last == right)
        assert (mask(f"号{digits}{last}。") == "号<NATIONAL_ID>。") == (last == right)


@given(st.from_regex(r"[0-9]{18}", fullmatch=True))
@settings(deadline=None)
def test_ibans_with_any_other_check_digits_fail(account):
    right = [f"{check:02d}" for check in range(2, 99) if pii.iban_is_valid(f"DE{check:02d}{account}")]
    assert len(right) == 1
    assert int(account + "1314" + right[0]) % 97 == 1


@given(
    st.lists(
        st.sampled_from(
            ["13812345678", "a@b.co", " ", "，", "+86", "4111111111111111", "8.8.8.8", "x", "1", "-", ".", ":", "中", "::", "\n"]
        )
        | st.text(max_size=2),
        max_size=14,
    )
)
@settings(max_examples=300, deadline=None)
def test_what_is_masked_is_not_found_again(parts):
    text = "".join(parts)
    once = mask(text)
    again = Cleaning([PiiMasking()]).clean(Documents.of(once))
    assert again.documents.texts == [once]
    assert set(again.spans.column("action").to_pylist()) <= {"marked"}  # what stands in code or a formula
    assert pii.find_pii(Documents.of(once)).document.size == again.spans.num_rows


def test_found_spans_do_not_depend_on_neighbours():
    draw = random.Random(3)
    texts = ["".join(draw.choices(["a@b.co ", "13812345678 ", "文", "8.8.8.8 is the ip ", "212-555-0123\n"], k=6)) for _ in range(20)]
    together = pii.find_pii(Documents.of(*texts)).counts(20)
    assert together.tolist() == [pii.find_pii(Documents.of(text)).counts(1)[0].tolist() for text in texts]
