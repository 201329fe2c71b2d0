"""Our steps in a datatrove pipeline give what the functions give, whatever the batches."""

import pickle

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

import scorers
from qualityfilter import InputError, QualityFilterError, clean, datatrove_steps
from qualityfilter.datatrove_steps import CleanText, ScoreText

TEXTS = [
    "设 $f$ 在 $[a,b]$ 上连续。\n扫码关注公众号，领取全套资料\n于是 $f$ 有最大值。",
    "The proof is short.\nSubscribe to our newsletter!\nIt uses induction.",
    "",
    "Nothing to remove here, only a plain sentence about rivers.",
]


def documents() -> list[Document]:
    return [Document(text=text, id=str(i), metadata={"url": "https://a.example/1", "kept": i}) for i, text in enumerate(TEXTS)]


@pytest.mark.parametrize("characters", [1, 10**9])
def test_cleaning_is_that_of_the_function_in_any_batch(monkeypatch, characters):
    monkeypatch.setattr(datatrove_steps, "BATCH_CHARACTERS", characters)
    found = list(CleanText(guard=None).run(documents()))
    assert [d.id for d in found] == ["0", "1", "2", "3"]
    for document, text in zip(found, TEXTS):
        cleaned = clean(text)
        assert document.text == cleaned.text
        assert [(s["start"], s["end"], s["kind"]) for s in document.metadata["removed"]] == [
            (s.start, s.end, s.kind) for s in cleaned.spans
        ]
    assert found[0].metadata["ad_share"] > 0 == found[3].metadata["ad_share"]
    assert found[0].text == "设 $f$ 在 $[a,b]$ 上连续。\n于是 $f$ 有最大值。"


def test_marking_leaves_the_text():
    found = list(CleanText(policy={"ad": "mark"}).run(documents()))
    assert found[0].text == TEXTS[0]
    assert found[0].metadata["removed"][0]["action"] == "marked"


def test_scores_are_those_of_score_all():
    found = list(ScoreText(["structure", "mathematics", "language"]).run(documents()))
    table = scorers.score_all(TEXTS, names=["structure", "mathematics", "language"])
    for name in ("mathematics", "language", "units"):
        assert [d.metadata[name] for d in found] == pytest.approx(table.column(name).to_pylist(), abs=1e-3)


def test_a_step_stays_small_to_send():
    for step in (CleanText(), ScoreText(["structure", "mathematics", "fluency"])):
        assert len(pickle.dumps(step)) < 8_000
        assert len(list(step.run(documents()))) == len(TEXTS)  # models are loaded now
        assert len(pickle.dumps(step)) < 8_000


def test_batches_do_not_build_anew(monkeypatch):
    steps = [CleanText({"call_to_action.v1": {}}), ScoreText(["structure"])]
    monkeypatch.setattr(datatrove_steps, "registry", None)
    monkeypatch.setattr(datatrove_steps, "BATCH_CHARACTERS", 1)
    for step in steps:
        assert len(list(step.run(documents()))) == len(TEXTS)


def test_what_is_wrong_is_said_before_anything_runs():
    with pytest.raises(InputError, match="kind of span"):
        CleanText(policy={"adverts": "mark"})
    with pytest.raises(QualityFilterError, match="fluensy"):
        ScoreText(["fluensy"])


def test_a_pipeline_of_datatrove_runs_them(tmp_path):
    (tmp_path / "in").mkdir()
    with JsonlWriter(str(tmp_path / "in"), compression=None) as writer:
        for document in documents():
            writer.write(document)
    steps = [JsonlReader(str(tmp_path / "in")), CleanText(), ScoreText(["structure"]), JsonlWriter(str(tmp_path / "out"), compression=None)]
    LocalPipelineExecutor(steps, tasks=1, logging_dir=str(tmp_path / "logs")).run()
    back = list(JsonlReader(str(tmp_path / "out")).run())
    assert [d.text for d in back] == [clean(text).text for text in TEXTS if text]
    assert all("units" in d.metadata for d in back)
