"""Hosts, slogans and key words that scrapers and hijackers put into running text: （www.example-ads.com）, 更多精彩尽在…, example dot com.

What tells a splice from a mention is where it stands: alone on a line, between two sentences, or in the middle of a word.

  1. a kernel finds what may be a dot in a host and the words of slogans; only the lines around these are looked at
  2. a host grows by its brackets, by the slogan before and after it, by a label that stands before other hosts too
  3. its place is judged: own line, boundary of sentences, middle of a word (of a dictionary); elsewhere it needs a disguise,
     a slogan of copy sites or odd brackets
  4. against it speak: what mentions a site (示例网（…）, visit …, 官网：…), a host that the page speaks of elsewhere, schools,
     governments and works of reference, Markdown, code, e-mail, an address with a path

Whatever goes takes along the blanks that it brought, so that the word, sentence or paragraph closes as it was.
"""

from __future__ import annotations

import functools
import itertools
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualityfilter.cleaners import host_forms, spam_phrases
from qualityfilter.cleaners.host_forms import Host
from qualityfilter.cleaners.places import found_places
from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.kernels import hosts as kernels
from qualityfilter.views import TextViews

_OFFICIAL = re.compile(r"(?:^|\.)(?:gov|edu|mil|ac)(?:\.[a-z]{2})?$")
# Sites that texts refer to by name: never an advertisement put in by someone else.
_REFERENCES = re.compile(
    r"(?:.*\.)?(?:wikipedia|wikimedia|youtube|github|gitlab|google|arxiv|doi|archive|stackoverflow|w3|mozilla|python|debian|gnu|"
    r"ietf|kernel|apache|twitter|"
    r"facebook|linkedin|reddit|amazon|microsoft|apple|nytimes|bbc|cnn|reuters|xinhuanet|people|cctv|sina|sohu|baidu|weibo|zhihu|"
    r"douban|qq|163|csdn|"
    r"instagram|tiktok|pinterest|medium|blogspot|wordpress|tumblr|flickr|vimeo|ebay|yahoo|bing)\.(?:com?|org|net|io|cn)(?:\.[a-z]{2})?"
)
_NOT_HOSTS = re.compile(
    r"(?:asp|vb|ado|dot|ml|\d+)\.net|(?:self|this|os|sys|np|pd|args|obj|e|i|std|st|pq|java|org|com|javax|android)\.[a-z.]+|"
    r"[\d.]+\.[a-z]{2}|node\.[a-z]+"
)

