"""Text of a page that its readers do not see."""

from collections.abc import Iterator

from litmuspaper.parse.hidden import addressed, comments, pieces, spelled
from litmuspaper.parse.html.nodes import Node, classes, each, has_ground, is_hidden

MOST = 1_000
DEEPEST = 500
MOST_STEPS = 1_000_000
_NO_TEXT = frozenset(["script", "style", "math", "svg", "button", "input", "select", "nav", "template", "noscript"])


def hidden_in(root: Node, page: str) -> tuple[str, ...]:
    """The hidden text of a page that is parsed already.

    Args:
        root: the page's first element.
        page: its source.

    Returns:
        Text that is not displayed, white on white, tiny or kept back by an attribute; what is written in Unicode's
        invisible tag characters, as plain letters; and of comments, descriptions and images' texts what speaks to a
        machine.
    """
    if root is None:
        return ()
    return pieces([*_unseen(root), *spelled(page), *addressed("\n".join([*comments(page), *_described(root)]))])


def _unseen(root: Node) -> Iterator[str]:
    """The text of elements that are not seen, in the order of the page, an inner one with its outer."""
    told: set[int] = set()
    found = climbed = 0
    for node in each(root, "[hidden], [aria-hidden=true], [style]"):
        if not is_hidden(node, on_colour=False):
            continue
        known, steps = _is_known(node, told)
        told.add(node.mem_id)
        climbed += steps
        if not known:
            yield node.text(deep=True, separator=" ")
            found += 1
        if found >= MOST or climbed > MOST_STEPS:
            return


def _is_known(node: Node, told: set[int]) -> tuple[bool, int]:
    """Whether a node that is not seen on white is no text, has been told, or stands on a coloured ground.

    With the number of steps up that it took to say so.
    """
    only_white = not is_hidden(node, on_colour=True)
    here, steps = node, 0
    while here is not None and steps < DEEPEST:
        names = classes(here)
        if here.tag in _NO_TEXT or "ltx_phantom" in names or "ltx_Math" in names or here.mem_id in told:
            return True, steps
        if only_white and here is not node and has_ground(here):
            return True, steps
        here, steps = here.parent, steps + 1
    return False, steps


def _described(root: Node) -> Iterator[str]:
    """What a page says of itself and of its images to machines."""
    for query, name in (("meta[content]", "content"), ("img[alt]", "alt"), ("[aria-label]", "aria-label")):
        for node in root.css(query)[:MOST]:
            yield " ".join((node.attributes.get(name) or "").split())
