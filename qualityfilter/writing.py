"""Pass 2 over one shard: read again, check, apply the recorded spans, write survivors, scores, spans, quarantine and the report.

This is the only step that drops documents, and it decides nothing: verdicts, spans and weights are read from the plan.
A text whose hash is not the recorded one fails the shard: spans are never applied to a text that has changed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from qualityfilter.batch_view import BatchView
from qualityfilter.cleaning import apply_spans
from qualityfilter.columns import ScoreColumn
from qualityfilter.context import Context, Line, line_of
from qualityfilter.deciding import ResolvedRule, rule_names
from qualityfilter.documents import Documents
from qualityfilter.errors import ShardError
from qualityfilter.gathered_rows import GATHERED_ROWS, gathered_rows, gathered_sets
from qualityfilter.planning import KEPT, VERDICTS, MeasuredShard, document_ids, ordinals, read_codes, read_rows
from qualityfilter.ranking import RANK
from qualityfilter.reports.collecting import ReportCollector
from qualityfilter.reports.sample import share_of
from qualityfilter.reports.shard_report import FORMAT
from qualityfilter.signing import text_hashes
from qualityfilter.spooling import open_shard
from qualityfilter.storage import Commit, FileRecord, Storage, fingerprint, part

TEXT_COLUMNS = ("id", "text", "url", "source", "date", "meta")
REMOVED = pa.schema(
    [
        ("id", pa.string()), ("site", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("kind", pa.string()),
        ("cleaner", pa.string()), ("score", pa.float32()), ("action", pa.string()), ("text", pa.large_string()),
        ("replacement", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class WriteTask:
    """A measured shard, the rules that judged it, and what its report asks."""

    measured: MeasuredShard
    rules: tuple[ResolvedRule, ...]
    documents: int = 0  # of the whole run: how many decides which share its report draws


def data_schema(line: Line) -> pa.Schema:
    """The schema of data/: from the recipe, never from the rows."""
    fields = [(name, pa.large_string() if name in ("text", "meta") else pa.string()) for name in TEXT_COLUMNS]
    fields += [("weight", pa.float32()), ("repeat", pa.int32()), ("stage", pa.string())]
    if line.recipe.stages is not None:
        fields.append(("quality_rank", pa.float32()))
    if line.recipe.write.scores:
        fields += [(name, _type(column)) for name, column in line.columns.items()]
    return pa.schema(fields)


def scores_schema(line: Line) -> pa.Schema:
    """The schema of scores/: one row per input document."""
    columns = [(name, _type(column)) for name, column in line.columns.items()]
    return pa.schema([
        ("id", pa.string()), ("verdict", pa.string()), ("failed_rules", pa.list_(pa.string())), *columns,
        ("cluster", pa.string()), ("cluster_size", pa.int32()), ("survivor", pa.bool_()), ("duplicate_of", pa.string()),
        ("similarity", pa.float32()), ("weight", pa.float32()), ("repeat", pa.int32()),
    ])  # fmt: skip


def _type(column: ScoreColumn) -> pa.DataType:
    return pa.string() if column.categories else pa.float32()


def stored_values(column: ScoreColumn, codes: npt.NDArray[np.uint16]) -> pa.Array:
    """Codes as users see them: float32, or the category's name."""
    if column.categories:
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(column.categories, pa.string())).cast(pa.string())
    return pa.array(column.decode(codes))


def write_fingerprint(context: Context, task: WriteTask) -> str:
    plan = context.storage.read_json(f"commits/plan/{part(task.measured.shard.index)}.json")
    if context.recipe.stages is not None:
        staged = context.storage.read_json(f"commits/stage/{part(task.measured.shard.index)}.json")
        plan = {**plan, "files": [*plan["files"], *staged["files"]]}
    recipe = context.recipe.plain()
    return fingerprint(
        [
            plan["fingerprint"],
            [f["sha256"] for f in plan["files"]],
            recipe["write"],
            [recipe["report"], FORMAT],
            recipe["read"]["columns"],
            share_of(task.documents),
        ]
    )


