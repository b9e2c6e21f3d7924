"""`DATE/day.md`: the day for a terminal or a forge. What a paper says is escaped, so it is text and nothing else."""

import re
from pathlib import Path
from urllib.parse import quote

from litmuspaper.publish.files import write_atomic
from litmuspaper.publish.full_text import in_words
from litmuspaper.publish.links import safe_link
from litmuspaper.publish.quotes import KINDS, evidence, headings, holds, once, statements
from litmuspaper.publish.tex import plain
from litmuspaper.publish.words import (
    STATES,
    banners,
    criteria_counts,
    ledger,
    long_date,
    met,
    names,
    near_misses,
    none_selected,
    sentence,
    width,
)
from litmuspaper.types import Day, Rejected, Revision, Selected

# Parentheses, dashes and the like mean something only at a line's start or after a bracket, which is escaped.
# A percent sign after a brace would open a tag of the template language that some forges run over Markdown.
_SPECIAL = re.compile(r"([\\`*_{}\[\]|~$]|(?<=\{)%)")
_AT_START = re.compile(r"^(\d*)([-+#=.)!:])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def write(day: Day, where: Path) -> list[Path]:
    """Write `DATE/day.md` below a folder.

    Args:
        day: the day's ledger.
        where: the folder of all days.

    Returns:
        The one file.
    """
    parts = [*_head(day), *_selection(day), *_rest(day), *_foot(day)]
    return [write_atomic(where / day.date.isoformat() / "day.md", "\n".join(parts).rstrip("\n") + "\n")]


def escape(text: str) -> str:
    """Text as Markdown that shows it and does nothing: no mark-up, no HTML, one line."""
    line = _CONTROL.sub(" ", plain(text)).strip()
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))


def _link(text: str, url: str | None) -> str:
    address = safe_link(url)
    return f"[{escape(text)}](<{quote(address, safe=':/?#@!$&*+,;=%.~_-')}>)" if address else escape(text)


def _head(day: Day) -> list[str]:
    counts = (day.announced, len(day.selected), len(day.rejected), len(day.failed))
    lines = [f"# {escape(day.profile.title)}: {long_date(day.date)}", ""]
    for headline, told in banners(day.state, day.announced, len(day.failed)):
        lines += [f"> **{headline.upper()}.** {told}", ""]
    lines += [f"Source: {escape(day.source)} ({STATES[day.state]}). {escape(day.message)}", ""]
    return [*lines, f"**{ledger(*counts)}**", ""]


def _selection(day: Day) -> list[str]:
    lines = ["## Selected", ""]
    if not day.selected:
        lines += [f"Nothing was selected. {none_selected(day)}", ""]
    for number, row in enumerate(day.selected, 1):
        lines += _paper(number, row)
    if day.rejected:
        lines += ["## Near misses", ""]
        lines += [_missed(row) for row in near_misses(day)]
        lines.append("")
    return lines


def _paper(number: int, row: Selected) -> list[str]:
    paper = row.paper
    good, bad = evidence(row)
    lines = [f"### {number}. {_link(row.title, paper.url)}", ""]
    about = [names(paper.authors, 8), ", ".join(paper.categories), row.id]
    lines += [escape(" · ".join(part for part in about if part)), ""]
    lead = "" if row.criterion in row.reason else f" for **{escape(row.criterion)}**"
    lines += [f"**Relevance {row.relevance} of 10**{lead}. {escape(sentence(row.reason))}", ""]
    for span in good:
        lines += [f"> “{escape(span.text)}”  ", f"> (paper says: {span.field}, {span.start}-{span.end})", ""]
    if bad:
        lines += [f"*{bad} quoted part left out: it does not match the paper's text.*", ""]
    for name, also, said in once(statements(row.digest, paper)):
        text = f"“{escape(said.text)}”" if said.kind == "paper-says" else escape(said.text)
        lines.append(f"- **{headings(name, also)}** ({KINDS[said.kind]}): {text}")
    if row.full_text:
        lead = "**Numbers checked** (computed): " if row.full_text.read else ""
        lines.append(f"- {lead}{escape(in_words(row.full_text))}")
        if row.full_text.gravest:
            lines.append(f"  - Gravest: {escape(sentence(row.full_text.gravest))}")
    return [*lines, *_near(row), ""]


def _near(row: Selected) -> list[str]:
    """The nearest earlier papers, with what is not in them."""
    lines = [f"- **Nearest earlier papers** (computed): {escape(row.novelty)}"]
    for one in row.neighbours:
        if holds(one.here, row.paper):
            when = f", {long_date(one.announced)}" if one.announced else ""
            both = escape(", ".join(one.shared[:3]))
            lines.append(f"  - {_link(one.title, one.url)}{when}; both speak of {both}")
            if one.adds is not None and holds(one.adds, row.paper):
                lines.append(f"    - not in it: “{escape(one.adds.text)}”")
    return lines


def _missed(row: Rejected) -> str:
    relevance = "not scored" if row.relevance is None else f"{row.relevance} of 10"
    return f"- {relevance}: {_link(row.title, row.url)}. {escape(sentence(row.reason))}"


def _rest(day: Day) -> list[str]:
    lines: list[str] = []
    if day.failed:
        lines += ["## Failed", ""]
        lines += [f"- {escape(row.id)}: {escape(row.title or '')} {escape(row.error)}" for row in day.failed]
        lines.append("")
    if day.revisions:
        lines += ["## What changed", ""]
        for revision in day.revisions:
            lines += [f"- {escape(revision.id)}: {escape(revision.title)} ({_versions(revision)})"]
            for change in revision.changes:
                runs = [_RUNS[kind].format(escape(words)) for kind, words in change.runs if words.strip()]
                lines.append(f"  - {change.field}: {' '.join(runs)}")
        lines.append("")
    if day.rejected:
        lines += [f"## Not selected ({len(day.rejected)})", ""]
        lines += [_missed(row) for row in day.rejected]
        lines.append("")
    return lines


_RUNS = {"same": "{}", "removed": "~~{}~~", "added": "**{}**"}


def _versions(revision: Revision) -> str:
    return f"version {revision.from_version or 'unknown'} to {revision.to_version or 'unknown'}"


def _foot(day: Day) -> list[str]:
    lines: list[str] = []
    if day.checks:
        lines += ["## Completeness", "", "| category | received | listed | note |", "|---|---|---|---|"]
        for check in day.checks:
            listed = "unknown" if check.listed is None else str(check.listed)
            lines.append(f"| {escape(check.category)} | {check.received} | {listed} | {escape(check.note)} |")
        lines.append("")
    lines += ["## Criteria", "", *([escape(day.cutoff_advice), ""] if day.cutoff_advice else [])]
    for criterion, count in zip(day.profile.criteria, criteria_counts(day), strict=True):
        lines.append(f"- {escape(criterion.name)}: {met(day, count)} today")
        lines += [f"  - {escape(width(one))}" for one in day.breadths if one.criterion == criterion.name and width(one)]
    made = day.made_by
    return [
        *lines,
        "",
        "---",
        f"Made by Litmus {escape(made.litmus)}; selection: {escape(made.selection)}; profile sha256 "
        f"{escape(made.profile)}; read: {escape(made.read)}.",
    ]
