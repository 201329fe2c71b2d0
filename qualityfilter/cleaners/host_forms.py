"""Hosts as they stand in running text, plain or disguised: www.example.com, ｗｗｗ．ｘｙｚ．ｃｏｍ, xyz dot com, x y z . c o m."""

from __future__ import annotations

import functools
import re
import zlib
from importlib import resources
from typing import NamedTuple

import numpy as np

from qualityfilter.kernels import hosts as kernels


def listed(words: str) -> list[str]:
    """The words of a list: parted by bars where one holds a blank, else by blanks."""
    return words.split("|" if "|" in words else None)


# Endings that text rarely holds but in hosts.
_FIRM = (
    "com net org cn cc top xyz vip biz info site online club shop store wang ltd icu tk ml ga cf gq pw ws tv fun win bid loan "
    "work live click "
    "space website tech cyou buzz cfd sbs bond rest asia mobi pub ink kim red pink blue bet casino poker sex porn xxx adult "
    "webcam cam men "
    "review trade racing science download party date stream accountant faith cricket monster quest hair skin makeup beauty lol "
    "mom wiki fit "
    "yoga luxury love mba ren host press uno moe gdn autos boats homes motorcycles yachts tokyo london berlin nyc hk tw jp kr uk "
    "de fr ru nl "
    "eu us ca au nz sg vn ph th pl br mx ir ro hu cz ua kz se ch dk fi gr il tr la ag vc sc gg im bz mn"
)
# Endings that are also words, names of methods or of file types: they count after www. or a scheme, in brackets, or disguised.
_LOOSE = (
    "link app dev art cloud run world today news video group plus one zone center city company email network social software "
    "studio systems "
    "name pro me co io ai in is it to no so at be es my id am sh st li md ms fm ly gl cx nu lu pe pk by life chat tel int"
)
FIRM = frozenset(_FIRM.split())
ENDINGS = FIRM | frozenset(_LOOSE.split()) | frozenset(["gov", "edu", "mil"])
# Endings that are cheap or free, and therefore what most splices have.
CHEAP = frozenset(
    listed(
        "cc top xyz vip biz site online club shop store wang ltd icu tk ml ga cf gq pw ws fun win bid loan work live click space "
        "website cyou buzz cfd sbs bond rest mobi pub ink kim red pink bet casino poker sex porn xxx adult webcam cam men review "
        "trade racing science download party date stream accountant faith cricket monster quest hair skin makeup lol mom wiki "
        "love ren host press uno gdn autos boats homes link life"
    )
)
_GLUED = tuple(sorted(CHEAP | frozenset(["com", "net", "org", "cn", "info", "tv", "la", "biz", "co", "io", "me"]), key=len, reverse=True))
_RARELY_GLUED = frozenset(listed("co io me date fun pw cam pub host press men science download"))  # without www.: they begin words
_SECOND = frozenset(["com", "net", "org", "co", "gov", "edu", "ac", "or", "ne", "go"])
TABLE = kernels.endings_table(sorted(ENDINGS), frozenset(_GLUED))

