"""MathML to LaTeX, for pages that have no LaTeX of their own: presentation elements, without rendering hints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from resiliparse.parse.html import HTMLTree

MAX_DEPTH = 60  # below it an element is its text
_TEX = re.compile(r"\s*(?:application/x-(?:la)?tex|(?:la)?tex|text/x-(?:la)?tex)\b", re.IGNORECASE)

_CHARACTERS = {
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u200b": "", "\xa0": " ", "−": "-", "×": r"\times ", "·": r"\cdot ",
    "⋅": r"\cdot ", "÷": r"\div ", "±": r"\pm ", "∓": r"\mp ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ",
    "≡": r"\equiv ", "∼": r"\sim ", "≃": r"\simeq ", "≅": r"\cong ", "∝": r"\propto ", "∞": r"\infty ", "∂": r"\partial ",
    "∇": r"\nabla ", "∑": r"\sum ", "∏": r"\prod ", "∐": r"\coprod ", "∫": r"\int ", "∬": r"\iint ", "∭": r"\iiint ", "∮": r"\oint ",
    "√": r"\surd ", "∈": r"\in ", "∉": r"\notin ", "∋": r"\ni ", "⊂": r"\subset ", "⊃": r"\supset ", "⊆": r"\subseteq ",
    "⊇": r"\supseteq ", "∪": r"\cup ", "∩": r"\cap ", "∅": r"\emptyset ", "∀": r"\forall ", "∃": r"\exists ", "¬": r"\neg ",
    "∧": r"\wedge ", "∨": r"\vee ", "⊕": r"\oplus ", "⊗": r"\otimes ", "→": r"\to ", "←": r"\leftarrow ", "↔": r"\leftrightarrow ",
    "⇒": r"\Rightarrow ", "⇐": r"\Leftarrow ", "⇔": r"\Leftrightarrow ", "↦": r"\mapsto ", "⟶": r"\longrightarrow ",
    "⟹": r"\Longrightarrow ", "↑": r"\uparrow ", "↓": r"\downarrow ", "…": r"\ldots ", "⋯": r"\cdots ", "⋮": r"\vdots ",
    "⋱": r"\ddots ", "⟨": r"\langle ", "⟩": r"\rangle ", "〈": r"\langle ", "〉": r"\rangle ", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
    "⌈": r"\lceil ", "⌉": r"\rceil ", "∥": r"\parallel ", "‖": r"\| ", "∣": r"\mid ", "⊥": r"\perp ", "∠": r"\angle ",
    "△": r"\triangle ", "∘": r"\circ ", "°": r"{}^{\circ}", "′": "'", "″": "''", "‴": "'''", "ℝ": r"\mathbb{R}", "ℂ": r"\mathbb{C}",
    "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}", "ℏ": r"\hbar ", "ℓ": r"\ell ", "ℜ": r"\Re ", "ℑ": r"\Im ",
    "ℵ": r"\aleph ", "≪": r"\ll ", "≫": r"\gg ", "≔": ":=", "∖": r"\setminus ", "∗": "*", "†": r"\dagger ", "∴": r"\therefore ",
    "∵": r"\because ", "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "ϵ": r"\epsilon ",
    "ζ": r"\zeta ", "η": r"\eta ", "θ": r"\theta ", "ϑ": r"\vartheta ", "ι": r"\iota ", "κ": r"\kappa ", "λ": r"\lambda ", "μ": r"\mu ",
    "ν": r"\nu ", "ξ": r"\xi ", "π": r"\pi ", "ρ": r"\rho ", "σ": r"\sigma ", "ς": r"\varsigma ", "τ": r"\tau ", "υ": r"\upsilon ",
    "φ": r"\varphi ", "ϕ": r"\phi ", "χ": r"\chi ", "ψ": r"\psi ", "ω": r"\omega ", "Γ": r"\Gamma ", "Δ": r"\Delta ", "Θ": r"\Theta ",
    "Λ": r"\Lambda ", "Ξ": r"\Xi ", "Π": r"\Pi ", "Σ": r"\Sigma ", "Υ": r"\Upsilon ", "Φ": r"\Phi ", "Ψ": r"\Psi ", "Ω": r"\Omega ",
    "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_", "\\": r"\backslash ", "~": r"\sim ",
    "^": r"\hat{}",
}  # fmt: skip
_WRITTEN = str.maketrans(_CHARACTERS)
_FUNCTIONS = frozenset((
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd", "hom", "inf",
    "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec", "sin", "sinh", "sup", "tan", "tanh",
))  # fmt: skip
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "¯": "bar", "ˉ": "bar", "‾": "overline", "_": "bar", "→": "vec", "⃗": "vec", "~": "tilde", "˜": "tilde",
    "∼": "tilde", "˙": "dot", "¨": "ddot", "⏞": "overbrace", "ˇ": "check", "˘": "breve",
}  # fmt: skip
_UNDER = {"_": "underline", "¯": "underline", "‾": "underline", "̲": "underline", "⏟": "underbrace"}
_VARIANTS = {
    "bold": "mathbf", "double-struck": "mathbb", "script": "mathcal", "fraktur": "mathfrak", "sans-serif": "mathsf",
    "monospace": "mathtt", "bold-italic": "boldsymbol",
}  # fmt: skip
_FENCES = {"{": r"\{", "}": r"\}", "": ".", "⟨": r"\langle", "⟩": r"\rangle", "‖": r"\|", "⌊": r"\lfloor", "⌋": r"\rfloor",
           "⌈": r"\lceil", "⌉": r"\rceil"}  # fmt: skip
_ATOM = re.compile(r"(?:[^\\{}^_\s]|\\[A-Za-z]+|\\[^A-Za-z])\s*")


def latex_of(math: Any) -> str:
    """The LaTeX of a `math` element: what the page wrote in an annotation or `alttext`, else converted; "" for an empty one."""
    for annotation in math.get_elements_by_tag_name("annotation").values():
        if _TEX.match(annotation.getattr("encoding") or "") and (text := (annotation.text or "").strip()):
            return str(text)
    if written := (math.getattr("alttext") or "").strip():
        return str(written)
    return converted(math)


def latex_of_source(source: str) -> str:
    """The same for MathML as text, as it stands in an attribute or a script."""
    document: Any = HTMLTree.parse(source).document
    math = document.query_selector("math")
    return latex_of(math) if math is not None else ""


def converted(math: Any) -> str:
    """LaTeX made from MathML elements."""
    return re.sub(r"[ \t\n]+", " ", _row(_children(math), 0)).strip()


def _children(element: Any) -> list[Any]:
    return [child for child in element.children.values() if _name(child) not in ("annotation", "annotation-xml")]


def _name(element: Any) -> str:
    return str(element.tag or "").lower().rpartition(":")[2]


def _row(elements: Sequence[Any], depth: int) -> str:
    pieces: list[str] = []
    for element in elements:
        piece = _element(element, depth + 1)
        if pieces and piece[:1].isalpha() and re.search(r"\\[A-Za-z]+$", pieces[-1]):
            pieces.append(" ")
        pieces.append(piece)
    return "".join(pieces)


def _group(element: Any, depth: int) -> str:
    return "{" + _element(element, depth).strip() + "}"


def _base(element: Any, depth: int) -> str:
    """What a script is put on: braces where it is more than one symbol."""
    text = _element(element, depth)
    return (
        text.rstrip()
        if _ATOM.fullmatch(text) or re.fullmatch(r"\\(?:operatorname|mathbb|mathbf|mathrm)\{\w*\}", text)
        else "{" + text.strip() + "}"
    )


def _element(element: Any, depth: int) -> str:
    if depth > MAX_DEPTH:
        return str(element.text or "").strip().translate(_WRITTEN)
    name = _name(element)
    if name in ("mi", "mn", "mo", "ms"):
        return _symbol(name, element)
    if name == "mtext":
        return _text(element.text or "")
    if name in ("mspace", "none", "mprescripts", "maligngroup", "malignmark", "mphantom"):
        return " " if name == "mspace" else ""
    if name in ("annotation", "annotation-xml"):
        return ""
    children = _children(element)
    if name == "semantics":
        return _row(children[:1], depth)
    if name in _SHAPES:
        count, shape = _SHAPES[name]
        return shape(children, depth) if len(children) == count else _row(children, depth)
    if name == "msqrt":
        return r"\sqrt{" + _row(children, depth).strip() + "}"
    if name == "mfenced":
        return _fenced(element, children, depth)
    if name == "mtable":
        return _table(children, depth)
    if name == "menclose" and "radical" in (element.getattr("notation") or ""):
        return r"\sqrt{" + _row(children, depth).strip() + "}"
    if name == "mmultiscripts":
        return _multiscripts(element, depth)
    if not children:
        return _symbol("mi", element) if (element.text or "").strip() else ""
    return _row(children, depth)


def _symbol(name: str, element: Any) -> str:
    text = " ".join((element.text or "").split())
    variant = _VARIANTS.get(element.getattr("mathvariant") or "") if name == "mi" else None
    if name != "mn" and text in _FUNCTIONS:
        return "\\" + text + " "
    written = text.translate(_WRITTEN)
    if variant:
        return f"\\{variant}{{{written.strip()}}}"
    if name == "mi" and len(text) > 1 and text.isalpha():
        return rf"\operatorname{{{text}}}" if text.isascii() else rf"\text{{{text}}}"
    if name == "ms":
        return _text(text)
    return written


def _text(text: str) -> str:
    plain = re.sub(r"\s+", " ", text.replace("\u00a0", " "))
    return r"\text{" + re.sub(r"([{}%#&$_])", r"\\\1", plain) + "}" if plain.strip() else " "


def _fraction(children: Sequence[Any], depth: int) -> str:
    return r"\frac" + _group(children[0], depth) + _group(children[1], depth)


def _root(children: Sequence[Any], depth: int) -> str:
    return r"\sqrt[" + _element(children[1], depth).strip() + "]" + _group(children[0], depth)


def _superscript(children: Sequence[Any], depth: int) -> str:
    above = _element(children[1], depth).strip()
    base = _base(children[0], depth)
    return base + above if above and not above.strip("'") else base + "^{" + above + "}"


def _subscript(children: Sequence[Any], depth: int) -> str:
    return _base(children[0], depth) + "_" + _group(children[1], depth)


def _both(children: Sequence[Any], depth: int) -> str:
    return _base(children[0], depth) + "_" + _group(children[1], depth) + "^" + _group(children[2], depth)


def _under(children: Sequence[Any], depth: int) -> str:
    accent = _UNDER.get((children[1].text or "").strip())
    if accent:
        return f"\\{accent}" + _group(children[0], depth)
    return _limits(children[0], depth) + "_" + _group(children[1], depth)


def _over(children: Sequence[Any], depth: int) -> str:
    accent = _ACCENTS.get((children[1].text or "").strip())
    if accent:
        return f"\\{accent}" + _group(children[0], depth)
    return _limits(children[0], depth) + "^" + _group(children[1], depth)


def _under_over(children: Sequence[Any], depth: int) -> str:
    return _limits(children[0], depth) + "_" + _group(children[1], depth) + "^" + _group(children[2], depth)


def _limits(element: Any, depth: int) -> str:
    base = _base(element, depth)
    return base if base.startswith(("\\", "{\\")) else r"\mathop" + (base if base.startswith("{") else "{" + base + "}")


_SHAPES = {
    "mfrac": (2, _fraction), "mroot": (2, _root), "msup": (2, _superscript), "msub": (2, _subscript), "msubsup": (3, _both),
    "munder": (2, _under), "mover": (2, _over), "munderover": (3, _under_over),
}  # fmt: skip


def _fenced(element: Any, children: Sequence[Any], depth: int) -> str:
    opening, closing = element.getattr("open", "("), element.getattr("close", ")")
    separators = (element.getattr("separators", ",") or "").replace(" ", "")
    pieces = [_element(child, depth + 1) for child in children]
    inner = "".join(
        piece + (separators[min(i, len(separators) - 1)] if separators and i + 1 < len(pieces) else "") for i, piece in enumerate(pieces)
    )
    left, right = (_FENCES.get((mark or "").strip(), (mark or "").strip()) for mark in (opening, closing))
    return rf"\left{left} {inner.strip()} \right{right}"


def _table(rows: Sequence[Any], depth: int) -> str:
    lines = [
        " & ".join(_row(_children(cell), depth + 2).strip() for cell in _children(row) if _name(cell) == "mtd")
        for row in rows
        if _name(row) in ("mtr", "mlabeledtr")
    ]
    return r"\begin{matrix} " + r" \\ ".join(lines) + r" \end{matrix}"


def _multiscripts(element: Any, depth: int) -> str:
    children = _children(element)
    names = [_name(child) for child in children]
    split = names.index("mprescripts") if "mprescripts" in names else len(names)
    before = _scripts(children[split + 1 :], depth)
    return ("{}" + before if before else "") + (_base(children[0], depth) if children else "") + _scripts(children[1:split], depth)


def _scripts(children: Sequence[Any], depth: int) -> str:
    written = ""
    for mark, scripts in (("_", children[::2]), ("^", children[1::2])):
        if inner := _row(scripts, depth).strip():
            written += f"{mark}{{{inner}}}"
    return written
