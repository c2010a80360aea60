"""Images corrupted by the reference packages, for test/robustness/reference-images.test.ts and reference-noise.test.ts.

Run by hand, with Python 3.11, from the root of the repository:
apt-get install libmagickwand-6.q16-6 &&
pip install imagecorruptions==1.1.2 scikit-image==0.20.0 numpy==1.26.4 scipy==1.11.4 pillow==10.4.0 setuptools==65.5.0 &&
pip install --no-deps imagenet_c==0.0.3 opencv-python-headless==4.9.0.80 wand==0.6.13 &&
python test/reference/corruptions.py && npx prettier --write test/reference/corruptions/*.json

Random numbers come from the sequence of test/robustness/known-draws.ts, so that both sides draw the same ones and random
corruptions can be compared pixel by pixel. imagenet_c knows 224×224 alone: its code is read with the side of the picture in
place of each 224. It calls ImageMagick for motion_blur and snow. Both packages call scikit-image's
`gaussian` with `multichannel`, which newer versions name `channel_axis`: it is passed on under that name.
"""

import importlib.metadata
import importlib.util
import json
import pathlib
import re
import types
import warnings

import numpy as np
import skimage.filters
from PIL import Image

warnings.simplefilter("ignore")
folder = pathlib.Path(__file__).parent / "corruptions"

original_gaussian = skimage.filters.gaussian


def gaussian(image, sigma=1, multichannel=False, **others):
    return original_gaussian(image, sigma, channel_axis=-1 if multichannel else None, **others)


skimage.filters.gaussian = gaussian

import imagecorruptions.corruptions as imagecorruptions
import wand.version

side = 40
code = pathlib.Path(importlib.util.find_spec("imagenet_c").origin).with_name("corruptions.py").read_text()
imagenet_c = types.ModuleType("imagenet_c.corruptions")
exec(re.sub(r"\b224\b", str(side), code), imagenet_c.__dict__)


class KnownDraws:
    """Park and Miller's generator; normal numbers are sums of twelve uniform ones."""

    def __init__(self):
        self.state = 12345

    def numbers(self, count):
        values = np.empty(count, np.float32)
        for i in range(count):
            self.state = self.state * 48271 % 2147483647
            values[i] = self.state // 128 / 2**24
        return values.astype(np.float64)

    def uniform(self, low=0.0, high=1.0, size=None):
        shape = () if size is None else size
        drawn = low + (high - low) * self.numbers(int(np.prod(shape))).reshape(shape)
        return float(drawn) if size is None else drawn

    def normal(self, loc=0.0, scale=1.0, size=None):
        sums = self.numbers(12 * int(np.prod(size))).reshape(-1, 12).sum(axis=1) - 6
        return loc + scale * sums.astype(np.float32).astype(np.float64).reshape(size)

    def randint(self, low, high=None, size=None):
        return np.floor(low + (high - low) * self.numbers(int(np.prod(size)))).astype(int).reshape(size)


def with_known_draws(corrupt, *arguments):
    draws, kept = KnownDraws(), {}
    for name in ["uniform", "normal", "randint"]:
        kept[name] = getattr(np.random, name)
        setattr(np.random, name, getattr(draws, name))
    try:
        return corrupt(*arguments)
    finally:
        for name, function in kept.items():
            setattr(np.random, name, function)


def scene(width, height):
    """Slopes, waves, flat patches, greys, black and white, and fine grain."""
    draw = np.random.default_rng(20190703)
    rows, columns = np.mgrid[:height, :width]
    waves = [120 + 70 * np.sin(columns / (5 + c) + c) * np.cos(rows / (7 - c)) + 0.8 * (columns - rows) for c in range(3)]
    image = np.stack(waves, axis=2) + draw.normal(0, 4, (height, width, 3))
    image[4:14, 6:18] = [200, 40, 60]
    image[4:14, 18:30] = [90, 90, 90]
    image[20:30, 24:32] = 0
    image[20:30, 32:40] = 255
    return np.clip(image, 0, 255).astype(np.uint8)


def strip(package, name, image):
    """The five severities side by side, cut to bytes as both packages do."""
    corrupt = getattr(package, name)
    results = [with_known_draws(corrupt, Image.fromarray(image), severity) for severity in range(1, 6)]
    return np.concatenate([np.uint8(result) for result in results], axis=1)


thresholds = [0.0837 + 0.1 * k for k in range(10)]


def noise(name, severity, grey):
    """Moments and correlation of noise on a grey image, on values 0..1 before they are cut to bytes."""
    side = 192
    image = Image.fromarray(np.full((side, side, 3), grey, np.uint8))
    values = np.asarray(getattr(imagecorruptions, name)(image, severity), np.float64) / 255
    channel = values[..., 1] - values[..., 1].mean()
    return {
        "name": name,
        "severity": severity,
        "grey": grey,
        "n": values.size,
        "mean": values.mean(),
        "variance": values.var(),
        "shares": [float((values <= threshold).mean()) for threshold in thresholds],
        "correlation": float((channel[:, 1:] * channel[:, :-1]).mean() / channel.var()),
    }


def frost(severity):
    """Mean brightness that frost adds to black, over many draws of the package's photographs."""
    black = Image.fromarray(np.zeros((64, 64, 3), np.uint8))
    values = np.stack([imagecorruptions.frost(black, severity) for _ in range(100)]) / 255
    return {"severity": severity, "mean": values.mean(), "deviation": values.mean(axis=3).std()}


image = scene(48, 40)
square = scene(side, side)
Image.fromarray(image).save(folder / "scene.png")
Image.fromarray(square).save(folder / "square.png")
compared = ["defocus_blur", "glass_blur", "motion_blur", "zoom_blur", "snow", "fog", "brightness", "contrast"]
compared += ["elastic_transform", "pixelate", "jpeg_compression", "gaussian_blur", "spatter", "saturate"]
for name in compared:
    Image.fromarray(strip(imagecorruptions, name, image)).save(folder / f"imagecorruptions-{name}.png")
for name in ["motion_blur", "zoom_blur", "snow", "elastic_transform"]:
    Image.fromarray(strip(imagenet_c, name, square)).save(folder / f"imagenet-c-{name}.png")

np.random.seed(20190703)
noises = ["gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise"]
statistics = {
    "tools": {
        package: importlib.metadata.version(package)
        for package in [
            *["imagecorruptions", "imagenet_c", "scikit-image", "numpy", "scipy", "pillow", "opencv-python-headless", "wand"]
        ]
    }
    | {"ImageMagick": wand.version.MAGICK_VERSION},
    "thresholds": thresholds,
    "noise": [noise(name, severity, grey) for name in noises for severity in range(1, 6) for grey in [26, 128, 230]],
    "frost": [frost(severity) for severity in range(1, 6)],
}
(folder / "statistics.json").write_text(json.dumps(statistics))