def write(context: Context, task: WriteTask) -> dict[str, Any]:
    """Run pass 2 over a shard and commit it; returns the commit's small counts."""
    line, storage, m = line_of(context), context.storage, task.measured
    name = part(m.shard.index)
    records: list[FileRecord] = []
    shard = _Shard(context, task)
    collector = ReportCollector(line, task.rules, m.shard, task.documents)
    with contextlib.ExitStack() as stack:
        out = stack.enter_context(_StageWriters.opened(line, storage, name, records))
        schema = scores_schema(line)
        scores = stack.enter_context(
            pq.ParquetWriter(stack.enter_context(storage.recorded(f"scores/{name}.parquet", records)), schema, compression="zstd")
        )
        removed = stack.enter_context(
            pq.ParquetWriter(stack.enter_context(storage.recorded(f"removed/{name}.parquet", records)), REMOVED, compression="zstd")
        )
        sets = gathered_sets(context)
        if sets:
            path = stack.enter_context(storage.recorded(f"gathered/{name}.parquet", records))
            gathered = stack.enter_context(pq.ParquetWriter(path, GATHERED_ROWS, compression="zstd"))
        done = 0
        for batch in open_shard(m.shard, context.recipe.read, context.measured_storage):
            if batch.table.num_rows == 0:
                continue
            view = shard.view(batch.table, done)
            scores.write_table(_score_rows(line, view, schema))
            if view.spans.num_rows:
                removed.write_table(_removed_rows(view))
            kept = view.plan.column("verdict").to_numpy() == VERDICTS.index(KEPT)
            if kept.any():
                out.write(_data_rows(line, view, kept))
            collector.add(view)
            if sets:
                brought = gathered_rows(sets, view, m, line.columns)
                gathered.write_table(brought)
                collector.gathered.add(brought)
            done += batch.table.num_rows
        if done != m.documents:
            raise ShardError(f"{name}: {done} documents now, {m.documents} in pass 1: the input has changed")
        quarantine = _quarantine(context, m)
        with storage.recorded(f"quarantine/{name}.jsonl", records) as path:
            path.write_bytes(b"".join(orjson.dumps(q, option=orjson.OPT_SORT_KEYS) + b"\n" for q in quarantine))
        report = collector.report(quarantine, _measured_counts(context, m))
        collector.write(report, storage, records)
    result = {"documents": done, "kept": int(report.data["counts"]["kept"]["documents"])}
    storage.commit(Commit("write", m.shard.index, write_fingerprint(context, task), tuple(sorted(records, key=lambda r: r.name)), result))
    return result


