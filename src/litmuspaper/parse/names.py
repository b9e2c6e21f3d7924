"""Author lists at the head of a reference: where they end, and who stands in them.

A list is read by its own grammar, not by the first full stop, for initials have full stops too. Known forms:
`Jane Q. Doe, J. Roe, and K. Poe`, `Doe, J. Q.; and Roe, J.`, `Doe, J.Q., Roe, J.`, `Doe JQ, Roe J`.
"""

import re
from collections.abc import Iterator

LONGEST_LIST = 6000
MOST_TRIES = 120
_LIST_GOES_ON = re.compile(r"\s*(?:[,;&]|and\s)")
_PARTICLES = frozenset(
    "van von de der den del della di da dos das du la le las los el al bin ibn ter ten zu zur af av y e st. vom "
    "d' t' 't in't op".split()
)
# Given names that begin with one sound of two letters are cut short to both.
_DIGRAPHS = frozenset("Yu Ya Th Ch Ph Zh Sh Kh Ts Ju".split())
_OTHERS = re.compile(
    r"(?:,?\s*(?:and|&)?\s*)?\b(?:et\.? ?al\b\.?|others\b\.?)\s*$|,?\s*\.\.\.\s*$|,?\s*…\s*$", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_EDITORS = re.compile(r"\s*[,(]?\s*\(?(?:[Ee]ds?\.|[Ee]ditors?)\)?\.?\s*$")
_WORD = re.compile(r"[^\W\d_][\w'’´`¨ˇ˜~^.‐-]*|['’]t")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[-‐]?){1,4}\.?")
_VANCOUVER = re.compile(r"(.+?)\s+([^\W\d_]{1,3}(?:-[^\W\d_])?|(?:[^\W\d_]\.-?){1,3})\.?(?:\s+(?:Jr|Sr|II|III))?")
# Accents that a PDF's text layer left beside their letters.
_STRAY = re.compile(r"(?<![^\W\d_])[´`¨ˇ˜](?![^\W\d_])|(?<=[,.])[´`¨ˇ˜](?=\s)")
_END = re.compile(r"(?<=\bet al)\s(?=[A-Z])|\.(?=\s|$)|:(?=\s)|,?\s(?=\(?(?:1[89]|20)\d\d[a-z]?\b)|\.?,?\s(?=[“\"])")


def author_list(text: str) -> tuple[tuple[str, ...], int]:
    """Read the author list that a reference begins with.

    Args:
        text: a reference, its label (`[3]`) already removed.

    Returns:
        The names as printed, each with its given names first where the list can be told, and the offset behind the
        list and its full stop; no names and 0 where the text does not begin with a list.
    """
    best: tuple[tuple[str, ...], int] = ((), 0)
    misses = tried = 0
    for end, after in _ends(text[:LONGEST_LIST]):
        if _LIST_GOES_ON.match(text, after):
            continue
        tried += 1
        if tried > MOST_TRIES:
            break
        names = split_names(text[:end])
        if names:
            best, misses = (names, after), 0
        elif best[0] and (misses := misses + 1) > 3:
            break
        elif not best[0] and end > 1500:
            break
    return best if best[0] else _loose_list(text)


def _loose_list(text: str) -> tuple[tuple[str, ...], int]:
    """A list of full names of which some are odd (`Koray kavukcuoglu`): up to the first full stop, most are names."""
    head, stop, _ = text[:1500].partition(". ")
    pieces = [
        piece.strip() for piece in re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+", _STRAY.sub("", head)) if piece.strip()
    ]
    sound = [piece for piece in pieces if _is_name(piece, words_most=6) and " " in piece]
    odd = [piece for piece in pieces if len(piece.split()) > 6 or re.search(r"\d", piece)]
    if stop and len(pieces) >= 3 and len(sound) >= 0.6 * len(pieces) and not odd:
        return tuple(pieces), len(head) + len(stop)
    return (), 0


def split_names(text: str) -> tuple[str, ...]:
    """The names of an author list and nothing else, its own full stop aside; empty where some of it is no name."""
    bare = text.strip()
    if re.search(r"[^\W\d_A-Z]\.$", bare):
        return _split(bare[:-1]) or _split(bare)
    return _split(bare)


def _split(text: str) -> tuple[str, ...]:
    bare = _STRAY.sub("", _EDITORS.sub("", text.strip()))
    bare, others = _OTHERS.subn("", bare)
    bare = bare.strip().rstrip(",;").strip()
    if not bare or (others == 0 and len(bare.split()) > 6 and not re.search(r"[,;&]|\band\b", bare)):
        return ()
    if ";" in bare:
        pieces = [piece.strip() for piece in re.split(r";\s*(?:and\s+|&\s*)?|\s+and\s+", bare) if piece.strip()]
        names = [_turned(piece) for piece in pieces]
        return tuple(name for name in names if name) if all(names) else ()
    pieces = [piece.strip() for piece in re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*", bare) if piece.strip()]
    return _paired(pieces) or _given_first(pieces)


def surname(name: str) -> str:
    """The family name of a name whose given names stand first, particles left out."""
    words = [word for word in name.split() if not _SUFFIX.fullmatch(word)]
    return words[-1] if words else name


def _ends(text: str) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text):
        # Without its full stop: the list's own; a name's initial keeps it in the text before.
        before = text[: match.start()]
        initial = re.search(r"(?:^|[\s.,-])[^\W\d_]$", before)
        yield (match.start() + 1 if initial and match.group().startswith(".") else match.start()), match.end()
    yield len(text), len(text)


