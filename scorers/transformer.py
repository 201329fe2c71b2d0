"""What a Hugging Face sequence classifier says, such as FineWeb-Edu's."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from scorers._user_files import Better, check_choice, check_column

Output = Literal["auto", "softmax", "sigmoid", "value"]
OUTPUTS = ("auto", "softmax", "sigmoid", "value")


class Loaded(NamedTuple):
    tokenizer: Any
    model: Any
    device: str
    labels: tuple[str, ...]


@functools.cache  # one copy per process
def load(path: str, device: str) -> Loaded:
    """Tokenizer and model, in evaluation mode; InputError where there are none. Only safetensors are read, and no code of the model's."""
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise InputError(f"transformer: {error}: install qualityfilter[transformer]") from error
    logging.disable_progress_bar()  # a bar per worker would stand in the midst of the run's own
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
        model = AutoModelForSequenceClassification.from_pretrained(path, trust_remote_code=False, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise InputError(f"transformer: {path!r}: no sequence classifier with safetensors there: {error}") from error
    chosen = device if device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    labels = tuple(str(model.config.id2label[i]) for i in range(model.config.num_labels))
    return Loaded(tokenizer, model.to(chosen).eval(), chosen, labels)


@register("transformer.v1")
@dataclass(frozen=True)
class Transformer:
    """`COLUMN`: what the sequence classifier at `path` (a folder, or a name on the hub) gives to `label`; `COLUMN_seen`: the share read.

    `output`: `value` is the raw output of a regression, clipped to `low`-`high` (FineWeb-Edu: low 0, high 5); `softmax` or `sigmoid` the
    probability of the label; `auto` is value for one output, else softmax. The first `max_tokens` tokens are read; `COLUMN_seen` says
    which share of the characters that is. Texts are batched by length up to `batch_tokens` tokens, on the GPU where there is one
    (`gpus` is what a Ray worker asks for). Padding changes the last bits, so the scorer is not exact.
    """

    path: str
    label: str = ""
    column: str = "transformer"
    better: Better = "higher"
    output: Output = "auto"
    low: float = 0.0
    high: float = 1.0
    max_tokens: int = 512
    batch_tokens: int = 16_384
    device: str = "auto"
    gpus: float = 0.0

    reads = ("text",)
    exact: ClassVar[bool] = False
    tolerance: ClassVar[float] = 0.01
    tolerance_reason: ClassVar[str] = "padding and the kernels of a device change the last bits of a float"

    def __post_init__(self) -> None:
        check_column("transformer", self.column)
        check_choice("transformer", "better", self.better, ("higher", "lower", "neither"))
        check_choice("transformer", "output", self.output, OUTPUTS)
        if not self.high > self.low:
            raise InputError(f"transformer: high {self.high:g} must be above low {self.low:g}")
        if self.max_tokens < 8 or self.batch_tokens < self.max_tokens or self.gpus < 0:
            raise InputError("transformer: max_tokens from 8, batch_tokens from max_tokens, gpus from 0")

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        said = f"what a sequence classifier of the user's says of {self.label or 'its label'}"
        return (
            ScoreColumn(self.column, self.low, self.high, self.better, said),
            ScoreColumn(f"{self.column}_seen", 0.0, 1.0, "neither", "share of the characters that the model has read"),
        )

    @property
    def model_files(self) -> tuple[str, ...]:
        """The files of a local folder; a name on the hub stands for itself."""
        folder = Path(self.path)
        return (
            tuple(str(f) for f in sorted(folder.iterdir()) if f.suffix in (".json", ".safetensors", ".txt", ".model"))
            if folder.is_dir()
            else ()
        )

    def score(self, docs: Documents) -> Scores:
        loaded = load(self.path, self.device)
        output, which = self._reading(loaded.labels)
        values, seen = np.full(len(docs), self.low), np.zeros(len(docs))
        texts = docs.texts
        filled = [i for i, text in enumerate(texts) if text.strip()]
        if not filled:
            return {self.column: values, f"{self.column}_seen": seen}
        encoded = loaded.tokenizer([texts[i] for i in filled], truncation=True, max_length=self.max_tokens, return_offsets_mapping=True)
        for row, offsets in zip(filled, encoded["offset_mapping"]):
            seen[row] = min(max((end for _, end in offsets), default=0) / len(texts[row].rstrip()), 1.0)
        ids = encoded["input_ids"]
        order = sorted(range(len(ids)), key=lambda k: (len(ids[k]), k))
        for batch in _batches(order, [len(x) for x in ids], self.batch_tokens):
            said = _outputs(loaded, [ids[k] for k in batch], output)
            values[[filled[k] for k in batch]] = np.clip(said[:, which], self.low, self.high)
        return {self.column: values, f"{self.column}_seen": seen}

    def _reading(self, labels: tuple[str, ...]) -> tuple[str, int]:
        """How outputs are read, and which of them counts."""
        output = self.output if self.output != "auto" else "value" if len(labels) == 1 else "softmax"
        if not self.label:
            if len(labels) > 2:
                raise InputError(
                    f"transformer: {self.path} has {len(labels)} labels: say which counts with `label`: {', '.join(labels[:8])}"
                )
            return output, len(labels) - 1
        if self.label not in labels:
            raise InputError(f"transformer: {self.path}: {unknown('label', self.label, labels)}")
        return output, labels.index(self.label)


def _batches(order: list[int], lengths: list[int], most: int) -> list[list[int]]:
    """Neighbours in length together, while the padded batch stays within `most` tokens."""
    found: list[list[int]] = []
    for k in order:  # ascending: the newest is the longest
        if found and (len(found[-1]) + 1) * lengths[k] <= most:
            found[-1].append(k)
        else:
            found.append([k])
    return found


def _outputs(loaded: Loaded, ids: list[list[int]], output: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    import torch

    padded = loaded.tokenizer.pad({"input_ids": ids}, return_tensors="pt").to(loaded.device)
    with torch.inference_mode():
        raw = loaded.model(**padded).logits.float()
    said = torch.softmax(raw, dim=-1) if output == "softmax" else torch.sigmoid(raw) if output == "sigmoid" else raw
    return np.asarray(said.cpu().numpy(), np.float64)
