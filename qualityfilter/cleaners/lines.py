"""Lines that are advertising or boilerplate by the model of lines: menus, related lists, share widgets, calls to subscribe, slogans.

A line goes where the model is sure of it. A block goes as a block: between lines that go, a line goes too where it is more likely
boilerplate than not. What is sure enough differs by script, as the model does.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from qualityfilter.cleaners.call_phrases import AD
from qualityfilter.cleaners.call_to_action import CallToAction, reports
from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.kernels import lines as kernels
from qualityfilter.line_counts import LineCounts
from qualityfilter.line_model import IN_CHINESE, MODEL_FILE, OTHER, WHOLE, LineChances, line_chances
from qualityfilter.protecting import protected_in
from qualityfilter.views import I64

CONTENT = 0.22  # the mean chance of removal, of the lines that stay, below which these are nearly all content
POSSIBLE = {True: 0.02, False: 0.05}  # by all that is known of it, a line (of a page in Chinese, of others) may be advertising from here
SHORT, SHORT_IN_CONTENT = (0.9, 0.8), (0.1, 0.24)  # so far short of enough its own words may be where the chance of removal is this
REPORTED = 0.996  # a line that speaks about calls, by a word of report, goes from this chance of removal
STRAY = 0.9  # where all else on a page not Chinese is nearly all content, a line goes from here: a title between ads looks like a label
CONTENT_WORDS = -1.0  # log-odds of being advertising, by its own words, below which a line of such a page in Chinese needs that too
FEW_BYTES = 12  # a shorter line has too few words to give it away

FEW_LINES, OF_FEW = 5, 0.996  # of a text of fewer lines, a line goes from here, or by its words alone: little around it could tell

SITE_PAGES = 10  # a smaller site says nothing of its lines
SHARES = (0.05, 0.2)  # of the pages of its site, on which a line stands
SHIFTS = (-0.4, 1.1, 1.4)  # of the log-odds of removal: below the first share, between, from the second on


@register_cleaner("lines.v1")
@dataclass(frozen=True)
class Lines:
    """Whole lines whose chance of being advertising or boilerplate is at least `chinese` on pages in Chinese, `page` on others that are
    there as a whole (from `line_model.WHOLE_LINES` lines on), `other` on the rest; `chinese` and `other` were chosen on windows of 25
    lines on average.

    `within` is the chance from which a line goes that stands between two lines that go. A line that its own words give away goes
    wherever it stands: from log-odds `alone` of being advertising, or `alone_in_content` where the other lines that stay are nearly all
    content, so that little else can explain such words; on pages that are not Chinese less will do of a line that is likelier to go.

    Where the recipe asks for a survey, lines of sites of at least SITE_PAGES pages are judged with it: the log-odds of removal move by
    SHIFTS with the share of the site's pages that hold the line. (With an earlier model, on 92 Chinese sites and accounts of 10 to 100
    pages, beside the model of folds by site: where .97 of content stays, .75 of the rest goes instead of .69; at `chinese`, .971 of
    content stays instead of .976 and .75 of the rest goes instead of .63. What `site_lines.v1` takes stands apart from this.)
    """

    chinese: float = 0.95
    other: float = 0.925
    page: float = 0.84
    within: float = 0.8
    alone: float = 1.4
    alone_in_content: float = 0.3
    counts: LineCounts | None = field(default=None, init=False, repr=False, compare=False)

    kinds = ("ad", "boilerplate")
    model_files = (str(MODEL_FILE),)
    needs_survey = False

    def surveyed(self, counts: LineCounts) -> Lines:
        """The same cleaner with the lines that pass 0 counted."""
        copied = replace(self)
        object.__setattr__(copied, "counts", counts)
        return copied

    @functools.cached_property
    def _rules(self) -> npt.NDArray[np.float64]:
        """The rules of `kernels.by_words`, by kind of page."""
        rules = np.empty((3, kernels.N_RULES))
        rules[:, kernels.ALONE], rules[:, kernels.ALONE_IN_CONTENT] = self.alone, self.alone_in_content
        for kind in (OTHER, IN_CHINESE, WHOLE):
            own, chinese = rules[kind], kind == IN_CHINESE
            own[kernels.WORDS_IN_CONTENT] = CONTENT_WORDS if chinese else np.inf
            own[kernels.POSSIBLE] = POSSIBLE[chinese]
            own[kernels.SHORT_BY], own[kernels.SHORT_IN_CONTENT] = SHORT[0], SHORT_IN_CONTENT[0]
            own[kernels.LIKELY], own[kernels.LIKELY_IN_CONTENT] = (np.inf, np.inf) if chinese else (SHORT[1], SHORT_IN_CONTENT[1])
        return rules

    def _removed(self, docs: Documents, chances: LineChances) -> npt.NDArray[np.float64]:
        """The chance of removal of each line, with what the survey knows of it."""
        if self.counts is None:
            return chances.removed
        filled = docs.views.lines.chars > 0
        on, of = (column[filled] for column in self.counts.of_sites(docs))
        shift = np.array(SHIFTS)[np.searchsorted(SHARES, on / np.maximum(of, 1), side="right")]
        chance = np.clip(chances.removed, 1e-9, 1 - 1e-9)
        moved = 1.0 / (1.0 + np.exp(-(np.log(chance / (1.0 - chance)) + shift)))
        return np.where(of >= SITE_PAGES, moved, chances.removed)

    def _without_torn(
        self, docs: Documents, chances: LineChances, goes: npt.NDArray[np.bool_], called: npt.NDArray[np.bool_], others: I64
    ) -> npt.NDArray[np.bool_]:
        """What goes without pieces of sentences that go on in a line that stays, and without titles of what stays below them; `others`
        are lines that another cleaner takes."""
        lines, units = chances.lines, docs.views.units
        on, titles, gone = (np.zeros(goes.size, np.bool_) for _ in range(3))
        gone[others] = True
        kernels.runs_on(docs.views.buffer, lines.offsets, lines.start, lines.end, lines.number, kernels.LEAD_INS, on)
        whole = goes | gone
        kernels.with_what_follows(lines.offsets, on, whole)
        kernels.titles(lines.offsets, lines.start, lines.end, units.hash, units.start, units.kind, whole, titles)
        return goes & whole & (~titles | called)

    def find(self, docs: Documents) -> FoundSpans:
        chances = line_chances(docs)
        lines, removed = chances.lines, self._removed(docs, chances)
        of = lines.document
        few = (np.diff(lines.offsets) < FEW_LINES)[of]
        least = np.array([self.other, self.chinese, self.page])[chances.page]
        least[few] = np.maximum(least[few], OF_FEW)
        goes, called = np.zeros(removed.size, np.bool_), np.zeros(removed.size, np.bool_)
        kernels.blocks(lines.offsets, removed, least, np.minimum(self.within, least), goes)
        kernels.by_words(
            docs.views.buffer, lines.offsets, lines.start, lines.end, chances.page, removed, chances.call, self._rules,
            CONTENT, STRAY, FEW_LINES, FEW_BYTES, goes, called,
        )  # fmt: skip
        doubtful = called | (goes & (chances.call >= self.alone_in_content) & (removed < REPORTED))
        foreign = docs.views.lines.chars[docs.views.lines.chars > 0] < lines.end - lines.start  # not ASCII
        for line in np.flatnonzero(doubtful & foreign).tolist():
            if reports(docs.views.buffer[lines.start[line] : lines.end[line]].tobytes()):
                called[line] = False
                goes[line] = goes[line] and removed[line] >= REPORTED
        calls = CallToAction().find(docs)
        of_calls = np.searchsorted(lines.start, calls.start, side="right") - 1
        goes = self._without_torn(docs, chances, goes | called, called, of_calls)
        if not goes.any():
            return FoundSpans.of([])
        kind = (chances.boilerplate > chances.ad).astype(np.int8)
        kind[called] = AD
        kind[of_calls] = calls.kind  # patterns know better which kind it is
        concerned = np.zeros(len(docs), np.bool_)
        concerned[of[goes]] = True
        guarded = protected_in(docs, concerned)
        around = np.searchsorted(guarded.start, lines.start, side="right") - 1
        inside = (around >= 0) & (lines.end <= np.r_[guarded.end, 0][around])
        goes &= ~inside | called  # a row of a table is no finding, however much it looks like a menu
        spans = np.empty((int(goes.sum()), 3), np.int64)
        n_spans = kernels.block_spans(
            docs.views.buffer, lines.offsets, lines.start, lines.end, lines.number, goes, kind, guarded.start, guarded.end, spans
        )
        first, last = spans[:n_spans, 0], spans[:n_spans, 1]
        edges = lines.start[first].astype(np.int64), lines.end[last].astype(np.int64)
        score = np.minimum.reduceat(np.r_[removed, 1.0], np.column_stack([first, last + 1]).reshape(-1))[::2] if n_spans else removed[:0]
        return FoundSpans(of[first].astype(np.int32), *edges, spans[:n_spans, 2].astype(np.int8), score.astype(np.float32))
