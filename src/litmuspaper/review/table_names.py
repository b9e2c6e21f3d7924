"""Which rows and columns of a block a clause may mean: by whole labels first, then by words that set labels apart.

A whole label wins over a part of one. A part must begin where a name can begin, so that "multi-factor attention" is
not taken for "standard attention". A name of the clause that the table does not hold closes the clause to a verdict.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from litmuspaper.review.mentions import names_of
from litmuspaper.review.metrics import direction, is_cost
from litmuspaper.review.numbers import plain, read_number
from litmuspaper.review.ranking import UNRANKED
from litmuspaper.review.roles import is_removal
from litmuspaper.review.table_tokens import (
    CAMEL,
    COINED,
    LEAST_PREFIX,
    PARTS,
    Token,
    lows,
    pieces,
    read_tokens,
    shortens,
)
from litmuspaper.review.table_words import COMMON, FUNCTION, GAP, GENERAL, KINDS, LANGUAGES, PLURALS, SYNONYMS
from litmuspaper.review.tables import Block

_LETTERS = {"S": "single", "E": "ensemble"}
_PAIR = re.compile(r"[A-Z][a-z]|^[a-z]{2}(?=-)")
LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Named:
    """A stretch of a clause's tokens that names rows (or columns) of a block."""

    start: int
    end: int
    rows: frozenset[int]
    exact: bool


