"""Files of fused images through `python -m litmuspaper.settle.metrics`: what is read, what is said, what is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from litmuspaper.errors import ConfigError
from litmuspaper.settle.metrics import METRICS, VIFB, measure, sf
from litmuspaper.settle.metrics.__main__ import command
from litmuspaper.settle.metrics.compare import compare
from litmuspaper.settle.metrics.files import read
from litmuspaper.settle.streams import stream

Image = pytest.importorskip("PIL.Image")
nibabel = pytest.importorskip("nibabel")


def grey(seed, *shape):
    return stream(seed, "data").integers(0, 256, shape).astype(np.uint8)


@pytest.fixture
def save(tmp_path):
    """Writes an array as an image file of any kind."""

    def write(name, values, mode=None, **more):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        image = Image.fromarray(values)
        (image.convert(mode) if mode else image).save(path, **more)
        return path

    return write


@pytest.fixture
def volume(tmp_path):
    """Writes an array (x, y, z) as NIfTI."""

    def write(name, values, spacing=(1, 1, 1)):
        path = tmp_path / name
        nibabel.save(nibabel.Nifti1Image(values, np.diag([*spacing, 1])), path)
        return path

    return write


def run(*arguments):
    """The command as a shell gives it: exit code, output, errors."""
    done = CliRunner().invoke(command, [str(one) for one in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


# What is read.


def test_grey_files_are_taken_as_they_are(save):
    values = grey(1, 20, 30)
    for name in ("a.png", "a.bmp", "a.tif"):
        picture = read(save(name, values))
        assert (np.array_equal(picture.channels[0], values), picture.notes) == (True, ())
    same = read(save("rgb.png", np.stack([values] * 3, axis=-1)))
    assert (np.array_equal(same.channels[0], values), same.notes) == (True, ())


def test_16_bits_and_floats_are_stretched_and_it_is_said(save):
    wide = grey(2, 20, 30).astype(np.uint16) * 200
    for name, values in (("a.png", wide), ("a.tif", wide.astype(np.float32) / 7), ("b.tif", wide.astype(np.int32))):
        picture = read(save(name, values))
        assert picture.channels[0].min() == 0
        assert picture.channels[0].max() == 255
        assert "stretched to 8 bits" in picture.notes[0]


def test_colours_become_luma_or_stay_apart_and_it_is_said(save):
    rgb = grey(3, 20, 30, 3)
    path = save("a.png", rgb)
    picture = read(path)
    luma = 0.299 * rgb[..., 0] + 0.587 * rgb[..., 1] + 0.114 * rgb[..., 2]
    assert np.abs(picture.channels[0] - luma).max() <= 0.5
    assert "luma" in picture.notes[0]
    apart = read(path, "channels")
    assert np.array_equal(np.stack(apart.channels, axis=-1), rgb)
    clear = np.concatenate([rgb, grey(4, 20, 30, 1)], axis=-1)
    assert "transparency is left out" in read(save("b.png", clear)).notes
    assert np.array_equal(read(save("c.png", rgb, "P")).channels[0].shape, (20, 30))


def test_channels_are_measured_apart_and_averaged(save):
    rgb, b = grey(5, 48, 48, 3), grey(6, 48, 48)
    a, f = save("a.png", rgb), save("f.png", rgb[::-1].copy())
    found = compare(a, save("b.png", b), f, ["Qabf", "MI"], "channels").mean["fused"]
    rows = [measure(rgb[..., k], b, rgb[::-1][..., k], ["Qabf", "MI"]) for k in range(3)]
    assert found["Qabf"] == pytest.approx(np.mean([row["Qabf"] for row in rows]))
    assert found["MI"] == pytest.approx(np.mean([row["MI"] for row in rows]))


def test_a_benchmark_measures_colours_apart_where_the_fused_image_has_them(save):
    rgb, b, fused = grey(5, 48, 50, 3), grey(6, 48, 50), grey(7, 48, 50, 3)
    a, infrared = save("a.png", rgb), save("b.png", b)
    code, out, _ = run(a, infrared, save("f.png", fused), "--vifb", "--json")
    found = json.loads(out)["triples"][0]["values"]["fused"]
    assert (code, len(found)) == (0, 13)
    rows = [measure(rgb[..., k], b, fused[..., k], known=VIFB) for k in range(3)]
    for name in set(VIFB) - {"Spatial_frequency"}:
        assert found[name] == pytest.approx(np.mean([row[name] for row in rows])), name
    wide = np.concatenate([fused[..., k] for k in range(3)], axis=1)
    assert found["Spatial_frequency"] == pytest.approx(sf(wide))
    # A grey image that is stored with three channels has colours for it; one that is stored with one has not.
    three = np.stack([fused[..., 0]] * 3, axis=-1)
    _, out, _ = run(a, infrared, save("h.png", three), "--vifb", "--json")
    rows = [measure(rgb[..., k], b, fused[..., 0], known=VIFB) for k in range(3)]
    assert json.loads(out)["mean"]["fused"]["Mutinf"] == pytest.approx(np.mean([row["Mutinf"] for row in rows]))
    _, out, _ = run(a, infrared, save("g.png", fused[..., 0].copy()), "--vifb", "--json")
    luma = read(a).channels[0]
    assert json.loads(out)["mean"]["fused"]["Mutinf"] == measure(luma, b, fused[..., 0], known=VIFB)["Mutinf"]


def test_volumes_are_read_by_slices_from_below(volume):
    values = grey(7, 44, 45, 5)
    picture = read(volume("a.nii.gz", values))
    assert np.array_equal(picture.channels[0], values.transpose(2, 1, 0))
    real = read(volume("b.nii", values.astype(np.float32) * 3 - 50))
    assert np.array_equal(real.channels[0].argmax(), picture.channels[0].argmax())
    assert "float32 values, stretched" in real.notes[0]


def test_a_volume_as_a_whole_and_slice_by_slice(volume):
    paths = [volume(f"{n}.nii.gz", grey(n, 44, 45, 3)) for n in (1, 2, 3)]
    a, b, f = (read(path).channels[0] for path in paths)
    whole, slices = compare(*paths).mean["fused"], compare(*paths, slices=True).mean["fused"]
    assert whole["Q_G"] == pytest.approx(slices["Q_G"])
    assert whole["MI"] == pytest.approx(measure(a, b, f, ["MI"])["MI"])
    assert slices["MI"] == pytest.approx(np.mean([measure(a[k], b[k], f[k], ["MI"])["MI"] for k in range(3)]))


def test_another_grid_is_resampled_to_that_of_a_where_it_is_asked(volume):
    rough = grey(8, 24, 24, 4)
    fine = rough.repeat(2, 0).repeat(2, 1)
    a = volume("a.nii.gz", fine, (1, 1, 3))
    b = volume("b.nii.gz", rough, (2, 2, 3))
    assert refused(*run(a, b, a), "different shapes", "--resample")
    found = compare(a, b, a, ["CC", "MI"], resample=True)
    assert found.triples[0].notes == ("B: resampled to the grid of A, linearly",)
    assert found.mean["copy-B"]["CC"] > 0.7
    flipped = fine[::-1].copy()
    other = nibabel.Nifti1Image(flipped, np.array([[-1, 0, 0, 47], [0, 1, 0, 0], [0, 0, 3, 0], [0, 0, 0, 1]]))
    nibabel.save(other, a.with_name("c.nii.gz"))  # the same voxels, stored from right to left
    assert compare(a, a.with_name("c.nii.gz"), a, ["RMSE"]).mean["fused"]["RMSE"] == 0


# What is printed.


def test_the_table_shows_the_trivial_fusions_and_who_is_not_beaten(save):
    a, b = grey(1, 200, 200), grey(2, 200, 200)
    paths = save("a.png", a), save("b.png", b), save("f.png", a)
    code, out, err = run(*paths)
    assert (code, err) == (0, "")
    assert all(word in out.splitlines()[1] for word in ("fused", "copy-A", "copy-B", "max", "mean", "not beaten"))
    assert [line.split()[0] for line in out.splitlines()[2:]] == list(METRICS)
    line = next(line for line in out.splitlines() if line.startswith("Q_MI "))
    assert "copy-A" in line  # a copy of A does not beat a copy of A


def test_the_json_has_every_value_range_and_note(save):
    a, b, f = (
        save("a.png", grey(1, 60, 60)),
        save("b.png", grey(2, 60, 60).astype(np.uint16)),
        save("f.png", grey(3, 60, 60)),
    )
    code, out, _ = run(a, b, f, "--json", "--only", "Q_NCIE,MS_SSIM,PSNR")
    told = json.loads(out)
    assert code == 0
    (one,) = told["triples"]
    assert set(one["values"]) == {"fused", "copy-A", "copy-B", "max", "mean"}
    assert one["values"]["fused"]["MS_SSIM"] is None
    assert one["notes"][0].startswith("B: more than 8 bits")
    assert "MS_SSIM needs 176 pixels a side" in one["notes"]
    assert told["metrics"]["Q_NCIE"]["low"] == pytest.approx(0.80188, abs=1e-5)
    assert told["metrics"]["PSNR"]["high"] == "infinite"


def test_folders_are_matched_by_name_and_what_fails_is_named(save, tmp_path):
    for n, name in enumerate(("x.png", "y.png", "z.png")):
        for folder in "ABF":
            save(f"{folder}/{name}", grey(10 * n + ord(folder), 50, 50))
    (tmp_path / "A/x.png").rename(tmp_path / "A/x.bmp")  # another ending will do
    (tmp_path / "B/y.png").unlink()
    (tmp_path / "F/z.png").write_bytes(b"no image")
    code, out, _ = run(tmp_path / "A", tmp_path / "B", tmp_path / "F", "--json")
    told = json.loads(out)
    assert code == 0
    assert [one["name"] for one in told["triples"]] == ["x.png"]
    assert told["failed"][0] == {"name": "y.png", "why": "there is no file of this name in B"}
    assert told["failed"][1]["name"] == "z.png"
    _, table, _ = run(tmp_path / "A", tmp_path / "B", tmp_path / "F")
    assert "not measured: y.png: there is no file of this name in B" in table


def test_a_name_that_is_no_text_is_printed_all_the_same(save, tmp_path):
    good = save("a.png", grey(1, 50, 50))
    odd = tmp_path / os.fsdecode(b"f\xff\n.png")
    try:
        odd.write_bytes(good.read_bytes())
    except OSError:
        pytest.skip("this file system takes no such name")
    code, out, _ = run(good, good, odd, "--only", "MI")
    assert (code, out.splitlines()[0]) == (0, "f\ufffd .png")
    assert refused(*run(good, good, tmp_path / os.fsdecode(b"none\xff.png")), "none?.png: is no file")


def test_it_runs_as_a_module(save):
    paths = [str(save(f"{n}.png", grey(n, 50, 50))) for n in (1, 2, 3)]
    done = subprocess.run(
        [sys.executable, "-m", "litmuspaper.settle.metrics", *paths, "--only", "MI"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "MI" in done.stdout


# What is refused, each by one line that says what to do.


def refused(code, out, err, *words):
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1
    for word in words:
        assert word in err
    return True


def test_bad_files_are_refused_by_a_sentence(save, tmp_path):
    good = save("a.png", grey(1, 50, 50))
    broken = tmp_path / "broken.png"
    broken.write_bytes(good.read_bytes()[:1500])
    text = tmp_path / "text.png"
    text.write_text("no image")
    holes = grey(1, 50, 50).astype(np.float32)
    holes[3, 4] = np.nan
    assert refused(*run(good, good, tmp_path / "none.png"), "none.png: is no file")
    assert refused(*run(good, good, text), "text.png: is no image")
    assert refused(*run(good, good, broken), "broken.png: cannot be read")
    assert refused(*run(good, good, save("n.tif", holes)), "n.tif", "no finite numbers")
    assert refused(*run(good, good, save("s.png", grey(1, 50, 40))), "A 50x50, B 50x50, F 50x40", "Crop")
    assert refused(*run(good, good, save("t.png", grey(1, 1, 9))), "different shapes")
    assert refused(*run(tmp_path, tmp_path, good), "is no folder")
    assert refused(*run(good, good, good, "--only", "Q_X"), "no metric is named Q_X")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert refused(*run(empty, empty, empty), "no triple")


def test_an_image_of_too_many_pixels_is_refused(save, monkeypatch):
    good = save("a.png", grey(1, 50, 50))
    for most in (2000, 1000):  # pillow warns above its limit and raises above twice the limit
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", most)
        assert refused(*run(good, good, good), f"has too many pixels, more than {most:,}, pillow's limit")
    monkeypatch.undo()
    monkeypatch.setattr("litmuspaper.settle.metrics.files.MOST_PIXELS", 2000)
    assert refused(*run(good, good, good), "has 2,500 pixels, more than 2,000")


def test_bad_volumes_are_refused_by_a_sentence(volume, save, tmp_path, monkeypatch):
    good = volume("a.nii.gz", grey(1, 44, 44, 3))
    holes = grey(1, 44, 44, 3).astype(np.float32)
    holes[0, 0, 0] = np.inf
    broken = tmp_path / "broken.nii.gz"
    broken.write_bytes(good.read_bytes()[:3000])
    text = tmp_path / "text.nii"
    text.write_text("no volume")
    assert refused(*run(good, good, volume("s.nii.gz", grey(1, 44, 44, 3), (1, 1, 3))), "s.nii.gz", "spacing")
    assert refused(*run(good, good, volume("four.nii.gz", grey(1, 44, 44, 3, 2))), "44x44x3x2", "no single volume")
    assert refused(*run(good, good, volume("n.nii.gz", holes)), "n.nii.gz", "no finite numbers")
    assert refused(*run(good, good, broken), "broken.nii.gz: cannot be read as NIfTI")
    assert refused(*run(good, good, text), "text.nii: cannot be read as NIfTI")
    assert refused(*run(good, good, save("a.png", grey(1, 44, 44))), "different shapes")
    monkeypatch.setattr("litmuspaper.settle.metrics.files.MOST_VALUES", 1000)
    assert refused(*run(good, good, good), "44x44x3 values, more than 1,000")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.gif", "a.nii", "a.nii.gz"])
def test_damaged_files_are_read_or_refused_by_one_line(save, volume, tmp_path, capfd, name):
    whole = volume(name, grey(1, 44, 44, 3)) if ".nii" in name else save(name, grey(1, 44, 44))
    drawn, good = stream(11, "noise"), whole.read_bytes()
    kinds, refusals = set(), []
    for _ in range(60):
        harmed = bytearray(good)
        for place in drawn.integers(0, min(len(good), 400), drawn.integers(1, 6)):
            harmed[place] = drawn.integers(0, 256)
        path = tmp_path / f"harmed{name[1:]}"
        path.write_bytes(harmed[: drawn.integers(1, 2 * len(good))])
        try:
            kinds.add(read(path).channels[0].dtype)
        except ConfigError as error:
            refusals.append(str(error))
    assert kinds <= {np.dtype(np.uint8)}  # a PNG has check sums, so none of them is read
    assert refusals
    assert all(len(line.splitlines()) == 1 and "harmed" in line for line in refusals)
    assert capfd.readouterr().err == ""  # libraries log what they mend


def test_a_constant_image_is_measured_and_said(save):
    a, flat = save("a.png", grey(1, 50, 50)), save("b.png", np.full((50, 50), 9, np.uint8))
    code, out, _ = run(a, flat, a)
    assert code == 0
    assert "note: B is constant" in out
    assert "note: CC is not defined for these images" in out
    assert "note: MS_SSIM needs 176 pixels a side" in out


def test_a_missing_library_is_named_with_the_way_to_get_it(save, monkeypatch):
    path = save("a.png", grey(1, 50, 50))
    monkeypatch.setitem(sys.modules, "PIL", None)
    monkeypatch.setitem(sys.modules, "nibabel", None)
    with pytest.raises(ConfigError, match=r"pillow is not installed.*pip install 'litmuspaper\[fusion\]'"):
        read(path)
    nifti = Path(path).with_suffix(".nii")
    nifti.write_bytes(b"")
    with pytest.raises(ConfigError, match="nibabel is not installed"):
        read(nifti)
