"""The text of an answer: any bytes under any name become text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.net.answer import Answer, media_type_and_charset


def text_of(body, charset=""):
    return Answer("http://a/", 200, "text/xml", body, False, charset).text()


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("é".encode(), "", "é"),
        ("é".encode(), "utf-8", "é"),
        (b"\xe9", "ISO-8859-1", "é"),
        (b"\xe9", "", "\ufffd"),
        (b"\xe9", "utf-8", "\ufffd"),
        (codecs.BOM_UTF8 + "é".encode(), "", "é"),
        (codecs.BOM_UTF8 + "é".encode(), "utf-8", "é"),
        ("é".encode("utf-16"), "", "é"),
        ("é".encode("utf-32"), "", "é"),
        (b"<?xml version='1.0' encoding='latin-1'?>\xe9", "", "<?xml version='1.0' encoding='latin-1'?>é"),
        (b"<?xml version='1.0' encoding='latin-1'?>\xe9", "utf-8", "<?xml version='1.0' encoding='latin-1'?>\ufffd"),
        (b"<?xml version='1.0' encoding='klingon'?>\xe9", "", "<?xml version='1.0' encoding='klingon'?>\ufffd"),
        ("é".encode(), "klingon", "é"),
        ("é".encode(), "rot13", "é"),
        ("é".encode(), "idna", "é"),
        ("é".encode(), "unicode_escape", "é"),
        ("é".encode(), "zip", "é"),
        ("é".encode(), "undefined", "é"),
        ("é".encode(), "a\0b", "é"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        (b"", "", ""),
    ],
)
def test_charset(body, charset, text):
    assert text_of(body, charset) == text


@given(
    st.binary(), st.one_of(st.text(max_size=12), st.sampled_from(["utf-16", "utf-7", "hz", "big5", "zlib", "punycode"]))
)
def test_text_never_raises(body, charset):
    assert isinstance(text_of(body, charset), str)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("", ("", "")),
        ("Text/HTML; Charset=UTF-8", ("text/html", "UTF-8")),
        ('application/xml ;boundary=x; charset="iso-8859-1"', ("application/xml", "iso-8859-1")),
        ("text/xml; xcharset=utf-8", ("text/xml", "")),
        (";;;", ("", "")),
    ],
)
def test_content_type(header, parts):
    assert media_type_and_charset(header) == parts
