"""What alarms on real papers showed when they were judged by hand (docs/judged.md): small cases of our own writing."""

from importlib import import_module

import pytest

from litmuspaper.parse.build import Builder, CellDraft
from litmuspaper.types import Document, Finding, Paper

Rows = list[list[str]]
FIT = (
    "We train a network with stochastic gradient descent on each dataset; training loss falls after some epochs; "
    "experiments follow. "
)
LAB = "The results of the experiments on mice were measured; animals were trained and patients evaluated. "


def paper(*paragraphs: str, tables: tuple[tuple[str, Rows], ...] = (), section: bool = True) -> Document:
    builder = Builder()
    if section:
        builder.open_section("Body", 1)
    for paragraph in paragraphs:
        builder.paragraph(paragraph)
    for n, (caption, rows) in enumerate(tables, 1):
        cells = [[CellDraft(t.lstrip("*"), t.startswith("*"), False) for t in row] for row in rows]
        builder.table(cells, f"Table {n}", caption)
    return builder.document(Paper.model_construct(id="x", title="A paper", abstract=""), "tex")


def told(name: str, document: Document) -> list[Finding]:
    found: list[Finding] = import_module(f"litmuspaper.review.audits.{name}").audit(document)
    return [f for f in found if f.verdict not in ("verified", "not-assessed")]


def missing(*paragraphs: str) -> str:
    return " | ".join(f.message for f in told("statements", paper(*paragraphs)))


def test_seeds_code_and_hardware_are_asked_of_what_is_computed() -> None:
    fitted = missing(FIT * 120)
    assert all(x in fitted for x in ("random seeds", "where the code is", "the hardware", "limitations"))
    assert missing(LAB * 120) == "Not found in the parsed text: a statement of limitations"
    assert missing("The exact results of the experiments follow from the evaluated formula. " * 150) == ""


def test_what_is_denied_is_not_fitted() -> None:
    text = "Our experiments evaluate results on this dataset without any fine-tuning; we do not train or fine-tune. "
    assert "seeds" not in missing(text * 120)


@pytest.mark.parametrize(
    "said",
    [
        "We independently re-train the network three times.",
        "Mean scores are given over 10 iterations with standard deviation.",
        "We plot the average and standard deviation over 30 synthetic examples.",
        "All numbers are averaged over five runs.",
    ],
)
def test_repetitions_in_other_words(said: str) -> None:
    assert "seeds" not in missing(FIT * 120 + said)


@pytest.mark.parametrize(
    "said",
    [
        "All the codes in this work will be open-sourced.",
        "Code and samples are provided in the supplementary material.",
    ],
)
def test_code_in_other_words(said: str) -> None:
    assert "where the code is" not in missing(FIT * 120 + said)


@pytest.mark.parametrize(
    "said",
    [
        "We introduce a new concept, the latent dataset, as a variable.",
        "Our data dependent scheme needs no parameter. The data are drawn from a prior.",
        "Let X be our data space. We construct imbalanced versions of these datasets.",
    ],
)
def test_words_that_only_sound_like_data_of_their_own(said: str) -> None:
    assert "where the data are" not in missing(FIT * 120 + said)


@pytest.mark.parametrize(
    "said",
    ["We introduce a new dataset of faces.", "This data was collected from access logs.", "Our new corpus helps."],
)
def test_data_of_their_own(said: str) -> None:
    assert "where the data are" in missing(FIT * 120 + said)


TRAINED = (
    "We train a neural transformer, an encoder, trained with the Adam optimizer, learning rate 0.1, for 20 epochs. "
)


def test_optional_settings_alone_are_no_question() -> None:
    assert told("hyperparameters", paper(TRAINED + "The batch size is 8.")) == []
    (one,) = told("hyperparameters", paper(TRAINED))
    assert "batch size" in one.message
    assert "weight decay" in one.message


def test_a_printed_configuration_names_its_settings() -> None:
    (one,) = told("hyperparameters", paper(TRAINED + "Here weight_decay: 0.0 and lr_scheduler: cosine were used."))
    assert "weight decay" not in one.message
    assert "schedule" not in one.message


def test_the_reference_list_trains_nothing() -> None:
    entries = "".join(
        f"\\bibitem{{k{n}}} A. Adam. Neural encoder, trained with epochs. {n}." for n in range(1990, 2000)
    )
    from litmuspaper.parse.tex import parse_tex

    source = (
        r"\documentclass{article}\begin{document}\section{A} We factorise a matrix by sampling."
        rf"\begin{{thebibliography}}{{9}}{entries}\end{{thebibliography}}\end{{document}}"
    )
    assert told("hyperparameters", parse_tex({"main.tex": source.encode()})) == []


