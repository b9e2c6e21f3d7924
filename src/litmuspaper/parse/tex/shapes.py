r"""Commands whose arguments print nothing, or not all of them, and environments by what they hold.

A shape is the arguments to pass over: s a star, o [optional], p (round), m {required}. What follows them prints
as it stands, so `\textcolor{red}{good}` has the shape om and prints `good`.
"""

_SHAPES = {
    "sm": "vspace hspace",
    "m": (
        "label pagestyle thispagestyle bibliographystyle bibliography addbibresource vskip hskip input graphicspath "
        "setlist hypersetup selectlanguage foreignlanguage href email phantom hphantom vphantom cline Xcline nocite "
        "linespread fontfamily fontseries fontshape pagenumbering usetikzlibrary includeonly hyphenation sisetup PACS "
        "orcidlink orcid titlerunning authorrunning subfile tabletypesize tablecolumns tablewidth received keywords "
        "icmlkeywords noalign hypertarget lstset tcbset theoremstyle enlargethispage bstctlcite pgfplotsset tikzset "
        "SetRow SetRows glsresetall SetKwInput printbibliography doublerulesep ccsdesc tablecaption institute address "
        "affil affiliation date acmConference acmBooktitle acmYear copyrightyear acmDOI acmISBN setcopyright "
        "thanksmark inst IEEEpubid acmJournal acmVolume acmNumber acmArticle acmMonth acmPrice acmSubmissionID "
        "citestyle setcitestyle DIFdel textblockorigin IEEEspecialpapernotice tablenum ead corref fntext cortext "
        "shortauthors shorttitle urlstyle"
    ),
    "mm": (
        "setlength addtolength setcounter addtocounter resizebox fontsize markboth crefname Crefname newacronym "
        "settowidth settoheight tablenotetext acrodef setkeys icmlsetsymbol"
    ),
    "mmm": "specialrule useunder addcontentsline",
    "om": (
        "includegraphics textcolor colorbox rotatebox usepackage cellcolor color icmlaffiliation columncolor qrcode "
        "includepdf includesvg Xhline orcidID rowfont pagecolor todo missingfigure cdashline captionsetup index "
        "footnotetext tablefootnote marginpar adjustbox definecolors RequirePackage arrayrulecolor graphicspath "
        "tnotetext sidenote marginnote deleted comment"
    ),
    "omm": "fcolorbox rule numberwithin",
    "ommm": "newtcolorbox definecolor",
    "omoo": "rowcolor",
    "o": (
        "toprule midrule bottomrule addlinespace hdashline makebox framebox makecell shortstack thead hyperref "
        "pagebreak footnotemark nopagebreak tableofcontents linebreak sidenotemark printbibliography"
    ),
    "opm": "cmidrule",
    "mo": "scalebox",
    "ooom": "parbox",
    "moo": "raisebox",
    "mom": "newcolumntype",
    "som": "caption",
    "smm": "renewcommand",
    "smom": "captionof",
}
PASSED = {name: shape for shape, names in _SHAPES.items() for name in names.split()}

CITES = frozenset(
    "cite citep citet citealp citealt Citep Citet Citealp Citealt citeauthor citeyear citeyearpar Citeauthor parencite "
    "Parencite textcite Textcite autocite Autocite footcite fullcite supercite smartcite onlinecite shortcite citeN "
    "citeA citenum citeasnoun shortciteN citeyearNP citenp citeNP newcite cites parencites textcites autocites "
    "citepalias citetalias citetext citeonline citefullauthor".split()
)
REFS = frozenset("ref eqref cref Cref autoref vref Vref pageref nameref subref labelcref thref fref Fref sref".split())
HEADINGS = {"part": 0, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3}
RUN_IN = frozenset(["paragraph", "subparagraph"])

EQUATIONS = frozenset(
    "equation align gather multline eqnarray alignat flalign displaymath math dmath xalignat IEEEeqnarray "
    "dgroup empheq gathered aligned".split()
)
ONE_NUMBER = frozenset(["equation", "multline", "displaymath", "math", "dmath", "empheq"])
# Arguments of \begin after the name, and which of them is the column specification.
TABULARS = {
    **{"tabular": "om", "array": "om", "tabular*": "mom", "tabularx": "mom", "tabulary": "mom", "longtable": "om"},
    **{"longtable*": "om", "supertabular": "m", "xltabular": "omm", "tabu": "m", "longtabu": "m", "tblr": "om"},
    **{"longtblr": "om", "talltblr": "om", "deluxetable": "mo", "deluxetable*": "mo", "NiceTabular": "om"},
    **{"NiceTabular*": "mom", "NiceTabularX": "mom", "ltablex": "mm", "tabularew": "m", "xtabular": "m"},
    **{"splittabular": "m", "mpsupertabular": "m"},
}
FLOATS = {
    **{"table": "Table", "wraptable": "Table", "sidewaystable": "Table", "longtable": "Table", "deluxetable": "Table"},
    **{"SCtable": "Table", "margintable": "Table", "longtblr": "Table", "xltabular": "Table"},
    **{"longtabu": "Table", "supertabular": "Table", "figure": "Figure", "wrapfigure": "Figure", "SCfigure": "Figure"},
    **{"sidewaysfigure": "Figure", "marginfigure": "Figure", "teaserfigure": "Figure"},
    **{"algorithm": "Algorithm", "algorithm2e": "Algorithm", "listing": "Listing", "floatfig": "Figure"},
    **{"floatingfigure": "Figure", "plate": "Figure", "scheme": "Scheme", "chart": "Chart", "graph": "Graph"},
}
SUBFLOATS = frozenset(["subfigure", "subtable", "subfloat", "subcaptionblock", "subfigures"])
# Nothing in these is text to read.
SKIPPED = frozenset(
    "tikzpicture pgfpicture picture comment CCSXML filecontents filecontents* thebibliography keyword keywords "
    "IEEEkeywords axis overpic pspicture asy tikzcd forest abstract icmlauthorlist mcfigure "
    "highlights biography IEEEbiography IEEEbiographynophoto AMS MSCcodes pgfonlayer authorlist".split()
)
# Arguments after \begin{name} of environments whose content is read on.
OPENINGS = {
    **{"minipage": "ooom", "multicols": "mo", "multicols*": "mo", "list": "mm", "enumerate": "o", "itemize": "o"},
    **{"adjustbox": "m", "threeparttable": "o", "wrapfigure": "omom", "wraptable": "omom", "figwindow": "o"},
    **{"adjustwidth": "mm", "spacing": "m", "subfigure": "om", "subtable": "om", "tablenotes": "o", "textblock": "mo"},
    **{"tcolorbox": "o", "mdframed": "o", "SCtable": "oo", "SCfigure": "oo", "subequations": "", "ThreePartTable": ""},
    **{"algorithmic": "o", "algorithm": "o", "figure": "o", "table": "o", "sidewaystable": "o", "spacing*": "m"},
    **{
        "adjustwidth*": "mm",
        "changemargin": "mm",
        "colorbox": "m",
        "scaletikzpicturetowidth": "m",
        "otherlanguage": "m",
    },
    **{"CJK": "mm", "CJK*": "mm", "appendices": "", "resizebox": "mm", "turn": "m", "rotate": "m"},
}
