"""Formulae, code, tables and superscripts of HTML pages, through both extractors."""

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from qualityfilter.kernels.html import BLOCKS, FORMULAE, SCRIPTS
from qualityfilter.reading.extraction import _look, extract_html, extract_page
from qualityfilter.reading.html_formulae import as_written, delimited, has_formulae
from qualityfilter.reading.mathml import latex_of_source
from qualityfilter.reading.placeholders import Placeholders

EXTRACTORS = ("resiliparse", "trafilatura")
PROSE = (
    "The heron stands in the shallow water of the lake, waits for a long time and strikes when a small fish comes near. ",
    "苍鹭站在湖边的浅水里，等了很久很久，直到一条小鱼游近，它才迅速地把头伸进水中，捉住了那条小鱼。",
)
LATEX = r"\frac{a_{1}}{b} < \sqrt{x^2 + 1} & y"
MATHML = "<mfrac><mi>a</mi><mi>b</mi></mfrac>"


def page(fragment: str, prose: str = PROSE[0]) -> str:
    around = f"<p>{prose * 4}</p>"
    body = f"<article><h1>Herons</h1>{around}{fragment}{around}</article>"
    return f"<!doctype html><html><head><title>t</title></head><body>{body}</body></html>"


def annotated(latex: str, attributes: str = "") -> str:
    source = f'<annotation encoding="application/x-tex">{html.escape(latex)}</annotation>'
    return f"<math {attributes}><semantics><mrow>{MATHML}</mrow>{source}</semantics></math>"


def katex(latex: str) -> str:
    drawn = '<span class="katex-html" aria-hidden="true"><span class="base"><span class="mord">drawn</span></span></span>'
    return f'<span class="katex"><span class="katex-mathml">{annotated(latex)}</span>{drawn}</span>'


def mathjax_2(latex: str, mode: str = "") -> str:
    return (
        '<span class="MathJax_Preview">drawn</span><span class="MathJax" id="MathJax-Element-1-Frame"><nobr>drawn</nobr>'
        f'<span class="MJX_Assistive_MathML"><math>{MATHML}</math></span></span><script type="math/tex{mode}">{latex}</script>'
    )


def mathjax_3(latex: str, attributes: str = "") -> str:
    return (
        f'<mjx-container class="MathJax" jax="CHTML" {attributes}><mjx-math aria-hidden="true"><mjx-mi>drawn</mjx-mi></mjx-math>'
        f'<mjx-assistive-mml unselectable="on">{annotated(latex)}</mjx-assistive-mml></mjx-container>'
    )


def wikipedia(latex: str) -> str:
    image = f'<img src="https://wikimedia.org/media/math/render/svg/0" class="mwe-math-fallback-image-inline" alt="{html.escape(latex)}">'
    hidden = f'<span class="mwe-math-mathml-inline mwe-math-mathml-a11y" style="display: none;">{annotated(latex)}</span>'
    return f'<span class="mwe-math-element">{hidden}{image}</span>'


