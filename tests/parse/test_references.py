"""Raw references in the forms that styles print; all entries are invented, written by us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.parse.names import author_list, split_names
from litmuspaper.parse.references import read_reference

TITLE = "Falling light: a law of lamps in lakes"
NAMES = ("J. Q. Doe", "R. Roe", "L. van Poe")
FULL = ("Jane Q. Doe", "Richard Roe", "Li van Poe")
FORMS = [
    (f"Doe, J. Q.; Roe, R.; and van Poe, L. 2021a. {TITLE}. In *Proceedings of the Lamp Conference*, 12–19.", NAMES),
    (
        f"Jane Q. Doe, Richard Roe, and Li van Poe. {TITLE}. In Proceedings of the Lamp Conference, pages 12–19, 2021.",
        FULL,
    ),
    (
        f"Jane Q. Doe, Richard Roe, and Li van Poe. 2021. {TITLE}. In Proceedings of the Lamp Conference, pages 12–19.",
        FULL,
    ),
    (f"J. Q. Doe, R. Roe, and L. van Poe, “{TITLE},” in Proceedings of the Lamp Conference, 2021, pp. 12–19.", NAMES),
    (f"J.~Q. Doe, R.~Roe, and L.~van Poe, ``{TITLE},'' in Proceedings of the Lamp Conference, vol.~3, 2021.", NAMES),
    (f"Doe, J. Q., Roe, R., van Poe, L.: {TITLE}. In: Proceedings of the Lamp Conference, pp. 12–19 (2021)", NAMES),
    (f"Doe, J. Q., Roe, R., & van Poe, L. (2021). {TITLE}. Proceedings of the Lamp Conference, 3, 12–19.", NAMES),
    (f"[7] J. Q. Doe, R. Roe, L. van Poe, {TITLE}, Proceedings of the Lamp Conference 3 (2021) 12–19.", NAMES),
    (f"J. Q. Doe, R. Roe, and L. van Poe, *{TITLE}*, Proceedings of the Lamp Conference 3, 12–19 (2021)", NAMES),
    (
        f"12. Doe JQ, Roe R, van Poe L. {TITLE}. Proceedings of the Lamp Conference. 2021;3:12–19.",
        ("JQ Doe", "R Roe", "L van Poe"),
    ),
]


@pytest.mark.parametrize(("raw", "names"), FORMS)
def test_each_form_gives_the_same_fields(raw, names):
    fields = read_reference(raw)
    assert fields["title"] == TITLE
    assert fields["authors"] == names
    assert fields["year"] == 2021
    assert fields["venue"] == "Proceedings of the Lamp Conference"


def test_blocks_of_a_source_that_has_them_are_taken_as_they_stand():
    fields = read_reference("", ["Jane Doe and Richard Roe.", f"{TITLE}.", "*Lamps*, 3(2):1–9, 2021."])
    assert (fields["title"], fields["authors"], fields["venue"]) == (TITLE, ("Jane Doe", "Richard Roe"), "Lamps")


@pytest.mark.parametrize(
    ("raw", "name", "value"),
    [
        ("J. Doe. Lamps. arXiv preprint arXiv:2101.09336, 2021.", "arxiv", "2101.09336"),
        ("J. Doe. Lamps. CoRR, abs/1409.0473, 2014.", "arxiv", "1409.0473"),
        ("J. Doe. Lamps. https://arxiv.org/abs/2002.11768v2", "arxiv", "2002.11768"),
        ("J. Doe. Lamps. arXiv:hep-th/9901001", "arxiv", "hep-th/9901001"),
        ("J. Doe. Lamps. arXiv:1922.03329", "arxiv", "1922.03329"),
        ("J. Doe. Lamps. Light, 3, 2021. doi:10.1000/abc.(12)3.", "doi", "10.1000/abc.(12)3"),
        ("J. Doe. Lamps (https://doi.org/10.1000/abc123).", "doi", "10.1000/abc123"),
    ],
)
def test_identifiers_are_kept_as_printed_even_where_they_are_impossible(raw, name, value):
    assert read_reference(raw)[name] == value


def test_what_an_entry_does_not_print_stays_none():
    fields = read_reference("J. Doe, R. Roe, Phys. Rev. D 104, 035024 (2021)")
    assert (fields["title"], fields["authors"], fields["year"]) == (None, ("J. Doe", "R. Roe"), 2021)
    assert read_reference("“https://example.org/lamps.”")["title"] is None
    assert read_reference("")["year"] is None


def test_years_in_titles_pages_and_identifiers_are_not_the_year():
    assert read_reference("J. Doe. The lamps of 1984. Light, 12:2001–2019, 1999.")["year"] == 1999
    assert read_reference("Doe, J. (1998). Lamps of 2050. Light.")["year"] == 1998


def test_names_of_many_kinds_are_names():
    assert split_names("Juan de Lara, Ludwig van den Berg and Seán O’Brien") == (
        "Juan de Lara",
        "Ludwig van den Berg",
        "Seán O’Brien",
    )
    assert split_names("H.-Y. Zhou, R. W. Heath Jr., and Y. LeCun") == ("H.-Y. Zhou", "R. W. Heath Jr.", "Y. LeCun")
    assert split_names("Doe, J., et al.") == ("J. Doe",)
    assert split_names("a law of lamps in lakes") == ()


@given(st.text(max_size=300))
def test_any_string_gives_fields_of_their_types(raw):
    fields = read_reference(raw)
    assert fields.get("title") is None or fields["title"]
    assert all(isinstance(name, str) and name for name in fields.get("authors", ()))
    assert fields.get("year") is None or 1800 <= fields["year"] < 2100
    names, end = author_list(raw)
    assert 0 <= end <= len(raw)
    assert bool(names) == (end > 0)


@given(
    st.lists(
        st.sampled_from(
            ["Doe, J.", "Roe", "and", "&", ",", ";", ".", " ", "et al.", "2021", "(2021)", "“", "”", "In", "*", "_"]
        ),
        max_size=60,
    )
)
def test_strings_of_the_parts_of_references_are_read_without_trouble(parts):
    assert isinstance(read_reference(" ".join(parts)), dict)
