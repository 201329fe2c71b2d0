"""The language scorers: by script, by the n-gram model, traditional and simplified Chinese; and a fastText model of one's own."""

import fasttext
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scorers
from qualityfilter import Documents, InputError, RecipeError
from qualityfilter.kernels.letter_ngrams import letter_ngrams
from qualityfilter.kernels.scan import FNV_OFFSET, FNV_PRIME
from qualityfilter.kernels.unicode import LETTER, MARK, SCRIPTS, tables
from scorers._language import CODES, LANGUAGES, MODELLED, ONE_LANGUAGE, SCRIPT_CODES, model

LANGUAGE = scorers.load("language")

SENTENCES = {
    "en": "The heron stood still at the edge of the weir, and nobody on the bridge said anything.",
    "de": "Der Reiher stand regungslos am Rand des Wehrs, und niemand auf der Brücke sagte etwas.",
    "fr": "Le héron restait immobile au bord du barrage, et personne sur le pont ne disait rien.",
    "es": "La garza permanecía inmóvil al borde de la presa y nadie en el puente decía nada.",
    "pt": "A garça ficou imóvel à beira da represa, e ninguém na ponte dizia nada.",
    "it": "L'airone restava immobile sul bordo della diga e nessuno sul ponte diceva nulla.",
    "nl": "De reiger stond roerloos aan de rand van de stuw en niemand op de brug zei iets.",
    "sv": "Hägern stod stilla vid kanten av dammen och ingen på bron sade någonting.",
    "pl": "Czapla stała nieruchomo na skraju zapory i nikt na moście nic nie mówił.",
    "cs": "Volavka stála nehybně na okraji jezu a nikdo na mostě nic neříkal.",
    "tr": "Balıkçıl bendin kenarında kıpırdamadan duruyordu ve köprüde kimse bir şey söylemiyordu.",
    "vi": "Con diệc đứng yên bên bờ đập và không ai trên cầu nói điều gì.",
    "id": "Bangau itu berdiri diam di tepi bendungan dan tidak seorang pun di jembatan berbicara.",
    "ru": "Цапля стояла неподвижно на краю плотины, и никто на мосту ничего не говорил.",
    "uk": "Чапля стояла нерухомо на краю греблі, і ніхто на мосту нічого не казав.",
    "bg": "Чаплата стоеше неподвижно на ръба на бента и никой на моста не казваше нищо.",
    "ar": "وقف مالك الحزين ساكناً عند حافة السد ولم يقل أحد على الجسر شيئاً.",
    "fa": "حواصیل بی‌حرکت در کنار سد ایستاده بود و هیچ‌کس روی پل چیزی نمی‌گفت.",
    "hi": "बगुला बाँध के किनारे चुपचाप खड़ा था और पुल पर किसी ने कुछ नहीं कहा।",
    "he": "האנפה עמדה ללא תנועה בקצה הסכר ואיש על הגשר לא אמר דבר.",
    "el": "Ο ερωδιός στεκόταν ακίνητος στην άκρη του φράγματος και κανείς δεν μιλούσε.",
    "ja": "鷺は堰の端にじっと立ち、橋の上では誰も何も言わなかった。",
    "ko": "왜가리는 둑 가장자리에 가만히 서 있었고 다리 위에서는 아무도 말하지 않았다.",
    "th": "นกกระสายืนนิ่งอยู่ที่ขอบฝาย และไม่มีใครบนสะพานพูดอะไร",
    "zh": "苍鹭一动不动地站在堤坝边上，桥上没有人说话。",
    "ka": "ყანჩა უძრავად იდგა კაშხლის პირას და ხიდზე არავინ არაფერს ამბობდა.",
}