WAYS = {
    "annotation": (annotated, False),
    "annotation, display": (lambda latex: annotated(latex, 'display="block"'), True),
    "alttext": (lambda latex: f'<math alttext="{html.escape(latex)}">{MATHML}</math>', False),
    "KaTeX": (katex, False),
    "KaTeX, display": (lambda latex: f'<span class="katex-display">{katex(latex)}</span>', True),
    "MathJax 2": (mathjax_2, False),
    "MathJax 2, display": (lambda latex: mathjax_2(latex, "; mode=display"), True),
    "MathJax 2, script alone": (lambda latex: f'<script type="math/tex">{latex}</script>', False),
    "MathJax 3": (mathjax_3, False),
    "MathJax 3, display": (lambda latex: mathjax_3(latex, 'display="true"'), True),
    "MathJax 4": (lambda latex: f'<mjx-container data-latex="{html.escape(latex)}"><svg></svg></mjx-container>', False),
    "Wikipedia": (wikipedia, False),
    "image, alt": (lambda latex: f'<img class="math" src="a.png" alt="{html.escape(latex)}">', False),
    "image, latex": (lambda latex: f'<img class="latex" src="a.png" alt="{html.escape(latex)}">', False),
    "image, data": (lambda latex: f'<img src="a.png" data-latex="{html.escape(latex)}">', False),
    "image, LaTeXML": (lambda latex: f'<img class="ltx_Math" src="a.png" alt="{html.escape(latex)}">', False),
    "image, eeimg": (lambda latex: f'<img src="a.png" eeimg="1" alt="{html.escape(latex)}">', False),
    "span, delimited": (lambda latex: rf'<span class="math notranslate">\({html.escape(latex)}\)</span>', None),
    "span, plain": (lambda latex: f'<span class="math inline">{html.escape(latex)}</span>', False),
    "span, data-tex": (lambda latex: f'<span class="ztext-math" data-tex="{html.escape(latex)}">drawn</span>', False),
}


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize("prose", PROSE, ids=["en", "zh"])
@pytest.mark.parametrize("way", WAYS)
def test_a_formula_comes_once_and_as_the_page_has_it(way, prose, extractor):
    make, display = WAYS[way]
    written = rf"\({LATEX}\)" if display is None else as_written(LATEX, display)
    extracted = extract_page(page(f"<p>{prose}Here {make(LATEX)} there. {prose}</p>", prose), extractor)
    assert extracted.text.count(written) == 1
    assert extracted.text.count("frac") == 1
    assert "drawn" not in extracted.text
    assert (extracted.formulae_in_html, extracted.formulae_in_text) == (1, 1)
    if display:
        assert f"\n{written}\n" in extracted.text


@pytest.mark.parametrize(
    "source",
    [
        "https://s0.wp.com/latex.php?latex=%5Cfrac%7Ba%7D%7Bb%7D&bg=ffffff&fg=000&s=0",
        "https://latex.codecogs.com/gif.latex?%5Cfrac%7Ba%7D%7Bb%7D",
        "https://latex.codecogs.com/svg.image?\\inline&amp;space;\\frac{a}{b}",
        "https://latex.codecogs.com/png.latex?%5Cdpi%7B150%7D%20%5Cfrac%7Ba%7D%7Bb%7D",
        "https://www.zhihu.com/equation?tex=%5Cfrac%7Ba%7D%7Bb%7D",
        "https://math.jianshu.com/math?formula=%5Cfrac%7Ba%7D%7Bb%7D",
        "https://chart.googleapis.com/chart?cht=tx&amp;chl=%5Cfrac%7Ba%7D%7Bb%7D",
        "/cgi-bin/mathtex.cgi?\\frac{a}{b}",
        "https://i.upmath.me/svg/%5Cfrac%7Ba%7D%7Bb%7D",
    ],
)
@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_the_address_of_a_formula_service_holds_the_formula(source, extractor):
    assert r"is $\frac{a}{b}$ here" in extract_html(page(f'<p>{PROSE[0]} is <img src="{source}" alt="picture"> here.</p>'), extractor)