FOLD = str.maketrans(
    {other: plain.lower() for other, plain in kernels.folding().items()}
    | {chr(c): chr(c + 32) for c in range(65, 91)}
    | dict.fromkeys(kernels.BLANKS, " ")
)
_ZERO_WIDTH = re.compile(f"[{kernels.ZERO_WIDTH}]")
_DOT_WORD = r"(?:\s?[(\[{<（【［]\s?(?:dot|点|\.)\s?[)\]}>）】］]\s?| dot |-dot-|_dot_|\s?点\s?)"
_LABEL = r"[a-z0-9][a-z0-9_-]{0,62}"
_SCHEME = r"(?:h(?:tt|xx|\*\*)ps?\s?:\s?/{0,2}\s?)"
_TAIL = r"(?P<port>:\d{2,5}(?!\d))?(?P<path>/[a-z0-9/_.?=&%#~+-]*)?"
_PLAIN = rf"(?P<scheme>{_SCHEME})?(?P<host>(?:{_LABEL}(?:\.|{_DOT_WORD}))+(?!https?:)[a-z]{{2,24}}(?![0-9])){_TAIL}"
_STRICT = re.compile(rf"(?<![a-z0-9_-]){_PLAIN}")
_WITH_SCHEME = re.compile(rf"(?:(?<![a-z0-9_-])|(?=https?:)){_PLAIN}")
_SPACED = re.compile(
    rf"(?P<scheme>{_SCHEME})?(?P<host>(?<![a-z0-9])www\s?\.\s?{_LABEL}(?:\s?\.\s?{_LABEL})*?\s?\.\s?(?:com|net|"
    rf"org|cn|cc|top|xyz|vip|info|biz|club|site|tv|co)(?:\s?\.\s?cn)?(?![a-z0-9])){_TAIL}"
)
_SPELLED = re.compile(
    r"(?P<scheme>(?!))?(?P<host>(?<![a-z0-9])[a-z0-9] {1,2}(?:[a-z0-9-] {1,2}|\. "
    r"{0,2}){4,60}[a-z0-9](?![a-z0-9]))(?P<port>(?!))?(?P<path>(?!))?"
)
_SPELLED_SIGN = re.compile(r"[a-z0-9] [a-z0-9-] ?[a-z0-9.] ?[a-z0-9.] [a-z0-9.]")
_SPACED_SIGN = re.compile(r"www(?: ?\. | \.)|www\.\S+(?: \.|\. )")
_DOT = re.compile(rf"{_DOT_WORD}|\s*\.\s*")
_WWW = re.compile(r"www\d{0,2}$")
_MAIL = re.compile(r"(?:[@＠]|[\[(（{]at[\])）}]|艾特|#)\s?$", re.IGNORECASE)
_MAIL_IN_WORDS = re.compile(r"(?:^|[\s:：])[a-z0-9._-]+ at $")


class Host(NamedTuple):
    """A host in a text: `text[start:end]` with scheme, port and path; `name` as it would be typed."""

    start: int
    end: int
    name: str
    ending: str
    full: bool  # with a scheme or a path
    deep: bool  # with a path that says something
    disguise: int  # 0 none, 1 full-width letters, 2 anything else
    glued: str  # letters before and after of which a word of the text may consist, when the host stands in it

    @property
    def core(self) -> str:
        """The label that names the site: example in www.example.com.cn."""
        return _core(self.name)

    @property
    def named(self) -> bool:
        """Whether it says that it is a host: www., m., bbs. …"""
        return _NAMED.match(self.name) is not None


_NAMED = re.compile(r"(?:www\d{0,2}|wap|m|bbs|mobile|forum|blog|shop|news|book|xs|dl|down|soft|game)\.")


@functools.lru_cache(maxsize=1 << 14)
def _core(name: str) -> str:
    labels = name.split(".")
    labels = labels[:-2] if len(labels) > 2 and labels[-2] in _SECOND else labels[:-1]
    return labels[-1] if labels else ""


@functools.cache
def _words() -> frozenset[int]:
    with resources.files("qualityfilter").joinpath("cleaners/english_words.npz").open("rb") as stream:
        return frozenset(np.load(stream, allow_pickle=False)["crc32"].tolist())


def is_word(word: str) -> bool:
    """Whether this is a common English word, or one with a common ending: in any case of letters, three letters or more."""
    word = word.lower()
    known = _words()
    if zlib.crc32(word.encode()) in known and len(word) > 2:
        return True
    stems = [
        word[: -len(end)] + put
        for end, put in (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("ies", "y"), ("er", ""))
        if word.endswith(end)
    ]
    return any(len(stem) > 3 and zlib.crc32(stem.encode()) in known for stem in stems)