_BRACKETS = ("()（）﹙﹚", "[]［］", "【】〖〗〔〕〘〙〚〛﹝﹞", "{}｛｝", "<>＜＞《》〈〉", "「」『』")
_LENTICULAR, _ANGLE = 2, 4
_FAMILIES = {c: family for family, brackets in enumerate(_BRACKETS) for c in brackets}
_OPENING, _CLOSING = kernels.OPENING_BRACKETS, kernels.CLOSING_BRACKETS
_ANY_OPENING, _ANY_CLOSING = (re.compile(f"[{re.escape(brackets)}]") for brackets in (_OPENING, _CLOSING))
_UNCLOSED, _CLOSES = re.compile(f"[{re.escape(_OPENING)}][^{re.escape(_CLOSING)}]{{0,40}}$"), re.compile(f" ?[{re.escape(_CLOSING)}]")
_DECORATION = "★☆◆◇■□●○◎※→←↓↑►◄▶◀~～—–―=＝*＊|｜▲▼♥❤✦✧·_#+＋♂♀❖✿「」"
_SENTENCE_END = re.compile(r"(?:[。！？!?；;，、,：:]|(?<!\.)\.|．|……|…|[。！？.!?][”’」』\"）)])$")
_FULL_STOP = re.compile(r"(?:[。！？!?…]|(?<!\.)\.)[”’」』\"）)]?$")
_CJK = re.compile(r"[\u3400-\u9fff]")
_ALL_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’…—]")
_CLOSING_PUNCTUATION = ".,;:!?)]}"
# What introduces or follows the mention of a site.
_MENTION = re.compile(
    r"(?:网站|官网|网址|主页|首页|域名|地址|链接|网页|平台|邮箱|登[录陆入]|访问|进入|打开|浏览|点击|搜索|查询|来源|来自|出处|转自|摘自|"
    r"参见|详见|[见在到至上于为是即从和与或如叫及用]|"
    r"\b(?i:site|website|web|at|visit|see|via|from|source|domain|url|homepage|page|online|host|hosts|called|named|by|to|on|of|or|"
    r"and|with|is|the|a|an|in|for|is|are|as|use|like|address|e-?mail|contact|"
    r"tel|phone|fax|information|info|details?)[:：]?\s*|[:：]\s*|[-–]\s*)$"
)
_AFTER_MENTION = re.compile(
    r"\s?(?:网站|官网|填写|域名|"
    r"上[的查看发公注下购提进]|进行|查询|下载|注册|是|为[一您你]|的|等|和|与|或|、|(?:['’]s)?\s(?:is|was|are|has|"
    r"have|had|and|or|to|for|in|on|will|can|says?|said|where|which|website|site|also|provides?|offers?|reports?|[a-z])(?![a-z]))"
)
_AFTER_SUBJECT = re.compile(
    r"\s?(?:后|时|这[个一]|那个|该|表示|称|报道|认为|宣布|介绍|显示|团队|公司|作为|建立|推出|发布|过期)"
)  # bare hosts
_NAMED = re.compile(
    r"(?:新闻|日报|时报|晚报|周刊|杂志|公司|集团|平台|论坛|社区|大学|学院|网|网站|商城|博客|科技|频道|中心|协会|基金会|银行|医院|"
    r"研究院|研究所|出版社|图书馆|电视台|广播)[”’》」』\"]?$"
)
_ENDS_NAME = "网站司团台心学院坛区客城馆局部委会社报店吧圈家库宝度厂校业技行所署"
_FOLLOWS_NAME = "的是在为和与上中了有也都就将被把对等及或从向于"

_DEFANGED = re.compile(r"\[\.\]|hxxp|\[dot\]")
_SHORT_WORDS = frozenset(re.split(" ", "a am an as at be by do go he i if in is it me my no of on or so to up us we"))
_NO_END = re.compile(
    r"(?:(?:^|\s)[0-9A-Za-z]{1,2}[.．、)]|\b(?:vs|St|Ave|Rd|Dr|Mr|Mrs|Ms|No|Inc|Ltd|Co|Corp|e\.g|i\.e|etc|cf|"
    r"Tel|Fig|Blvd|Jr|Sr)\.)$"
)

OWN_LINE, BOUNDARY, IN_WORD, SLOGAN, ODD_BRACKETS = 0.95, 0.9, 0.85, 0.8, 0.75  # how sure: by what gave the splice away
_SQUEEZED = b" \t\r\n.,-_'\"&/:;()[]!?"
TAIL = 48
CONTEXT = 240  # bytes of a line around a candidate
STRETCH = 1 << 18  # bytes of a document that are looked at as one page: the cost of a page grows with the square of its hosts


class Unit(NamedTuple):
    """What would go: `line[start:end]`, the host in it if any, its brackets (two characters, blank where there is none)."""

    line: str
    start: int
    end: int
    host: Host | None
    brackets: str = "  "
    slogan: str = ""
    label: bool = False  # repeated before other hosts, or a run of key words

    @property
    def left(self) -> str:
        return self.line[: self.start]

    @property
    def right(self) -> str:
        return self.line[self.end :]

    @property
    def tail(self) -> str:
        """The last TAIL characters before it, blanks apart: expressions that end there are tried at every place of what they are given."""
        return self.left.rstrip()[-TAIL:]

    @property
    def bracketed(self) -> bool:
        return self.brackets != "  "

    @property
    def odd(self) -> bool:
        """Whether its brackets do not match, or are lenticular."""
        a, b = (_FAMILIES.get(c, -1) for c in self.brackets)
        return self.bracketed and (a != b or a == _LENTICULAR)


