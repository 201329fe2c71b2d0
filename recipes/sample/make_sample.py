"""Makes the sample corpus: the written documents of base/, and what a crawl would have done to them.

    python recipes/sample/make_sample.py            # writes shards/ and expected.json
    python recipes/sample/make_sample.py --check    # exit 1 if the files here are not what this script makes

Every choice (shard, order, place of an advertisement) is a hash of names, so adding one document moves no other.
Contents are compared uncompressed: another zlib, zstd or Parquet release may pack the same rows into other bytes.
"""

import argparse
import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
import zstandard

HERE = Path(__file__).resolve().parent
SHARDS = ("part-0.jsonl", "part-1.jsonl.gz", "part-2.jsonl.zst", "part-3.parquet")
ROWS_PER_GROUP = 16  # several row groups, so that a reader that splits a Parquet file has something to split

MATHEMATICS = re.compile(r"\$\$.+?\$\$|\\begin\{(\w+\*?)\}.+?\\end\{\1\}|\$[^$\n]+?\$", re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)

ROW = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.string()),
        ("url", pa.string()),
        ("date", pa.string()),
        ("kind", pa.string()),
        ("lang_hint", pa.string()),
        ("crawl", pa.struct([("depth", pa.int64()), ("charset", pa.string())])),
        ("derived_from", pa.string()),
    ]
)

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Insertion:
    """Text that does not belong: `text[start:end]` is what was put in, offsets in code points."""

    kind: str  # "line", "host" or "chrome"
    start: int
    end: int
    text: str  # without the line breaks that came with it


@dataclass(frozen=True)
class Document:
    """One document, written (`change` is "none") or derived from a written one."""

    id: str
    kind: str
    lang: str
    url: str
    date: str
    text: str
    change: str = "none"
    derived_from: str | None = None
    inserted: tuple[Insertion, ...] = ()
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """A record that no reader can take: one line of a JSONL shard (bytes), or one row of the Parquet shard."""

    name: str
    reason: str
    shard: str
    line: bytes = b""
    row: dict[str, Any] | None = None
    id: str | None = None


def hashed(*words: str) -> int:
    return int.from_bytes(sha256("\0".join(words).encode()).digest()[:8], "big")


def pick(options: Sequence[Choice], *words: str) -> Choice:
    return options[hashed(*words) % len(options)]


def later(day: str, *words: str) -> str:
    """A day one to twenty days after `day`."""
    return (date.fromisoformat(day) + timedelta(days=1 + hashed(*words) % 20)).isoformat()


# ---- the written documents


