"""What UAE's experiment is made of: pictures with captions by a stated simulator, a network that says, one that draws.

A scene has one to three objects in cells of a 3 x 3 grid, each of a size (2), a colour (4) and a shape (3). A cell has
4 x 4 pixels: a large object fills it, a small one has 2 x 2. A caption is four words an object (cell, size, colour,
shape) and an end. Both ways back are exact: from a caption by the grammar, from an image by the nearest look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litmuspaper.settle import nets
from litmuspaper.settle.claim import Scale

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

CELLS, SIDE, SMALL_SIDE, MOST = 9, 4, 2, 3
COLOURS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 0.0))
SIZE, COLOUR, SHAPE, CELL, END = 0, 2, 6, 9, 18  # the first word of each kind
WORDS, LENGTH = 19, 4 * MOST + 1
LARGE = 13  # the first code of a large object
NOISE = 0.05
START = WORDS  # stands before the first word, and is never said


@dataclass(frozen=True, slots=True)
class World:
    """What the arms of a seed share: the scale, and how often a lazy caption names a small object."""

    seed: int
    scale: Scale
    mention: float


def templates() -> "Tensor":
    """What a cell looks like by its code, (25, 3, 4, 4): empty, then size x colour x shape."""
    import torch

    looks = torch.zeros(25, 3, SIDE, SIDE)
    i, j = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    for size, extent in enumerate((SMALL_SIDE, SIDE)):
        u, v = i - (SIDE - extent) // 2, j - (SIDE - extent) // 2
        square = (u >= 0) & (u < extent) & (v >= 0) & (v < extent)
        for shape, mask in enumerate((square, square & (u >= v), square & (2 * u < extent))):  # triangle, bar
            for colour, rgb in enumerate(COLOURS):
                looks[1 + size * 12 + colour * 3 + shape] = torch.tensor(rgb)[:, None, None] * mask
    return looks


def scenes(count: int, draw: "torch.Generator") -> "Tensor":
    """Codes of the cells, (n, 9), zero for an empty one: one to three objects, all attributes uniform."""
    import torch

    objects = torch.randint(1, MOST + 1, (count, 1), generator=draw)
    rank = torch.rand(count, CELLS, generator=draw).argsort(1).argsort(1)
    return torch.randint(1, 25, (count, CELLS), generator=draw) * (rank < objects)


def images(codes: "Tensor") -> "Tensor":
    """Scenes without noise, (n, 3, 12, 12)."""
    return joined(templates().to(codes.device)[codes])


def joined(cells: "Tensor") -> "Tensor":
    """Cells (n, 9, 3, 4, 4) as images (n, 3, 12, 12)."""
    n = len(cells)
    return cells.reshape(n, 3, 3, 3, SIDE, SIDE).permute(0, 3, 1, 4, 2, 5).reshape(n, 3, 3 * SIDE, 3 * SIDE)


def parted(x: "Tensor") -> "Tensor":
    """Images (n, 3, 12, 12) as cells (n, 9, 3, 4, 4)."""
    n = len(x)
    return x.reshape(n, 3, 3, SIDE, 3, SIDE).permute(0, 2, 4, 1, 3, 5).reshape(n, CELLS, 3, SIDE, SIDE)


def parsed(x: "Tensor") -> "Tensor":
    """The codes (n, 9) that images show: the nearest look of each cell. Nothing is learned."""
    apart = parted(x)[:, :, None] - templates().to(x.device)  # (n, 9, 25, 3, 4, 4)
    return (apart**2).flatten(3).sum(3).argmin(2)


def captions(codes: "Tensor", told: "Tensor", order: "Tensor") -> "Tensor":
    """Words (n, 13) for the objects that are `told` (n, 9), in ascending `order` (n, 9) of the cells."""
    import torch

    cell = (order + CELLS * ~told).argsort(1)[:, :MOST]  # (n, 3)
    code, there = codes.gather(1, cell) - 1, told.gather(1, cell)
    words = torch.stack([CELL + cell, SIZE + code // 12, COLOUR + code % 12 // 3, SHAPE + code % 3], 2)  # (n, 3, 4)
    words = torch.where(there[:, :, None], words, END).flatten(1)
    return torch.cat([words, torch.full_like(words[:, :1], END)], 1)


def full(codes: "Tensor") -> "Tensor":
    """The true captions, in reading order."""
    return captions(codes, codes > 0, reading(codes))


def reading(codes: "Tensor") -> "Tensor":
    """The cells in reading order, (n, 9)."""
    import torch

    return torch.arange(float(CELLS), device=codes.device).expand(len(codes), -1)


def read(words: "Tensor") -> "Tensor":
    """The codes (n, 9) that captions name by the grammar; the first to name a cell counts."""
    import torch

    codes = torch.zeros(len(words), CELLS, dtype=torch.long, device=words.device)
    ended = (words == END).cumsum(1) > 0
    for k in reversed(range(MOST)):
        cell, size, colour, shape = words[:, 4 * k : 4 * k + 4].T
        good = (cell >= CELL) & (cell < END) & (size < COLOUR) & (colour >= COLOUR) & (colour < SHAPE)
        good &= (shape >= SHAPE) & (shape < CELL) & ~ended[:, 4 * k + 3]
        at = torch.nonzero(good)[:, 0]
        codes[at, cell[at] - CELL] = (1 + size * 12 + (colour - COLOUR) * 3 + shape - SHAPE)[at]
    return codes


def batches(world: World, key: int, count: int) -> "Iterator[tuple[Tensor, Tensor]]":
    """Codes and images as they are seen, without end; arms that share a key share them."""
    import torch

    draw = nets.generator(world.seed, "data", key)
    while True:
        codes = scenes(count, draw)
        noise = NOISE * torch.randn(len(codes), 3, 3 * SIDE, 3 * SIDE, generator=draw)
        codes = codes.to(world.scale.device)
        yield codes, images(codes) + noise.to(codes.device)


# The networks


def encoder(width: int) -> "nn.ModuleDict":
    """A small convolution that sees, and a recurrent policy over words that looks at what was seen."""
    import torch
    from torch import nn

    seen = 64
    go = nn.GRU(width, width, batch_first=True)
    with torch.no_grad():
        go.bias_ih_l0[width : 2 * width] += 1  # it keeps its state: else some seeds forget the cell before the shape
    return nn.ModuleDict(
        {
            "see": nn.Sequential(nn.Conv2d(3, 64, SIDE, stride=SIDE), nn.ReLU(), nn.Conv2d(64, seen, 1), nn.ReLU()),
            "where": nn.Embedding(CELLS, seen),
            "gist": nn.Sequential(nn.Linear(CELLS * seen, width), nn.Tanh()),
            "word": nn.Embedding(WORDS + 1, width),
            "go": go,
            "ask": nn.Linear(width, seen),
            "say": nn.Sequential(nn.Linear(width + seen, width), nn.ReLU(), nn.Linear(width, WORDS)),
        }
    )


def seen(net: "nn.ModuleDict", x: "Tensor", each: int) -> "tuple[Tensor, Tensor]":
    """The cells as seen, (n each, 9, 64), and the state to begin with, (1, n each, w); each image `each` times."""
    cells = net["see"](x).flatten(2).transpose(1, 2)  # (n, 9, 64)
    state = net["gist"](cells.flatten(1))  # (n, w)
    return cells.repeat_interleave(each, 0), state.repeat_interleave(each, 0)[None].contiguous()


def scored(net: "nn.ModuleDict", out: "Tensor", cells: "Tensor") -> "Tensor":
    """Logits of the next words, (n, t, 19), from the states (n, t, w) and the cells."""
    import torch

    look = (net["ask"](out) @ (cells + net["where"].weight).transpose(1, 2)).softmax(2)  # (n, t, 9)
    return net["say"](torch.cat([out, look @ cells], 2))


def log_policy(net: "nn.ModuleDict", x: "Tensor", words: "Tensor") -> "Tensor":
    """Log-probabilities of every word at each place of captions (n each, 13); (n each, 13, 19)."""
    import torch

    cells, state = seen(net, x, len(words) // len(x))
    before = torch.cat([torch.full_like(words[:, :1], START), words[:, :-1]], 1)
    out, _ = net["go"](net["word"](before), state)
    return scored(net, out, cells).log_softmax(2)


def spoken(
    net: "nn.ModuleDict", x: "Tensor", each: int = 1, gumbel: "Tensor | None" = None, go_on: bool = False
) -> "Tensor":
    """Captions (n each, 13): drawn with Gumbel noise (13, n each, 19), or greedy. `go_on` forbids the end."""
    import torch

    with torch.no_grad():
        cells, state = seen(net, x, each)
        word = torch.full((len(cells),), START, device=x.device)
        ended, said = torch.zeros_like(word, dtype=torch.bool), []
        for t in range(LENGTH):
            out, state = net["go"](net["word"](word)[:, None], state)
            score = scored(net, out, cells)[:, 0]  # (n each, 19)
            score = score if gumbel is None else score + gumbel[t]
            if go_on and t < LENGTH - 1:
                score[:, END] = -torch.inf
            word = torch.where(ended, END, score.argmax(1))
            ended = ended | (word == END)
            said.append(word)
    return torch.stack(said, 1)


def living(words: "Tensor") -> "Tensor":
    """One for each word up to the first end, that one included, (n, 13)."""
    ends = (words == END).long()
    return (ends.cumsum(1) - ends == 0).float()


def decoder(width: int) -> "nn.ModuleDict":
    """A transformer that mixes the words of a caption; each cell of the image then looks at them."""
    from torch import nn

    return nn.ModuleDict(
        {
            "word": nn.Embedding(WORDS, width),
            "object": nn.Embedding(MOST + 1, width),
            "role": nn.Embedding(4, width),
            "mix": nn.TransformerEncoderLayer(width, 4, 2 * width, 0.0, batch_first=True, norm_first=True),
            "cell": nn.Embedding(CELLS, width),
            "look": nn.MultiheadAttention(width, 4, batch_first=True),
            "draw": nets.mlp(width, 2 * width, 3 * SIDE * SIDE),
        }
    )


def drawn(net: "nn.ModuleDict", words: "Tensor") -> "Tensor":
    """Images (n, 3, 12, 12) from captions (n, 13)."""
    import torch

    place = torch.arange(LENGTH, device=words.device)
    mixed = net["mix"](net["word"](words) + net["object"](place // 4) + net["role"](place % 4))  # (n, 13, w)
    cells = net["cell"].weight.expand(len(words), -1, -1)  # (n, 9, w)
    found, _ = net["look"](cells, mixed, mixed, need_weights=False)
    return joined(net["draw"](found + cells).reshape(len(words), CELLS, 3, SIDE, SIDE))


def features(world: World, kernel: int) -> "Callable[[Tensor], Tensor]":
    """The frozen f of (1), images to unit rows (n, d): random convolutions, their mean over scenes taken away."""
    import torch
    from torch import nn

    def make() -> "nn.Module":
        second = nn.Conv2d(32, 32, 3, stride=2)
        return nn.Sequential(nn.Conv2d(3, 32, kernel, padding=1), nn.ReLU(), second, nn.ReLU(), nn.Flatten())

    net = nets.seeded(world.seed, make, 90, kernel).to(world.scale.device)
    codes = scenes(512, nets.generator(world.seed, "evaluation", 90)).to(world.scale.device)
    with torch.no_grad():
        mean = net(images(codes)).mean(0)

    def unit(x: "Tensor") -> "Tensor":
        with torch.no_grad():
            return nn.functional.normalize(net(x) - mean, dim=1)

    return unit


def brightest(x: "Tensor") -> "Tensor":
    """Features that see neither shape nor size: the most of each colour in each cell, as unit rows (n, 27)."""
    from torch import nn

    return nn.functional.normalize(parted(x).amax((3, 4)).flatten(1), dim=1)
