"""UAE: its scenes and their captions, its equations, its controls and its arms."""

from copy import deepcopy

import pytest

torch = pytest.importorskip("torch", reason="needs torch: pip install 'litmuspaper[nets]'")

from litmuspaper.settle import nets  # noqa: E402
from litmuspaper.settle.systems import _uae, uae  # noqa: E402

SMOKE = uae.CLAIM.scales["smoke"]
WORLD = _uae.World(0, SMOKE, 0.15)


@pytest.fixture(autouse=True)
def _ready():
    nets.ready()


def some(count=300):
    return _uae.scenes(count, torch.Generator().manual_seed(1))


def test_scenes_have_one_to_three_objects_of_every_kind():
    codes = some(2000)
    objects = (codes > 0).sum(1)
    assert set(objects.tolist()) == {1, 2, 3}
    assert set(codes.unique().tolist()) == set(range(25))
    assert ((codes >= _uae.LARGE).sum() / (codes > 0).sum()).item() == pytest.approx(0.5, abs=0.03)


def test_cells_and_images_undo_each_other():
    x = torch.rand(5, 3, 12, 12)
    assert torch.equal(_uae.joined(_uae.parted(x)), x)
    assert torch.equal(_uae.parted(x)[0, 5], x[0, :, 4:8, 8:12])


def test_every_look_is_its_own_and_the_parser_reads_it_through_the_noise():
    looks = _uae.templates().flatten(1)
    assert torch.cdist(looks, looks)[~torch.eye(25, dtype=bool)].min() >= 1
    codes = some()
    x = _uae.images(codes)
    noise = _uae.NOISE * torch.randn(x.shape, generator=torch.Generator().manual_seed(2))
    assert torch.equal(_uae.parsed(x + noise), codes)


def test_a_full_caption_says_the_scene_in_any_order():
    codes = some()
    order = torch.rand(codes.shape, generator=torch.Generator().manual_seed(3))
    for words in (_uae.full(codes), _uae.captions(codes, codes > 0, order)):
        assert torch.equal(_uae.read(words), codes)
        assert torch.equal((words != _uae.END).sum(1), 4 * (codes > 0).sum(1))


def test_a_lazy_caption_leaves_out_what_it_does_not_tell():
    codes = some()
    words = _uae.captions(codes, codes >= _uae.LARGE, _uae.reading(codes))
    assert torch.equal(_uae.read(words), codes * (codes >= _uae.LARGE))


def test_what_is_no_grammar_names_nothing():
    end, cell = _uae.END, _uae.CELL
    rows = torch.full((4, 13), end)
    rows[0, :4] = torch.tensor([cell + 2, 1, 3, 7])
    rows[1, :4] = torch.tensor([1, cell + 2, 3, 7])  # another order
    rows[2, :4] = torch.tensor([cell + 2, 1, 3, end])  # broken off
    rows[3, :8] = torch.tensor([cell + 2, 0, 2, 6, cell + 2, 1, 3, 7])  # the cell again
    named = _uae.read(rows)
    assert named[0].tolist() == [0, 0, 1 + 12 + 3 + 1, 0, 0, 0, 0, 0, 0]
    assert not named[1:3].any()
    assert named[3].tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_the_policy_is_a_distribution_and_greedy_captions_are_its_best_words():
    net = nets.seeded(0, lambda: _uae.encoder(16), 1)
    x = _uae.images(some(20))
    words = _uae.spoken(net, x)
    log_p = _uae.log_policy(net, x, words)
    assert log_p.exp().sum(2).detach() == pytest.approx(1.0, abs=1e-5)
    assert torch.equal(log_p.argmax(2)[_uae.living(words) > 0], words[_uae.living(words) > 0])


def test_sampled_captions_follow_the_policy():
    net = nets.seeded(0, lambda: _uae.encoder(16), 1)
    x, each = _uae.images(some(1)), 20_000
    uniform = torch.rand(_uae.LENGTH, each, _uae.WORDS, generator=torch.Generator().manual_seed(4)).clamp(
        1e-9, 1 - 1e-7
    )
    words = _uae.spoken(net, x, each, -(-uniform.log()).log())
    seen = torch.bincount(words[:, 0], minlength=_uae.WORDS) / each
    wanted = _uae.log_policy(net, x, words[:1])[0, 0].exp().detach()
    assert seen.numpy() == pytest.approx(wanted.numpy(), abs=0.01)


def test_nothing_lives_after_the_end_and_going_on_forbids_it():
    words = torch.tensor([[3, 5, _uae.END, _uae.END], [_uae.END] * 4, [1, 2, 3, 4]])
    assert _uae.living(words).tolist() == [[1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 1]]
    net = nets.seeded(0, lambda: _uae.encoder(16), 1)
    assert not (_uae.spoken(net, _uae.images(some(20)), go_on=True)[:, :-1] == _uae.END).any()


def test_advantages_have_no_mean_and_a_group_of_equals_has_none():
    found = uae.advantages(torch.tensor([[1.0, 2.0, 3.0, 6.0], [0.5, 0.5, 0.5, 0.5]]))
    assert found.mean(1).tolist() == pytest.approx([0, 0], abs=1e-6)
    assert found[0].std().item() == pytest.approx(1, rel=1e-3)
    assert found[1].tolist() == [0, 0, 0, 0]