class _Shard:
    """What pass 1 and the plan recorded of a shard, in document order."""

    def __init__(self, context: Context, task: WriteTask) -> None:
        measured, index = context.measured_storage, task.measured.shard.index
        self.measured, self.rules = task.measured, task.rules
        self.rows = read_rows(measured, index)
        line = line_of(context)
        self.codes = read_codes(measured, index, list(line.scoring.columns))
        self.plan = context.storage.read_table(f"plan/{part(index)}.parquet").combine_chunks()
        if line.ranking is not None:
            self.codes[RANK] = line.columns[RANK].encode(self.plan.column(RANK).to_numpy())
        self.spans = measured.read_table(f"work/spans/{part(index)}.parquet").combine_chunks()
        self._span_rows = self.spans.column("row").to_numpy()
        if line_of(context).recipe.stages is not None:
            places = context.storage.read_table(f"plan/stages/{part(index)}.parquet").combine_chunks()
            for column in places.column_names:
                self.plan = self.plan.append_column(column, places.column(column))
        if self.plan.num_rows != self.rows.num_rows:
            raise ShardError(f"{part(index)}: the plan has {self.plan.num_rows} documents, pass 1 had {self.rows.num_rows}")

    def view(self, table: pa.Table, first: int) -> BatchView:
        n, shard = table.num_rows, self.measured.shard
        rows = self.rows.slice(first, n)
        raw = Documents(table)
        self._check(rows, table, raw)
        low, high = np.searchsorted(self._span_rows, [first, first + n])
        spans = self.spans.slice(low, high - low)
        spans = spans.set_column(spans.schema.get_field_index("row"), "row", pa.array(self._span_rows[low:high] - first, pa.int64()))
        text = apply_spans(raw, spans) if spans.num_rows else raw.text_array
        ids = document_ids(rows, shard, ordinals(rows, self.measured.bases))
        codes = {name: values[first : first + n] for name, values in self.codes.items()}
        return BatchView(table, ids, raw, text, rows, codes, self.plan.slice(first, n), spans, self.rules)

    def _check(self, rows: pa.Table, table: pa.Table, raw: Documents) -> None:
        name, pieces = part(self.measured.shard.index), self.measured.shard.pieces
        if rows.num_rows != table.num_rows:
            raise ShardError(f"{name}: more documents than in pass 1: the input has changed")
        same = rows.column("text_hash").to_numpy() == text_hashes(raw)
        if not same.all():
            row = int(np.flatnonzero(~same)[0])
            file = pieces[rows.column("piece")[row].as_py()].relative
            raise ShardError(
                f"{name}: {file}, record {rows.column('ordinal')[row].as_py()}: the text is not the one scored: the input has changed"
            )


def _score_rows(line: Line, view: BatchView, schema: pa.Schema) -> pa.Table:
    plan = view.plan
    verdict = pa.array(np.array(VERDICTS, dtype=object)[plan.column("verdict").to_numpy()], pa.string())
    columns: dict[str, Any] = {
        "id": view.id_array,
        "verdict": verdict,
        "failed_rules": rule_names(view.rules, plan.column("failed").to_numpy()),
    }
    columns.update({name: stored_values(line.columns[name], codes) for name, codes in view.codes.items()})
    columns["cluster"] = pc.coalesce(plan.column("cluster").combine_chunks(), columns["id"])
    for name in ("cluster_size", "survivor", "duplicate_of", "similarity", "weight", "repeat"):
        columns[name] = plan.column(name)
    return pa.table([columns[f.name] for f in schema], schema=schema)


def _removed_rows(view: BatchView) -> pa.Table:
    rows = view.spans.column("row").combine_chunks()
    of_documents = {"id": view.id_array.take(rows), "site": pa.array(view.sites, pa.string()).take(rows)}
    columns = [of_documents[f.name] if f.name in of_documents else view.spans.column(f.name).cast(f.type) for f in REMOVED]
    return pa.table(columns, schema=REMOVED)


def _data_rows(line: Line, view: BatchView, kept: npt.NDArray[np.bool_]) -> pa.Table:
    schema = data_schema(line)
    columns: dict[str, Any] = {name: view.table.column(name) for name in ("url", "source", "date", "meta")}
    columns |= {
        "id": view.id_array,
        "text": view.text,
        "weight": view.plan.column("weight"),
        "repeat": view.plan.column("repeat"),
    }
    if line.recipe.stages is None:
        columns["stage"] = pa.array([line.recipe.write.stage] * len(view.ids), pa.string())
    else:
        columns |= {column: view.plan.column(column) for column in ("stage", "quality_rank")}
    if line.recipe.write.scores:
        columns |= {name: stored_values(line.columns[name], codes) for name, codes in view.codes.items()}
    table = pa.table([_cast(columns[f.name], f.type) for f in schema], schema=schema)
    return table.filter(pa.array(kept)).combine_chunks()


def _cast(column: Any, wanted: pa.DataType) -> Any:
    return column if column.type == wanted else column.cast(wanted)


class _DataWriter(Protocol):
    def write(self, table: pa.Table) -> None: ...