@register_cleaner("spliced_hosts.v1")
@dataclass(frozen=True)
class SplicedHosts:
    """Hosts, slogans and runs of key words on lines of their own, between sentences or in the middle of a word."""

    kinds = ("splice",)

    def find(self, docs: Documents) -> FoundSpans:
        views, read = docs.views, _read_before(docs)
        places = found_places(docs).hosts
        room = np.empty((len(places), 6), np.int64)
        pieces = room[: kernels.pieces(views.buffer, views.offsets, places, CONTEXT, room)]
        spans: list[tuple[int, int, int, int, float]] = []
        stretches = (pieces[:, 1] - views.offsets[pieces[:, 0]]) // STRETCH
        rows = np.c_[pieces[:, 0], stretches, pieces[:, 1:]].tolist()
        for (document, stretch), group in itertools.groupby(rows, key=operator.itemgetter(0, 1)):
            spans += _Page(views, document, stretch, [_Piece.of(views.buffer, read, *row) for _, _, *row in group]).splices()
        return FoundSpans.of(spans)


_Read = dict[tuple[str, bool, int], tuple[tuple[Host, ...], tuple[tuple[int, int, int], ...]]]


def _read_before(docs: Documents) -> _Read:
    """The hosts and runs of key words in pieces of lines that were read: a text is read again after every round of cleaning, and menus
    repeat within a site."""
    known = docs.before.documents.found("spliced_hosts:read") if docs.before else None
    return docs.memo("spliced_hosts:read", lambda: known or {})


class _Piece(NamedTuple):
    """A piece of a line, the byte where it begins in the buffer, and what stands in it."""

    begin: int
    line: str
    hosts: tuple[Host, ...]
    slogans: bool  # words of slogans without a host
    runs: tuple[tuple[int, int, int], ...]  # runs of key words: start, end, how many

    @staticmethod
    def of(buffer: npt.NDArray[np.uint8], read: _Read, begin: int, end: int, dots: int, slogans: int, runs: int) -> _Piece:
        line = buffer[begin:end].tobytes().removesuffix(b"\r").decode("utf8", "ignore")
        key = line, dots > 0, min(runs, 3)
        known = read.get(key)
        if known is None:
            hosts = host_forms.hosts_in(line) if dots else ()
            known = read[key] = hosts, spam_phrases.keyword_runs(line) if runs > (0 if hosts else 2) else ()
        return _Piece(begin, line, known[0], slogans > 0, known[1])