RESULTS: Rows = [
    ["Method", "Acc", "F1"],
    ["A", "80.1", "70.1"],
    ["B", "81.2", "71.2"],
    ["C", "82.3", "72.3"],
    ["Ours", "83.4", "73.4"],
]


def test_a_lone_table_says_nothing_of_the_text_around_it() -> None:
    assert told("uncertainty", paper("A caption alone.", tables=(("Results.", RESULTS),), section=False)) == []
    assert told("uncertainty", paper("A caption alone.", tables=(("Results.", RESULTS),)))


def test_a_larger_number_in_bare_brackets_is_no_spread() -> None:
    rows = [
        ["Method", "Acc", "F1", "AUC"],
        ["A", "10.5 (11.1)", "22.7 (24.0)", "14.9 (15.2)"],
        ["B", "13.6 (14.2)", "31.8 (33.3)", "27.5 (27.9)"],
        ["Ours", "*20.1 (21.3)", "*41.0 (41.8)", "*40.2 (40.7)"],
    ]
    assert told("uncertainty", paper(tables=(("Results.", rows),))) == []


@pytest.mark.parametrize(
    "column",
    [
        ["0.25", "0.38", "0", "0.41", "0.52"],
        ["98.25", "97.38", "100", "96.41", "95.52"],
        ["0.251 ± 0.004", "0.382 ± 0.005", "0.383 ± 0.006", "0.411 ± 0.004", "0.52 ± 0.05"],
        ["17.25", "16.38", "15.44", "16.41", "168.6"],
    ],
)
def test_decimals_that_have_a_reason(column: list[str]) -> None:
    rows = [["Method", "Cost"], *[[name, cell] for name, cell in zip("ABCDE", column, strict=True)]]
    assert told("decimals", paper(tables=(("", rows),))) == []


def test_a_bounded_metric_has_no_reason_for_other_decimals() -> None:
    rows = [["Method", "Precision"], ["A", "17.25"], ["B", "16.38"], ["C", "15.44"], ["D", "16.41"], ["E", "168.6"]]
    assert told("decimals", paper(tables=(("", rows),)))


def test_a_row_with_its_own_decimals_is_not_a_dropped_zero() -> None:
    rows = [
        ["Method", "a", "b"],
        *[[x, f"0.{n}1", f"0.{n}2"] for n, x in enumerate("ABCD", 3)],
        ["E", "0.812", "0.834"],
    ]
    assert told("decimals", paper(tables=(("", rows),))) == []


def test_p_values_and_settings_are_printed_to_their_own_digits() -> None:
    chances = [["Term", "Pr(>|z|)"], ["a", "0.521"], ["b", "0.112"], ["c", "0.324"], ["d", "0.478"], ["e", "0.0838"]]
    assert told("decimals", paper(tables=(("", chances),))) == []
    rows = [["Setting", "A"], ["batch size", "512"], *[[x, f"{n}.25"] for n, x in enumerate("abcd", 81)]]
    assert told("decimals", paper(tables=(("", rows),))) == []


def test_a_material_may_be_the_first_ever_reported() -> None:
    assert told("novelty_words", paper("Graphene, the first ever reported sheet, is thin.")) == []
    assert told("novelty_words", paper("We present the first-ever paired test set."))


def test_a_table_that_the_text_points_to_is_named() -> None:
    text = "We tune the steps. The results are summarized in the following table."
    assert told("float_references", paper(text, tables=(("Performance.", RESULTS),))) == []
    assert told("float_references", paper("We tune the steps.", tables=(("Performance.", RESULTS),)))


def formula(before: str) -> Document:
    from litmuspaper.parse.tex import parse_tex

    source = (
        rf"\documentclass{{article}}\begin{{document}}\section{{A}} {before} \begin{{equation}} "
        r"g = \eta + N \hat{S}_i - \lambda_i \end{equation} ends here.\end{document}"
    )
    return parse_tex({"main.tex": source.encode()})


def test_an_index_is_bound_where_its_symbol_was_introduced() -> None:
    assert told("symbols", formula(r"We compute the statistics $\hat{S}_i$ of a point.")) == []
    assert told("symbols", formula("We compute the statistics of a point."))


def test_a_variant_whose_one_win_the_text_grants_is_no_question() -> None:
    rows = [
        ["Variant", "Acc", "F1", "AUC"],
        ["Full model", "84.2", "88.4", "91.5"],
        ["w/o venue", "84.5", "88.0", "91.2"],
    ]
    rows.append(["w/o author", "82.7", "72.3", "71.0"])
    said = "We see that the venue costs little, except in accuracy."
    assert told("claim_rank", paper(said, tables=(("Ablation study.", rows),))) == []
    assert told("claim_rank", paper("We see that each part helps.", tables=(("Ablation study.", rows),)))