def test_on_its_own_policy_the_gradient_is_that_of_plain_policy_gradient():
    raw = torch.randn(3, 13, 19, generator=torch.Generator().manual_seed(5)).requires_grad_()
    words, gain = _uae.full(some(3)), torch.tensor([1.0, -2.0, 0.5])
    now = raw.log_softmax(2)
    (ours,) = torch.autograd.grad(uae.objective(now, now.detach(), now.detach(), words, gain), raw, retain_graph=True)
    alive, chosen = _uae.living(words), now.gather(2, words[:, :, None])[:, :, 0]
    plain = ((chosen * gain[:, None] * alive).sum(1) / alive.sum(1)).mean()
    assert ours == pytest.approx(torch.autograd.grad(plain, raw)[0], abs=1e-6)  # the divergence is at its least here


def test_beyond_the_clip_a_good_caption_gains_no_more():
    raw = torch.zeros(1, 13, 19).log_softmax(2)
    words = torch.full((1, 13), _uae.END)
    far = raw.clone()
    far[0, 0, _uae.END] += 2.0
    far.requires_grad_()
    value = uae.objective(far, raw, far.detach(), words, torch.tensor([1.0]))
    assert value.item() == pytest.approx(1 + uae.CLIP)
    value.backward()
    assert far.grad[0, 0, _uae.END].abs() <= uae.BETA * far.detach()[0, 0, _uae.END].exp() + 1e-6


def test_rewards_are_highest_for_the_image_itself_and_the_control_takes_another():
    x = _uae.images(some(8))
    same, other = (uae.rewards(WORLD, one) for one in ("same image", "another image"))
    made = x.repeat_interleave(uae.G, 0)
    assert same(x, made) == pytest.approx(1.0, abs=1e-5)
    assert (other(x, made) < 0.99).all()
    assert other(x, x.roll(1, 0).repeat_interleave(uae.G, 0)) == pytest.approx(1.0, abs=1e-5)


def test_the_blind_reward_sees_cell_and_colour_but_neither_shape_nor_size():
    codes = torch.zeros(3, 9, dtype=torch.long)
    codes[0, 4], codes[1, 4], codes[2, 4] = 1 + 12 + 3, 1 + 3 + 2, 1 + 12 + 6
    seen = _uae.brightest(_uae.images(codes))
    assert torch.equal(seen[0], seen[1])
    assert (seen[0] @ seen[2]).item() == pytest.approx(0)


def test_the_independent_decoder_sees_a_private_language():
    """Two decoders agree on true captions; a pair that swaps two words understands itself, and no other does."""
    scale = _uae.Scale(name="more", steps=50, batch=16, width=32, size=40)
    judge = uae.pretrained(0, scale, 1)
    pair = deepcopy(judge)
    swap = torch.arange(_uae.WORDS)
    swap[[_uae.COLOUR, _uae.COLOUR + 1]] = swap[[_uae.COLOUR + 1, _uae.COLOUR]]
    with torch.no_grad():
        pair["word"].weight.copy_(judge["word"].weight[swap])
        codes = some(200)
        secret = swap[_uae.full(codes)]
        known, own, other = (_uae.drawn(*one) for one in ((judge, _uae.full(codes)), (pair, secret), (judge, secret)))
        unit = _uae.features(WORLD, 4)
        x = unit(_uae.images(codes))
    assert own == pytest.approx(known, abs=1e-5)
    assert (unit(own) * x).sum(1).mean() > (unit(other) * x).sum(1).mean() + 0.05


def test_arms_share_their_images_and_their_start():
    (a, x), (b, y) = next(_uae.batches(WORLD, 30, 4)), next(_uae.batches(_uae.World(0, SMOKE, 0.0), 30, 4))
    assert torch.equal(a, b)
    assert torch.equal(x, y)
    ours, theirs = (nets.seeded(0, lambda: _uae.encoder(16), 20).state_dict() for _ in range(2))
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("arm", list(uae.CLAIM.arms))
def test_every_arm_gives_metrics_that_the_claim_explains(arm):
    metrics = uae.run(seed=0, scale=SMOKE, **uae.CLAIM.arms[arm])
    assert uae.CLAIM.metrics.keys() - metrics.keys() <= {"precision"}  # an encoder may name nothing
    assert metrics.keys() <= uae.CLAIM.metrics.keys()
    assert 0 <= metrics["length"] <= _uae.LENGTH
    assert all(0 <= metrics[one] <= 1 for one in ("recall_small", "recall_large", "generation"))


def test_the_same_bits_whether_or_not_the_start_was_cached():
    arm = uae.CLAIM.arms["alternating"]
    uae.run(seed=0, scale=SMOKE, **uae.CLAIM.arms["fine-tuning"])
    warm = uae.run(seed=0, scale=SMOKE, **arm)
    uae.cold.cache_clear()
    uae.pretrained.cache_clear()
    assert repr(uae.run(seed=0, scale=SMOKE, **arm)) == repr(warm)
