"""The documents are true to the code: everything is named in them, every block loads, every link leads somewhere."""

import json
import re
import shlex
import sys
import tomllib
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from litmuspaper import errors, example, types
from litmuspaper.cli import COMMANDS, group
from litmuspaper.collect.folder import Folder
from litmuspaper.collect.listing import Listing
from litmuspaper.collect.rows import _READERS
from litmuspaper.config import Settings
from litmuspaper.select.profile import load_profile
from litmuspaper.select.ranking import NEAR
from litmuspaper.select.score import STEPS

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
OURS = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md")]
OURS += [ROOT / "docs" / f"{name}.md" for name in ("commands", "listing", "outputs", "profile", "settings")]
_BLOCK = re.compile(r"^```(\w*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?\)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str = "") -> list[tuple[str, str]]:
    """File name (or nothing) and content of the fenced blocks of a document."""
    found = _BLOCK.findall(text_of(name))
    return [(file, content) for kind, file, content in found if language in ("", kind)]


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its depth or less."""
    depth = heading.count("#")
    _, _, rest = text.partition(f"\n{heading}\n")
    assert rest, f"no heading {heading!r}"
    return re.split(rf"^#{{1,{depth}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def unnamed(names, text: str) -> list[str]:
    """The names that stand nowhere in backticks."""
    said = set(re.findall(r"`([^`\n]+)`", text))
    whole = {part for phrase in said for part in re.split(r"[ =]", phrase)} | said
    return [name for name in names if name not in whole]


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a document's tables by the code in their first cell."""
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    return {name: row for row in cells for name in re.findall(r"`([^`]+)`", row[0])}


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def options(name: str) -> list[click.Parameter]:
    return import_module(f"litmuspaper.cli.{name}").command.params


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A working folder with every named block of the documents in it as a file."""
    for page in OURS:
        for file, content in blocks(str(page.relative_to(ROOT))):
            if file:
                (tmp_path / file).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# What the code has is named.


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name):
    own = section(text_of("docs/commands.md"), f"## litmus {name}")
    # An option stands in the section's table, or at the head of a sentence of its own.
    told = {first.split()[0]: " ".join(row) for first, row in rows(own).items()}
    told.update({option: "" for option in re.findall(r"`(--[a-z-]+)` prints", own)})
    for parameter in options(name):
        (shown,) = parameter.opts if isinstance(parameter, click.Option) else [parameter.human_readable_name]
        assert shown in told, f"docs/commands.md does not say what {shown} of `litmus {name}` is"
        if isinstance(parameter.default, int | str | Path) and not isinstance(parameter.default, bool):
            assert str(parameter.default) in told[shown]


def test_options_of_the_whole_are_described():
    assert unnamed(["--help"], text_of("docs/commands.md")) == []
    for parameter in group.params:
        assert parameter.opts[0] in text_of("docs/commands.md")


def test_no_document_names_an_option_that_is_not_there():
    parameters = [parameter for name in COMMANDS for parameter in options(name)]
    known = {option for one in parameters for option in (*one.opts, *one.secondary_opts)}
    known |= {"--help", "--version", "--user", "--now"}
    for page in OURS:
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


def test_every_exit_code_and_error_is_described():
    own = section(text_of("docs/commands.md"), "## Exit codes")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.LitmusError)]
    assert unnamed([kind.__name__ for kind in kinds], own) == []
    lines = {line.split("|")[1].strip(): line for line in own.splitlines() if line.startswith("|")}
    for kind in kinds:
        assert f"`{kind.__name__}`" in lines[str(kind.exit_code)], kind.__name__
    assert {"0", "130"} < set(lines)


def test_every_state_of_a_day_is_described():
    states = get_args(types.FeedState)
    own = section(text_of("docs/commands.md"), "### The state of a day")
    assert unnamed(states, own) == []
    untrusted = import_module("litmuspaper.cli.day").UNTRUSTED
    for state in states:
        assert rows(own)[state][-1].strip("| ") == ("3" if state in untrusted else "0")


def test_every_key_of_a_profile_is_described_with_its_default():
    keys = section(text_of("docs/profile.md"), "## Every key")
    own, criterion, author, _ = re.split(r"^In a.*|^An unknown key", keys, flags=re.MULTILINE)
    assert set(rows(own)) == {*types.Profile.model_fields, "criteria_file"}
    assert set(rows(criterion)) == set(types.Criterion.model_fields)
    assert set(rows(author)) == set(types.FollowedAuthor.model_fields)
    for name, row in rows(own).items():
        field = types.Profile.model_fields.get(name)
        if field and not field.is_required():
            default = json.dumps(field.default)
            assert row[-1].strip("| ") == f"`{default}`", name


def test_the_scale_of_relevance_is_the_code_s():
    own = section(text_of("docs/profile.md"), "## What a relevance of 1 to 10 means")
    told = dict(re.findall(r"^\| (\d+) \| ([\d.]+) \|", own, re.MULTILINE))
    assert {int(step): float(chance) for step, chance in told.items()} == {1: 0.0, **dict(enumerate(STEPS, 2))}
    assert f"**Relevance below {NEAR}**" in text_of("docs/profile.md")


def test_every_setting_is_described_with_its_variable_and_default():
    table = rows(section(text_of("docs/settings.md"), "## Settings"))
    for name, field in Settings.model_fields.items():
        row = " ".join(table[name])
        assert f"`LITMUS_{name.upper()}`" in row
        assert str(field.default or "empty").removesuffix(".0") in row


def test_every_key_of_a_listing_is_described():
    assert {"id", "title", "abstract", *_READERS} <= set(rows(text_of("docs/listing.md")))
    assert unnamed(get_args(types.AnnounceType), text_of("docs/listing.md")) == []


def keys_of(value) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    return {key for inner in value for key in keys_of(inner)} if isinstance(value, list) else set()


def test_every_key_of_a_day_is_described():
    nouns = (types.Paper, types.Author, types.Span, types.Statement, types.Digest, types.Selected, types.Rejected)
    nouns += (types.Failure, types.Revision, types.Change, types.Check, types.MadeBy)
    names = {name for noun in nouns for name in noun.model_fields} - {"paper"}
    names |= {name for name in types.Day.model_fields} - {"profile"} | {"announced"}
    assert unnamed(sorted(names), text_of("docs/outputs.md")) == []


def test_every_room_is_described():
    rooms = {path.stem for path in (ROOT / "src/litmuspaper").iterdir() if path.is_dir() or path.suffix == ".py"}
    rooms -= {"__init__", "__pycache__"}
    assert rooms <= set(rows(section(text_of("CONTRIBUTING.md"), "## The house")))


# What the documents show works.


def test_every_json_block_parses():
    for page in OURS:
        name = str(page.relative_to(ROOT))
        for _, content in blocks(name, "json"):
            json.loads(content)
        for _, content in blocks(name, "jsonl"):
            assert [json.loads(line) for line in content.splitlines()]


def test_every_toml_block_loads(written):
    found = [file for page in OURS for file, _ in blocks(str(page.relative_to(ROOT)), "toml")]
    assert all(found), "a toml block needs a file name after its language"
    for file in found:
        tomllib.loads((written / file).read_text(encoding="utf-8"))
    assert found.count("profile.toml") == 1
    for file, _ in blocks("docs/profile.md"):
        if file:
            assert load_profile(written / file).criteria, file
    assert set(types.Profile.model_fields) == set(load_profile(written / "all-keys.toml").model_fields_set)
    Settings.model_validate(tomllib.loads((written / "litmus.toml").read_text(encoding="utf-8")))


def test_the_two_shapes_of_plain_text_give_the_same_criteria(written):
    one, other = load_profile(written / "my-criteria.txt"), load_profile(written / "my-list.txt")
    assert [c.name for c in one.criteria] == ["Tides in estuaries", "Sea-level records"]
    assert one.taste.startswith("My friend")
    assert (
        [bool(c.not_relevant) for c in one.criteria] == [bool(c.not_relevant) for c in other.criteria] == [True, False]
    )


def test_the_listing_and_the_folder_are_read(written):
    (announcement,) = Listing(written / "day.jsonl").fetch()
    assert announcement.date.isoformat() == "2026-01-05"
    assert (len(announcement.papers), announcement.failures) == (2, ())
    inbox = written / "inbox"
    inbox.mkdir()
    (written / "2601.00003v2.txt").rename(inbox / "2601.00003v2.txt")
    (announcement,) = Folder(inbox).fetch()
    assert [(paper.id, paper.version) for paper in announcement.papers] == [("2601.00003", 2)]
    assert announcement.papers[0].title == "Sediment lag in a small harbour"


def commands_shown() -> list[list[str]]:
    found = []
    for page in [*OURS, ROOT / "README.md"]:
        for _, content in blocks(str(page.relative_to(ROOT)), "sh"):
            lines = [shlex.split(line, comments=True) for line in content.splitlines()]
            found += [line for line in lines if line and Path(line[0]).name == "litmus"]
    return found


@pytest.mark.parametrize("line", commands_shown(), ids=" ".join)
def test_every_command_shown_is_one_that_litmus_understands(line, written):
    command = group.get_command(click.Context(group), line[1])
    assert command is not None
    (written / "inbox").mkdir()
    (written / "papers.jsonl").touch()
    command.make_context(line[1], line[2:])


def test_the_commands_shown_run(written):
    run = CliRunner().invoke
    assert run(group, ["init", "--defaults", "--out", "example.toml"]).exit_code == 0
    day = "day --profile profile.toml --listing day.jsonl --date 2026-01-05 --out trial --json"
    done = run(group, shlex.split(day))
    assert done.exit_code == 0, done.output
    shown = json.loads(next(content for _, content in blocks("docs/outputs.md", "json")))
    made = json.loads(done.stdout)
    assert set(made) == set(shown)
    assert set(made["made_by"]) == set(shown["made_by"])
    assert {*shown["selected"][0]} <= {"evidence", *types.Selected.model_fields, *types.Paper.model_fields}
    holds = {}
    exec(blocks("docs/outputs.md", "python")[0][1], holds)
    for row in (*made["selected"], *shown["selected"]):
        assert row["evidence"]
        assert all(holds["holds"](row, span) for span in row["evidence"])
    files = {str(path.relative_to("trial")) for path in Path("trial").rglob("*") if path.is_file()}
    told = rows(text_of("docs/outputs.md"))
    for file in files:
        assert re.sub(r"papers/.*", "papers/ID.html", file.replace("2026-01-05", "DATE")) in told, file
    for line in ("status --json", "doctor --json"):
        done = run(group, shlex.split(line))
        assert done.exit_code == 0
        assert unnamed(keys_of(json.loads(done.stdout)), text_of("docs/commands.md")) == []


def test_the_ranking_shown_is_of_the_shape_that_rank_gives(written):
    line = "rank --criteria my-criteria.txt --candidates day.jsonl --labels labels.jsonl --out ranked.jsonl"
    done = CliRunner().invoke(group, shlex.split(line))
    assert done.exit_code == 0, done.output
    assert "name no candidate" not in done.output
    made = [json.loads(line) for line in Path("ranked.jsonl").read_text(encoding="utf-8").splitlines()]
    (shown,) = [json.loads(content) for file, content in blocks("docs/commands.md", "jsonl") if not file]
    assert [row["id"] for row in made] == ["2601.00001", "2601.00002v2"]
    assert [*made[0]] == [*shown]
    assert made[0]["evidence"] == shown["evidence"]
    assert made[0]["criterion"] == shown["criterion"]


# The plug-ins of CONTRIBUTING.md.


@pytest.fixture
def installed(written, monkeypatch):
    """The plug-ins as if installed: their modules on the path, beside the metadata of their pyproject.toml."""
    project = tomllib.loads((written / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [[f"[{g}]", *(f"{k} = {v}" for k, v in named.items())] for g, named in project["entry-points"].items()]
    info = written / f"litmus_example_plugins-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    (info / "entry_points.txt").write_text("\n".join(line for part in lines for line in part) + "\n")
    monkeypatch.syspath_prepend(written)
    yield written
    for name in ("csv_source", "ris_publisher", "doubled_words"):
        sys.modules.pop(name, None)


def test_the_source_of_contributing_runs_through_the_day(installed):
    (installed / "papers.csv").write_text(
        "id,title,abstract,date\n"
        '2601.00001,Salt wedges in a shallow estuary,"We measure how the tide moves salt, and sediment.",2026-01-05\n'
        "2601.00002,A tide gauge,We read a record.,2026-01-04\n"
        "2601.00003,No such day,Nothing.,soon\n"
    )
    done = CliRunner().invoke(group, shlex.split("day --profile profile.toml --source csv_file:papers.csv --out out"))
    assert done.exit_code == 0, done.output
    (file,) = (installed / "out").glob("*/day.json")
    day = json.loads(file.read_text(encoding="utf-8"))
    assert (day["source"], day["date"], day["announced"]) == ("csv_file", "2026-01-05", 2)
    assert [row["id"] for row in day["failed"]] == ["row 3"]


def test_the_source_of_contributing_keeps_its_contract(installed):
    source = import_module("csv_source").CsvFile
    with pytest.raises(errors.SourceError, match="cannot be read"):
        list(source(installed / "none.csv").fetch())
    (installed / "few.csv").write_text("id,title,abstract,date\na,T,A,2026-01-04\nb,T,A,2026-01-05\nc,T\n")
    found = list(source(installed / "few.csv").fetch(date(2026, 1, 1)))
    assert [(one.date.day, len(one.papers), len(one.failures)) for one in found] == [(4, 1, 0), (5, 1, 1)]


def test_the_publisher_of_contributing_is_called_by_the_day(installed):
    done = CliRunner().invoke(group, shlex.split("day --profile profile.toml --listing day.jsonl --out out"))
    assert done.exit_code == 0, done.output
    ris = (installed / "out/2026-01-05/day.ris").read_text(encoding="utf-8")
    assert ris.startswith("TY  - UNPB\nTI  - ")
    assert ris.count("\nER  - ") == len(json.loads((installed / "out/2026-01-05/day.json").read_text())["selected"])
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.splitlines())


def test_the_audit_of_contributing_finds_what_it_says_and_quotes_it(installed):
    from litmuspaper.parse.text import parse_text

    audit = import_module("doubled_words").audit
    clean = "Tides\n\nAbstract\n\nThe tide rises in the lagoon. It falls in the harbour.\n"
    document = parse_text(clean.replace("rises in", "rises in in").encode())
    (found,) = audit(document)
    assert (found.verdict, [span.text for span in found.spans]) == ("question", ["in in"])
    assert all(document.text[span.start : span.end] == span.text for span in found.spans)
    assert [one.verdict for one in audit(parse_text(clean.encode()))] == ["verified"]


def test_the_plug_ins_of_contributing_are_short():
    for file in ("csv_source.py", "ris_publisher.py", "doubled_words.py"):
        (content,) = [content for name, content in blocks("CONTRIBUTING.md") if name == file]
        code = content.partition("\n\n\n")[2]
        assert 0 < len([line for line in code.splitlines() if line.strip()]) < 30, file


def test_the_copy_of_the_library_is_a_library(written):
    from litmuspaper.config import load_settings
    from litmuspaper.library.store import Library

    with Library.open(load_settings().root) as library:
        library.record(next(Listing(example.listing()).fetch()))
        exec(blocks("docs/settings.md", "python")[0][1], {})
    home = written / "copied"
    home.mkdir()
    (written / "library-copy.db").rename(home / "library.db")
    with Library.open(home) as library:
        assert library.counts().papers == 62
        assert library.check() == []


# All documents.


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{page.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_document_names_a_path_of_one_machine(page):
    assert not re.search("/" + r"(?:work|farm|root|tmp|mnt|home/\w+)(?:/|\b)", page.read_text(encoding="utf-8"))