class Names:
    """The names of a block's rows, of its columns, and of all that its table holds."""

    def __init__(self, block: Block) -> None:
        self.block = block
        rows = block.rows
        self._texts = [self._label_text(n) for n in range(len(rows))]
        self._pieces = [pieces(text) for text in self._texts]
        self._exact: dict[tuple[str, ...], set[int]] = {}
        self._whole: dict[tuple[str, ...], set[int]] = {}
        corner = block.table.rows[0][0].text if block.table.rows[0] and not block.turned else ""
        head = tuple(lows(corner))[-1:]
        for i, row in enumerate(rows):
            if not self._is_subject(i):
                continue
            whole = tuple(lows(row.label))
            one = re.sub(r"[^a-z0-9]", "", "".join(whole))  # DCGCN(1), written DCGCN1; BS-MML, written BSMML
            joined = {(one,)} if len(whole) <= 2 and len(one) > LEAST_PREFIX else set[tuple[str, ...]]()
            for name in {self._name(n) for n in names_of(row.label)} | {whole} | joined:
                if name == whole:
                    self._whole.setdefault(name, set()).add(i)
                if name and not (len(name) == 1 and (name[0] in COMMON or name[0].isdigit() or len(name[0]) < 2)):
                    self._exact.setdefault(name, set()).add(i)
            if head and plain(row.label).isdigit():  # a setting: `m = 4`
                self._exact.setdefault((*head, plain(row.label)), set()).add(i)
            if row.role == "full":
                self._exact.setdefault(("full", "model"), set()).add(i)
        self._heads = [pieces(" ".join(c.path)) for c in block.columns]

    def _is_subject(self, i: int) -> bool:
        """Whether a row may be what a clause speaks of: no metric, no cost, no label without letters."""
        label, block = self.block.rows[i].label, self.block
        if not any(c.isalnum() for c in label):
            return False
        if not block.turned:
            return True
        return not (set("@%#") & set(label) or is_cost(label) or block.rows[i].role in UNRANKED or direction(label))

    @staticmethod
    def _name(name: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(SYNONYMS.get(w, w) for w in name)

    def _label_text(self, i: int) -> str:
        """All that stands before the numbers of a row."""
        row, block = self.block.rows[i], self.block
        if block.turned or row.index >= len(block.table.rows):
            return f"{row.group} {row.label}"
        texts = [c.text for c in block.table.rows[row.index] if c.text.strip() and read_number(c.text) is None]
        return " ".join(dict.fromkeys([row.group, row.label, *(_LETTERS.get(t.strip(), t) for t in texts)]))

    def kin(self, rows: frozenset[int]) -> frozenset[int]:
        """Other rows whose labels hold a row's whole label: variants of it."""
        own = [set(lows(self.block.rows[i].label)) for i in rows]
        return frozenset(k for k, has in enumerate(self._pieces) if any(label and label <= has for label in own)) - rows

    def full_label(self, i: int) -> str:
        """The label of a row with the texts beside it."""
        return self._texts[i]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word of the table and its caption, whole or in parts."""
        table = self.block.table
        text = " ".join([table.caption, *(cell.text for row in table.rows for cell in row)])
        return pieces(text)

    @cached_property
    def _joined(self) -> frozenset[str]:
        """The words of the table without hyphens."""
        return frozenset(re.sub(r"[^a-z0-9]", "", w) for w in self.known)

    def rows_named(self, tokens: list[Token]) -> list[Named]:
        """The rows that a clause names, in its order, not overlapping."""
        words, taken, out = [t.low for t in tokens], set[int](), list[Named]()
        for name in sorted(self._exact, key=len, reverse=True):
            for at in range(len(words) - len(name) + 1):
                place = range(at, at + len(name))
                if tuple(words[at : at + len(name)]) != name or not taken.isdisjoint(place):
                    continue
                taken.update(place)
                rows = frozenset(self._whole.get(name) or self._exact[name])
                if set(words[place.stop : place.stop + 1]) & PLURALS:  # the HAN models: HAN, HAN+pretrain
                    rows |= {i for i, has in enumerate(self._pieces) if set(name) <= has}
                out.append(self._told_apart(Named(at, place.stop, rows, True), words))
        found = [*out, *self._ours(tokens, taken), *self._parts(tokens, taken)]
        return _settled(sorted(found, key=lambda m: m.start), words)

    @cached_property
    def own(self) -> frozenset[int]:
        """The rows of the paper's own method: by their labels, else the one last row that is mostly bold."""
        block = self.block
        ours = frozenset(i for i, r in enumerate(block.rows) if r.role == "ours")
        ours = ours or frozenset(i for i, r in enumerate(block.rows) if r.role == "full" and lows(r.label) != ["all"])
        if ours or block.turned:
            return ours
        ranked = [i for i, r in enumerate(block.rows) if r.role not in UNRANKED and not is_removal(r.label)]
        bold = [i for i in ranked if 2 * sum(bool(e and e.cell.bold) for e in block.entries[i]) > len(block.columns)]
        return frozenset(bold) if len(bold) == 1 and bold[0] == ranked[-1] else frozenset()

    def _ours(self, tokens: list[Token], taken: set[int]) -> list[Named]:
        """Where a clause speaks of the paper's own method: "our single model", "the proposed approach"."""
        out = list[Named]()
        for at, token in enumerate(tokens):
            if token.low not in ("our", "proposed", "ours") or not self.own or at in taken:
                continue
            if token.low == "ours":
                out.append(self._told_apart(Named(at, at + 1, self.own, True), [t.low for t in tokens]))
                taken.add(at)
                continue
            for end in range(at + 1, min(at + 4, len(tokens))):
                if end in taken or tokens[end].low in FUNCTION - KINDS - {"proposed"}:
                    break
                if tokens[end].low in KINDS:
                    out.append(self._told_apart(Named(at, end + 1, self.own, True), [t.low for t in tokens]))
                    taken.update(range(at, end + 1))
                    break
        return out

    def _told_apart(self, one: Named, words: list[str]) -> Named:
        """Of several rows of one label those that a word beside the name tells apart (single, ensemble)."""
        if len(one.rows) < 2:
            return one
        near = {w for w in words[max(0, one.start - 3) : one.end + 3] if w != ","}
        common = frozenset.intersection(*(self._pieces[i] for i in one.rows))
        hits = {i: len((self._pieces[i] - common - FUNCTION) & near) for i in one.rows}
        most = max(hits.values())
        return Named(one.start, one.end, frozenset(i for i in one.rows if hits[i] == most), True) if most else one

    def _parts(self, tokens: list[Token], taken: set[int]) -> list[Named]:
        """Runs of words that single out rows by a part of their labels."""
        everywhere = frozenset.intersection(*self._pieces) if len(self._pieces) > 1 else frozenset[str]()
        vocabulary = frozenset().union(*self._pieces) - everywhere - FUNCTION
        out, at = list[Named](), 0
        while at < len(tokens):
            run = self._run(tokens, at, vocabulary, taken)
            if not run:
                at += 1
                continue
            words = {self._spelt(tokens[n].low, vocabulary) for n in run}
            rows = frozenset(i for i, has in enumerate(self._pieces) if words <= has and self._is_subject(i))
            if rows and len(rows) < len(self._pieces) and self._tells(tokens, run, words, rows):
                out.append(Named(run[0], run[-1] + 1, rows, False))
            at = run[-1] + 1
        return out

    def _run(self, tokens: list[Token], at: int, vocabulary: frozenset[str], taken: set[int]) -> list[int]:
        run = list[int]()
        for n in range(at, len(tokens)):
            if n in taken:
                break
            if self._spelt(tokens[n].low, vocabulary):
                run.append(n)
            elif not run or tokens[n].low not in GAP:
                break
        return run

    @staticmethod
    def _spelt(word: str, vocabulary: frozenset[str]) -> str:
        """The word of a label that a word of a clause stands for: itself, its singular or plural, its beginning."""
        if word in vocabulary:
            return word
        if word.endswith("s") and word[:-1] in vocabulary:
            return word[:-1]
        if f"{word}s" in vocabulary and len(word) > LEAST_PREFIX:
            return f"{word}s"
        short = [w for w in vocabulary - COMMON if len(w) > LEAST_PREFIX and shortens(w, frozenset({word}))]
        return short[0] if len(short) == 1 else ""

    def _tells(self, tokens: list[Token], run: list[int], words: set[str], rows: frozenset[int]) -> bool:
        """Whether a part of a label is enough of it: half of its words, or a coined name that begins where one can."""
        strong = {w for w in words if len(w) > 1} - COMMON
        if not strong or all(w.isdigit() for w in strong):
            return False
        before = tokens[run[0] - 1].low if run[0] else ","
        if before not in FUNCTION and before != "," and not before.isdigit():
            return False
        if any(t.coined for t in (tokens[n] for n in run)) or all(self._groups(i, strong) for i in rows):
            return True
        least = LEAST_SHARE if len(rows) > 1 else LEAST_SHARE + 0.01
        return all(self._share(i, strong) >= least for i in rows)

    def _groups(self, i: int, words: set[str]) -> bool:
        """Whether some words are the whole name of a row's group or of the title over it."""
        group = set(pieces(self.block.rows[i].group)) - COMMON
        return bool(group) and words == group

    def _share(self, i: int, words: set[str]) -> float:
        """The share of a label's words that some words are, or are a part of."""
        short = set(self._shortest(i)) - COMMON
        label = [t for t in read_tokens(self.block.rows[i].label) if t.low in short and not t.low.isdigit()]
        return sum(bool(pieces(t.printed) & words) for t in label) / len(label) if label else 0.0

    def _shortest(self, i: int) -> tuple[str, ...]:
        """The label of a row without its citation and brackets."""
        return min(
            ({self._name(n) for n in names_of(self.block.rows[i].label)} | {tuple(lows(self.block.rows[i].label))})
            - {()},
            key=len,
            default=(),
        )

    def columns_said(self, tokens: list[Token]) -> frozenset[int]:
        """The columns that a clause names, by words or by the words that a header's capitals stand for."""
        words = {t.low for t in tokens}
        pairs = [p.lower() for t in tokens if t.coined for p in _PAIR.findall(t.printed)]
        words |= {LANGUAGES[p] for p in pairs if p in LANGUAGES}
        letters = [c.lower() for t in tokens for c in ([t.printed] if not t.coined else CAMEL.findall(t.printed))]
        for n in range(len(letters)):
            for size in (2, 3, 4):
                words.add("".join(w[0] for w in letters[n : n + size]))
        return self.columns_named(frozenset(words))

    def columns_named(self, words: frozenset[str]) -> frozenset[int]:
        """The columns whose header shares most of what sets columns apart with a clause; none if none."""
        heads = [head - COMMON for head in self._heads]
        common = frozenset.intersection(*heads) if len(heads) > 1 else frozenset[str]()
        said = words | {w[:-1] for w in words if w.endswith("s")}
        hits = [{w for w in head - common if not w.isdigit() and (w in said or shortens(w, said))} for head in heads]
        return frozenset(j for j, hit in enumerate(hits) if hit and not any(hit < other for other in hits))

    def strangers(self, tokens: list[Token]) -> list[str]:
        """Coined names of a clause that the table does not hold."""
        return [
            t.printed
            for t in tokens
            if t.coined
            and t.low not in self.known
            and t.low.removesuffix("s") not in self.known
            and t.low not in GENERAL
            and re.sub(r"[^a-z0-9]", "", t.low) not in self._joined
            and not all(self._holds(part) for part in PARTS.split(t.printed) if part)
        ]

    def holds(self, word: str) -> bool:
        """Whether a word of a clause stands in the table, whole, in the singular or shortened."""
        if word.isdigit() or all(LANGUAGES.get(p, p) in self.known for p in re.split(r"[-→]", word)):
            return True
        return bool(self._spelt(word, self.known)) or any(shortens(w, frozenset({word})) for w in self.known)

    def _holds(self, part: str) -> bool:
        """Whether a part of a compound name is in the table, or no name."""
        low = SYNONYMS.get(part.lower(), part.lower())
        known = self.known | GENERAL
        camel = CAMEL.findall(part)
        return (
            not (COINED.match(part) or part[:1].isupper())
            or low in known
            or low.removesuffix("s") in known
            or all(LANGUAGES.get(p.lower(), "") in known for p in _PAIR.findall(part) or [part])
            or (len(camel) > 1 and "".join(c[0] for c in camel).lower() in known)
        )


def _settled(found: list[Named], words: list[str]) -> list[Named]:
    """Mentions without those parts of labels that only say more of the whole name beside them."""
    out = list[Named]()
    for one in found:
        others = [m for m in found if m.exact and m is not one and one.rows >= m.rows]
        beside = any(set(words[min(m.end, one.end) : max(m.start, one.start)]) <= GAP for m in others)
        if one.exact or not beside:
            out.append(one)
    return out
