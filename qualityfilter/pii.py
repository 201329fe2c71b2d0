"""Personal data in text: e-mail, phone, national ids, payment cards, IBAN, public IP addresses, keys and secrets; zh and en.

A kernel finds the few places where any of these may stand; patterns and check digits decide. What is found is numbers and
addresses that identify by themselves; names and postal addresses are not looked for.

Sources: ISO 7064 MOD 11-2 (Chinese ids, GB 11643-1999), Luhn (ISO/IEC 7812), ISO 13616 (IBAN), the NANP, ITU-T E.164.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qualityfilter.documents import Documents
from qualityfilter.kernels import pii as kernels
from qualityfilter.views import I64, TextViews


def _listed(words: str) -> list[str]:
    return words.split()


KINDS = ("email", "phone", "national_id", "card", "iban", "ip", "secret")
"""What is told apart, in the order of the numbers in `Pii.kind`."""

_PRECEDENCE = ("secret", "email", "iban", "national_id", "card", "ip", "phone")  # of what overlaps the first stays
_REACH = 48  # bytes around a place that a pattern may need
_REACHES = {kernels.AT: (80, 256), kernels.TOKEN: (48, 2048), kernels.DASHES: (0, 20_000)}  # before and after; a JWT, a private key

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+@/-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"([A-Za-z]{2,24})(?![A-Za-z0-9@_-])"
)
_NO_EMAIL = frozenset(_listed("png jpg jpeg gif svg webp css js ts py md service socket timer target mount path slice scope"))
_SPEAKS_OF_PHONE = re.compile(
    r"(?:电话|热线|手机|联系方式|座机|传真|致电|拨打|客服|咨询|[☎📞]|\b(?:tel|telephone|phone|mobile|cell|fax|call|whatsapp|sms|"
    r"contact)\b)[^\n\d]{0,12}$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\w.+-])(?:(?:\+|00)?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?![A-Za-z0-9_]|[.-]\d)", re.ASCII)
_LANDLINE = re.compile(
    r"(?<![\w.-])(?:(?:\+|00)86[ -]?)?(?:0\d{2,3}[ -]|[(（]0\d{2,3}[)）] ?)[2-8]\d{2,3}-?\d{4}(?:-\d{1,5})?(?![\w-])", re.ASCII
)
_PLAIN_LANDLINE = re.compile(r"(?<![\w.-])(?:0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}|[48]00\d{7})(?![\w-])", re.ASCII)
_SERVICE = re.compile(r"(?<![\w.-])[48]00-(?:\d{3}-\d{4}|\d{4}-\d{3}|\d{7}|\d{2}-\d{5}|\d{5}-\d{2})(?![\w-])", re.ASCII)
_NANP = re.compile(
    r"(?<![\w.+-])(?:\+?1[ .-])?(?:\((?!.11)[2-9]\d{2}\) ?|(?!.11)[2-9]\d{2}([ .-]))(?!.11)[2-9]\d{2}(?(1)\1|[ .-])\d{4}(?![\w-]|\.\d)",
    re.ASCII,
)
_INTERNATIONAL = re.compile(
    r"(?<![\w.+)-])(?:\+|00(?=[1-9]\d{0,2}[ -]))[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?(?:[ "
    r".-]?\d){6,13}(?![\w-]|\.\d)",
    re.ASCII,
)
_CHINESE_ID = re.compile(
    r"(?<![0-9A-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])\d{4}"
    r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_SSN = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)", re.ASCII)
_CARD = re.compile(
    r"(?<![\w.+-])[2-6]\d{3}(?:([ -]?)\d{4}){2}\1\d{1,7}(?![\w-]|\.\d)|(?<![\w.+-])3[0-9]\d{2}([ "
    r"-]?)\d{6}\2\d{4,5}(?![\w-]|\.\d)|(?<![\w.+-])[2-6]\d{12,18}(?![\w-]|\.\d)",
    re.ASCII,
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![a-z])")
_IBAN_LENGTHS = dict(
    pair.split(":")
    for pair in _listed(
        "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DK:18 DO:28 EE:20 "
        "EG:29 ES:24 FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 "
        "KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15 PK:24 PL:28 "
        "PS:29 PT:25 QA:29 RO:24 RS:22 SA:24 SC:31 SE:24 SI:19 SK:24 SM:27 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 "
        "XK:20 "
    )
)
_IPV4 = re.compile(r"(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1?[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?[1-9]?\d)(?![\w-]|\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){2,7}(?:::)?(?![\w:])", re.ASCII)
_SPEAKS_OF_IP = re.compile(r"\b(?:ip|ipv4|host|server|address|addr|ping|dns|gateway|from|client|ssh)\b|地址|服务器|主机", re.IGNORECASE)
_SPEAKS_OF_VERSION = re.compile(
    r"(?:\bv|version|release|build|rev|ver\.?|版本|更新至|升级到|§|section|chapter|[A-Za-z]/|第)\s*$", re.IGNORECASE
)
_SECRETS = (
    re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AGPA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9])"),  # AWS
    re.compile(
        r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{50,255}|"
        r"glpat-[A-Za-z0-9_-]{20,})(?![A-Za-z0-9])"
    ),
    re.compile(
        r"(?<![A-Za-z0-9_-])sk-(?:[a-z]+\d*-)*(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{20,}(?![A-Za-z0-9])"
    ),  # OpenAI and its like
    re.compile(r"(?<![A-Za-z0-9])AIza[0-9A-Za-z_-]{35}(?![A-Za-z0-9_-])"),  # Google
    re.compile(r"(?<![A-Za-z0-9])(?:xox[abprs]-[A-Za-z0-9-]{20,}|[rs]k_live_[0-9A-Za-z]{20,}|hf_[A-Za-z0-9]{30,})(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),  # JWT, RFC 7519
)
_PEM = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?)-----[\s\S]*?-----END \1-----")


@dataclass(frozen=True)
class Pii:
    """Personal data of a batch, by document and start: bytes of `docs.views.buffer`, `kind` an index into KINDS; disjoint."""

    document: I64
    start: I64
    end: I64
    kind: I64

    def counts(self, documents: int) -> npt.NDArray[np.int64]:
        """(documents, kinds): how many of each kind every document holds."""
        out = np.zeros((documents, len(KINDS)), np.int64)
        np.add.at(out, (self.document, self.kind), 1)
        return out


def find_pii(docs: Documents) -> Pii:
    """Everything found in a batch; computed once however many ask."""
    return docs.memo("pii", lambda: _find(docs.views))


def _find(views: TextViews) -> Pii:
    rows: list[tuple[int, int, int, int]] = []
    document, reach = -1, 0
    for found in _candidates(views):
        if found[0] != document:
            document, reach = found[0], 0
        if found[1] < reach:
            continue
        spans = _spans_around(views, *found)
        rows += spans
        reach = max([reach, *(end for _, _, end, _ in spans)])
    table = np.array(_disjoint(rows), np.int64).reshape(-1, 4)
    return Pii(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _candidates(views: TextViews) -> list[list[int]]:
    room = 1 << 14
    while True:
        out = np.empty((room, 4), np.int64)
        count = kernels.places(views.buffer, views.offsets, out)
        if count <= room:
            return out[:count].tolist()
        room = count


def _spans_around(views: TextViews, document: int, start: int, end: int, place: int) -> list[tuple[int, int, int, int]]:
    """What stands at a place, as (document, first byte, last byte, kind)."""
    low, high = int(views.offsets[document]), int(views.offsets[document + 1])
    before, after = _REACHES.get(place, (_REACH, _REACH))
    begin, stop = max(low, start - before), min(high, end + after)
    while begin < start and views.buffer[begin] & 0xC0 == 0x80:
        begin += 1
    text = views.buffer[begin:stop].tobytes().decode("utf8", "ignore")
    spans = []
    for kind, first, last in _FINDERS[place](text):
        at = begin + len(text[:first].encode())
        span = document, at, at + len(text[first:last].encode()), KINDS.index(kind)
        if span[1] < end and span[2] > start:  # others are found at their own place
            spans.append(span)
    return spans


def _disjoint(rows: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Of what overlaps the kind that is surest, of these the longest."""
    order = {KINDS.index(kind): rank for rank, kind in enumerate(_PRECEDENCE)}
    kept: list[tuple[int, int, int, int]] = []
    for row in sorted(set(rows)):
        rivals = []
        while kept and kept[-1][0] == row[0] and kept[-1][2] > row[1]:
            rivals.append(kept.pop())
        if not rivals:
            kept.append(row)
        else:
            kept.append(min([row, *rivals], key=lambda one: (order[one[3]], one[1] - one[2])))
    return kept