class _Page:
    """One document, or a stretch of a large one: its lines around candidates, and what it says elsewhere."""

    def __init__(self, views: TextViews, document: int, stretch: int, pieces: list[_Piece]) -> None:
        self.document, self._pieces = document, pieces
        low, high = int(views.offsets[document]), int(views.offsets[document + 1])
        begin = low + stretch * STRETCH
        self._part = views.buffer[begin : min(high, begin + STRETCH)]
        self._mentioned: dict[tuple[str, str], bool] = {}

    @functools.cached_property
    def _labels(self) -> list[str]:
        return _repeated_labels(self._pieces)

    @functools.cached_property
    def defanged(self) -> int:
        """How many hosts are written as reports of attacks write them."""
        lines = ((piece.line, host) for piece in self._pieces for host in piece.hosts)
        return sum(_DEFANGED.search(line[host.start : host.end].lower()) is not None for line, host in lines)

    @functools.cached_property
    def _alone(self) -> set[str]:
        """Sites at ends of lines: where there are several they are of a list."""
        return {host.name for piece in self._pieces for host in piece.hosts if not piece.line[host.end :].strip() and not host.disguise}

    @functools.cached_property
    def _own(self) -> dict[str, int]:
        """How often hosts themselves hold the name of the site."""
        own: dict[str, int] = {}
        for piece in self._pieces:
            for host in piece.hosts:
                text = piece.line[host.start : host.end].lower().encode().translate(None, _SQUEEZED)
                own[host.core] = own.get(host.core, 0) + text.count(host.core.replace("-", "").encode())
        return own

    def splices(self) -> Iterator[tuple[int, int, int, int, float]]:
        """The spans to remove in these pieces of lines."""
        for piece in self._pieces:
            reach = 0
            for unit, score in self._judged(piece):
                if unit.start < reach:
                    continue
                lead, trail = _blanks_beside(unit)
                start, end = unit.start - lead, unit.end + trail
                reach = end
                first = piece.begin + len(piece.line[:start].encode())
                yield self.document, first, first + len(piece.line[start:end].encode()), 0, score

    def _judged(self, piece: _Piece) -> list[tuple[Unit, float]]:
        line = piece.line
        found: list[tuple[Unit, float]] = []
        for host in piece.hosts:
            best = max(self._readings(piece, host), key=lambda one: (one[0].label, one[1], one[0].end - one[0].start), default=None)
            if best and found and best[0].label and found[-1][0].label and not line[found[-1][0].end : best[0].start].strip(" |,，、-/"):
                unit, score = found.pop()
                best = unit._replace(end=best[0].end), min(score, best[1])
            if best:
                found.append(best)
        for start, end in spam_phrases.sentences_without_host(line) if piece.slogans else []:
            unit = _bracketed(Unit(line, start, end, None, slogan=line[start:end]))
            place = _place(unit)
            if place:
                found.append((unit, place))
        for start, end, count in piece.runs:
            unit = _bracketed(Unit(line, start, end, None, slogan=line[start:end]))
            place = _place(unit) if count >= 3 and end - start >= 8 else None
            if place:
                found.append((unit, place))
        return sorted(found, key=lambda one: (one[0].start, -one[0].end))

    def _readings(self, piece: _Piece, host: Host) -> Iterator[tuple[Unit, float]]:
        """The host alone, with its slogan, with its label: what may be taken out, and how sure that is."""
        if _NOT_HOSTS.fullmatch(host.name):
            return
        known = _OFFICIAL.search(host.name) is not None or _REFERENCES.fullmatch(host.name) is not None
        loose = host.ending not in host_forms.FIRM or len(host.core) < 2
        if (known or (loose and not (host.named or host.full))) and not host.disguise and not host.glued:
            return
        inner = Unit(piece.line, host.start, host.end, host)
        bare = _bracketed(inner)
        readings = [*_with_slogan(inner), *_with_label(bare, self._labels)]
        readings += _with_slogan(bare) if bare.bracketed else []
        readings += _with_keywords(bare, piece.runs)
        for unit in readings:
            score = _slogan_score(unit, host, self)
            if score:
                yield unit, score
        score = _host_score(bare, host, self)
        if score:
            yield bare, score

    def mentions(self, host: Host) -> bool:
        """Whether the page speaks of the site elsewhere: its name, an e-mail address there, a page of it."""
        known = self._mentioned.get((host.core, host.name))
        if known is None:
            known = self._mentioned[host.core, host.name] = self._mentions(host)
        return known

    def _mentions(self, host: Host) -> bool:
        core, raw = host.core.encode(), self._lower
        if b"@" + core + b"." in raw:
            return True
        page = host.name.removeprefix("www.").encode() + b"/"
        edges = ((raw[max(at - 1, 0) : at], raw[at + len(page) : at + len(page) + 1]) for at in _places_of(raw, page))
        if any(b.isalnum() and not a.isalnum() for a, b in edges):
            return True
        if len(core) < 4:
            edges = ((raw[max(at - 1, 0) : at], raw[at + len(core) : at + len(core) + 1]) for at in _places_of(raw, core))
            return any(not (a.isalnum() or a == b"." or b.isalnum() or b == b".") for a, b in edges)
        return self._squeezed.count(core.replace(b"-", b"")) > self._own.get(host.core, 0)

    @functools.cached_property
    def _text(self) -> bytes:
        return self._part.tobytes()

    @functools.cached_property
    def _lower(self) -> bytes:
        return self._text.lower()

    @functools.cached_property
    def _squeezed(self) -> bytes:
        return self._lower.translate(None, _SQUEEZED)

    def lists(self, host: Host) -> bool:
        """Whether the page has a list of sites, of which this may be one."""
        return len(self._alone) > 2 and host.ending not in host_forms.CHEAP

    def is_alone(self, unit: Unit, host: Host) -> bool:
        """Whether a host on a line of its own is of no list and belongs to nothing around it."""
        return not self.lists(host) and _among_text(*self.neighbours(unit), host)

    def neighbours(self, unit: Unit) -> tuple[str, str]:
        """The lines before and after the unit's, blank ones apart; "" at an end of the text."""
        raw, line = self._text, unit.line.encode()
        begin = raw.find(line)
        if begin < 0:
            return "", ""
        before = [b for b in raw[max(0, begin - 600) : begin].split(b"\n") if b.strip()]
        after = [b for b in raw[begin + len(line) :][:600].split(b"\n") if b.strip()]
        return tuple(side.decode("utf8", "ignore").strip() for side in ((before or [b""])[-1], (after or [b""])[0]))  # type: ignore[return-value]


