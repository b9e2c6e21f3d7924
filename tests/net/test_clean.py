"""No markup from outside runs, loads or leads anywhere but to a plain address."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litmuspaper.net.clean import safe_html, safe_url

ALLOWED_ATTRIBUTES = {"href", "rel", "colspan", "rowspan"}
FORBIDDEN_TAGS = set(
    "script style iframe object embed form input button link meta base svg math img video audio source template "
    "noscript frame frameset applet textarea select html head body title portal dialog canvas picture".split()
)


class Audit(HTMLParser):
    """Reads what is left as a browser would, and complains of all that could act."""

    def handle_starttag(self, tag, attrs):
        assert tag not in FORBIDDEN_TAGS, tag
        for name, value in attrs:
            assert name in ALLOWED_ATTRIBUTES, name
            if name == "href":
                assert value.lower().startswith(("http://", "https://", "mailto:")), value

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def audit(markup):
    parser = Audit(convert_charrefs=True)
    parser.feed(markup)
    parser.close()
    return markup


VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<script/x>alert(1)</script\t>",
    "<script",
    "<<script>alert(1);//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='data:text/html,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#0;script:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='&#x6A;avascript&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.org'>x</a>",
    "<a href='/relative'>x</a>",
    "<a href='https://user:pass@evil.org'>x</a>",
    "<a href='https://a.org' onclick='alert(1)' style='x' id=y class=z target=_blank>x</a>",
    "<b onmouseover=alert(1)>x</b>",
    "<b/onmouseover=alert(1)//>x</b>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'http://evil.org/x.css';</style>",
    "<link rel=stylesheet href=http://evil.org/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='http://evil.org/'>",
    "<form action='http://evil.org'><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<table background='javascript:alert(1)'><td>x</table>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><html><body>x",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<b \x0conclick=alert(1)>x",
    "<a href='x' href='javascript:alert(1)'>x</a>",
    '"><script>alert(1)</script>',
]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_acts(vector):
    once = audit(safe_html(vector))
    assert safe_html(once) == once
    for title in (f"A title {vector} of a paper", f"<p>{vector}</p>", vector * 3):
        audit(safe_html(title))


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("plain", "plain"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<em>x</em><sub>2</sub>", "<em>x</em><sub>2</sub>"),
        ("<b>open", "<b>open</b>"),
        ("<div>kept <span class=x>text</span></div>", "kept text"),
        ("gone<script>x</script>", "gone"),
        (
            "<a href='https://arxiv.org/abs/2509.09427' title=x>x</a>",
            '<a href="https://arxiv.org/abs/2509.09427" rel="noopener noreferrer nofollow">x</a>',
        ),
        ("", ""),
    ],
)
def test_text_is_kept(markup, clean):
    assert safe_html(markup) == clean


fragments = st.sampled_from(
    [*VECTORS, "<", ">", "'", '"', "/", "=", " ", "&", ";", "<a href=", "<b ", "on", "onx=", "javascript:", "-->", "</"]
)


@given(st.lists(st.one_of(fragments, st.text(max_size=5)), max_size=12).map("".join))
def test_nothing_acts_in_any_mixture(markup):
    audit(safe_html(markup))


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_cleaned(text):
    audit(safe_html(text))


def test_deep_nesting_takes_no_time():
    begun = time.process_time()
    for tag in ("<div>", "<b>", "<a href=x>", "<table><td>"):
        audit(safe_html(tag * 200_000))
        safe_html(tag * 5_000)
    assert time.process_time() - begun < 20


UNSAFE_URLS = [
    None,
    "",
    " ",
    *"a.org /path //a.org #f javascript:alert(1) JAVASCRIPT:x data:text/html,x vbscript:x file:///etc/passwd".split(),
    *"blob:https://a.org/x ftp://a.org https:a.org https:/a.org https:///x http:// https://u:p@a.org/".split(),
    *"https://u@a.org/ https://a.org:x/ https://[::1 mailto: mailto:a feed:https://a.org".split(),
    "view-source:https://a.org",
    "java\tscript:x",
    "ja\0vascript:x",
    "https://a.org\\@b.org",
    "https://a b.org",
    "https://a.org/\u202egpj",
    "https://a.org/\u200b",
    "https://a.org/\ud800\n",
    "\ufeffhttps://a.org",
    "mailto:a b@c",
    "https://a.org/" + "a" * 5000,
]


@pytest.mark.parametrize("url", UNSAFE_URLS)
def test_unsafe_url(url):
    assert safe_url(url) is None


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://arxiv.org/abs/2509.09427v2", "https://arxiv.org/abs/2509.09427v2"),
        ("  HTTP://a.org/x?y=z#f \n", "HTTP://a.org/x?y=z#f"),
        ("https://a.org/a<b>\"c'", "https://a.org/a%3Cb%3E%22c%27"),
        (
            "https://doi.org/10.1002/(SICI)1:8<693::A>3.0.CO;2-O",
            "https://doi.org/10.1002/(SICI)1:8%3C693::A%3E3.0.CO;2-O",
        ),
        ("https://a.org/é", "https://a.org/%C3%A9"),
        ("https://a.org/%C3%A9", "https://a.org/%C3%A9"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("mailto:a@b.org?subject=x", "mailto:a@b.org?subject=x"),
    ],
)
def test_safe_url(url, safe):
    assert safe_url(url) == safe


schemes = st.sampled_from(
    ["http:", "https://", "mailto:", "javascript:", "data:", "a.org", "@", "//", "\\", "\t", "<", '"', ":", "[", "%"]
)


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=())),
        st.lists(st.one_of(schemes, st.text(max_size=3)), max_size=6).map("".join),
    )
)
def test_any_url_is_safe_or_none(text):
    got = safe_url(text)
    if got is not None:
        assert got.lower().startswith(("http://", "https://", "mailto:"))
        assert got.isascii()
        assert not set(got) & set("<>\"'` \t\r\n\\")
        assert safe_url(got) == got