@pytest.mark.parametrize(
    "image",
    [
        '<img src="mathematician.jpg" alt="Emmy Noether">',
        '<img class="math" src="a.png" alt="formula 3">',
        '<img src="https://a.org/context?page=tex&amp;id=3" alt="A heron">',
        '<img src="price.png" alt="$5">',
        '<img class="texture aftermath" src="a.png" alt="A heron">',
    ],
)
def test_other_pictures_are_no_formulae(image):
    extracted = extract_page(page(f"<p>{PROSE[0]}{image}</p>"))
    assert extracted.formulae_in_html == 0
    assert "$" not in extracted.text


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize(
    "source", [r"\(a\n< b\)", "\\[\n  a &= b \\\\\n  c &= d\n\\]", "$$\nx\n$$", "\\begin{align*}\na &= b\\\\\n\nc\n\\end{align*}"]
)
def test_what_stands_between_delimiters_keeps_its_lines(source, extractor):
    extracted = extract_page(page(f"<p>{PROSE[0]} {html.escape(source)} {PROSE[0]}</p>"), extractor)
    assert source.replace("\n\n", "\n") in extracted.text
    assert (extracted.formulae_in_html, extracted.formulae_in_text) == (1, 1)


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("<mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>", r"x=\frac{1}{2}"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^{2}"),
        ("<msup><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></msup>", "{x+1}^{2}"),
        ("<msub><mi>a</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msub>", "a_{n+1}"),
        ("<msubsup><mo>∫</mo><mn>0</mn><mi>∞</mi></msubsup><mi>f</mi>", r"\int_{0}^{\infty}f"),
        ("<msqrt><mi>a</mi><mi>b</mi></msqrt>", r"\sqrt{ab}"),
        ("<mroot><mi>a</mi><mn>3</mn></mroot>", r"\sqrt[3]{a}"),
        ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>", r"\sum_{i=1}^{n}i"),
        ("<munder><mi>lim</mi><mi>x</mi></munder>", r"\lim_{x}"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", r"\vec{v}"),
        ("<mi>sin</mi><mi>x</mi>", r"\sin x"),
        ("<mi>α</mi><mi>β</mi><mo>≤</mo><mi>γ</mi>", r"\alpha \beta \le \gamma"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", r"\left( a,b \right)"),
        ('<mfenced open="{" close=""><mi>a</mi></mfenced>', r"\left\{ a \right."),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable>",
            r"\begin{matrix} 1 & 0 \\ 0 & 1 \end{matrix}",
        ),
        ("<mtext>if </mtext><mi>x</mi>", r"\text{if }x"),
        ('<mi mathvariant="bold">v</mi>', r"\mathbf{v}"),
        ("<mn>5</mn><mo>%</mo>", r"5\%"),
        ("<mfrac><mi>a</mi></mfrac>", "a"),
        ("", ""),
    ],
)
def test_mathml_without_latex_is_converted(source, latex):
    assert latex_of_source(f"<math>{source}</math>") == latex


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("x<sup>2</sup>", "x^2"),
        ("10<sup>5</sup>", "10^5"),
        ("10<sup>−3</sup>", "10^{−3}"),
        ("10<sup>12</sup> m", "10^{12} m"),
        ("H<sub>2</sub>O", "H_2O"),
        ("CO<sub>2</sub>", "CO_2"),
        ("C<sub>6</sub>H<sub>12</sub>O<sub>6</sub>", "C_6H_{12}O_6"),
        ("SO<sub>4</sub><sup>2-</sup>", "SO_4^{2-}"),
        ("<i>x</i><sup><i>n</i>+1</sup>", "x^{n+1}"),
        ("e<sup>x<sup>2</sup></sup>", "e^{x^2}"),
        ("a<sub>n+1</sub>", "a_{n+1}"),
        ("(a+b)<sup>2</sup>", "(a+b)^2"),
        ("20 km<sup>2</sup>", "20 km^2"),
        ("50 平方米<sup>2</sup>", "50 平方米^2"),
        ("A<sup>T</sup>", "A^T"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("the 20<sup>th</sup> century", "the 20th century"),
        ("Word<sup>TM</sup>", "WordTM"),
        ("E = mc<sup>2</sup>", "E = mc^2"),
        ("look at it<sup>2</sup>", "look at it2"),
        ("herons<sup>3</sup>", "herons3"),
        ("herons.<sup>3</sup>", "herons.3"),
        ("herons<sup>[3]</sup>", "herons[3]"),
        ('x<sup><a href="#1">2</a></sup>', "x2"),
        ("苍鹭<sup>3</sup>", "苍鹭3"),
        ("Miller<sup>a,b</sup>", "Millera,b"),
        ("only <sub>small print that goes on and on</sub>", "only small print that goes on and on"),
    ],
)
@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_superscripts_of_formulae_stay_and_marks_are_no_exponents(fragment, text, extractor):
    assert f"says {text} and" in extract_html(page(f"<p>{PROSE[0]} It says {fragment} and {PROSE[0]}</p>"), extractor)