@pytest.mark.parametrize(("code", "text"), SENTENCES.items(), ids=SENTENCES)
def test_sentences_in_their_languages(code, text):
    found = LANGUAGE.score([text])
    assert found["language"][0] == code
    assert found["language_confidence"][0] > 0.5


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("", "und", "Zyyy"),
        ("1234 5678, 90 %", "und", "Zyyy"),
        ("雨下了兩天，河水漫過了堤壩下面的石階。", "zh", "Hant"),
        ("雨下了两天，河水漫过了堤坝下面的石阶。", "zh", "Hans"),
        ("上天下地", "zh", "Hans"),  # nothing to tell by: the commoner script
        ("東京", "zh", "Hant"),  # nor kana: Han alone is Chinese
        ("东京の夜は静かだ", "ja", "Jpan"),
        ("我看了《龙猫》，很喜欢。の字很少见，这里只有一个，其余都是中文。", "zh", "Hans"),
        ("用 pathlib.Path.read_text() 读取文件，然后 json.loads() 解析内容。", "zh", "Hans"),
        ("The word 雨 means rain, and 河 means river; both are taught in the first year of school.", "en", "Latn"),
        ("서울 Seoul", "ko", "Kore"),
    ],
)
def test_script_and_mixture(text, language, script):
    found = LANGUAGE.score([text])
    assert (found["language"][0], found["script"][0]) == (language, script)


def test_confidence_is_low_where_there_is_little_to_go_by():
    long, short, mixed, nothing = LANGUAGE.score([SENTENCES["en"], "rain", SENTENCES["en"] + SENTENCES["ru"], "…"])["language_confidence"]
    assert long > 0.9
    assert short < long
    assert mixed < 0.7
    assert nothing == 0.0


def test_a_long_document_is_read_at_its_beginning_and_in_its_middle():
    german_menu = "Startseite Kontakt Impressum Datenschutz Warenkorb Anmelden " * 4
    page = german_menu + (SENTENCES["en"] + "\n") * 200
    assert LANGUAGE.score([page])["language"][0] == "en"


@given(st.lists(st.text(alphabet="aZéжЖ雨の１ 1.\u0301\u200dفह", max_size=30), max_size=5))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_language_alone_or_in_company(texts):
    together = LANGUAGE.score(texts)
    for i, text in enumerate(texts):
        alone = LANGUAGE.score([text])
        assert all(alone[name][0] == together[name][i] for name in together)


# ---- features


def features_of(text: str, script: str, letters: int) -> list[int]:
    """The kernel's features of a text, restated: hashes of 1- to 4-grams of " word " and of the word."""
    table, mask = tables(), (1 << 12) - 1
    mix, most = 0x9E3779B97F4A7C15, (1 << 64) - 1
    out: list[int] = []
    word: list[int] = []
    seen = 0

    def finish() -> None:
        padded = [32, *word, 32]
        for i in range(1, len(padded)):
            h = ((padded[i] + 1) * mix) & most
            if i < len(padded) - 1:
                out.append((h >> 33) & mask)
            for back in range(1, min(i, 3) + 1):
                h = ((h ^ padded[i - back]) * mix) & most
                out.append((h >> 33) & mask)
        h = int(FNV_OFFSET)
        for point in word:
            h = ((h ^ point) * int(FNV_PRIME)) & most
        out.append((((h * mix) & most) >> 33) & mask)

    for char in [*text, ""]:
        kind = table.classes[ord(char)] & 0x7F if char else 0
        of_script = bool(char) and table.scripts[ord(char)] == SCRIPTS.index(script)
        if char and kind == MARK and table.scripts[ord(char)] == 0 and not of_script:
            continue
        if of_script and (kind == LETTER or (kind == MARK and word)):
            word.append(int(table.fold[ord(char)]))
            seen += 1
        elif word:
            finish()
            word = []
            if seen >= letters:
                break
    return out


