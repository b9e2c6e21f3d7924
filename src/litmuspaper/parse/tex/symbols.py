"""What TeX's commands print: characters and accents."""

import unicodedata

GREEK = {
    name: char
    for names, chars in (
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho",
            "αβγδϵζηθικλμνξοπρ",
        ),
        (
            "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi",
            "στυϕχψωΓΔΘΛΞΠΣΥΦΨ",
        ),
        ("Omega varepsilon vartheta varpi varrho varsigma varphi varkappa", "Ωεϑϖϱςφϰ"),
    )
    for name, char in zip(names.split(), chars, strict=True)
}

# Operators and relations of plain TeX, amsmath and the common symbol packages.
MATHS = GREEK | {
    name: char
    for names, chars in (
        ("pm mp times div cdot ast star circ bullet cap cup vee wedge oplus otimes setminus", "±∓×÷·∗⋆∘•∩∪∨∧⊕⊗∖"),
        ("leq le geq ge neq ne equiv sim simeq approx cong propto ll gg subset supset subseteq", "≤≤≥≥≠≠≡∼≃≈≅∝≪≫⊂⊃⊆"),
        ("supseteq in ni notin forall exists neg lnot infty partial nabla emptyset varnothing", "⊇∈∋∉∀∃¬¬∞∂∇∅∅"),
        ("uparrow downarrow leftarrow rightarrow leftrightarrow updownarrow to gets Uparrow", "↑↓←→↔↕→←⇑"),
        ("Downarrow Leftarrow Rightarrow Leftrightarrow mapsto nearrow searrow swarrow nwarrow", "⇓⇐⇒⇔↦↗↘↙↖"),
        ("longrightarrow longleftarrow Longrightarrow implies iff upuparrows downdownarrows", "⟶⟵⟹⟹⟺⇈⇊"),
        ("checkmark square blacksquare triangle triangledown blacktriangle blacktriangledown", "✓□■△▽▲▼"),
        ("dagger ddagger dag ddag prime ell hbar Re Im aleph angle perp parallel mid top bot", "†‡†‡′ℓℏℜℑℵ∠⊥∥∣⊤⊥"),
        ("sum prod int oint sqcup sqcap lfloor rfloor lceil rceil langle rangle diamond Diamond", "∑∏∫∮⊔⊓⌊⌋⌈⌉⟨⟩⋄◇"),
        ("lbrace rbrace lbrack rbrack vert Vert lvert rvert lVert rVert backslash degree because", "{}[]|‖||‖‖\\°∵"),
        ("therefore lozenge bigstar bigcirc models vdash lesssim gtrsim leqslant geqslant", "∴◊★◯⊨⊢≲≳⩽⩾"),
        ("triangleq coloneqq succ prec succeq preceq heartsuit spadesuit clubsuit diamondsuit", "≜≔≻≺⪰⪯♡♠♣♢"),
    )
    for name, char in zip(names.split(), chars, strict=True)
}
MATHS |= {"ldots": "…", "dots": "…", "cdots": "⋯", "dotsc": "…", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱"}
MATHS |= {"colon": ":", "lt": "<", "gt": ">", "%": "%", "&": "&", "#": "#", "_": "_", "{": "{", "}": "}", "$": "$"}
MATHS |= {"Box": "□", "|": "‖", "textbar": "|", "xspace": "", "textmu": "µ", "textbackslash": "\\"}
MATHS |= {"textdagger": "†", "textdaggerdbl": "‡", "textasteriskcentered": "*", "textpm": "±", "texttimes": "×"}
FUNCTIONS = frozenset(
    "log ln lg exp sin cos tan cot arcsin arccos arctan sinh cosh tanh max min sup inf lim arg argmax argmin det dim "
    "ker gcd deg Pr mod".split()
)

# Commands that print characters in text.
TEXT = {
    **{"ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł"},
    **{"L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ"},
    **{"S": "§", "P": "¶", "copyright": "©", "textcopyright": "©", "pounds": "£", "textregistered": "®"},
    **{"texttrademark": "™", "textdegree": "°", "textcelsius": "℃", "euro": "€", "texteuro": "€", "EUR": "€"},
    **{"textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "lq": "‘"},
    **{"rq": "’", "textendash": "–", "textemdash": "—", "textellipsis": "…", "textunderscore": "_", "slash": "/"},
    **{"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">"},
    **{"textbar": "|", "textbraceleft": "{", "textbraceright": "}", "textdollar": "$", "textsection": "§"},
    **{
        "textbullet": "•",
        "textperiodcentered": "·",
        "textmu": "µ",
        "texttimes": "×",
        "textpm": "±",
        "guillemotleft": "«",
    },
    **{"guillemotright": "»", "og": "«", "fg": "»", "textasciigrave": "`", "textquotesingle": "'", "textquotedbl": '"'},
    **{"textdagger": "†", "textdaggerdbl": "‡", "textasteriskcentered": "*", "textparagraph": "¶", "textonehalf": "½"},
    **{"textrightarrow": "→", "textleftarrow": "←", "textuparrow": "↑", "textdownarrow": "↓", "textcent": "¢"},
    **{"cmark": "✓", "xmark": "✗", "ding": "", "Checkmark": "✓", "XSolid": "✗", "XSolidBrush": "✗", "faCheck": "✓"},
    **{"faTimes": "✗", "greencheck": "✓", "redx": "✗", "tick": "✓", "cross": "✗", "yes": "✓", "no": "✗", "nodata": "…"},
    **{"TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "nobreakspace": " ", "space": " "},
    **{"quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "newline": " ", "linebreak": " ", "hfill": " "},
    **{
        "hfil": " ",
        "tabularnewline": " ",
        "cr": " ",
        "par": " ",
        "break": " ",
        "ie": "i.e.",
        "eg": "e.g.",
        "Ie": "I.e.",
    },
    **{"Eg": "E.g.", "etal": "et al.", "etc": "etc.", "cf": "cf.", "vs": "vs.", "wrt": "w.r.t.", "aka": "a.k.a."},
    **{"iid": "i.i.d.", "dof": "d.o.f.", "viz": "viz.", "newblock": " ", "and": ", ", "AND": ", ", "And": ", "},
    **{"today": "", "percent": "%", "ohm": "Ω", "micro": "µ", "celsius": "°C", "apj": "ApJ", "apjl": "ApJL"},
    **{"apjs": "ApJS", "mnras": "MNRAS", "aap": "A&A", "aj": "AJ", "pasp": "PASP", "araa": "ARA&A", "nat": "Nature"},
    **{
        "prd": "PhRvD",
        "prl": "PhRvL",
        "jcap": "JCAP",
        "pasj": "PASJ",
        "icarus": "Icarus",
        "aapr": "A&A Rv",
        "na": "New A",
    },
}

# zapfdingbats: \ding{51} and its neighbours.
DINGS = {51: "✓", 52: "✔", 53: "✕", 54: "✖", 55: "✗", 56: "✘", 72: "★", 73: "☆", 108: "●", 109: "❍", 110: "■"}
DINGS |= {115: "▲", 116: "▼", 168: "♣", 169: "♦", 170: "♥", 171: "♠", 212: "➔", 220: "➜", 222: "➞"}
DINGS |= {171 + n: chr(0x2460 + n - 1) for n in range(1, 11)} | {181 + n: chr(0x2776 + n - 1) for n in range(1, 11)}

ACCENTS = {
    **{"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307"},
    **{"u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323"},
    **{"b": "\u0331", "t": "\u0361"},
}


def accented(name: str, letter: str) -> str:
    """The letter with the accent that TeX calls by that name, composed where Unicode has it."""
    base = {"ı": "i", "ȷ": "j"}.get(letter[:1], letter[:1])
    if not base or not base.isalpha():
        return letter
    return unicodedata.normalize("NFC", base + ACCENTS[name]) + letter[1:]