class _StageWriters:
    """Writes survivors under data/, or data/STAGE/ where there are stages; and under repeated/ each as often as `repeat` says."""

    def __init__(self, writers: dict[str, _DataWriter], repeated: dict[str, _DataWriter]) -> None:
        self._writers, self._repeated = writers, repeated

    @classmethod
    @contextlib.contextmanager
    def opened(cls, line: Line, storage: Storage, name: str, records: list[FileRecord]) -> Iterator[_StageWriters]:
        stages = [f"{stage.name}/" for stage in line.recipe.stages.sets] if line.recipe.stages is not None else [""]
        folders = ("data", *(["repeated"] if line.recipe.write.repeated else []))
        with contextlib.ExitStack() as stack:
            opened = [
                {
                    stage.rstrip("/"): stack.enter_context(
                        _data_writer(line, stack.enter_context(storage.recorded(f"{folder}/{stage}{name}{_suffix(line)}", records)))
                    )
                    for stage in stages
                }
                for folder in folders
            ]
            yield cls(opened[0], opened[1] if len(opened) > 1 else {})

    def write(self, table: pa.Table) -> None:
        for writers, rows in ((self._writers, table), (self._repeated, repeated_rows(table) if self._repeated else table)):
            for stage, writer in writers.items():
                some = rows.filter(pc.equal(rows.column("stage"), stage)) if stage else rows
                if some.num_rows:
                    writer.write(some.combine_chunks())


def repeated_rows(table: pa.Table) -> pa.Table:
    """Each row as often as its `repeat` says, copies together; what is not to be read is left out."""
    repeat = table.column("repeat").to_numpy()
    return table.take(pa.array(np.repeat(np.arange(table.num_rows), repeat)))


@contextlib.contextmanager
def _data_writer(line: Line, path: Path) -> Iterator[_DataWriter]:
    if line.recipe.write.format == "parquet":
        with pq.ParquetWriter(path, data_schema(line), compression="zstd") as writer:
            yield _Parquet(writer)
    else:
        with open(path, "wb") as file, zstandard.ZstdCompressor(level=3).stream_writer(file) as stream:
            yield _Jsonl(stream)


class _Parquet:
    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer

    def write(self, table: pa.Table) -> None:
        self._writer.write_table(table)


class _Jsonl:
    """JSON Lines with `meta` as an object; floats are the shortest that give back the stored float32."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, table: pa.Table) -> None:
        columns = {name: _plain(table.column(name)) for name in table.column_names}
        names = list(columns)
        for values in zip(*columns.values()):
            record = dict(zip(names, values))
            if record["meta"] is not None:
                record["meta"] = orjson.Fragment(record["meta"])
            self._stream.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _plain(column: Any) -> list[Any]:
    if pa.types.is_float32(column.type):
        return [float(str(x)) if x is not None else None for x in column.to_numpy()]
    return list(column.to_pylist())


def _suffix(line: Line) -> str:
    return ".parquet" if line.recipe.write.format == "parquet" else ".jsonl.zst"


def _quarantine(context: Context, m: MeasuredShard) -> list[dict[str, Any]]:
    """Quarantined records with file names and ordinals within the file."""
    lines = context.measured_storage.read_bytes(f"work/quarantine/{part(m.shard.index)}.jsonl").splitlines()
    found = []
    for q in map(orjson.loads, lines):
        ordinal = q["ordinal"] + m.bases[q["piece"]] if q["ordinal"] >= 0 else -1
        found.append(
            {
                "file": m.shard.pieces[q["piece"]].relative,
                "ordinal": ordinal,
                "offset": q["offset"],
                "reason": q["reason"],
                "records": q["records"],
            }
        )
    return found


def _measured_counts(context: Context, m: MeasuredShard) -> dict[str, Any]:
    counts: dict[str, Any] = context.measured_storage.read_json(f"commits/measure/{part(m.shard.index)}.json")["result"]
    return counts
