"""Tokens for n-gram language models, and their lookup in one open-addressing table.

A token is a unit (a word's hash, one CJK character), or one of few marks for what stands between units. A table slot is 32
bits: a 16-bit fingerprint of the n-gram's hash (0 = empty slot), its 8-bit probability code and its 8-bit backoff code.
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.prefetching import prefetch
from qualityfilter.kernels.scan import CJK_KIND, MOST_UNITS, NUMBER_KIND, decode
from qualityfilter.kernels.unicode import SPACE

# Marks are small hashes: an FNV-1a hash of text is none of them but with probability 2^-60.
BOS, EOS, UNK, WORD, NUMBER, COMMA, OTHER, BREAK = (np.uint64(i) for i in range(1, 9))
N_MARKS = 8
MARK_NAMES = ("<s>", "</s>", "<unk>", "<word>", "<num>", "<,>", "<*>", "<nl>")

ZH, EN, NEITHER = 0, 1, 2  # which model reads a sentence
MAX_ORDER = 6
AHEAD = 8  # tokens: how far ahead of the one in hand the table is asked for
_MIX1, _MIX2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)


@kernel()
def _gap(buf, start, end, classes):
    """The mark for buf[start:end], what stands between two units: EOS, BREAK, COMMA, OTHER, or 0 for nothing worth a token."""
    found = np.uint64(0)
    marks, spaces = 0, 0
    i = start
    while i < end:
        point, following = decode(buf, i)
        if point == 10:
            if found != EOS:
                found = BREAK
            spaces += 1
        elif classes[point] & np.uint8(0x7F) == SPACE:
            spaces += 1
        else:
            marks += 1
            if point == 0x3002 or point == 0xFF01 or point == 0xFF1F or point == 0x2026 or point == 33 or point == 63:  # 。！？…!?
                found = EOS
            elif point == 46 or point == 0xFF0E:
                after = buf[following] if following < end else np.uint8(0)
                # a full stop ends a sentence before white space, closing quotes and brackets, or the end of the text
                if following >= end:
                    if following >= buf.size:
                        found = EOS
                elif after <= 32 or after == 34 or after == 39 or after == 41 or after >= 0x80:
                    found = EOS
            elif found != EOS and found != BREAK:
                if point == 44 or point == 58 or point == 59 or point == 0xFF0C or point == 0x3001 or point == 0xFF1A or point == 0xFF1B:
                    found = COMMA
                elif found != COMMA:
                    found = OTHER
        i = following
    if found == OTHER and marks == 1 and spaces == 0 and end - start <= 3:
        first = buf[start]
        # an apostrophe or a hyphen inside a word is part of the spelling
        if first == 39 or first == 45 or (first == 0xE2 and buf[start + 1] == 0x80 and (buf[start + 2] == 0x99 or buf[start + 2] == 0x90)):
            return np.uint64(0)
    return found


@kernel(
    "Tuple((i8,i8))(u1[::1], i8[::1], u1[::1], u1[::1], u8[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[::1],"
    "u8[::1], u1[::1], u1[::1], i4[::1], u1[::1], i8[::1])"
)
def tokenise(
    buf, offsets, classes, scripts, unit_hash, unit_start, unit_end, unit_chars, unit_kind, unit_offsets,
    token, token_kind, token_chars, sentence_end, sentence_model, sentence_offsets,
):  # fmt: skip
    """Write the tokens of all documents (of their first MOST_UNITS units), sentence by sentence; returns how many tokens and sentences.

    Sentence s owns tokens sentence_end[s - 1]:sentence_end[s]; its last token is EOS. A sentence goes to ZH when at least a
    quarter of its units are CJK characters, to EN when fewer are, to NEITHER when over a quarter of the characters are kana or the
    letters of a sentence of words are mostly of another script. token_kind is the unit's kind, or 3 for marks.
    """
    t, s = 0, 0
    for d in range(offsets.size - 1):
        sentence_offsets[d] = s
        cjk, words, kana, foreign = 0, 0, 0, 0
        end = unit_offsets[d + 1]
        last = min(end, unit_offsets[d] + MOST_UNITS) - 1
        for u in range(unit_offsets[d], last + 1):
            kind = unit_kind[u]
            point, _ = decode(buf, np.int64(unit_start[u]))
            if kind == NUMBER_KIND:
                token[t] = NUMBER
            else:
                token[t] = unit_hash[u]
                if kind == CJK_KIND:
                    cjk += 1
                    kana += scripts[point] == 3
                else:
                    words += 1
                    foreign += scripts[point] != 1
            token_kind[t], token_chars[t] = kind, min(unit_chars[u], 255)
            t += 1
            gap_end = np.int64(unit_start[u + 1]) if u + 1 < end else offsets[d + 1]
            mark = _gap(buf[: offsets[d + 1]], np.int64(unit_end[u]), gap_end, classes) if gap_end > unit_end[u] else np.uint64(0)
            if mark == EOS or u == last:
                token[t], token_kind[t], token_chars[t] = EOS, 3, 0
                t += 1
                sentence_end[s] = t
                if 4 * kana > cjk + words or 2 * foreign > cjk + words:
                    sentence_model[s] = NEITHER
                else:
                    sentence_model[s] = ZH if 4 * cjk >= cjk + words and cjk > 0 else EN
                s += 1
                cjk, words, kana, foreign = 0, 0, 0, 0
            elif mark != 0:
                token[t], token_kind[t], token_chars[t] = mark, 3, 0
                t += 1
    sentence_offsets[offsets.size - 1] = s
    return t, s


@kernel(inline=True)
def mix(h, token):
    """The hash of an n-gram, from that of its last n - 1 tokens and the one before them: longer n-grams extend shorter ones."""
    h = (h ^ token) * _MIX1
    return (h ^ (h >> np.uint64(32))) * _MIX2


@kernel(inline=True)
def _slot(table, h):
    """Where the search for the n-gram of this hash begins."""
    return np.int64(((h >> np.uint64(32)) * np.uint64(table.size)) >> np.uint64(32))


@kernel(inline=True)
def _find(table, h):
    """The slot that holds the n-gram of this hash, or 0 (slots with a fingerprint are never 0)."""
    fingerprint = max(np.uint32(h & np.uint64(0xFFFF)), np.uint32(1))
    i = _slot(table, h)
    while True:
        slot = table[i]
        if slot == 0 or slot >> np.uint32(16) == fingerprint:
            return slot
        i += 1
        if i == table.size:
            i = 0


@kernel("void(u4[::1], u8[::1], u1[::1], u1[::1])")
def insert(table, hashes, probability, backoff):
    """Put n-grams into the table; the table must have empty slots left, hashes must differ."""
    for k in range(hashes.size):
        h = hashes[k]
        fingerprint = max(np.uint32(h & np.uint64(0xFFFF)), np.uint32(1))
        i = _slot(table, h)
        while table[i] != 0:
            i += 1
            if i == table.size:
                i = 0
        table[i] = (fingerprint << np.uint32(16)) | (np.uint32(probability[k]) << np.uint32(8)) | np.uint32(backoff[k])


@kernel("void(u8[:,::1], u8[::1])")
def gram_hashes(tokens, out):
    """Hash of each row, an n-gram's tokens in reading order."""
    for row in range(tokens.shape[0]):
        h = np.uint64(0)
        for j in range(tokens.shape[1] - 1, -1, -1):
            h = mix(h, tokens[row, j])
        out[row] = h