def written(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """The documents of one file: a line `=== id`, header lines `key: value`, a blank line, the text."""
    for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        header, _, text = part.partition("\n\n")
        name, *lines = header.split("\n")
        yield {"id": name, **dict(line.split(": ", 1) for line in lines)}, text.strip("\n")


def read_base(folder: Path) -> list[Document]:
    documents = []
    for path in sorted(folder.glob("*.txt")):
        for header, text in written(path):
            origin = header.get("repost_of")
            change = "near_duplicate" if origin else "none"
            name, kind, lang, url, day = (header[key] for key in ("id", "kind", "lang", "url", "date"))
            documents.append(Document(name, kind, lang, url, day, text, change, origin))
    return documents


# ---- what a crawl does to them


def derive(base: Document, suffix: str, change: str, text: str, url: str = "", **more: Any) -> Document:
    name = f"{base.id}~{suffix}"
    day = later(base.date, name)
    return Document(name, base.kind, base.lang, url or base.url, day, text, change, base.id, **more)


def repost_url(base: Document, suffix: str, changes: dict[str, Any]) -> str:
    host = pick(changes["reposters"], base.id, suffix)
    return f"https://{host}/{hashed(base.id, suffix) % 1_000_000}.html"


def near_duplicates(base: dict[str, Document], changes: dict[str, Any]) -> Iterator[Document]:
    for change in changes["near_duplicates"]:
        origin = base[change["from"]]
        text = origin.text
        for old, new in change["edits"]:
            if text.count(old) != 1:
                raise ValueError(f"changes.yaml: {origin.id}: {old!r} occurs {text.count(old)} times, not once")
            text = text.replace(old, new)
        if "footer" in change:
            text = f"{text}\n\n{change['footer']}"
        yield derive(origin, "near", "near_duplicate", text, repost_url(origin, "near", changes))


def exact_duplicates(base: dict[str, Document], changes: dict[str, Any]) -> Iterator[Document]:
    for name in changes["exact_duplicates"]:
        yield derive(base[name], "copy", "exact_duplicate", base[name].text, repost_url(base[name], "copy", changes))


def mojibake(base: dict[str, Document], changes: dict[str, Any]) -> Iterator[Document]:
    for change in changes["mojibake"]:
        origin, table = base[change["from"]], change["read_as"]
        text = typographic(origin.text).encode().decode(table, errors="replace")
        yield derive(origin, "mojibake", "mojibake", text, f"{origin.url}?m=1", detail={"read_as": table})


def typographic(text: str) -> str:
    """Straight quotes made curly: plain ASCII would survive every wrong table unharmed."""
    text = re.sub(r'(^|(?<=[\s(]))"', "“", text, flags=re.MULTILINE)
    return text.replace('"', "”").replace("'", "’")


def pages(base: dict[str, Document], changes: dict[str, Any]) -> Iterator[Document]:
    """Whole pages: menus above, share bars, related links and notices below the text."""
    for page in changes["chrome"]:
        for name in page["documents"]:
            origin = base[name]
            words = {"title": origin.text.split("\n", 1)[0].lstrip("# "), "date": origin.date}
            above = page["header"].format(**words).splitlines()
            below = page["footer"].format(**words).splitlines()
            pieces = [(0, "chrome", line + "\n" * (1 + (line is above[-1]))) for line in above]
            pieces += [(len(origin.text), "chrome", "\n" * (1 + (line is below[0])) + line) for line in below]
            text, inserted = insert(origin.text, pieces)
            yield derive(origin, "page", "chrome", text, inserted=inserted)


def advertised(base: dict[str, Document], changes: dict[str, Any]) -> Iterator[Document]:
    """One or two lines that sell something, and one or two hosts in the middle of sentences."""
    offers = changes["advertising"]
    for name in offers["documents"]:
        origin = base[name]
        lines, hosts = offers["lines"][origin.lang], offers["hosts"][origin.lang]
        pieces = []
        for number, place in enumerate(places(between_paragraphs(origin.text), name, "line")):
            line = lines[(hashed(name, "line") + number) % len(lines)]
            pieces.append((place, "line", f"{line}\n\n" if place < len(origin.text) else f"\n\n{line}"))
        for number, place in enumerate(places(inside_sentences(origin), name, "host")):
            host = hosts[(hashed(name, "host") + number) % len(hosts)]
            pieces.append((place, "host", f" {host}" if origin.lang == "en" else host))
        text, inserted = insert(origin.text, pieces)
        yield derive(origin, "ads", "advertising", text, repost_url(origin, "ads", changes), inserted=inserted)


def places(candidates: list[int], *words: str) -> list[int]:
    """One or two of the candidates, in order."""
    first, second = pick(candidates, *words, "first"), pick(candidates, *words, "second")
    return sorted({first, second}) if hashed(*words, "twice") % 2 else [first]


def insert(text: str, pieces: Iterable[tuple[int, str, str]]) -> tuple[str, tuple[Insertion, ...]]:
    """Puts each (place, kind, piece) into the text; taking out [start:end] of every insertion gives the text back."""
    out, inserted, done, length = [], [], 0, 0
    for place, kind, piece in sorted(pieces, key=lambda one: one[0]):  # stable: pieces at one place keep their order
        out += [text[done:place], piece]
        start = length + place - done
        length, done = start + len(piece), place
        inserted.append(Insertion(kind, start, length, piece.strip()))
    return "".join([*out, text[done:]]), tuple(inserted)


def protected(text: str) -> list[tuple[int, int]]:
    """Where mathematics and code stand."""
    return [match.span() for pattern in (CODE, MATHEMATICS) for match in pattern.finditer(text)]


def unprotected(text: str, candidates: Iterable[int]) -> list[int]:
    spans = protected(text)
    return [place for place in candidates if not any(start < place < end for start, end in spans)]


def between_paragraphs(text: str) -> list[int]:
    return unprotected(text, [match.end() for match in re.finditer(r"\n\n", text)] + [len(text)])


def inside_sentences(document: Document) -> list[int]:
    """Chinese: between two characters or after a comma. English: between two words. Titles are left alone."""
    body = document.text.index("\n")
    if document.lang == "en":
        pattern = re.compile(r"(?<=[a-z]{4}),?(?= [a-z]{2})")
    else:
        pattern = re.compile(r"(?<=[\u4e00-\u9fff，])(?=[\u4e00-\u9fff])")
    return unprotected(document.text, (match.end() for match in pattern.finditer(document.text, body)))


# ---- records that cannot be read


def broken_records(base: dict[str, Document]) -> list[Broken]:
    plain, packed, framed, table = SHARDS

    def line(name: str, **changes: Any) -> str:
        return json.dumps({**record(base[name]), "id": f"{name}~broken", **changes}, ensure_ascii=False)

    def row(name: str, text: str | bytes | None) -> dict[str, Any]:
        return {**record(base[name]), "id": f"{name}~broken", "text": text, "derived_from": name}

    whole, torn = line("zh-forum-bike"), line("zh-article-tides").encode()
    cut = torn.index("潮水".encode()) + 5  # in the middle of a three-byte character
    without_text = json.loads(line("zh-legal-terms"))
    del without_text["text"]
    mortise = base["zh-wiki-mortise"].text.encode("gb18030")
    surrogate = line("en-forum-git-undo", text="@").replace('"@"', '"Half an emoji, \\ud83d, and the rest of the sentence."')
    return [
        Broken("gbk-line", "invalid_utf8", plain, line("zh-cooking-eggplant").encode("gb18030")),
        Broken("cut-line", "broken_json", plain, whole[: len(whole) // 2].encode()),
        Broken("null", "null_text", plain, line("en-news-ferry", text=None).encode(), id="en-news-ferry~broken"),
        Broken("no-text", "missing_text", packed, json.dumps(without_text).encode(), id="zh-legal-terms~broken"),
        Broken("number", "text_not_string", packed, line("en-math-newton", text=1.4142).encode(), id="en-math-newton~broken"),
        Broken("torn-character", "invalid_utf8", packed, torn[:cut] + torn[cut + 1 :]),
        Broken("blank", "blank_line", framed),
        Broken("two-in-one", "broken_json", framed, f"{line('en-poem-tide-clerk')}{line('en-wiki-sundial')}".encode()),
        Broken("list", "text_not_string", framed, line("zh-wiki-abacus", text=["算盘", "记数"]).encode(), id="zh-wiki-abacus~broken"),
        Broken("surrogate", "lone_surrogate", framed, surrogate.encode(), id="en-forum-git-undo~broken"),
        Broken("null-cell", "null_text", table, row=row("zh-news-metro", None), id="zh-news-metro~broken"),
        Broken("gbk-cell", "invalid_utf8", table, row=row("zh-wiki-mortise", mortise), id="zh-wiki-mortise~broken"),
    ]


# ---- records and shards


def record(document: Document) -> dict[str, Any]:
    """The document as a crawl would hand it over; what is beyond id, text, url and date must survive as `meta`."""
    hint = {"zh": "zh", "zh-Hant": "zh", "en": "en"}.get(document.lang)  # a page header has no word for "mixed"
    fields = {
        "id": document.id,
        "text": document.text,
        "url": document.url,
        "date": document.date,
        "kind": document.kind,
        "lang_hint": hint,
        "crawl": {"depth": hashed(document.id, "depth") % 5, "charset": document.detail.get("read_as", "utf-8")},
    }
    return fields if document.derived_from is None else {**fields, "derived_from": document.derived_from}


def shard_of(document: Document) -> str:
    """A derived document never lies in the shard of its original."""
    home = hashed(document.derived_from or document.id, "shard")
    step = 0 if document.derived_from is None else 1 + hashed(document.id, "shard") % (len(SHARDS) - 1)
    return SHARDS[(home + step) % len(SHARDS)]


def spread(documents: list[Document], broken: list[Broken]) -> dict[str, list[Document | Broken]]:
    """Shard -> its rows, in an order that mixes the kinds."""
    shards: dict[str, list[Document | Broken]] = {name: [] for name in SHARDS}
    for document in documents:
        shards[shard_of(document)].append(document)
    for row in broken:
        shards[row.shard].append(row)
    for rows in shards.values():
        rows.sort(key=lambda row: hashed(row.id if isinstance(row, Document) else row.name, "order"))
    return shards


def json_lines(rows: list[Document | Broken], ascii_only: bool) -> bytes:
    lines = (row.line if isinstance(row, Broken) else json.dumps(record(row), ensure_ascii=ascii_only).encode() for row in rows)
    return b"".join(line + b"\n" for line in lines)


def parquet(rows: list[Document | Broken]) -> bytes:
    records = [record(row) if isinstance(row, Document) else row.row for row in rows]
    columns = [pa.array([one.get(name) for one in records if one is not None], kind) for name, kind in zip(ROW.names[2:], ROW.types[2:])]
    names = pa.array([one["id"] for one in records if one is not None], pa.string())
    # A view, not a cast: some writers in the wild do not check either, and a reader has to live with it.
    texts = pa.array([one["text"] for one in records if one is not None], pa.binary()).view(pa.string())
    out = io.BytesIO()
    table = pa.Table.from_arrays([names, texts, *columns], schema=ROW)
    pq.write_table(table, out, row_group_size=ROWS_PER_GROUP, compression="zstd", write_statistics=False)
    return out.getvalue()


def pack(shards: dict[str, list[Document | Broken]]) -> dict[str, bytes]:
    plain, packed, framed, table = SHARDS
    return {
        plain: json_lines(shards[plain], ascii_only=False),
        packed: gzip.compress(json_lines(shards[packed], ascii_only=True), compresslevel=9, mtime=0),
        framed: zstandard.ZstdCompressor(level=12).compress(json_lines(shards[framed], ascii_only=False)),
        table: parquet(shards[table]),
    }


def same(name: str, old: bytes, new: bytes) -> bool:
    """Whether two files hold the same lines or rows; a file that cannot be unpacked is the same as none."""
    try:
        return bool(unpacked(name, old) == unpacked(name, new))
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, pa.ArrowInvalid):
        return False


def unpacked(name: str, content: bytes) -> Any:
    """What is compared: the uncompressed lines, or the Arrow table."""
    if name.endswith(".gz"):
        return gzip.decompress(content)
    if name.endswith(".zst"):
        return zstandard.ZstdDecompressor().decompress(content)
    if name.endswith(".parquet"):
        return pq.ParquetFile(io.BytesIO(content)).read(use_threads=False)  # threads of Arrow may abort a process that ends at once
    return content


# ---- what is known about every record


def expected(shards: dict[str, list[Document | Broken]], base: dict[str, Document]) -> bytes:
    known: dict[str, Any] = {"documents": {}, "broken": []}
    for shard, rows in shards.items():
        for number, row in enumerate(rows):
            place = {"shard": shard, "row": number}
            if isinstance(row, Broken):
                known["broken"].append({**place, "reason": row.reason, "id": row.id})
            else:
                known["documents"][row.id] = {**place, **facts(row, base)}
    known["documents"] = dict(sorted(known["documents"].items()))
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def facts(document: Document, base: dict[str, Document]) -> dict[str, Any]:
    known: dict[str, Any] = {"kind": document.kind, "lang": document.lang, "change": document.change, "derived_from": document.derived_from}
    known |= document.detail
    if document.inserted:
        known["inserted"] = [asdict(one) for one in document.inserted]
    origin = base[document.derived_from] if document.inserted and document.derived_from else document
    formulas = [match.group() for match in MATHEMATICS.finditer(CODE.sub("", origin.text))]
    if formulas and document.change != "mojibake":
        known["mathematics"] = formulas
    return known


def make(folder: Path = HERE) -> dict[str, bytes]:
    """Path relative to `folder` -> contents, for everything that this script writes."""
    changes = yaml.safe_load((folder / "changes.yaml").read_text(encoding="utf-8"))
    documents = read_base(folder / "base")
    base = {document.id: document for document in documents if document.derived_from is None}
    for change in (near_duplicates, exact_duplicates, mojibake, pages, advertised):
        documents += change(base, changes)
    shards = spread(documents, broken_records(base))
    files = {f"shards/{name}": content for name, content in pack(shards).items()}
    return {**files, "expected.json": expected(shards, base)}


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the sample corpus.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is not what this script makes")
    check = parser.parse_args().check
    stale = 0
    for name, content in make().items():
        path = HERE / name
        if path.exists() and same(name, path.read_bytes(), content):
            continue
        stale += 1
        if check:
            print(f"{path}: not what make_sample.py makes. Run it without --check.", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            print(f"{path}: {len(content):,} bytes written")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
