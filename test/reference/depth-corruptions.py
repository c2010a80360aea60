"""Depth-aware corruptions derived a second time, for test/robustness/depth-corruptions.test.ts.

Run by hand from the root of the repository: python test/reference/depth-corruptions.py

An independent re-derivation in numpy from the definitions in docs/robustness.md, point by point in space with a camera of
known focal length; NOT the output of the official package of 3D Common Corruptions, which needs meshes, an inpainting
network and a GPU. Random numbers come from the sequence of test/robustness/known-draws.ts.
"""

import json
import math
import pathlib

import numpy as np
import PIL
import scipy
from PIL import Image
from scipy.ndimage import correlate1d

folder = pathlib.Path(__file__).parent / "corruptions"
image = np.asarray(Image.open(folder / "scene.png"), np.float64) / 255
height, width, _ = image.shape
camera = {"width": width, "height": height, "fx": 55, "fy": 50, "cx": 26, "cy": 18}
unit_metres = 8000 / 512


def millimetres():
    """A wall that recedes to the right, a sloping floor, a box before it, and pixels that were not measured."""
    rows, columns = np.mgrid[:height, :width]
    wall = 1 / (1 / 6 - 0.0015 * columns)
    floor = 1 / np.maximum(1e-3, 0.016 * (rows - 18))
    depth = np.minimum(wall, floor)
    depth[12:28, 16:27] = 1.2 + 0.01 * rows[12:28, 16:27]
    depth[3:6, 30:40] = 0
    depth[20, 20] = 0
    return np.round(1000 * depth).astype(np.uint16)


Image.fromarray(millimetres()).save(folder / "scene-depth.png")
depth = (millimetres() / 1000).astype(np.float32).astype(np.float64)
depth[depth == 0] = depth.max()