def hosts_in(text: str) -> tuple[Host, ...]:
    """The hosts in a piece of text, in order; e-mail addresses and what hangs in a longer address are none."""
    folded, places = text.translate(FOLD), None
    if _ZERO_WIDTH.search(folded):
        places = [i for i, c in enumerate(folded) if not _ZERO_WIDTH.match(c)] + [len(folded)]
        folded = _ZERO_WIDTH.sub("", folded)
    found: list[Host] = []
    strict = _WITH_SCHEME if "http" in folded else _STRICT
    for expression, loose, sign in ((_SPELLED, True, _SPELLED_SIGN), (_SPACED, True, _SPACED_SIGN), (strict, False, None)):
        if sign and not sign.search(folded):
            continue
        at = 0
        while match := expression.search(folded, at):
            at = max(match.start() + 1, match.end())
            host = _resolve(match, folded, loose)
            if host is None:
                continue
            at = max(host.end, match.start() + 1)
            if places is not None:
                host = host._replace(start=places[host.start], end=places[host.end - 1] + 1)
            if not any(host.start < other.end and other.start < host.end for other in found):
                found.append(host._replace(disguise=max(host.disguise, _disguise(text[host.start : host.end]))))
    return tuple(sorted(found))


def _disguise(text: str) -> int:
    if text.isascii():
        return 0
    return 1 if all(c.isascii() or "！" <= c <= "～" for c in text) else 2


def _resolve(match: re.Match[str], folded: str, loose: bool) -> Host | None:
    """The host that a match holds: where it begins and ends, which letters around it are of the text."""
    begin = match.start("host")
    raw = match["host"]
    pieces = [(m.start(), m.end()) for m in _DOT.finditer(raw)]
    edges = [0, *(end for _, end in pieces)], [*(start for start, _ in pieces), len(raw)]
    labels = [raw[s:e].replace(" ", "") for s, e in zip(*edges, strict=True)]
    worded = any(raw[s:e].strip() != "." for s, e in pieces)
    first, last, rest = 0, len(labels) - 1, ""
    www = next((k for k, label in enumerate(labels) if _WWW.search(label)), None)
    if www is not None and www < last and not (match["scheme"] and www > 0):
        first = www
    while last > first and labels[last] not in ENDINGS:
        rest = _glued_rest(labels[last]) if not match["path"] else ""
        if rest or last - first < 2 or match["path"]:
            break
        last -= 1
    if last <= first:
        return None
    ending = labels[last].removesuffix(rest) if rest else labels[last]
    if ending not in ENDINGS and not (www is not None and last - first >= 2 and ending.isalpha()):
        return None
    start, end = begin + edges[0][first], begin + edges[1][last] - len(rest)
    head = ""
    if www is not None and www == first:
        cut = _WWW.search(labels[first])
        head = labels[first][: cut.start()] if cut else ""
        start += len(head) if not loose else 0
        labels[first] = labels[first][len(head) :]
    elif first == 0 and last >= 2 and worded and raw[slice(*pieces[0])] == ".":
        first, start = 1, begin + edges[0][1]  # the full stop before a host whose own dots are words
    elif first == 0 and last >= (3 if labels[1] in _SECOND else 2) and _ends_sentence_before(folded, match, labels[0]):
        first, start = 1, begin + edges[0][1]
    elif rest and match["scheme"]:
        letters = re.search(r"[a-z]+$", folded[: match.start()])
        if not letters or not is_word(letters.group() + rest):
            return None
    elif rest:
        plain = (
            match["host"].isascii()
            and folded[match.end() : match.end() + 1] not in ("[", "(", "=", "_")
            and ending not in _RARELY_GLUED
            and not is_word(labels[last])
        )
        head = (_word_around(labels[first], rest) or "") if plain else ""
        if not head:
            return None
        start += len(head)
        labels[first] = labels[first][len(head) :]
    full = False
    if match["scheme"] and first == 0 and not head:
        start, full = match.start(), True
    whole = last == len(labels) - 1 and not rest
    deep = False
    if whole and (match["port"] or match["path"]):
        end = match.end("path") if match["path"] else match.end("port")
        path = (match["path"] or "").rstrip(".")
        end -= len(match["path"] or "") - len(path)
        letters = re.search(r"[a-z]+$", folded[:start])
        if letters and path[1:].isalpha() and is_word(letters.group() + path[1:]):
            end, path = end - len(path) + 1, "/"
        full, deep = True, len(path) > 1
    if not _free(folded, start, end, full or first > 0 or head != "" or loose, worded):
        return None
    name = ".".join([*labels[first:last], ending]).replace("_", "-")
    if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", name) or len(name) < 4:
        return None
    if loose and raw.count(" ") > 2 * raw.count("."):  # spelled letter by letter: must be unmistakable
        if ending not in FIRM:
            return None
        worded = True
    return Host(start, end, name, ending, full, deep, 2 if worded or (loose and " " in raw) else 0, head + rest)