def _places_of(text: bytes, part: bytes) -> Iterator[int]:
    """Where a part stands in a text."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


_ADDRESSES = re.compile(
    r"@|://|www\.|[a-z0-9]\.(?:com|net|org|cn|edu|gov|io|de)\b|\d{3}[-. ]?\d{4}|[:：]\s*$|©|®|™|Copyright|版权", re.IGNORECASE
)
_ONE_HOST = re.compile(r"[\w.\[\]-]+\.\]?[a-z]{2,10}/?$", re.IGNORECASE | re.ASCII)
_HEADS_LIST = re.compile(r"[-–*•·]\s|\S{1,8}[:：]|.{0,24}\b(?:19|20)\d\d\b.{0,12}$|回复|发表")  # descriptions, dates


def _among_text(before: str, after: str, host: Host) -> bool:
    """Whether a line stands between lines of text, not in a list of addresses, an imprint or a letter head."""
    if _ONE_HOST.match(before) or _ONE_HOST.match(after):
        return False
    if _ADDRESSES.search(before[-120:]) or _ADDRESSES.search(after[:120]) or _MENTION.search(before[-TAIL:]) or "=" in after[:40]:
        return False
    if host.ending in host_forms.CHEAP:
        return True
    if host.full or _HEADS_LIST.match(after):
        return False
    sizes = [len(side) + len(_CJK.findall(side)) for side in (before, after)]
    if not host.named:
        return max(sizes) >= 60 and min(sizes) >= 24
    return bool(after) and (max(sizes) >= 60 or (max(sizes) >= 20 and any(map(_FULL_STOP.search, (before, after)))))


def _bracketed(unit: Unit) -> Unit:
    """The unit with what encloses it: brackets of any kind, matching or not, and ornaments on both sides."""
    for _ in range(3):
        left, right = unit.left.rstrip(" "), unit.right.lstrip(" ")
        opening, closing = left[-1:], right[:1]
        opens, closes = opening != "" and opening in _OPENING, closing != "" and closing in _CLOSING
        if not opens and closes:
            opens, closes = opening != "" and opening in _CLOSING and not _ANY_OPENING.search(left[-40:-1]), closes
            closes = closes and (opens or not _UNCLOSED.search(left[-48:]))
        elif opens and not closes:
            closes = closing != "" and closing in _OPENING
            opens = closes or _ANY_CLOSING.search(right[:40]) is None
        if opens != closes and (opening if opens else closing) in ("<>＜＞《》〈〉" if opens else "<>＜＞《》〈〉)）"):
            opens = closes = False
        if opens or closes:
            start = len(left) - 1 if opens else unit.start
            end = len(unit.line) - len(right) + 1 if closes else unit.end
            pair = (opening if opens else " ") + (closing if closes else " ")
            unit = unit._replace(start=start, end=end, brackets=pair if not unit.bracketed else unit.brackets)
            continue
        if opening and closing and opening in _DECORATION and closing in _DECORATION:
            start, end = len(left.rstrip(_DECORATION)), len(unit.line) - len(right.lstrip(_DECORATION))
            unit = unit._replace(start=start, end=end, brackets="【】" if not unit.bracketed else unit.brackets)
            continue
        break
    return unit


def _with_slogan(unit: Unit) -> Iterator[Unit]:
    """The unit with every slogan that may lead up to it and what follows of that slogan."""
    left = unit.left
    for start in spam_phrases.slogan_starts(left):
        prefix = left[start:]
        end = unit.end
        if prefix.rstrip()[-1:] and prefix.rstrip()[-1] in _OPENING and _CLOSES.match(unit.right):
            end += 2 if unit.right[0] == " " else 1
        end += spam_phrases.slogan_end(prefix, unit.line[end:])
        yield _bracketed(unit._replace(start=start, end=end, slogan=unit.line[start:end], brackets="  "))
    suffix = spam_phrases.slogan_end("看", unit.right) if spam_phrases.SPAMMY.match(unit.right.lstrip("，, ")) else 0
    if suffix > 1:
        yield _bracketed(unit._replace(end=unit.end + suffix, slogan=unit.line[unit.start : unit.end + suffix]))


def _with_keywords(unit: Unit, runs: tuple[tuple[int, int, int], ...]) -> Iterator[Unit]:
    """The unit with a run of key words directly before it."""
    for start, end, _ in runs:
        if end <= unit.start and not unit.line[end : unit.start].strip(" :：-_"):
            yield _bracketed(unit._replace(start=start, slogan=unit.line[start : unit.end]))


def _with_label(unit: Unit, labels: list[str]) -> Iterator[Unit]:
    """The unit with a label that stands before hosts of other sites too."""
    left = unit.left.rstrip(" ")
    for label in labels:
        if left.endswith(label):
            yield _bracketed(unit._replace(start=len(left) - len(label), label=True, brackets="  "))
            return


_QUOTING = frozenset(_OPENING + "\"'“‘=")
_PAUSES = re.compile(r"[。！？!?；;，,.）)】\]]")


def _repeated_labels(pieces: list[_Piece]) -> list[str]:
    """Words of three characters or more that stand directly before hosts of two sites; those that introduce any host apart."""
    if len({host.core for piece in pieces for host in piece.hosts}) < 2:
        return []
    tails: dict[str, set[str]] = {}
    for _, line, hosts, *_ in pieces:
        for before, host in zip([None, *hosts], hosts, strict=False):
            if line[: host.start].rstrip()[-1:] in _QUOTING or (host.ending not in host_forms.FIRM and not host.named):
                continue
            left = _PAUSES.split(line[before.end if before else 0 : host.start].rstrip(" （(【[-|").lstrip())[-1]
            _count_tails(left, host, tails)
    repeated = [tail for tail, cores in tails.items() if len(cores) > 1 and not _MENTION.search(tail) and tail[-1].isalnum()]
    return sorted(repeated, key=len, reverse=True)


def _count_tails(left: str, host: Host, tails: dict[str, set[str]]) -> None:
    for size in range(3, min(len(left), 24) + 1):
        tail = left[-size:]
        if tail[0] != " " and (_CJK.match(tail[0]) or size == len(left) or not (left[-size - 1].isalnum() and tail[0].isalnum())):
            tails.setdefault(tail, set()).add(host.core)


def _slogan_score(unit: Unit, host: Host, page: _Page) -> float | None:
    """How sure it is that a slogan or label with its host was put in."""
    place = _place(unit)
    if unit.label and not page.mentions(host):
        label = unit.line[unit.start : host.start].strip()
        beside = unit.right.lstrip(" |-,，").startswith(label) or re.search(r"[a-zA-Z0-9]\.[a-zA-Z]{2,8}[ |\-,，]*$", unit.left) is not None
        listed = not unit.left.strip() and unit.right.strip() != ""  # heads an entry of a list
        return max(place or 0.0, SLOGAN) if (place and not listed) or beside else None
    if not unit.slogan or place is None or _quoted(unit):
        return None
    words = unit.slogan.replace(unit.line[host.start : host.end], " ")
    spam = spam_phrases.is_spam(words)
    if not spam and re.search(r"(?:官方网站|官网|网站|网址|域名|地址)[:：]\s*$", unit.line[unit.start : host.start]):
        return None
    sure, related = host.disguise == 2 or unit.odd or place == IN_WORD, page.mentions(host)
    if sure and not (related and not spam):
        return place
    if related or host.deep:
        return None
    if spam_phrases.EN_SURE.search(words):
        return place
    if spam and (re.search(r"[\u4e00-\u9fff]", words) or host.ending in host_forms.CHEAP or unit.bracketed or _glued_to_text(unit)):
        return place
    return place if host.ending in host_forms.CHEAP or _glued_to_text(unit) else None


def _glued_to_text(unit: Unit) -> bool:
    """Whether it touches Latin text without a blank where text would have one."""
    return re.search(r"[A-Za-z.!?]$", unit.left) is not None and re.match(r"[A-Z]", unit.right) is not None


def _quoted(unit: Unit) -> bool:
    """Whether it stands in Markdown, HTML or code."""
    left, right = unit.left, unit.right
    opening, closing = unit.brackets[0], unit.brackets[1]
    quoted = left.endswith(('"', "'", "`", "=", "/", "\\")) and right.startswith(('"', "'", "`", "/", ";", ")", "\\"))
    quoted = quoted or (left.endswith(("“", "‘", "”")) and right.startswith(("”", "’", "“")))
    if quoted or (opening == "<" and closing == ">") or left.endswith("]") or (closing == "]" and right.startswith(("(", "["))):
        return True
    return not left.strip() and right.startswith(":")  # [reference]: address


def _place(unit: Unit) -> float | None:
    """Own line, boundary of sentences or middle of a word; None elsewhere."""
    left, right = unit.left, unit.right
    if _in_word(unit):
        return IN_WORD
    if not left.strip():
        return BOUNDARY if right.strip() else OWN_LINE
    if not _SENTENCE_END.search(unit.tail):
        return None
    return BOUNDARY


def _host_score(unit: Unit, host: Host, page: _Page) -> float | None:
    """How sure it is that the host, with its brackets if it has any, was put in; None for a mention, a link or code."""
    left, right = unit.left, unit.right
    if _quoted(unit):
        return None
    if _in_word(unit):
        return IN_WORD
    defanged = _DEFANGED.search(unit.line[host.start : host.end].lower()) is not None  # as reports of attacks write hosts
    if defanged and page.defanged > 1:
        return None
    strange = host.disguise == 2 and not defanged
    if (
        host.deep
        or (host.full and unit.brackets in ("()", "[]", "（）") and host.ending not in host_forms.CHEAP)
        or _FAMILIES.get(unit.brackets[0]) == _ANGLE
    ):
        return None
    if left.strip() and (_MENTION.search(unit.tail) or _MENTION.search(left[-TAIL:])) and not _FULL_STOP.search(unit.tail):
        return None
    if _AFTER_MENTION.match(right) and not ((strange or unit.bracketed) and _FULL_STOP.search(unit.tail)):
        return None
    if _NAMED.search(unit.tail):
        return None
    score = _bracketed_score(unit, host, page) if unit.bracketed else _bare_score(unit, host, page)
    if score is None and strange and not re.search(r"[\w,:：]\s?$", left[-2:] if left[-1:].isascii() else ""):
        score = ODD_BRACKETS
    if score is not None and page.mentions(host) and not (unit.odd and not host.full):  # asked last: it reads the page
        return None
    return score


def _bracketed_score(unit: Unit, host: Host, page: _Page) -> float | None:
    left, right = unit.left, unit.right
    square = unit.brackets == "[]"
    if not left.strip() and not right.strip():
        plain = square and not host.named and not host.disguise  # [host] may head a section of a configuration file
        around = page.neighbours(unit) if plain else ("", "")
        return OWN_LINE if not any("=" in side[:80] or side.startswith("[") for side in around) else None
    within = bool(left.strip()) and right.strip()[:1].isalpha()
    if (
        not host.named
        and not host.disguise
        and host.ending not in host_forms.CHEAP
        and not within
        and unit.brackets == "()"
        and not _CJK.search(left[-2:] + right[:2])
    ):
        return None  # (host) at an end of a line may be a credit
    if not left.strip() or _SENTENCE_END.search(unit.tail):
        return BOUNDARY
    return ODD_BRACKETS if unit.odd and _CJK.match(right[:1] or " ") else None


def _bare_score(unit: Unit, host: Host, page: _Page) -> float | None:
    """The place of a host without brackets: on a line of its own among prose, between whole sentences, glued into Chinese."""
    left, right = unit.left, unit.right
    if not (host.named or host.full or host.disguise or host.ending in host_forms.FIRM):
        return None
    if not left.strip() and not right.strip():
        return OWN_LINE if host.disguise or page.is_alone(unit, host) else None
    if _NO_END.search(unit.tail) or right.startswith(("®", "™", "'s", "’s")) or _AFTER_SUBJECT.match(right):
        return None
    if host.full and host.ending not in host_forms.CHEAP and left.strip():
        ends = not right or right.startswith(" ")
        if left.endswith(" ") or (ends and not left[-1].isascii()):
            return None  # somebody's page
    follows = not right.strip() or re.match(r"\s*[A-Z“\"‘(]|\s*[^\x00-\x7f]", right) is not None
    if not left.strip():
        told = not host.full and (host.named or host.disguise or host.ending in host_forms.CHEAP)
        return BOUNDARY if told and follows and len(right.strip()) > 12 and not re.match(r"\s*[-–—:：|,，、·]", right) else None
    if _FULL_STOP.search(unit.tail) and follows and not re.match(r"\s*[,，、:：]", right):
        plain = not (host.named or host.disguise or host.full) and not right.strip()
        return None if plain and page.lists(host) else BOUNDARY
    glued = bool(_CJK.match(left[-1])) and bool(_CJK.match(right[:1] or " "))
    sure = host.named or host.full or host.disguise or host.ending in host_forms.CHEAP
    if glued and sure and left[-1] not in _ENDS_NAME and right[0] not in _FOLLOWS_NAME:
        return ODD_BRACKETS
    return None


def _in_word(unit: Unit) -> bool:
    """Whether the text on the left and on the right is one word that was cut in two: of the dictionary, or guessed to be one
    (names; not after what ends a name, nor before what follows one)."""
    left, right = unit.left, unit.right
    if not left or not right:
        return False
    if left[-1] == " " and right[0] == " " and len(left) > 1 and len(right) > 1:
        left, right = left[:-1], right[1:]
        if not left[-1].isascii() and not unit.bracketed:
            return False  # Chinese is set with blanks around Latin words
        if left[-1].isascii():
            a, b = re.search(r"[A-Za-z]*$", left), re.match(r"[a-z]*", right)
            head, tail = a.group() if a else "", b.group() if b else ""
            whole = bool(head and tail) and host_forms.is_word(head + tail)
            alone = [host_forms.is_word(part) or part.lower() in _SHORT_WORDS for part in (head, tail)]
            return whole and len(head + tail) > 4 and not all(alone)
    a_, b_ = left[-1], right[0]
    if a_.isascii() and b_.isascii():
        if not (a_.isalpha() and b_.isalpha() and b_.islower()):
            return False
        head = re.search(r"[A-Za-z]+$", left).group()  # type: ignore[union-attr]
        tail = re.match(r"[a-z]+", right).group()  # type: ignore[union-attr]
        return unit.bracketed or host_forms.is_word(head + tail) or (unit.host is not None and unit.host.named)
    if not (_CJK.match(a_) and _CJK.match(b_)) or _NAMED.search(left[-TAIL:]):
        return False
    import rjieba  # its dictionary takes a moment to load, and most texts have no such place

    before, after = re.split(r"[^\u3400-\u9fff]", left[-8:])[-1], re.split(r"[^\u3400-\u9fff]", right[:8])[0]
    guess = a_ not in _ENDS_NAME + _FOLLOWS_NAME and b_ not in _FOLLOWS_NAME
    place = len(before)
    return _straddles(rjieba.cut(before + after, False), place) or (guess and _straddles(rjieba.cut(before + after, True), place))


def _straddles(words: list[str], place: int) -> bool:
    """Whether one of these words in a row begins before the place and ends after it."""
    at = 0
    for word in words:
        if at < place < at + len(word):
            return True
        at += len(word)
    return False


def _blanks_beside(unit: Unit) -> tuple[int, int]:
    """How many spaces before and after go with the splice: one, where it brought one along; both, between Chinese characters
    and within a word."""
    left, right = unit.left, unit.right
    before, after = left.endswith(" ") and bool(left.strip()), right.startswith(" ") and bool(right.strip())
    if before and after:
        around = left.rstrip()[-1], right.lstrip()[0]
        if (_ALL_CJK.match(around[0]) and _ALL_CJK.match(around[1])) or _in_word(unit):
            return 1, 1
        return 0, 1
    if before and (not right.strip() or right[0] in _CLOSING_PUNCTUATION):
        return 1, 0
    if after and not left.strip():
        return 0, 1
    return 0, 0