def _paired(pieces: list[str]) -> tuple[str, ...]:
    """`Doe, J. Q., Roe, J.`: family names and initials in turn."""
    names: list[str] = []
    at = 0
    while at < len(pieces):
        given = pieces[at + 1] if at + 1 < len(pieces) else ""
        if not _is_name(pieces[at], words_most=4) or _is_initial(pieces[at].split()[0]) or not _are_initials(given):
            return ()
        name = f"{given} {pieces[at]}"
        at += 2
        if at < len(pieces) and _SUFFIX.fullmatch(pieces[at]):
            name, at = f"{name} {pieces[at]}", at + 1
        names.append(name)
    return tuple(names)


def _given_first(pieces: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    # Among names with initials, a single word is a journal's (`Phys.`) or a title's.
    lone = len(pieces) > 2 and not any(re.search(r"\b[^\W\d_]\.", piece) for piece in pieces)
    for piece in pieces:
        if names and _SUFFIX.fullmatch(piece):
            names[-1] += f" {piece}"
            continue
        short = _VANCOUVER.fullmatch(piece)
        if short and short[2].isupper() and _is_name(short[1], words_most=4):
            names.append(f"{short[2]} {short[1]}")
        elif _is_name(piece, words_most=7) and (len(piece.split()) > 1 or lone):
            names.append(piece)
        else:
            return ()
    # A title of capital words behind names that all have initials is no name.
    if len(names) > 2 and len(names[-1].split()) > 2 and all("." in name for name in names[:-1]):
        return () if not re.search(r"\b[^\W\d_]\.|\b[a-z]", names[-1]) else tuple(names)
    # `Doe, Jane` of one author reads as two names of one word each.
    if len(pieces) == 2 and all(len(piece.split()) == 1 for piece in pieces):
        return ()
    return tuple(names)


def _turned(piece: str) -> str:
    """`Doe, J. Q.` or `Doe, Jane` with the given names first; empty where it is no name."""
    family, comma, given = piece.partition(",")
    family, given = family.strip(), given.strip()
    if not comma:
        return piece if _is_name(piece, words_most=7) else ""
    if not _is_name(family, words_most=5):
        return ""
    return f"{given} {family}" if _are_initials(given) or _is_name(given, words_most=5) else ""


def _is_initial(word: str) -> bool:
    """`J.`, `J.-Q.`, `J.Q.`, `Yu.`, `JQ`: a given name cut short, not a short family name such as `Li`."""
    if not _INITIALS.fullmatch(word):
        return False
    letters = re.sub(r"[^\w]", "", word)
    if letters.isupper():
        return len(letters) <= 3 or "." in word
    hyphened = re.fullmatch(r"[^\W\d_]\.-[^\W\d_]\.", word) is not None and word[0].isupper()
    return hyphened or ("." in word and letters in _DIGRAPHS)


def _are_initials(text: str) -> bool:
    """`J.`, `J. Q.`, `J.-Q.`, `JQ`, `Q. van`: initials, with particles at most."""
    words = text.split()
    if not words or len(words) > 6:
        return False
    short = re.compile(r"[a-z]\.")
    return all(word in _PARTICLES or short.fullmatch(word) or _is_initial(word) for word in words) and any(
        _is_initial(word) for word in words
    )


def _is_name(text: str, *, words_most: int) -> bool:
    """Whether all words are a name's: capitals, particles, initials; no full stop but behind initials."""
    words = text.split()
    if not words or len(words) > words_most or len(text) > 80:
        return False
    full = 0
    for n, word in enumerate(words):
        last = n == len(words) - 1
        particle = word in _PARTICLES or (word.lower() in _PARTICLES and not last)
        if particle or (_is_initial(word) and not (last and n == 0)):
            continue
        behind_initial = n > 0 and _is_initial(words[n - 1]) and not last
        if not _WORD.fullmatch(word) or not (_is_capital(word) or behind_initial):
            return False
        if "." in word and not _SUFFIX.fullmatch(word) and not re.fullmatch(r"(?:[^\W\d_]\.)+[\w'’-]+", word):
            return False
        full += 1
    return full > 0


def _is_capital(word: str) -> bool:
    return word[0].isupper() or bool(re.match(r"[a-z]['’´][A-Z]|al-[A-Z]|[a-z]{1,3}[A-Z]|['’]t", word))