def _glued_rest(label: str) -> str:
    """What follows the ending of a host that stands in the middle of a word."""
    if not label.startswith(_GLUED):
        return ""
    for ending in _GLUED:
        if label.startswith(ending) and label[len(ending) :].isalpha():
            return label[len(ending) :]
    return ""


def _word_around(label: str, rest: str) -> str | None:
    """The beginning of a label that with `rest` makes a word; the longest."""
    for size in range(min(len(label) - 1, 14), 0, -1):
        if (
            label[:size].isalpha()
            and size + len(rest) > 4
            and "_" not in label
            and (len(label) - size > 1 or label[size:] == "m")
            and is_word(label[:size] + rest)
        ):
            return label[:size]
    return None


# Labels that hosts begin with; any other English word before two labels may be the end of a sentence.
_SUBDOMAINS = frozenset(
    listed(
        "www mail docs doc blog blogs shop store news book books forum forums wiki help support api dev test web login account "
        "accounts my home info en fr images image img static media video videos music maps map search data cloud app apps mobile "
        "download downloads ftp git code project projects site online portal secure sso admin server client status learn "
        "community about careers jobs events research open get go the us uk tech money travel live radio sport sports weather "
        "food health science movies games game play pay mail chat talk lists list bugs people pages user users"
    )
)
_ASKED_FOR = re.compile(r"(?:^|[^a-z])(?:to|at|visit|on|see|via|from|site|website|called|domain|host)\s$")


def _ends_sentence_before(folded: str, match: re.Match[str], label: str) -> bool:
    """Whether the first label is the last word of a sentence whose full stop has no blank after it."""
    before, after = folded[max(0, match.start() - 14) : match.start()], folded[match.end() :]
    cheap = match["host"].rpartition(".")[2] in CHEAP
    if not label.isalpha() or (label in _SUBDOMAINS and not cheap) or not is_word(label) or _ASKED_FOR.search(before):
        return False
    return re.search(r"[a-z,;\")] $", before) is not None and re.match(r"\s*(?:$|\n)|\s[a-z\"“(]|[^\x00-\x7f]", after) is not None


def _free(folded: str, start: int, end: int, full: bool, worded: bool) -> bool:
    """Whether the host stands for itself: not of an e-mail address, of a longer address, of a name in code."""
    before, after = folded[max(0, start - 8) : start], folded[end : end + 1]
    if _MAIL.search(before) or (worded and _MAIL_IN_WORDS.search(folded[max(0, start - 30) : start])) or after == "@" or after == "_":
        return False
    if before and before[-1] == "." and not (full and len(before) > 1 and (before[-2].isalnum() or before[-2] in ')”"')):
        return len(before) > 1 and not before[-2].isascii() and before[-2].isalnum()
    if before and before[-1] in "/=&%\\$~_":
        return False
    if before and before[-1] == "?" and re.search(r"[/=][^\s]*\?$", folded[max(0, start - 40) : start]):
        return False
    if before and before[-1] == "-" and len(before) > 1 and before[-2].isascii() and before[-2].isalnum() and not full:
        return False
    if after in kernels.OPENING_BRACKETS and before[-1:] and before[-1] in kernels.OPENING_BRACKETS:
        return True
    return not (after in ("(", "[", "=", "\\") and not full and not folded[start:].startswith("www"))
