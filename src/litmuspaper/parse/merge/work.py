"""The blocks of several readings while they become one document.

Every reading keeps its own offsets until all is decided; then the skeleton is copied with its edits (`merge.copy`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litmuspaper.parse.merge.copy import FRONT, Edit, Piece, write
from litmuspaper.parse.merge.formulas import better_formulas
from litmuspaper.parse.merge.places import LISTS, PRINT, Places, headings
from litmuspaper.parse.merge.references import chosen_list, filled, keys_by_place, keys_of, rekeyed, stretch
from litmuspaper.parse.merge.same import Words, letters
from litmuspaper.parse.merge.tables import NAMES, Sight, best, judged, pairs, sights, too_many
from litmuspaper.types import Document, Paper, Reference, Table

_FEWEST_CELLS = 4  # of a table without a label, for it to be one
_PLACED = frozenset("paper text parser sections sentences tables figures equations citations references".split())


@dataclass
class Work:
    """The readings, the skeleton among them, and what is decided of it so far."""

    documents: list[Document]
    words: list[Words]
    own: int
    others: list[int]
    notes: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    grafted: list[Piece] = field(default_factory=list)
    matched: list[list[tuple[int, int]]] = field(init=False)
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        """Make the map of the skeleton."""
        self.places = Places(self.skeleton, self.words[self.own])
        self.matched = [[] for _ in self.documents]

    @property
    def skeleton(self) -> Document:
        """The document whose text is kept."""
        return self.documents[self.own]

    def document(self) -> Document:
        """The one document; to be asked for once."""
        references = self.references()
        listing, self.edits = self.edits, []
        groups = self.tables()
        self.sections()
        for group in groups:
            self.graft_table(group)
        self.figures()
        self.formulas()
        paper = self.front()
        builder = write(self.documents, self.own, [*self.edits, *listing])  # the list stands last in its place
        builder.references = list(references)
        every = [self.documents[n] for n in (self.own, *self.others)]
        parser = "+".join(dict.fromkeys(document.parser for document in every))
        return builder.document(paper, parser).model_copy(update=_told_aside(every))

    def references(self) -> Sequence[Reference]:
        """Put the better reference list in place of the skeleton's, and make all citations point to it."""
        listed = chosen_list(self.own, self.others, self.documents)
        if listed is None or (listed != self.own and stretch(self.documents[listed]) is None):
            listed = self.own
        chosen = self.documents[listed]
        entries = list(filled(chosen, [self.documents[n] for n in (self.own, *self.others) if n != listed]))
        known = keys_of(self.skeleton, chosen)
        for n, document in enumerate(self.documents):
            if n != listed:
                renamed = rekeyed(document, keys_of(document, chosen))
                loose = {key for cite in renamed.citations for key in cite.keys} - {entry.key for entry in entries}
                more = keys_by_place(renamed, self.words[n], chosen, self.words[listed], loose) if loose else {}
                self.documents[n] = rekeyed(renamed, more)
        return entries if listed == self.own else [*entries, *self.replace_list(listed, known)]

    def replace_list(self, listed: int, known: Mapping[str, str]) -> list[Reference]:
        """Put another document's list where the skeleton's stands or would stand.

        Args:
            listed: the other document.
            known: the skeleton's keys that the other list has.

        Returns:
            Entries of the skeleton that the other list lacks though they are cited; they stand below it.
        """
        place, mine = stretch(self.documents[listed]) or (0, 0), stretch(self.skeleton)
        if mine is None:
            self.edits.append(self.first_list(listed, place))
            return []
        cited = {key for citation in self.skeleton.citations for key in citation.keys}
        pieces, more, at = [Piece(listed, *place)], [], mine[0]
        for reference in self.skeleton.references:
            end = at + len(reference.raw) + 1
            if reference.key in cited and reference.key not in known:
                pieces.append(Piece(self.own, at, end))
                more.append(reference)
            at = end
        self.edits.append(Edit(*mine, tuple(pieces)))
        return more

    def first_list(self, listed: int, place: tuple[int, int]) -> Edit:
        """Another document's list under the skeleton's own empty heading, else at the end with the other's heading."""
        text = self.skeleton.text
        heading = next((s for s in self.places.headings if letters(s.title) in LISTS), None)
        if heading is not None:
            at = self.places.after(heading.start)
            return Edit(at, at, (Piece(listed, *place),))
        theirs = [s.start for s in headings(self.documents[listed]) if s.start < place[0] and letters(s.title) in LISTS]
        return Edit(len(text), len(text), (Piece(listed, theirs[-1] if theirs else place[0], place[1]),))

    def tables(self) -> list[list[Sight]]:
        """Judge the tables of the skeleton, replace those that another reads better; gives the groups it lacks."""
        seen = {n: sights(self.documents[n], n) for n in (self.own, *self.others)}
        if any(too_many(seen[self.own], seen[n]) for n in self.others):
            self.notes.append("the tables of the sources were not compared: there are too many")
            return []
        groups = [[one] for one in seen[self.own]]
        for n in self.others:
            same = pairs([group[0] for group in groups], seen[n])
            for mine, theirs in same.items():
                groups[mine].append(seen[n][theirs])
            groups += [[one] for m, one in enumerate(seen[n]) if m not in same.values()]
        return [lacking for group in groups if (lacking := self.judge(group))]

    def judge(self, group: Sequence[Sight]) -> list[Sight]:
        """Choose whose cells are kept; gives the group, the chosen one first, where the skeleton lacks the table."""
        chosen = best(group)
        rest = [one for one in group if one is not chosen]
        if rest:
            table, notes = judged(chosen, rest)
            self.revise(chosen, table)
            self.notes += notes
        if group[0].source != self.own:
            return [chosen, *rest]
        for one in group:
            self.matched[one.source].append((one.table.start, one.table.end))
        if chosen.source != self.own:
            old, new = group[0].table, chosen.table
            self.edits.append(Edit(old.start, old.end, (Piece(chosen.source, new.start, new.end),)))
        return []

    def revise(self, sight: Sight, table: Table) -> None:
        """Put a judged table into its own document; no offset changes."""
        document = self.documents[sight.source]
        tables = (*document.tables[: sight.number], table, *document.tables[sight.number + 1 :])
        self.documents[sight.source] = document.model_copy(update={"tables": tables})

    def sections(self) -> None:
        """Graft the sections whose text the skeleton has lost."""
        have = [self.words[self.own]]
        for n in self.others:
            lost = self.places.lost(self.documents[n], self.words[n], have)
            for start, end, at in lost:
                pieces = [Piece(n, a, b) for a, b in _without(start, end, self.matched[n])]
                self.grafted += pieces
                self.edits.append(Edit(at, at, tuple(pieces)))
            if lost:
                have.append(self.words[n])
                many = f"{len(lost)} sections stand" if len(lost) > 1 else "a section stands"
                self.notes.append(f"{many} in {self.name(n)} only and came from there")

    def graft_table(self, group: Sequence[Sight]) -> None:
        """Graft a table that the skeleton lacks, beside its neighbours."""
        chosen, labels = group[0], {letters(table.label) for table in self.skeleton.tables if table.label}
        label = letters(chosen.table.label or "")
        if any(self.is_grafted(one.source, one.table.start) for one in group):
            return
        plain = len(chosen.said) >= _FEWEST_CELLS and self.documents[chosen.source].parser not in PRINT
        sure = len(group) > 1 or label or plain
        if label in labels or not sure or not chosen.said:
            if label:
                self.notes.append(f"{chosen.table.label} of {self.name(chosen.source)} agrees with no table elsewhere")
            return
        self.graft(chosen.source, chosen.table.start, chosen.table.end)
        if len(group) == 1:
            self.notes.append(f"{chosen.table.label or 'a table'} stands in {self.name(chosen.source)} only")

    def figures(self) -> None:
        """Graft the captions of figures that the skeleton lacks, known by their labels."""
        have = {letters(figure.label) for figure in self.skeleton.figures if figure.label}
        for n in self.others:
            if self.documents[n].parser in PRINT:
                continue
            for figure in self.documents[n].figures:
                label = letters(figure.label or "")
                if label and label not in have:
                    have.add(label)
                    if not self.is_grafted(n, figure.start):
                        self.graft(n, figure.start, figure.end)

    def graft(self, source: int, start: int, end: int) -> None:
        """Insert a float, with the empty line behind it, where its neighbours stand."""
        at = self.places.beside(self.documents[source], self.words[source], start, end)
        stop = end + 2 if self.documents[source].text.startswith("\n\n", end) else end
        self.edits.append(Edit(at, at, (Piece(source, start, stop),)))

    def is_grafted(self, source: int, at: int) -> bool:
        """Whether a place of another document came along with its section."""
        return any(piece.source == source and piece.start <= at < piece.end for piece in self.grafted)

    def formulas(self) -> None:
        """Put the displayed formulas of the LaTeX source in place of the page's."""
        source = next((n for n in self.others if self.documents[n].parser == "tex"), None)
        if source is None or self.skeleton.parser not in ("html", "jats"):
            return
        found = better_formulas(self.skeleton.equations, self.documents[source].equations)
        equations = list(self.documents[source].equations)
        for mine, theirs in found.items():
            own, other = self.skeleton.equations[mine], equations[theirs]
            equations[theirs] = other.model_copy(update={"number": own.number or other.number})
            self.edits.append(Edit(own.start, own.end, (Piece(source, other.start, other.end),)))
        self.documents[source] = self.documents[source].model_copy(update={"equations": tuple(equations)})

    def front(self) -> Paper:
        """Fill from the others what the skeleton does not tell of the paper; a title or abstract comes as text too."""
        paper = self.skeleton.paper
        at = 0
        for name in FRONT:
            own = next((s for s in self.skeleton.sections if s.title == name), None)
            if own is not None:
                at = self.places.after(own.end)
                continue
            for n in self.others:
                section = next((s for s in self.documents[n].sections if s.title == name), None)
                if section is not None:
                    self.edits.append(Edit(at, at, (Piece(n, section.start, section.end + 2),)))
                    paper = paper.model_copy(update={name: getattr(self.documents[n].paper, name)})
                    break
        for n in self.others:
            other = self.documents[n].paper
            more = {
                key: said
                for key in type(paper).model_fields
                if key not in FRONT and not getattr(paper, key) and (said := getattr(other, key))
            }
            paper = paper.model_copy(update=more) if more else paper
        return paper

    def name(self, n: int) -> str:
        """A source in words."""
        return NAMES.get(self.documents[n].parser, self.documents[n].parser)


def _told_aside(documents: Sequence[Document]) -> dict[str, tuple[object, ...]]:
    """What documents tell without a place in their text, such as hidden text: of all of them, each piece once."""
    names = [name for name in Document.model_fields if name not in _PLACED]
    told = {name: [said for one in documents for said in getattr(one, name)] for name in names}
    return {name: tuple(dict.fromkeys(said)) for name, said in told.items()}


def _without(start: int, end: int, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A stretch without the parts in it."""
    found = []
    for a, b in sorted(parts):
        if start <= a and b <= end:
            found.append((start, a))
            start = b
    return [(a, b) for a, b in (*found, (start, end)) if a < b]
