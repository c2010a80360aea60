"""What probe targets are made of, from scikit-image and scipy, for test/probes/image-targets.test.ts.

Run by hand: pip install numpy==2.4.6 scipy==1.17.1 scikit-image==0.26.0 && python test/reference/probe-targets.py > test/reference/probe-targets.json &&
npx prettier --write test/reference/probe-targets.json
"""

import importlib.metadata
import json

import numpy as np
import scipy.ndimage
import skimage.color
import skimage.feature
import skimage.measure

draw = np.random.default_rng(20221126)
height, width = 18, 23
# Few grey levels, so that neighbours are equal now and then.
grey = draw.integers(0, 12, size=(height, width)) * 20.0
patterns = skimage.feature.local_binary_pattern(grey, 8, 1, method="uniform")

u, v = np.meshgrid(np.arange(-11, 12), np.arange(-11, 12))
envelope = np.exp(-(u**2 + v**2) / (2 * (0.56 * 6) ** 2))
envelope /= envelope.sum()
wave = envelope * np.exp(2j * np.pi * (u * np.cos(np.pi / 4) + v * np.sin(np.pi / 4)) / 6)
even = wave.real - wave.real.sum() * envelope
responses = [scipy.ndimage.correlate(grey, part, mode="reflect") for part in (even, wave.imag)]
energy = responses[0] ** 2 + responses[1] ** 2

along = [scipy.ndimage.sobel(grey, axis=axis) for axis in (0, 1)]
gradient = np.hypot(*along) / 8

colours = draw.integers(0, 256, size=(8, 8, 3)).astype(np.uint8)
lab = skimage.color.rgb2lab(colours)
chroma = np.hypot(lab[..., 1], lab[..., 2])
sector = np.round(np.arctan2(lab[..., 2], lab[..., 1]) / (2 * np.pi) * 8).astype(int) % 8
hues = np.bincount(sector.ravel(), weights=chroma.ravel(), minlength=8) / chroma.sum()

mask = np.zeros((24, 32), dtype=int)
rows, columns = np.mgrid[:24, :32]
turned = ((columns - 15) * np.cos(0.5) + (rows - 12) * np.sin(0.5), (rows - 12) * np.cos(0.5) - (columns - 15) * np.sin(0.5))
mask[(turned[0] / 11) ** 2 + (turned[1] / 7) ** 2 <= 1] = 1
region = skimage.measure.regionprops(mask)[0]
# Pixels are squares here, of variance 1/12, and points there.
long, short = region.inertia_tensor_eigvals
outline = [float(0.5 * np.log((long + 1 / 12) / (short + 1 / 12))), float(region.extent)]

made_with = {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "scikit-image")}
print(
    json.dumps(
        {
            "madeWith": made_with,
            "width": width,
            "grey": grey.ravel().tolist(),
            "patterns": patterns[1:-1, 1:-1].astype(int).tolist(),
            "energy": energy.ravel().tolist(),
            "gradient": gradient[1:-1, 1:-1].tolist(),
            "colours": colours.ravel().tolist(),
            "lab": lab.reshape(-1, 3).mean(axis=0).tolist(),
            "hues": hues.tolist(),
            "mask": mask.ravel().tolist(),
            "outline": outline,
        }
    )
)
