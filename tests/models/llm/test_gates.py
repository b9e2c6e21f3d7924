"""The quote gate and the number gate: what a model says of a paper is held against the paper's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.models.llm.gate import Quoted, find_quote, in_whole, normal
from litmuspaper.models.llm.numbers import numbers, unsupported
from litmuspaper.models.llm.prose import grounded

TEXT = (
    "We ﬁne-tune a trans-\nformer with “soft” labels – on 12,000 images.  Accuracy rises by 2.4 points to 91.3%, "
    "while the error falls to 8.7 %. It does not improve the calibration."
)
OTHER = "An earlier section says that the dataset has been cleaned by hand."


@pytest.mark.parametrize(
    ("quote", "own"),
    [
        ("with “soft” labels", "with “soft” labels"),
        ('with "soft" labels - on 12,000', "with “soft” labels – on 12,000"),
        ("We fine-tune a transformer", "We ﬁne-tune a trans-\nformer"),
        ("on 12,000 images. Accuracy rises", "on 12,000 images.  Accuracy rises"),
        ("“Accuracy rises by 2.4 points”", "Accuracy rises by 2.4 points"),
        ("oft” labels – on 12,000 image", "soft” labels – on 12,000 images"),
        ("it does not improve the calibration.", "It does not improve the calibration."),
    ],
)
def test_a_quotation_is_found_and_shown_in_the_paper_s_own_letters(quote, own):
    found = find_quote(quote, {"text": TEXT})
    assert found.state == "found"
    assert TEXT[found.start : found.end] == found.text
    assert found.text.strip() in (own, own[1:])


@pytest.mark.parametrize(
    ("quote", "state"),
    [
        ("Accuracy rises by 2.5 points", "nowhere"),
        ("labels soft with images 12,000 on", "nowhere"),
        ("It does improve the calibration", "nowhere"),
        ("Accuracy rises ... to 91.3%", "nowhere"),
        ("the dataset has been cleaned", "elsewhere"),
        ("soft labels", "short"),
        ("", "short"),
        ("\u200b" * 40, "short"),
    ],
)
def test_what_is_not_there_is_told_from_what_stands_elsewhere(quote, state):
    assert find_quote(quote, {"text": TEXT}, {"other": OTHER}).state == state


@pytest.mark.parametrize(
    ("quote", "whole"),
    [
        ("improve the calibration", "It does not improve the calibration."),
        ("by 2.4 points to 91.3%", "Accuracy rises by 2.4 points to 91.3%, while the error falls to 8.7 %."),
        (
            "8.7 %. It does not",
            TEXT[TEXT.index("Accuracy") :],
        ),
    ],
)
def test_a_place_is_widened_to_whole_sentences(quote, whole):
    assert in_whole(find_quote(quote, {"text": TEXT}), TEXT).text == whole


@given(st.text(alphabet="ab .!?AB\n", min_size=1, max_size=120), st.data())
def test_widening_keeps_the_place_within(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = in_whole(Quoted("found", "text", start, end, text[start:end]), text)
    assert 0 <= found.start <= start < end <= found.end <= len(text)
    assert found.text == text[found.start : found.end]


def test_of_a_long_quotation_one_unbroken_stretch_of_92_percent_is_enough():
    said = "x" + TEXT[40:140]
    assert find_quote(said, {"text": TEXT}).state == "found"
    middle = TEXT[40:90] + "zebra" + TEXT[90:140]
    assert find_quote(middle, {"text": TEXT}).state == "nowhere"


@given(st.text(min_size=1, max_size=300), st.data())
def test_every_stretch_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    found = find_quote(quote, {"text": text})
    if len(normal(quote)) >= 12 and "-" not in normal(quote):
        assert found.state == "found"
    if found.state == "found":
        assert text[found.start : found.end] == found.text


@given(st.text(max_size=200), st.text(max_size=200))
def test_what_is_found_has_the_words_in_their_order(quote, text):
    found = find_quote(quote, {"text": text})
    assert found.state in ("found", "nowhere", "short")
    if found.state == "found":
        assert len(normal(found.text)) >= 0.92 * len(normal(quote)) - 2


@pytest.mark.parametrize(
    "prose",
    [
        "Accuracy rises by 2.4 points to 91.3%.",
        "Accuracy improves to 91.3 percent.",
        "Accuracy rises to 91%.",
        "The error drops to 8.7%.",
        "It was tuned on 12,000 images.",
        "It was tuned on 12000 images.",
        "It does not improve the calibration.",
        "It uses soft labels.",
    ],
)
def test_a_sentence_that_keeps_to_the_numbers_and_directions_passes(prose):
    assert unsupported(prose, [TEXT]) == ""


@pytest.mark.parametrize(
    "prose",
    [
        "Accuracy rises by 2.5 points.",
        "Accuracy rises by 2.4%.",
        "Accuracy falls to 91.3%.",
        "The error rises to 8.7%.",
        "Accuracy rises to 91.30001%.",
        "Accuracy rises to 92%.",
        "It was tuned on 12 images.",
        "It was tuned on twelve images.",
        "Accuracy doubles.",
        "It improves the calibration.",
        "The calibration gets worse.",
        "It is three times as fast.",
        "It took 5e3 steps.",
        "Accuracy rises by -2.4 points.",
    ],
)
def test_a_sentence_with_a_number_or_a_direction_of_its_own_fails(prose):
    assert unsupported(prose, [TEXT])


def test_a_number_may_stand_in_a_cell_with_its_unit():
    assert unsupported("The score is 44.1 dB.", ["The score is in the table."], ["44.12 dB"]) == ""
    assert unsupported("The score is 44.2 dB.", ["The score is in the table."], ["44.12 dB"])
    assert unsupported("The score is 44.1 %.", ["The score is in the table."], ["44.12 dB"])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,234.5 and 0.5e-3", ["1234.5", "0.0005"]),
        ("GPT-4 and 3D scans of layer2", []),
        ("a 5-10 split", ["5", "10"]),
        ("1.5 million pages", ["1500000"]),
        ("twice, half and three", ["2", "2", "3"]),
        ("−3.0 dB", ["-3.0"]),
        ("section 3.", ["3"]),
    ],
)
def test_numbers_are_read_as_printed(text, values):
    from decimal import Decimal

    from litmuspaper.models.llm.gate import Normal

    assert [number.value for number in numbers(Normal(text).text)] == [Decimal(value) for value in values]


def test_prose_keeps_what_holds_and_drops_the_rest():
    said = "It uses soft labels. It beats ResNet-50. It was funded by a zebra."
    kept, why = grounded(said, [TEXT], [TEXT])
    assert kept == "It uses soft labels."
    assert why


@given(st.text(max_size=200))
def test_no_text_breaks_the_gates(prose):
    kept, _ = grounded(prose, [TEXT], [TEXT])
    assert "<" not in kept
    assert "\n" not in kept