Found = Iterator[tuple[str, int, int]]


def _emails(text: str) -> Found:
    for match in _EMAIL.finditer(text):
        local = match.group().partition("@")[0].lower()
        if match[1].lower() not in _NO_EMAIL and local != "git" and ".." not in match.group():
            yield "email", *match.span()


def _numbers(text: str) -> Found:
    yield from _ids(text)
    yield from _phones(text)
    for match in _IPV4.finditer(text):
        if _is_public_v4(match.group(), text[: match.start()], text[match.end() :]):
            yield "ip", *match.span()


def _ids(text: str) -> Found:
    for match in _CHINESE_ID.finditer(text):
        if chinese_id_is_valid(match.group()):
            yield "national_id", *match.span()
    for match in _SSN.finditer(text):
        yield "national_id", *match.span()
    for match in _CARD.finditer(text):
        if card_is_valid(match.group()):
            yield "card", *match.span()
    for match in _IBAN.finditer(text):
        end = match.start() + _iban_end(match.group())
        if end > match.start():
            yield "iban", match.start(), end


def _phones(text: str) -> Found:
    for expression in (_MOBILE, _LANDLINE, _SERVICE):
        for match in expression.finditer(text):
            yield "phone", *match.span()
    for match in _PLAIN_LANDLINE.finditer(text):
        if _SPEAKS_OF_PHONE.search(text[: match.start()]):
            yield "phone", *match.span()
    for match in _NANP.finditer(text):
        plain = match[1] == " " and "+" not in match.group()
        if not plain or _SPEAKS_OF_PHONE.search(text[: match.start()]):
            yield "phone", *match.span()
    for match in _INTERNATIONAL.finditer(text):
        digits, left = sum(c.isdigit() for c in match.group()), text[: match.start()].rstrip()
        spoken = _SPEAKS_OF_PHONE.search(text[: match.start()]) is not None
        if 8 <= digits <= 15 and (
            spoken or (not re.search(r"[\d)=$]$|\b[a-z]$", left) and (digits >= 10 or re.search(r"\d[ .-]", match.group())))
        ):
            yield "phone", *match.span()