@given(
    st.text(alphabet="abÀéжЙ雨1 .'\u0301\u0308हि", max_size=40), st.sampled_from(["LATIN", "CYRILLIC", "DEVANAGARI"]), st.integers(1, 20)
)
@settings(max_examples=300, deadline=None)
def test_features_equal_a_plain_reference(text, script, letters):
    table = tables()
    data = np.frombuffer(text.encode() + b" ", np.uint8).copy()
    out = np.zeros(2_000, np.int32)
    n = letter_ngrams(
        data, 0, len(data) - 1, SCRIPTS.index(script), table.classes, table.scripts, table.fold, letters, np.uint64((1 << 12) - 1), out, 0
    )
    assert out[:n].tolist() == features_of(text, script, letters)


def test_features_stop_where_the_room_ends():
    table = tables()
    data = np.frombuffer(b"word " * 500, np.uint8).copy()
    out = np.full(100, -1, np.int32)
    n = letter_ngrams(data, 0, data.size, SCRIPTS.index("LATIN"), table.classes, table.scripts, table.fold, 10_000, np.uint64(4095), out, 0)
    assert 80 < n <= 100


# ---- tables


def test_tables_agree():
    assert tuple(CODES) == SCRIPTS
    assert set(ONE_LANGUAGE.values()) <= set(LANGUAGES)
    assert not set(ONE_LANGUAGE) & set(MODELLED)
    assert len(set(LANGUAGES)) == len(LANGUAGES)
    assert SCRIPT_CODES[-1] == "Hant"
    shipped = model()
    assert shipped.weights.shape[1] == len(LANGUAGES)
    assert shipped.embeddings.shape[0] & (shipped.embeddings.shape[0] - 1) == 0  # a mask picks the bucket
    assert shipped.han_form[ord("汉")] == 1
    assert shipped.han_form[ord("漢")] == 2
    assert shipped.han_form[ord("雨")] == 0


# ---- a fastText model


@pytest.fixture(scope="module")
def two_languages(tmp_path_factory):
    """A fastText model that tells English from German, and has one label that is no language."""
    folder = tmp_path_factory.mktemp("fasttext")
    with open(folder / "train.txt", "w", encoding="utf-8") as out:
        for _ in range(50):
            out.write("__label__en the heron stood still and nobody said anything\n")
            out.write("__label__de der reiher stand still und niemand sagte etwas\n")
            out.write("__label__klingon qapla nuqneH tlhIngan\n")
    trained = fasttext.train_supervised(str(folder / "train.txt"), epoch=20, dim=8, thread=1, seed=1, verbose=0)
    trained.save_model(str(folder / "two.bin"))
    return str(folder / "two.bin")


def test_a_fasttext_model_by_path(two_languages):
    loaded = scorers.load("fasttext_language", language_file=two_languages)
    found = loaded.score(["the heron\nstood still", "der reiher stand still", "tlhIngan qapla", ""])
    assert found["fasttext_language"].tolist()[:3] == ["en", "de", "und"]
    assert (found["fasttext_confidence"][:2] > 0.5).all()
    assert loaded.scorer.model_files == (two_languages,)


def test_without_a_file_it_answers_as_the_shipped_model():
    texts = [*SENTENCES.values(), ""]
    assert scorers.load("fasttext_language").score(texts)["fasttext_language"].tolist() == LANGUAGE.score(texts)["language"].tolist()


def test_what_is_no_model_is_said(tmp_path):
    with pytest.raises(RecipeError, match="there is no file"):
        scorers.load("fasttext_language", language_file=str(tmp_path / "none.ftz"))
    (tmp_path / "bad.bin").write_bytes(b"no model")
    with pytest.raises(InputError, match="no fastText model"):
        scorers.load("fasttext_language", language_file=str(tmp_path / "bad.bin")).score(["rain"])


def test_documents_share_one_detection():
    docs = Documents.of(*SENTENCES.values())
    LANGUAGE.score(docs)
    first = docs._memo["language:detected"]
    LANGUAGE.score(docs)
    assert docs._memo["language:detected"] is first
