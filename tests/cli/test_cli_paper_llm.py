"""`litmus paper --llm`: what it costs beforehand, what stands on the page, and that a model can spoil nothing."""

import json
import re
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest

SOURCE = Path(str(files("litmuspaper.example"))) / "sources" / "invented.0046"
SUMMARY = {
    "sentences": [
        {
            "sentence": "Its mean Dice is 71.6, compared with 71.2 for the volumetric network.",
            "quotes": ["Its mean Dice of 71.6 is 0.4 points above that of the volumetric network (71.2)"],
        },
        {"sentence": "It cures zebras <b>now</b>.", "quotes": ["Its mean Dice of 71.6 is 0.4 points above that"]},
    ]
}
POINTERS = {
    "sentences": [
        {"sentence": "Two tables contradict one another in the row Cairnslice (full).", "about": ["F1"]},
        {"sentence": "Look at the zebra.", "about": ["F1"]},
    ]
}


@pytest.fixture
def run(litmus, monkeypatch):
    for name in ("LITMUS_MODEL", "LITMUS_MODEL_KEY", "OPENAI_API_KEY", "LITMUS_LLM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("litmuspaper.models.llm.asking.WAIT_S", 0.0)
    return litmus


@pytest.fixture
def model(here, socket_enabled):
    """A server of OpenAI's protocol on loopback that sums up and points, well and badly; `litmus.toml` names it."""
    pytest.importorskip("pydantic_ai.models.openai", reason="the extra llm is not installed")
    state = SimpleNamespace(asked=[], status=200)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(asked)
            is_summary = asked["messages"][0]["content"].startswith("You sum up")
            text = json.dumps(SUMMARY if is_summary else POINTERS)
            message = {"role": "assistant", "content": text}
            body = {
                "id": "x",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 120, "completion_tokens": 40, "total_tokens": 160},
            }
            raw = json.dumps(body).encode()
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        Path("litmus.toml").write_text(
            f'model = "openai:m"\nbase_url = "{url}"\nprice_in_eur = 1.0\nprice_out_eur = 2\n'
        )
        yield state
        server.shutdown()
        thread.join(5)


def test_without_a_model_the_way_to_one_is_said_and_nothing_is_written(run, here):
    done = run("paper", SOURCE, "--llm")
    assert done.code == 2
    assert 'Give model = "provider:name"' in done.err
    assert not Path("out").exists()
    assert run("paper", SOURCE, "--dry-run").code == 2


def test_a_dry_run_says_what_it_would_ask_and_cost_and_does_neither(run, model):
    done = run("paper", SOURCE, "--llm", "--dry-run")
    assert done.code == 0, done.err
    assert re.match(
        r"openai:m .*would be asked 2 questions \(0 more have answers kept\): about [\d,]+ tokens", done.out
    )
    assert "at most 0.01" in done.out
    assert model.asked == []
    assert not Path("out").exists()


def test_what_passed_stands_on_the_page_beside_its_quotes_and_the_rest_is_counted(run, model):
    done = run("paper", SOURCE, "--llm")
    assert done.code == 0, done.err
    assert "wrote 1 sentences of summary and 1 on what to look at." in done.out
    assert "2 sentences of the model left out: what they rest on" in done.out
    folder = Path("out/invented.0046")
    page = (folder / "index.html").read_text(encoding="utf-8")
    section = page[page.index('<section class="model"') : page.index('<section aria-labelledby="findings"')]
    assert "In the model's words" in section
    assert "Its mean Dice is 71.6, compared with 71.2 for the volumetric network." in section
    assert '<span class="kind">paper says</span> section 4.3 Accuracy' in section
    assert '<a href="#f1">F1</a>' in section
    assert 'id="f1"' in page
    assert "was written by a model, openai:m" in page
    record = json.loads((folder / "review.json").read_text(encoding="utf-8"))
    assert record["model"]["left_out"] == 2
    assert len(record["model"]["summary"]) == len(record["model"]["look_at"]) == 1
    for path in folder.iterdir():
        assert "zebra" not in path.read_text(encoding="utf-8").lower(), path.name
    assert "## In the model's words" in (folder / "review.md").read_text(encoding="utf-8")
    assert len(model.asked) == 2
    assert all("tools" not in asked for asked in model.asked)


def test_a_second_run_asks_nothing_and_writes_the_same_bytes(run, model):
    run("paper", SOURCE, "--llm", "--out", "a")
    run("paper", SOURCE, "--llm", "--out", "b")
    assert len(model.asked) == 2
    for name in ("index.html", "review.json", "review.md"):
        assert Path("a/invented.0046", name).read_bytes() == Path("b/invented.0046", name).read_bytes()


def test_a_model_that_fails_costs_its_words_and_nothing_else(run, model):
    model.status = 500
    done = run("paper", SOURCE, "--llm", "--out", "a")
    assert done.code == 0, done.err
    assert "No summary: " in done.out
    run("paper", SOURCE, "--out", "b")
    with_model, without = (
        json.loads(Path(name, "invented.0046/review.json").read_text(encoding="utf-8")) for name in "ab"
    )
    assert without["model"] is None
    assert with_model["model"]["summary"] == []
    assert {**with_model, "model": None} == without


def test_a_day_sums_up_its_selected_papers_where_that_is_asked_for(run, model, here):
    (here / "texts").mkdir()
    (here / "texts/2601.00001v1.tex").write_text(
        r"\documentclass{article}\title{Alpha mattes of hair from one image}\begin{document}\maketitle"
        r"\begin{abstract}We predict the alpha matte of hair. It beats trimaps by 9\%.\end{abstract}"
        r"\section{Results}It was quicker, t(20) = 1.10, p < .001.\end{document}",
        encoding="utf-8",
    )
    day = ("day", "--profile", "criteria.txt", "--listing", "day.jsonl", "--date", "2026-01-05", "--texts", "texts")
    assert run(*day, "--summaries").code == 2
    dry = run(*day, "--llm", "--summaries", "--dry-run")
    assert "Each summary is two questions more, about 17,200 tokens at most in all." in dry.out
    assert model.asked == []
    done = run(*day, "--llm", "--summaries")
    assert done.code == 0, done.err
    page = Path("out/2601.00001/index.html").read_text(encoding="utf-8")
    assert "In the model's words" in page
    assert "zebra" not in page.lower()
    asked = [one["messages"][0]["content"] for one in model.asked]
    # Each of the two questions once more, since nothing in their answers is about this paper.
    assert sum(text.startswith("You sum up") for text in asked) == 2
    run(*day, "--llm", "--out", "other")
    assert "In the model's words" not in Path("other/2601.00001/index.html").read_text(encoding="utf-8")


def test_without_llm_a_configured_model_changes_no_byte(run, here):
    run("paper", SOURCE, "--out", "a")
    Path("litmus.toml").write_text('model = "openai:x"\nllm = true\n')
    assert run("paper", SOURCE, "--out", "b").code == 0
    assert Path("a/invented.0046/index.html").read_bytes() == Path("b/invented.0046/index.html").read_bytes()