CODE = "def f(x):\n    if x < 1:\n        return [x]\n\n    return x  # a_b"


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize(
    ("fragment", "language"),
    [
        (f"<pre>{html.escape(CODE)}</pre>", ""),
        (f'<pre><code class="language-python">{html.escape(CODE)}</code></pre>', "python"),
        (f'<div class="highlight-python3"><div class="highlight"><pre><span></span>{html.escape(CODE)}</pre></div></div>', ""),
        ("<pre>" + html.escape(CODE).replace("\n", "<br>") + "</pre>", ""),
        ('<pre class="code"><ol><li>' + html.escape(CODE).replace("\n", "</li><li>") + "</li></ol></pre>", ""),
        ('<pre class="brush: python">' + "".join(f"<div>{html.escape(line)}</div>" for line in CODE.split("\n")) + "</pre>", "python"),
        (
            '<table class="highlighttable"><tr><td class="linenos"><pre>1\n2\n3\n4\n5</pre></td>'
            f'<td class="code"><pre>{html.escape(CODE)}\n</pre></td></tr></table>',
            "",
        ),
        (
            '<table class="hljs-ln"><tbody>'
            + "".join(
                f'<tr><td class="hljs-ln-numbers">{i}</td><td class="code"><code>{html.escape(line)}</code></td></tr>'
                for i, line in enumerate(CODE.split("\n"), 1)
            )
            + "</tbody></table>",
            "",
        ),
        (f"<code>{html.escape(CODE)}</code>", ""),
        (
            '<pre class="chroma"><code class="language-python">'
            + "".join(
                f'<span class="line"><span class="ln">{i}</span><span class="cl">{html.escape(line)}\n</span></span>'
                for i, line in enumerate(CODE.split("\n"), 1)
            )
            + "</code></pre>",
            "python",
        ),
    ],
)
def test_code_keeps_its_lines(fragment, language, extractor):
    assert f"\n```{language}\n{CODE}\n```\n" in extract_html(page(fragment), extractor)


def test_prose_in_a_pre_is_no_code():
    mail = "\n".join(["Dear all, the heron was seen again at the lake", "on the third morning of the month by two of us"] * 3)
    assert mail in extract_html(page(f"<pre>{mail}</pre>"))
    assert "```" not in extract_html(page(f"<pre>{mail}</pre>"))


def rows(*lines: str, head: bool = True) -> str:
    cells = [[f"<{'th' if head and not i else 'td'}>{cell}" for cell in line.split(",")] for i, line in enumerate(lines)]
    return "<table>" + "".join("<tr>" + "".join(row) for row in cells) + "</table>"


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_a_table_of_data_becomes_markdown(extractor):
    text = extract_html(page(rows("bird,height,x<sup>2</sup>", "heron,98 cm,a|b", f"<b>stork</b>,110 cm,{katex('x^2')}")), extractor)
    assert "\n| bird | height | x^2 |\n| --- | --- | --- |\n| heron | 98 cm | a\\|b |\n| stork | 110 cm | $x^2$ |\n" in text


@pytest.mark.parametrize(
    "table",
    [
        f"<table><tr><td>menu<td>{PROSE[0] * 5}<tr><td>a<td>b</table>",
        f"<table><tr><td>{rows('a,b', 'c,d')}<td>x<tr><td>y<td>z</table>".replace("<table>", "<table role=presentation>"),
        "<table><tr><td>one cell</table>",
        '<table role="presentation"><tr><td>a<td>b<tr><td>c<td>d<tr><td>e<td>f</table>',
        "<table><tr><th>a<th>b<tr><td><h2>part</h2><td>c</table>",
    ],
)
def test_a_table_that_lays_out_a_page_does_not(table):
    assert "| a" not in extract_html(page(table)).replace("| a | b |\n| --- | --- |\n| c | d |", "")


