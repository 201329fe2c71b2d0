"""Hosts in brackets that scrapers put into running text: （www.example-ads.com）, 【bbs.example.net】, [www.example.cn).

What tells a splice from a mention is where it stands: alone on a line, between two sentences or after a comma, or in the
middle of a word. A host after a name (示例网（www.example.com）) or a noun is a mention and stays, and so do Markdown links,
autolinks, addresses with a path, and hosts of schools and governments.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.kernels import hosts as kernels
from qualityfilter.views import I64, TextViews

# Endings that are rarely anything but hosts. Others (.py, .md, .sh, .name …) count only after www. and its like.
_ENDINGS = re.split(
    " ",
    "com net org cn cc top xyz vip info biz site online club shop store wang ltd icu tk ml ga cf pw ws tv fun win bid loan work live "
    "link click space website app com.cn net.cn org.cn com.hk com.tw co.uk co.jp com.au hk tw jp kr uk de fr ru us eu nl",
)
_PREFIX = r"(?:www\d{0,2}|wap|m|bbs|mobile|forum|blog|shop|news|book|xs|dl|down|soft|game)"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(
    rf"(?:https?://)?(?P<host>{_PREFIX}\.(?:{_LABEL}\.)+[a-z]{{2,10}}|(?:{_LABEL}\.)+(?:{'|'.join(map(re.escape, _ENDINGS))}))"
    r"(?::\d{2,5})?(?P<path>/.*)?"
)
_OFFICIAL = re.compile(r"(?:^|\.)(?:gov|edu|mil|ac)(?:\.[a-z]{2})?$")
# Sites that texts refer to by name: never an advertisement put in by someone else.
_REFERENCES = re.compile(
    r"(?:.*\.)?(?:wikipedia|wikimedia|youtube|github|google|arxiv|doi|archive|stackoverflow|w3|mozilla|python|debian|gnu|ietf|kernel|apache|twitter|"
    r"facebook|linkedin|reddit|amazon|microsoft|apple|nytimes|bbc|reuters|xinhuanet|people|cctv|sina|sohu|baidu|weibo|zhihu|douban)\.(?:com?|org|net|io|cn)(?:\.[a-z]{2})?"
)
_NOT_HOSTS = re.compile(r"(?:asp|vb|ado|dot|ml)\.net|(?:self|this|os|sys|np|pd|args|obj|e|i)\.[a-z]+")
_DOTS = str.maketrans(dict.fromkeys(kernels.DOTS, ".") | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff"))

_BRACKETS = ("()（）﹙﹚", "[]［］", "【】〖〗〔〕〘〙〚〛﹝﹞", "{}｛｝", "<>＜＞《》〈〉", "「」『』")
_LENTICULAR, _ANGLE = 2, 4
_FAMILIES = {c: family for family, brackets in enumerate(_BRACKETS) for c in brackets}
_SENTENCE_END = re.compile(r"(?:[。！？!?；;，、,：:]|(?<!\.)\.|．|……|[。！？.!?][”’」』\"])$")
_CJK = re.compile(r"[\u3400-\u9fff]")
_CLOSING_PUNCTUATION = ".,;:!?)]}"
# What introduces or follows the mention of a site.
_MENTION = re.compile(
    r"(?:网站|官网|网址|主页|首页|域名|地址|链接|网页|平台|登[录陆]|访问|进入|打开|浏览|点击|搜索|查询|来源|来自|出处|转自|摘自|"
    r"参见|详见|[见在到至上于为是即]|"
    r"(?i:site|website|at|visit|see|via|from|source|domain|url|homepage|page|online|host|called|named)[:：]?\s*)$"
)
_AFTER_MENTION = re.compile(r"(?:网站|官网|上[的查看发公注下购提进]|进行|查询|下载|注册|是|为[一您你]|的)")
_NAMED = re.compile(r"(?:新闻|日报|时报|晚报|周刊|杂志|公司|集团|平台|论坛|社区|大学|学院|网|网站|商城|博客|科技|频道)$")
_ENDS_NAME = "网站司团台心学院坛区客城馆局部委会社报店吧圈家库宝度厂校业技行所署"
_FOLLOWS_NAME = "的是在为和与上中了有也都就将被把对等及或从向于"

OWN_LINE, BOUNDARY, IN_WORD, ODD_BRACKETS = 0.95, 0.9, 0.85, 0.75  # how sure: by what gave the splice away


class Place(NamedTuple):
    """A candidate with its brackets in its line: `line[start:end]`, and what it holds, with folded width, dots and case."""

    line: str
    start: int
    end: int
    host: str


@register_cleaner("spliced_hosts.v1")
@dataclass(frozen=True)
class SplicedHosts:
    """Bracketed hosts on lines of their own, between sentences or in the middle of a word."""

    kinds = ("splice",)
    line_local = True

    def find(self, docs: Documents) -> FoundSpans:
        views = docs.views
        candidates = _candidates(views)
        inner = np.r_[candidates[1:, 1] >= candidates[:-1, 2], True]  # 【one【two】】: the inner now, the outer when it is gone
        spans = (_judge(views, *candidate) for candidate in candidates[inner[: len(candidates)]].tolist())
        return FoundSpans.of(span for span in spans if span)


def _candidates(views: TextViews) -> I64:
    room = 1024
    while True:
        out = np.empty((room, 3), np.int64)
        count = kernels.bracketed(views.buffer, views.offsets, kernels.CLASSES, out)
        if count <= room:
            return out[:count]
        room = count


def _judge(views: TextViews, document: int, start: int, end: int) -> tuple[int, int, int, int, float] | None:
    """The span to remove, if the candidate is a splice."""
    brackets = views.buffer[start:end].tobytes().decode()
    host = unicodedata.normalize("NFKC", brackets[1:-1].translate(_DOTS)).strip().lower()
    match = _HOST.fullmatch(host)
    if not match or _OFFICIAL.search(match["host"]) or _NOT_HOSTS.fullmatch(match["host"]) or _REFERENCES.fullmatch(match["host"]):
        return None
    before, after = _around(views, document, start, end)
    place = Place(before + brackets + after, len(before), len(before) + len(brackets), host)
    score = splice_score(place, addressed=host.startswith("http") or bool(match["path"] and match["path"] != "/"))
    if score is None:
        return None
    lead, trail = _blank_beside(place)
    return document, start - lead, end + trail, 0, score


def _around(views: TextViews, document: int, start: int, end: int) -> tuple[str, str]:
    """Up to 96 bytes of the line on either side, in whole characters."""
    low, high = int(views.offsets[document]), int(views.offsets[document + 1])
    before = views.buffer[max(low, start - 96) : start].tobytes().rpartition(b"\n")[2]
    after = views.buffer[end : min(high, end + 96)].tobytes().partition(b"\n")[0]
    return before.decode("utf8", "ignore"), after.decode("utf8", "ignore").removesuffix("\r")


def splice_score(place: Place, addressed: bool = False) -> float | None:
    """How sure it is that the bracketed host was spliced in, or None for a mention, a link or code.

    `addressed`: it is a full address, with a scheme or a path; these are removed from the middle of words only.
    """
    left, right = place.line[: place.start], place.line[place.end :]
    opening, closing = place.line[place.start], place.line[place.end - 1]
    quoted = left.endswith(('"', "'", "`", "=", "/")) and right.startswith(('"', "'", "`", "/", ";", ")"))
    if quoted or (opening == "<" and closing == ">") or left.endswith("]") or (closing == "]" and right.startswith(("(", "["))):
        return None  # Markdown, HTML or code
    if not left.strip() and right.startswith(":"):
        return None  # [reference]: address
    if _in_word(left, right):
        return IN_WORD
    if addressed or _FAMILIES[opening] == _ANGLE or _MENTION.search(left.rstrip()) or _AFTER_MENTION.match(right):
        return None
    named = re.match(rf"{_PREFIX}\.", place.host) is not None
    if not left.strip() and not right.strip():
        return OWN_LINE if named or (opening, closing) != ("[", "]") else None  # [host] may head a section of a configuration file
    within = bool(left.strip()) and right.strip()[:1].isalpha()
    if not named and not within and (opening, closing) == ("(", ")") and not _CJK.search(left[-2:] + right[:2]):
        return None  # (host) at an end of a line may be a credit
    if not left.strip() or _SENTENCE_END.search(left.rstrip()):
        return BOUNDARY
    odd = _FAMILIES[opening] != _FAMILIES.get(closing) or _FAMILIES[opening] == _LENTICULAR
    return ODD_BRACKETS if odd and _CJK.match(right[:1] or " ") else None


def _in_word(left: str, right: str) -> bool:
    """Whether the text on the left and on the right is one word that was cut in two: of the dictionary, or guessed to be one
    (names; not after what ends a name, nor before what follows one)."""
    if not left or not right:
        return False
    a, b = left[-1], right[0]
    if a.isascii() and b.isascii():
        return a.isalpha() and b.isalpha() and b.islower()
    if not (_CJK.match(a) and _CJK.match(b)) or _NAMED.search(left):
        return False
    import rjieba  # its dictionary takes a moment to load, and most texts have no such place

    head, tail = re.split(r"[^\u3400-\u9fff]", left[-8:])[-1], re.split(r"[^\u3400-\u9fff]", right[:8])[0]
    guess = a not in _ENDS_NAME and b not in _FOLLOWS_NAME
    return _straddles(rjieba.cut(head + tail, False), len(head)) or (guess and _straddles(rjieba.cut(head + tail, True), len(head)))


def _straddles(words: list[str], place: int) -> bool:
    """Whether one of these words in a row begins before the place and ends after it."""
    at = 0
    for word in words:
        if at < place < at + len(word):
            return True
        at += len(word)
    return False


def _blank_beside(place: Place) -> tuple[int, int]:
    """How many spaces before and after go with the splice: one, where it brought one along."""
    left, right = place.line[: place.start], place.line[place.end :]
    before, after = left.endswith(" ") and bool(left.strip()), right.startswith(" ") and bool(right.strip())
    if before and (after or not right.strip() or right[0] in _CLOSING_PUNCTUATION):
        return (0, 1) if after else (1, 0)
    if after and not left.strip():
        return 0, 1
    return 0, 0