@kernel("void(u8[::1], u1[::1], i4[::1], u1[::1], i8, i8, u4[::1], f4[:,::1], f4[:,::1], f4[::1], f4[::1], u1[::1])")
def look_up(token, token_kind, sentence_end, sentence_model, model, order, table, probabilities, backoffs, bits, prior, matched):
    """Fill bits[t] = -log2 p(token t | up to order - 1 tokens before it in its sentence) for the sentences of `model`.

    prior[t] is the same without the tokens before; matched[t] the length of the longest n-gram found, plus 128 for a token that
    the model reads as <word> or <unk>. Tokens of other sentences are left alone. `probabilities` and `backoffs` are log2 values
    by n-gram length - 1 and code.
    """
    context = np.zeros(MAX_ORDER, np.uint64)  # the tokens before, the nearest first
    held = np.zeros(MAX_ORDER, np.float32)  # log2 backoff of the context's last 1, 2, … tokens, as far as they are in the table
    found = np.zeros(MAX_ORDER, np.float32)
    alone, pair = np.uint64(0), np.uint64(0)  # hashes of the token AHEAD of this one, and of the one before it with its own before
    last = token.size - 1
    start = 0
    for s in range(sentence_end.size):
        end = sentence_end[s]
        if sentence_model[s] != model:
            start = end
            continue
        slot = _find(table, mix(np.uint64(0), BOS))
        n = min(1, order - 1)  # how many tokens before can matter: the longest n-gram that ends in the token before
        context[0], held[0] = BOS, backoffs[0, slot & np.uint32(0xFF)] if slot else np.float32(0)
        for t in range(start, end):
            ahead = min(t + AHEAD, last)
            triple, pair, alone = mix(pair, token[max(ahead - 4, 0)]), mix(alone, token[max(ahead - 2, 0)]), mix(np.uint64(0), token[ahead])
            prefetch(table, _slot(table, triple))
            prefetch(table, _slot(table, pair))
            prefetch(table, _slot(table, alone))
            word = token[t]
            unknown = np.uint8(0)
            h = mix(np.uint64(0), word)
            slot = _find(table, h)
            if slot == 0:
                word = UNK if token_kind[t] == CJK_KIND else WORD
                unknown = np.uint8(128)
                h = mix(np.uint64(0), word)
                slot = _find(table, h)
            length = 1
            log2p = probabilities[0, (slot >> np.uint32(8)) & np.uint32(0xFF)]
            found[0] = backoffs[0, slot & np.uint32(0xFF)]
            prior[t] = -log2p
            while length <= n:
                h = mix(h, context[length - 1])
                slot = _find(table, h)
                if slot == 0:
                    break
                log2p = probabilities[length, (slot >> np.uint32(8)) & np.uint32(0xFF)]
                found[length] = backoffs[length, slot & np.uint32(0xFF)]
                length += 1
            for k in range(length - 1, n):  # contexts longer than the one that predicted the word were backed off from
                log2p += held[k]
            bits[t], matched[t] = -log2p, np.uint8(length) | unknown
            n = min(length, order - 1)
            for k in range(n):
                held[k] = found[k]
            for k in range(n - 1, 0, -1):
                context[k] = context[k - 1]
            context[0] = word
        start = end