@pytest.mark.parametrize("extractor", EXTRACTORS)
@pytest.mark.parametrize(
    "hostile",
    [
        "<math>" * 5_000 + "x",
        "<math><mrow>" + "<mrow>" * 5_000 + "<mi>x</mi>",
        "<sup>" * 5_000 + "x",
        "<table><tr><td>" * 3_000 + "x",
        "<pre>" * 3_000 + "x",
        '<span class="katex">' * 3_000 + "x",
        "x<sup>2</sup>" * 20_000,
        "\\(" * 100_000,
        "\\begin{a}\\begin{b}$$" * 20_000,
        '<img class="math" alt="' + "$" * 50_000 + '">',
        "<math><annotation encoding='application/x-tex'>",
        "\x00<math>\x00<mi>\x00</math>\ue000\ue001Qf000000000000f0Zq",
        "<table>" + "<tr><td>a<td>b" * 20_000,
        "<math><msup><mi>x</msup><mfrac></mfrac><mroot/><mfenced separators=''><mtable><mtr><mtd><munder/></math>",
        "```" * 5_000 + "<pre>" + "`" * 5_000 + "</pre>",
        "<script type='math/tex'>" + "x" * 100_000,
        '<script type="math/tex">x</script>' * 20_000,
        '<span class="MathJax_Preview"></span>\n<script type="math/tex">x</script>' * 5_000,
        "<pre>" + "<span class=lineno>1</span>a\n" * 20_000,
    ],
    ids=range(19),
)
def test_hostile_pages_take_little_time_and_raise_nothing_of_ours(hostile, extractor):
    if extractor == "trafilatura" and len(hostile) > 100_000:
        pytest.skip("trafilatura's own time")
    start = time.process_time()
    extracted = extract_page(page(hostile), extractor)
    assert time.process_time() - start < 8
    assert extracted.formulae_in_text <= extracted.formulae_in_html


SOUP = [
    "<p>", "</p>", "<math>", "</math>", "<mi>x</mi>", "<msup>", "<sup>", "</sup>", "<sub>2</sub>", "<pre>", "</pre>", "<table>",
    "<tr>", "<td>", "<th>", "</table>", "<code>", "</code>", "<br>", "\\(", "\\)", "$$", "\\begin{a}", "\\end{a}", "a", "1",
    "\x00", "</span>", "<mjx-container>", "</script>", "Qf", "Zq", "苍鹭", "<svg>", "<!--", "-->", "<", "<annotation", "\n", " ",
    "<span class=\"katex\">", "<annotation encoding='application/x-tex'>y", "<img class=\"math\" alt=\"z\">",
    "<script type=\"math/tex\">", "<span class=\"MathJax\">",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(SOUP),
        max_size=40,
    )
)
def test_any_tag_soup_becomes_text_without_placeholders(pieces):
    source = "".join(pieces)
    extracted = extract_page(source)
    assert 0 <= extracted.formulae_in_text <= extracted.formulae_in_html
    if "Qf" not in source:
        assert "Qf" not in extracted.text


@given(st.text(alphabet="\\()[]$ab{}\n begin", max_size=60))
def test_delimited_stretches_do_not_overlap_and_have_both_ends(text):
    end = 0
    for start, stop in delimited(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop].startswith(("\\", "$$"))
        assert text[start:stop].endswith((")", "]", "$$", "}"))
        end = stop


def test_a_placeholder_is_no_word_of_the_page():
    made = Placeholders("a page")
    first = made.formula("x")
    assert made.restore(f"see {first}") == ("see x", 1)
    assert Placeholders(f"a page {first}").restore(f"see {first}") == (f"see {first}", 0)
    assert Placeholders("a page").restore(f"see {first}") == (f"see {first}", 0)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([piece for piece in SOUP if piece not in ("<svg>", "<annotation", "<")]), max_size=30))
def test_a_look_at_the_bytes_overlooks_nothing_that_the_parser_finds(pieces):
    source = "<p>" + "".join(pieces)
    looked, document = _look(source)[1], HTMLTree.parse(source).document
    assert looked[FORMULAE] or not has_formulae(document)
    assert looked[SCRIPTS] or document.query_selector("sup,sub") is None
    assert looked[BLOCKS] or document.query_selector("pre,table,code") is None


