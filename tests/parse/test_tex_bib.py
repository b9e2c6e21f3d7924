"""Reference lists of TeX. The entries are invented by us in the forms of the common styles."""

# ruff: noqa: E501 - TeX reads best on one line

import pytest

from litmuspaper.parse.tex import parse_tex
from litmuspaper.parse.tex.bib import read_item, read_list
from litmuspaper.parse.tex.bibfile import read_bib


@pytest.mark.parametrize(
    "body",
    [
        r"Ada Tern, Bo Auk, and Cy Gull. \newblock A study of sea birds. \newblock {\em Journal of Birds}, 4:1--9, 2019.",
        r"Ada Tern, Bo Auk, and Cy Gull. \newblock {A} study of sea birds. \newblock In \emph{Proc.\ of Birds}, pages 1--9, 2019.",
        r"A.~Tern, B.~Auk, and C.~Gull, ``A study of sea birds,'' \emph{Journal of Birds}, vol.~4, pp. 1--9, 2019.",
        r"Tern, A., Auk, B., Gull, C.: A study of sea birds. Journal of Birds \textbf{4}, 1--9 (2019)",
        r"\bibinfo{author}{Tern, A.}, \bibinfo{author}{Auk, B.}, \& \bibinfo{author}{Gull, C.} (\bibinfo{year}{2019}). "
        r"\newblock \bibinfo{title}{A study of sea birds}. \newblock {\it \bibinfo{journal}{Journal of Birds}\/}.",
        r"A. Tern, B. Auk and C. Gull. A study of sea birds. \emph{Journal of Birds}, 4:1--9, 2019.",
        r"A. Tern, B. Auk and C. Gull, \emph{A study of sea birds}, Journal of Birds \textbf{4} (2019), 1--9.",
    ],
)
def test_bibitems_of_the_common_styles(body: str) -> None:
    entry = read_item("key", body)
    assert entry.title == "A study of sea birds"
    assert entry.year == 2019
    assert [name.split()[-1] for name in entry.authors] == ["Tern", "Auk", "Gull"]
    assert "\\" not in entry.raw
    assert "*" not in entry.raw
    assert entry.name() == ("Tern et al.", "2019")


def test_identifiers_and_labels() -> None:
    text = (
        r"\bibitem[{Tern \& Auk(2020)}]{a} {Tern}, A., \& {Auk}, B. 2020, Journal of Birds, 4, 12, "
        r"\doi{10.1234/birds.5} \bibitem{b} Cy Gull. \newblock Gulls. \newblock \emph{arXiv preprint arXiv:2001.01234}, 2020."
    )
    one, two = read_list(text)
    assert (one.key, one.title, one.year, one.doi, one.venue) == (
        "a",
        None,
        2020,
        "10.1234/birds.5",
        "Journal of Birds",
    )
    assert (two.key, two.title, two.arxiv) == ("b", "Gulls", "2001.01234")


def test_the_list_of_biblatex() -> None:
    (entry,) = read_list(
        r"""\entry{a}{article}{}
\name{author}{2}{}{%
{{hash=1}{family={Tern}, familyi={T\bibinitperiod}, given={Ada}, giveni={A\bibinitperiod}}}%
{{hash=2}{family={van Auk}, given={Bo}}}%
}
\field{title}{On \emph{sea} birds}\field{journaltitle}{Journal of Birds}\field{year}{2019}
\verb{doi}
\verb 10.1234/x
\endverb
\endentry"""
    )
    assert (entry.title, entry.authors, entry.year) == ("On sea birds", ("Ada Tern", "Bo van Auk"), 2019)
    assert (entry.venue, entry.doi) == ("Journal of Birds", "10.1234/x")


def test_bib_files_are_read_by_their_fields_and_broken_entries_passed_over() -> None:
    entries = read_bib(
        "@string{jb = {Journal of Birds}} @comment{x}\n@broken{ {{{ \n"
        '@article{a, author = "Tern, Ada and van Auk, Bo and {The Bird Group}", title = {On {\\"O}land} # " birds", '
        "journal = jb, year = 2019, eprint={1901.00001}}\n"
        "@inproceedings(b, title={No {B}races}, booktitle={Proc. of {Birds}}, year={2020}, doi={10.1/x})\n@misc{c"
    )
    assert set(entries) == {"a", "b"}
    a, b = entries["a"], entries["b"]
    assert (a.title, a.authors) == ("On Öland birds", ("Ada Tern", "Bo van Auk", "The Bird Group"))
    assert (a.venue, a.year, a.arxiv) == ("Journal of Birds", 2019, "1901.00001")
    assert (b.title, b.venue) == ("No Braces", "Proc. of Birds")


def test_where_the_list_comes_from() -> None:
    bib = b"@article{a, title={From bib}, author={A. Tern}, year={2020}} @article{z, title={Uncited}}"
    bbl = b"\\begin{thebibliography}{1}\\bibitem{a} A. Tern. \\newblock From bbl. \\newblock Birds, 2020.\\end{thebibliography}"
    main = "\\documentclass{article}\\begin{document}Text \\cite{a}.%s\\bibliography{refs}\\end{document}"
    own = "\\begin{thebibliography}{1}\\bibitem{a} A. Tern. \\newblock Inside. \\newblock Birds, 2020.\\end{thebibliography}"

    def titles(files: dict[str, bytes]) -> list[str | None]:
        return [reference.title for reference in parse_tex(files).references]

    assert titles({"main.tex": (main % "").encode(), "refs.bib": bib}) == ["From bib"]
    assert titles({"main.tex": (main % "").encode(), "refs.bib": bib, "main.bbl": bbl}) == ["From bbl"]
    assert titles({"main.tex": (main % own).encode(), "refs.bib": bib, "main.bbl": bbl}) == ["Inside"]
    assert titles({"main.tex": (main % "\\nocite{*}").encode(), "refs.bib": bib}) == ["From bib", "Uncited"]
    inside = "\\begin{filecontents}{refs.bib}" + bib.decode() + "\\end{filecontents}"
    assert titles({"main.tex": (inside + main % "").encode()}) == ["From bib"]


def test_a_doi_behind_the_macro_of_natbibs_styles_is_read_bare():
    r"""plainnat and its kin define \doi in the list itself, in one of two ways."""
    bbl = r"""\begin{thebibliography}{1}
\expandafter\ifx\csname urlstyle\endcsname\relax
  \providecommand{\doi}[1]{doi: #1}\else
  \providecommand{\doi}{doi: \begingroup \urlstyle{rm}\Url}\fi
\bibitem[Tern(2020)]{a}
A.~Tern. \newblock Nests of gulls. \newblock \emph{Journal of Nests}, 2020. \newblock \doi{10.1101/2020.01.02.123456}.
\end{thebibliography}"""
    source = r"\documentclass{article}\begin{document}It is so \cite{a}.\bibliography{refs}\end{document}"
    (one,) = parse_tex({"main.tex": source.encode(), "main.bbl": bbl.encode()}).references
    assert one.doi == "10.1101/2020.01.02.123456"
    assert one.raw.endswith("doi: 10.1101/2020.01.02.123456.")
