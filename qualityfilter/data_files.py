"""Where the documents of a finished run lie: data/part-N, or data/STAGE/part-N where its recipe has stages."""

from __future__ import annotations

from qualityfilter.storage import Storage

SUFFIXES = (".parquet", ".jsonl.zst")


def data_files(storage: Storage, stage: str | None = None) -> list[str]:
    """Names of the files below data/, of one stage or of all of them in the order of their names."""
    names = list[str]()
    for name in storage.names("data"):
        if name.endswith(SUFFIXES):
            names += [name] if stage is None else []
        elif stage in (None, name):
            names += [f"{name}/{inside}" for inside in storage.names(f"data/{name}")]
    return names