def _is_public_v4(address: str, left: str, right: str) -> bool:
    """Whether four numbers are the address of one public machine, and not a version, a section or a row of decimals."""
    value = ipaddress.IPv4Address(address)
    if _SPEAKS_OF_VERSION.search(left) or re.match(r"\s?[版节章]", right) or not value.is_global or value.is_multicast:
        return False
    return max(value.packed) >= 100 or _SPEAKS_OF_IP.search(left[-40:]) is not None


def _addresses(text: str) -> Found:
    for match in _IPV6.finditer(text):
        try:
            public = ipaddress.IPv6Address(match.group()).is_global
        except ValueError:
            continue
        if public and match.group().count(":") > 2 and int(match.group().split(":")[0], 16) >> 13 == 1:  # 2000::/3
            yield "ip", *match.span()


def _tokens(text: str) -> Found:
    for expression in _SECRETS:
        for match in expression.finditer(text):
            yield "secret", *match.span()
    yield from _ids(text)


def _keys(text: str) -> Found:
    for match in _PEM.finditer(text):
        yield "secret", *match.span()


_FINDERS: dict[int, Callable[[str], Found]] = {
    kernels.AT: _emails,
    kernels.DIGITS: _numbers,
    kernels.COLONS: _addresses,
    kernels.TOKEN: _tokens,
    kernels.DASHES: _keys,
}


def chinese_id_is_valid(number: str) -> bool:
    """Whether the last of 18 characters is the check digit of the others (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) << (17 - place) for place, digit in enumerate(number[:17]))
    return len(number) == 18 and "10X98765432"[total % 11] == number[17].upper()


def luhn_is_valid(digits: str) -> bool:
    """Whether a row of digits ends in its check digit (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def card_is_valid(number: str) -> bool:
    """Whether a number, blanks and hyphens apart, has the prefix and length of a card issuer and a valid check digit."""
    digits = re.sub(r"[ -]", "", number)
    return len(digits) in _card_lengths(digits) and len(set(digits)) > 1 and luhn_is_valid(digits)


def _card_lengths(digits: str) -> tuple[int, ...]:
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    if digits[0] == "4":
        return (13, 16, 19)  # Visa
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return (16,)  # Mastercard
    if two in (34, 37):
        return (15,)  # American Express
    if two in (36, 38, 39) or 300 <= three <= 305:
        return (14,)  # Diners
    if two in (62, 65) or four == 6011 or 644 <= three <= 649 or 3528 <= four <= 3589:
        return (16, 17, 18, 19)  # UnionPay, Discover, JCB
    return ()


def iban_is_valid(number: str) -> bool:
    """Whether a number has the length of its country and leaves 1 on division by 97 (ISO 13616)."""
    plain = number.replace(" ", "")
    if _IBAN_LENGTHS.get(plain[:2]) != str(len(plain)):
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _iban_end(text: str) -> int:
    """How many characters of a run are an IBAN: its country says how long it is; 0 for none."""
    length, seen = int(_IBAN_LENGTHS.get(text[:2], 0)), 0
    for place, c in enumerate(text):
        seen += c != " "
        if seen == length:
            return place + 1 if iban_is_valid(text[: place + 1]) and not text[place + 1 : place + 2].isalnum() else 0
    return 0