class Draws:
    def __init__(self):
        self.state = 12345

    def uniform(self, low, high):
        self.state = self.state * 48271 % 2147483647
        return low + (high - low) * (self.state // 128 / 2**24)


def fog_3d(severity):
    transmission = np.exp(-4 * severity * depth / unit_metres)[..., None]
    return transmission * image + (1 - transmission) * image.mean()


def focus(severity, aperture, focus_at):
    """Blur at the depths that divide the image into eight equal parts, mixed between the two about a pixel's depth."""
    borders = np.quantile(depth, np.arange(9) / 8)
    borders[0] -= 1e-4 * unit_metres
    borders[-1] += 1e-4 * unit_metres
    blurred = []
    for border in borders:
        sigma = aperture * abs(border - borders[focus_at]) / border
        window = int(3 * sigma) // 2
        weights = np.exp(-0.5 * (np.arange(-window, window + 1) / max(sigma, 1e-9)) ** 2)
        weights /= weights.sum()
        layer = correlate1d(correlate1d(image, weights, 0, mode="nearest"), weights, 1, mode="nearest")
        blurred.append(layer if sigma >= 0.1 else image)
    result = np.empty_like(image)
    for v in range(height):
        for u in range(width):
            part = int(np.searchsorted(borders, depth[v, u])) - 1
            t = (depth[v, u] - borders[part]) / (borders[part + 1] - borders[part])
            near, far = 1 - t**2, 1 - (1 - t) ** 2
            result[v, u] = (near * blurred[part][v, u] + far * blurred[part + 1][v, u]) / (near + far)
    return result


def near_focus(severity):
    return focus(severity, severity + 2, 0)


def far_focus(severity):
    return focus(severity, severity + 0.5, 7)


def ray(u, v):
    return np.array([(u + 0.5 - camera["cx"]) / camera["fx"], (v + 0.5 - camera["cy"]) / camera["fy"], 1])


def surface(v, u):
    """Where the ray meets the plane fitted to the 7×7 points of the same surface about a pixel, and its normal."""
    rows, columns = np.mgrid[max(0, v - 3) : min(height, v + 4), max(0, u - 3) : min(width, u + 4)]
    inverse = 1 / depth[rows, columns]
    near = (abs(columns - u) + abs(rows - v)) == 1
    steps = [abs(inverse - 1 / depth[v, u])[near & (line == middle)].min() for line, middle in [(rows, v), (columns, u)]]
    same = abs(inverse - 1 / depth[v, u]) <= 0.05 / depth[v, u] + 3 * sum(steps)
    offsets = np.stack([columns[same], rows[same]], axis=1) - [u, v]
    middle = offsets.mean(axis=0)
    slopes = np.linalg.lstsq(offsets - middle, inverse[same] - inverse[same].mean(), rcond=1e-6)[0]
    here = inverse[same].mean() - middle @ slopes
    spanned = []
    for step in [(1, 0), (0, 1)]:
        spanned.append(ray(u + step[0], v + step[1]) / (here + slopes @ step) - ray(u, v) / here)
    return ray(u, v) / here, np.cross(*spanned)


def flash(severity):
    """Lambert's law."""
    divisor = [2.4, 1.4, 0.9, 0.6, 0.4][severity - 1]
    result = np.empty_like(image)
    for v in range(height):
        for u in range(width):
            point, normal = surface(v, u)
            distance = np.linalg.norm(point)
            cosine = abs(normal @ point) / np.linalg.norm(normal) / distance
            light = min(1, 2.5 * cosine * 8 / (8 + distance**2))
            result[v, u] = image[v, u] * (1 + light / divisor)
    return result


nearest = depth[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4].min()
nearness = (nearest / depth).astype(np.float32)


def seen(right, down, forward):
    """The points seen by a camera that has moved, in metres, with those nearer than `nearest` moved to that depth."""
    front = np.zeros((height, width))
    shares = []
    for v in range(height):
        for u in range(width):
            before = max(depth[v, u], nearest)
            point = before * ray(u, v) - [right, down, forward]
            hides = 1.1 * before / point[2] / 2
            x = camera["fx"] * point[0] / point[2] + camera["cx"] - 0.5
            y = camera["fy"] * point[1] / point[2] + camera["cy"] - 0.5
            for row in [math.floor(y), math.floor(y) + 1]:
                for column in [math.floor(x), math.floor(x) + 1]:
                    share = (1 - abs(x - column)) * (1 - abs(y - row))
                    if 0 <= row < height and 0 <= column < width and share > 0:
                        shares.append((v, u, row, column, share))
                        if max(abs(x - column), abs(y - row)) <= hides:
                            front[row, column] = max(front[row, column], nearness[v, u])
    sums = np.zeros((height, width, 5))
    for v, u, row, column, share in shares:
        if nearness[v, u] >= front[row, column] - 1 / 40:
            sums[row, column] += share * np.array([*image[v, u], nearness[v, u], 1])
    values = sums[..., :4] / np.where(sums[..., 4:] > 0, sums[..., 4:], 1)
    return filled(values, front > 0)


def end_of_gap(known, v, u, dv, du):
    while 0 <= v < height and 0 <= u < width:
        if known[v, u]:
            return v, u
        v, u = v + dv, u + du
    return None


def filled(values, known):
    while not known.all():
        before, were_known = values.copy(), known.copy()
        for v, u in zip(*np.nonzero(~were_known)):
            found = []
            for dv, du in [(0, 1), (1, 0)]:
                ends = [end_of_gap(were_known, v, u, -dv, -du), end_of_gap(were_known, v, u, dv, du)]
                ends = [end for end in ends if end]
                if ends:
                    farther = min(ends, key=lambda end: before[end][3])
                    found.append((abs(farther[0] - v) + abs(farther[1] - u), farther))
            if found:
                values[v, u] = before[min(found, key=lambda gap: gap[0])[1]]
                known[v, u] = True
    return values[..., :3]


def moved(right, down, forward, frames):
    """Mean of the first frames of a movement told in pixels of an image of side 512 and a share of the nearest depth."""
    scale = min(width, height) / 512
    total = np.zeros_like(image)
    for k in range(frames):
        t = k / 59
        left_to_nearest = nearest * (1 - t * forward)
        across = t * right * scale * left_to_nearest / camera["fx"]
        along = t * down * scale * left_to_nearest / camera["fy"]
        total += seen(across, along, t * forward * nearest)
    return total / frames


def xy_motion_blur(severity):
    draws = Draws()
    side = -1 if math.floor(draws.uniform(0, 2)) == 0 else 1
    right = side * draws.uniform(50, 75)
    return moved(right, draws.uniform(-75, 75), 0, [20, 30, 40, 50, 60][severity - 1])


def z_motion_blur(severity):
    draws = Draws()
    right, down, forward = draws.uniform(-30, 30), draws.uniform(-30, 30), draws.uniform(0.4, 0.5)
    return moved(right, down, forward, [20, 25, 30, 35, 38][severity - 1])


for corrupt in [near_focus, far_focus, xy_motion_blur, z_motion_blur, flash, fog_3d]:
    levels = [np.uint8(255 * np.clip(corrupt(severity), 0, 1)) for severity in range(1, 6)]
    Image.fromarray(np.concatenate(levels, axis=1)).save(folder / f"3dcc-{corrupt.__name__}.png")
tools = {"numpy": np.__version__, "scipy": scipy.__version__, "pillow": PIL.__version__}
(folder / "3dcc.json").write_text(json.dumps({"tools": tools, "camera": camera}, indent=2) + "\n")