@pytest.mark.parametrize("power", [r"3.41 \times 10^{-7}", "3.41 × 10^{-7}", "3.41e-7", "3.4 · 10^-7"])
def test_p_values_in_powers_of_ten(power: str) -> None:
    assert told("test_statistics", paper(f"The effect holds (t(9) = 13.196, p = {power}).")) == []
    assert told("test_statistics", paper(f"The effect holds (t(9) = 1.196, p = {power})."))


RANKS: Rows = [
    ["Method", "Acc ↑", "F1 ↑", "AUC ↑"],
    ["A", "80.1", "70.1", "60.5"],
    ["B", "81.2", "79.2", "61.5"],
    ["Ours", "83.4", "73.4", "62.5"],
]


@pytest.mark.parametrize(
    "said",
    [
        "Our method consistently outperforms all baselines by a margin, as shown in Figure 3.",
        "Under this protocol our method consistently outperforms all baselines.",
        "Our method consistently outperforms all baselines, with 91.25 against 90.13.",
    ],
)
def test_a_claim_about_something_else_is_not_held_against_the_tables(said: str) -> None:
    table = (("Results of all methods.", RANKS),)
    assert told("claim_rank", paper(said, tables=table)) == []
    assert told("claim_rank", paper("Our method consistently outperforms all baselines.", tables=table))


def test_letters_that_name_parts_are_no_indices() -> None:
    from litmuspaper.parse.tex import parse_tex

    source = (
        r"\documentclass{article}\begin{document}\section{A} The energy is \begin{equation} "
        r"E_o(t) = E_r(t) + E_l(t) + E_j(t) \end{equation} and is minimised.\end{document}"
    )
    assert told("symbols", parse_tex({"main.tex": source.encode()})) == []


def test_a_first_ever_thing_of_others() -> None:
    assert told("novelty_words", paper("Users include the makers of the first-ever image of a black hole.")) == []


def test_momentum_decay_and_batches_in_other_words() -> None:
    text = (
        "We train a neural transformer, an encoder, trained for 20 epochs with a learning rate of 0.1, a momentum of "
        "$0.9$ and a decay of $0.0005$. Each epoch has 40 batches, each containing 16 sequences."
    )
    assert told("hyperparameters", paper(text)) == []


def test_related_work_that_trains_is_no_training() -> None:
    text = "Others learn neural encoders and transformers, trained on code. The optimizer of momentum search is new. "
    assert told("hyperparameters", paper(text + "Its training set is theirs.")) == []


def test_rough_numbers_of_the_abstract() -> None:
    from litmuspaper.parse.tex import parse_tex

    def read(said: str) -> list[Finding]:
        body = "We describe what was collected. " * 250
        source = (
            rf"\documentclass{{article}}\begin{{document}}\begin{{abstract}}We give a corpus of queries and documents "
            rf"for retrieval with {said} queries that people typed.\end{{abstract}}\section{{A}} {body} There are "
            r"731,247 queries.\end{document}"
        )
        return told("abstract_numbers", parse_tex({"main.tex": source.encode()}))

    assert read("almost 750,000") == []
    assert read("more than 700,000") == []
    assert read("700,000")
    assert read("more than 500,000")


def test_a_p_cut_instead_of_rounded_is_no_error() -> None:
    assert told("test_statistics", paper(r"It differs (t(8.36) = 4.82, p = 1.15 \times 10^{-3}).")) == []
    assert told("test_statistics", paper("It differs (t(8) = 2.82, p = .04)."))


def test_code_on_request_is_a_statement() -> None:
    assert "where the code is" not in missing(FIT * 120 + "Email the author for dataset and codes.")


def cited(keys: str, entry: str) -> Document:
    from litmuspaper.parse.tex import parse_tex

    entries = "".join(rf"\bibitem{{{entry}{n}}} A. Doe. A title number {n}. 2001." for n in range(3))
    source = (
        rf"\documentclass{{article}}\begin{{document}}\section{{A}} We follow \cite{{{entry}0}} and \cite{{{keys}}}. "
        rf"\begin{{thebibliography}}{{9}}{entries}\end{{thebibliography}}\end{{document}}"
    )
    return parse_tex({"main.tex": source.encode()})


def test_keys_of_a_bibliography_that_was_not_given_are_a_question() -> None:
    lost = told("citations", cited("doe-etal-2020-title,roe-poe-2021-other", "smith"))
    assert [f.verdict for f in lost if "not in the" in f.message] == ["question"]
    broken = told("citations", cited("smithx,smithy7", "smith"))
    assert [f.verdict for f in broken if "not in the" in f.message] == ["contradicted"]


