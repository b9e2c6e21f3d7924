"""The digest of a full text: more fields, each a quote or numbers of cells with their places. The paper is ours."""

from pathlib import Path

import pytest

from litmuspaper.digest import digest
from litmuspaper.errors import LitmusError
from litmuspaper.parse.files import read_paper
from litmuspaper.parse.tex import parse_tex
from litmuspaper.types import Digest, Document

SHARED = Path(__file__).parents[2] / "../shared"

PAPER = r"""\documentclass{article}
\title{TernNet: Counting Seabirds From the Air}
\begin{document}
\maketitle
\begin{abstract}
Counting seabirds from aerial images is an essential task in conservation. However, existing detectors fail where birds
overlap. We propose TernNet, a detector that separates touching birds. Experiments show that it counts better.
\end{abstract}
\section{Introduction}
Counting seabirds is the task of finding how many birds a colony holds. Observers have counted by hand for decades.
In this paper, we introduce TernNet, a network that splits touching birds before it counts them. Specifically, the
encoder predicts a distance map, and a watershed step splits it by its ridges. The rest of this paper is organised as
follows. In Section 2 we describe the network.
\section{Method}
The encoder has five stages of convolutions with a stride of two. Its last stage sees the whole image at once. The
decoder returns to the size of the image in four steps. A ridge of the distance map lies between two birds. Each basin
then holds one bird and is counted once. The loss compares the predicted map with the true one in every pixel.
\section{Experiments}
\subsection{Data}
We use the Dune dataset, which consists of 4,120 aerial images of 31 colonies. The images were taken in two summers by
one observer. We report the mean counting error as the evaluation metric in all experiments.
\subsection{Training}
We trained the network with the Adam optimizer and a learning rate of 0.001 for 60 epochs. Images were cut into tiles
before they entered the network.
\subsection{Results}
We compare TernNet with three strong baselines: BlobCount, GridNet and HandNet. TernNet outperforms all baselines and
achieves a counting error of 4.1 on the second summer. Table 1 shows the errors of all methods in both summers.
\begin{table}
\caption{Counting error in two summers.}
\begin{tabular}{lcc}
Method & First & Second \\ \hline
BlobCount & 9.0 & 9.4 \\
GridNet & 6.2 & 6.6 \\
TernNet (ours) & \textbf{3.8} & \textbf{4.1} \\
\end{tabular}
\end{table}
\subsection{Ablation study}
Without the watershed step the counting error rises to 7.9, and the results are worse in every colony. The colonies
differ in size, in the height of their grass and in the light of the day.
\section{Limitations}
Our network is limited to colonies on open sand and does not see birds under bushes. The flights were made at noon.
\section{Conclusion}
We have shown how touching birds can be counted. The boats and the pilots made this work possible in a wet summer.
Our code is available at \url{https://github.com/example/ternnet}.
\section{Acknowledgements}
We propose a toast to the pilots of the northern airfield, who outperform all others by 12.0 per cent.
\begin{thebibliography}{1}
\bibitem{a} A. Brook. Birds. 2020.
\end{thebibliography}
\end{document}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return parse_tex({"main.tex": PAPER.encode()})


@pytest.fixture(scope="module")
def told(document: Document) -> Digest:
    return digest(document)


def grounded(document: Document) -> None:
    fields = {"title": document.paper.title, "abstract": document.paper.abstract, "text": document.text}
    for name, said in digest(document).statements():
        assert said.spans, name
        for span in said.spans:
            assert fields[span.field][span.start : span.end] == span.text
        if said.kind == "paper-says":
            assert said.text == said.spans[0].text
        else:
            assert said.kind == "computed"


def test_every_field_of_a_full_text_finds_its_sentence(told: Digest) -> None:
    def first(name: str) -> str:
        (said, *_) = getattr(told, name)
        return said.text

    assert told.idea is not None
    assert "we introduce TernNet" in told.idea.text
    assert told.method is not None
    assert told.method.text.startswith("Specifically")
    assert first("data").startswith("We use the Dune dataset")
    assert "mean counting error" in first("metrics")
    assert "Adam" in first("training")
    assert "three strong baselines" in first("baselines")
    assert first("ablations").startswith("Without the watershed step")
    assert first("limits").startswith("Our network is limited")
    assert "github.com/example/ternnet" in first("links")
    assert any("outperforms all baselines" in said.text for said in told.results)


def test_the_own_row_of_the_main_table_is_told_in_its_cells(told: Digest) -> None:
    (row,) = (said for said in told.results if said.kind == "computed")
    assert row.text == "Table 1 (Counting error in two summers), TernNet (ours): First 3.8, Second 4.1."
    assert [span.text.strip("{}$") for span in row.spans]
    assert all(number in span.text for number, span in zip(("3.8", "4.1"), row.spans, strict=True))


def test_a_number_under_no_name_of_its_own_is_not_told() -> None:
    twice = PAPER.replace("Method & First & Second", "Method & Error & Error")
    assert all(said.kind == "paper-says" for said in digest(parse_tex({"main.tex": twice.encode()})).results)
    nameless = PAPER.replace("TernNet (ours) &", "PebbleNet &")
    assert all(said.kind == "paper-says" for said in digest(parse_tex({"main.tex": nameless.encode()})).results)


def test_every_statement_stands_where_it_says(document: Document) -> None:
    grounded(document)


def test_nothing_is_said_twice_and_nothing_after_the_end_is_quoted(told: Digest) -> None:
    texts = [said.text for _, said in told.statements()]
    assert len(texts) == len(set(texts))
    assert not any("toast" in text or "organised as" in text for text in texts)


def test_an_abstract_alone_gives_the_five_fields_only() -> None:
    bare = parse_tex({"main.tex": (PAPER[: PAPER.index(r"\section{Introduction}")] + r"\end{document}").encode()})
    assert {name for name, _ in digest(bare).statements()} <= {"task", "gap", "idea", "method", "result"}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["1706.03762/src", "pdf_only/2020.acl-main.207.pdf", "jats/PMC5828200.nxml"])
def test_real_papers_are_quoted_in_their_own_words(name: str) -> None:
    path = SHARED / "bench/papers" / name
    if not path.exists():
        pytest.skip("the real papers of ../shared are not here")
    try:
        document = read_paper(path).document
    except LitmusError as error:
        pytest.fail(str(error))
    grounded(document)
    assert digest(document).idea is not None


FILLER = "Every count was made twice by two observers who did not meet."


def test_a_result_that_names_data_metric_and_baseline_is_not_said_again() -> None:
    said = "On the DuneBirds dataset TernNet outperforms GridNet and achieves an accuracy of 94.1 in both summers."
    text = PAPER.replace(
        "Dune dataset, which consists of 4,120 aerial images of 31 colonies",
        "DuneBirds dataset in all that follows here",
    ).replace("TernNet outperforms all baselines and\nachieves a counting error of 4.1 on the second summer.", said)
    text = text.replace("We report the mean counting error as the evaluation metric in all experiments.", FILLER)
    text = text.replace("We compare TernNet with three strong baselines: BlobCount, GridNet and HandNet.", FILLER)
    document = parse_tex({"main.tex": text.encode()})
    told = digest(document)
    (result,) = (one for one in told.results if one.text == said)
    assert told.metrics == told.baselines == (result,)
    assert result in told.data
    grounded(document)


def test_what_is_better_than_the_least_is_quoted_beside_the_result(told: Digest) -> None:
    shown = {one.text for one in told.results}
    assert not shown & {one.text for one in (*told.data, *told.baselines)}


def test_plans_and_announcements_are_no_limits() -> None:
    text = PAPER.replace(
        "Our network is limited to colonies on open sand and does not see birds under bushes.",
        "There are several limitations to our approach. In future work, we plan to count birds under bushes.",
    )
    assert digest(parse_tex({"main.tex": text.encode()})).limits == ()


def test_what_the_abstract_says_stays_where_the_text_tells_no_result() -> None:
    text = PAPER[: PAPER.index("We compare TernNet")] + PAPER[PAPER.index(r"\section{Limitations}") :]
    assert digest(parse_tex({"main.tex": text.encode()})).result is not None
