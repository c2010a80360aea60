"""What probe targets are made of, from scikit-image and scipy, for test/probes/image-targets.test.ts.

Run by hand: pip install numpy==2.4.6 scipy==1.17.1 scikit-image==0.26.0 && python test/reference/probe-targets.py > test/reference/probe-targets.json &&
npx prettier --write test/reference/probe-targets.json
"""

import importlib.metadata
import json

import numpy as np
import scipy.ndimage
import scipy.stats
import skimage.color
import skimage.feature
import skimage.filters
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

# Targets of whole cells: an image of 2 × 3 cells of 8 × 8 pixels.
image = draw.integers(40, 256, size=(16, 24, 3)).astype(np.uint8)
blocks = np.kron(np.arange(6).reshape(2, 3), np.ones((8, 8), dtype=int))
metres = np.float32(np.round(draw.uniform(0.5, 6, size=(16, 24)), 3)).astype(float)
metres[draw.random((16, 24)) < 0.2] = 0
directions = draw.normal(size=(16, 24, 3)) - [0, 0, 2]
directions = np.float32(directions / np.linalg.norm(directions, axis=2, keepdims=True)).astype(float)
directions[draw.random((16, 24)) < 0.2] = 0
labels = draw.integers(0, 5, size=(16, 24))
# Few pixels of a class, so that some are equally common.
labels[:8, :8] = np.resize([3, 1, 0], (8, 8))


def cell_means(raster, known=True):
    chosen = np.where(known, blocks, -1)
    channels = np.atleast_3d(raster)
    return np.stack([scipy.ndimage.mean(channels[..., c], chosen, np.arange(6)) for c in range(channels.shape[2])], axis=1)


# Its matrix and white have fewer digits.
skimage.color.colorconv.xyz_from_rgb = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
own_white = skimage.color.colorconv.xyz_from_rgb.sum(axis=1)
its_white = skimage.color.xyz_tristimulus_values(illuminant="D65", observer="2")
exact_lab = skimage.color.xyz2lab(skimage.color.rgb2xyz(image) / own_white * its_white)
exact_chroma = np.hypot(exact_lab[..., 1], exact_lab[..., 2])
exact_sector = np.round(np.arctan2(exact_lab[..., 2], exact_lab[..., 1]) / (2 * np.pi) * 8).astype(int) % 8
exact_hues = cell_means(np.eye(8)[exact_sector] * exact_chroma[..., None])
exact_hues /= exact_hues.sum(axis=1, keepdims=True)
luma = image @ [0.299, 0.587, 0.114]
mean_normals = cell_means(directions, directions.any(axis=2))
ofCells = {
    "rgb": image.ravel().tolist(),
    "metres": metres.ravel().tolist(),
    "directions": [round(x, 9) for x in directions.ravel()],
    "labels": labels.ravel().tolist(),
    "meanRgb": cell_means(image / 255).ravel().tolist(),
    "meanLab": cell_means(exact_lab).ravel().tolist(),
    "hues": exact_hues.ravel().tolist(),
    "logDepth": cell_means(np.log(np.where(metres > 0, metres, 1)), metres > 0).ravel().tolist(),
    "normals": (mean_normals / np.linalg.norm(mean_normals, axis=1, keepdims=True)).ravel().tolist(),
    "commonest": [int(scipy.stats.mode(labels[(blocks == b) & (labels > 0)]).mode) for b in range(6)],
    "textureEnergy": np.log1p(scipy.ndimage.standard_deviation(luma, blocks, np.arange(6))).tolist(),
}


def gabor_filter(wavelength, theta):
    """scikit-image's, of an envelope that sums to one, and no answer to brightness."""
    kernel = skimage.filters.gabor_kernel(1 / wavelength, theta, sigma_x=0.56 * wavelength, sigma_y=0.56 * wavelength, n_stds=3)
    weights = np.abs(kernel) / np.abs(kernel).sum()
    kernel = kernel / np.abs(kernel).sum()
    return {
        "wavelength": wavelength,
        "direction": theta,
        "even": (kernel.real - kernel.real.sum() * weights).ravel().tolist(),
        "odd": kernel.imag.ravel().tolist(),
    }


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
            "ofCells": ofCells,
            "gaborFilters": [gabor_filter(3, theta) for theta in (0, np.pi / 2)],
        }
    )
)