def test_a_figure_of_the_appendix_that_is_never_named_is_for_information() -> None:
    from litmuspaper.parse.tex import parse_tex

    float_ = r"\begin{figure}\caption{A curve.}\end{figure}"
    for body, severity in (
        (rf"{float_} Text. \appendix \section{{B}} More.", "warning"),
        (rf"\appendix \section{{B}} {float_}", "info"),
    ):
        source = rf"\documentclass{{article}}\begin{{document}}\section{{A}} We write. {body}\end{{document}}"
        (one,) = told("float_references", parse_tex({"main.tex": source.encode()}))
        assert one.severity == severity


@pytest.mark.parametrize(
    "said",
    ["We report the results for three random splits of the data.", "Rates are over two standard evaluation runs."],
)
def test_splits_and_named_runs_are_repetitions(said: str) -> None:
    assert "seeds" not in missing(FIT * 120 + said)


@pytest.mark.parametrize(
    "said", ["Utility is the first requirement for any mark.", "One network can be the first choice for recognition."]
)
def test_first_things_that_are_no_claims(said: str) -> None:
    assert told("novelty_words", paper(said)) == []


def test_a_variable_with_its_own_index_is_no_index() -> None:
    from litmuspaper.parse.tex import parse_tex

    source = (
        r"\documentclass{article}\begin{document}\section{A} The state is \begin{equation} "
        r"h_t = f(h_{t-1}, l_{t-1}) \end{equation} at time t.\end{document}"
    )
    assert told("symbols", parse_tex({"main.tex": source.encode()})) == []


def test_a_grid_whose_settings_do_the_same_is_no_question() -> None:
    grid = [["Setting", "a", "b", "c", "d"]]
    grid += [[f"s{n}{m}", f"0.{n}1", f"0.{n}2", f"0.{n}3", f"0.{n}4"] for n in range(1, 5) for m in range(2)]
    assert told("duplicate_rows", paper(tables=(("", grid),))) == []
    assert told("duplicate_rows", paper(tables=(("", [*grid[:3], grid[3], grid[5], grid[7]]),)))


def test_a_metric_is_no_method() -> None:
    from litmuspaper.parse.tex import parse_tex

    source = (
        r"\documentclass{article}\begin{document}\section{A} We use AUROC \cite{a} here. Others use AUROC \cite{b}."
        r"\begin{thebibliography}{9}\bibitem{a} A. Doe. One title. 2001.\bibitem{b} B. Roe. Other title. 2002."
        r"\end{thebibliography}\end{document}"
    )
    document = parse_tex({"main.tex": source.encode()})
    assert told("method_citations", document) == []
    other = parse_tex({"main.tex": source.replace("AUROC", "LampNet2").encode()})
    assert told("method_citations", other)


def test_what_stands_before_a_doi_is_no_part_of_it() -> None:
    from litmuspaper.parse.tex import parse_tex

    def listed(doi: str) -> Document:
        entry = rf"\bibitem{{a}} A. Doe. One title. Journal, 2001. doi: {doi}."
        source = (
            r"\documentclass{article}\begin{document}\section{A} We follow \cite{a}."
            rf"\begin{{thebibliography}}{{9}}{entry}\end{{thebibliography}}\end{{document}}"
        )
        document = parse_tex({"main.tex": source.encode()})
        references = tuple(r.model_copy(update={"doi": doi}) for r in document.references)
        return document.model_copy(update={"references": references})

    assert told("identifiers", listed("rm10.1101/418939")) == []
    assert told("identifiers", listed("10.11/418939"))


def test_an_operator_is_taken_of_many_things() -> None:
    from litmuspaper.parse.tex import parse_tex

    source = (
        r"\documentclass{article}\begin{document}\section{A} We have \begin{equation} r = \mathrm{corr}(X_a, Y_a) "
        r"\end{equation} and \begin{equation} r = \mathrm{corr}(X_b, Y_b) \end{equation} then.\end{document}"
    )
    assert told("symbols", parse_tex({"main.tex": source.encode()})) == []
    assert told("symbols", parse_tex({"main.tex": source.replace(r"\mathrm{corr}", r"\mathcal{G}").encode()}))


def test_a_weight_that_is_warmed_up_has_its_final_value() -> None:
    from litmuspaper.parse.tex import parse_tex

    source = (
        rf"\documentclass{{article}}\begin{{document}}\section{{A}} {TRAINED} The batch size is 8. \begin{{equation}} "
        r"L = \mathcal{L}_a + \beta_t \mathcal{L}_b \end{equation} VALUE\end{document}"
    )
    said = source.replace("VALUE", r"It is warmed up to $\beta = 0.02$.")
    assert told("hyperparameters", parse_tex({"main.tex": said.encode()})) == []
    assert told("hyperparameters", parse_tex({"main.tex": source.replace("VALUE", "It grows.").encode()}))