@pytest.mark.parametrize(
    ("source", "tags", "deepest", "formulae", "scripts", "blocks"),
    [
        ("", 0, 0, 0, 0, 0),
        ("<", 1, 0, 0, 0, 0),
        ("<p>the mathematics of a text</p>", 2, 0, 0, 0, 0),
        ("<div><DIV></div><section><main>", 5, 3, 0, 0, 0),
        ('<script src="math.js">a < "<math><sup><pre>"</script>', 2, 0, 1, 0, 0),
        ('<script>a < "<math><sup><pre>"</script>', 2, 0, 0, 0, 0),
        ("<style>a<sup></style><sup>", 3, 0, 0, 1, 0),
        ("<!-- <table><math> --><pre>", 2, 0, 0, 0, 1),
        ("<!--><code>", 2, 0, 0, 0, 1),
        ("<!-- a --!><code>", 2, 0, 0, 0, 1),
        ('<img alt="a > b" class="math">', 1, 0, 1, 0, 0),
        ('<img alt="$x$">', 1, 0, 1, 0, 0),
        ('<img class="text" src="/context/a.png">', 1, 0, 0, 0, 0),
        ('<a href="latex.html">', 1, 0, 0, 0, 0),
        ('<img src="latex.php?latex=x">', 1, 0, 1, 0, 0),
        ("<p><mjx-container>", 2, 0, 1, 0, 0),
        ("<suppose>", 1, 0, 0, 0, 0),
    ],
)
def test_a_look_at_the_bytes(source, tags, deepest, formulae, scripts, blocks):
    assert _look(source)[1] == [tags, deepest, formulae, scripts, blocks]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("a<!-- b -->c<!-->d<!-- e --!>f", "acdf"),
        ("a<script>if (a < b) { '<p>' }</script>b<style>p { }</style >c", "abc"),
        ('<SCRIPT src=">"></SCRIPT>x<Style>y</sTyle>z', "xz"),
        ('<script type="math/tex">x<y</script>z', '<script type="math/tex">x<y</script>z'),
        ("<svg><path d='m'/><title>t</title></svg>a<svg/>b", "a<svg/>b"),
        ('<svg class="MathJax"><path/></svg>a<math>', '<svg class="MathJax"><path/></svg>a<math>'),
        ("a<script>never closed", "a<script>never closed"),
        ("a<!-- never closed", "a<!-- never closed"),
        ('<p title="<script>">a</p><script>b</script>', '<p title="<script>">a</p>'),
        ("<scripture>a</scripture>", "<scripture>a</scripture>"),
        ("雨<script>水</script>海\ud800", "雨海\ud800"),
    ],
)
def test_what_no_extractor_reads_is_left_out(source, left):
    assert _look(source)[0] == left


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([piece for piece in SOUP if "svg" not in piece and piece not in ("<annotation", "<")]), max_size=30))
def test_leaving_it_out_changes_no_text_that_the_parser_finds(pieces):
    source = "<p>" + "".join(pieces) + "</p>"
    whole, slim = (extract_plain_text(HTMLTree.parse(h), alt_texts=False) for h in (source, _look(source)[0]))
    assert "".join(slim.split()) == "".join(whole.split())


@pytest.mark.parametrize("element", ["main", 'div role="main"', "article"])
def test_what_a_page_declares_as_its_main_part_is_taken_for_it(element):
    around = "<div><p>" + "Buy another book about birds in our shop today, dear reader. " * 12 + "</p></div>"
    inner = f"<{element}><p>{PROSE[0] * 15}</p></{element.split()[0]}>"
    text = extract_html(f"<html><body>{around}{inner}{around}</body></html>")
    assert "The heron" in text
    assert "Buy another" not in text
    assert "Buy another" in extract_html(f"<html><body>{around}{inner}{inner}{around}</body></html>")


def test_comments_go_under_a_long_text_and_stay_where_they_are_the_page():
    def thread(paragraphs: int) -> str:
        comments = "".join(f"<div class='comment'><p>Reader {i} has seen a heron too, and tells us where.</p></div>" for i in range(20))
        return f"<html><body><div class='post'><p>{PROSE[0] * paragraphs}</p></div><div id='comments'>{comments}</div></body></html>"

    assert "Reader 3" in extract_html(thread(3))
    assert "Reader 3" not in extract_html(thread(30))


def test_a_page_that_would_lose_its_formulae_with_its_side_parts_is_taken_whole():
    exercises = "".join(f"<div class='sidebar related'><p>Exercise {i}: find {annotated(f'x_{i}')}.</p></div>" for i in range(9))
    source = f"<html><body><nav>Menu</nav><div><p>{PROSE[0] * 20}</p></div>{exercises}</body></html>"
    extracted = extract_page(source)
    assert (extracted.formulae_in_html, extracted.formulae_in_text, extracted.lost) == (9, 9, 0)
    assert "Menu" not in extracted.text
    assert "Exercise 3" not in extract_html(re.sub("<math.*?</math>", "x", source))
