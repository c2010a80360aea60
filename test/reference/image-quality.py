"""PSNR, SSIM and colour differences by scikit-image, for test/metrics/image-quality.test.ts.

Run by hand: pip install scikit-image==0.26.0 numpy && python test/reference/image-quality.py > test/reference/image-quality.json &&
npx prettier --write test/reference/image-quality.json
"""

import base64
import importlib.metadata
import json

import numpy as np
from skimage import color, metrics

draw = np.random.default_rng(20221124)


def pair(width, height, noise):
    """A smooth image and a noisy copy of it, as bytes."""
    rows, columns = np.mgrid[:height, :width]
    waves = [np.sin(columns / draw.uniform(2, 9) + draw.uniform(0, 6)) * np.cos(rows / draw.uniform(2, 9)) for _ in range(3)]
    reference = np.clip(128 + 110 * np.stack(waves, axis=2), 0, 255).astype(np.uint8)
    image = np.clip(reference + draw.normal(0, noise, reference.shape), 0, 255).astype(np.uint8)
    return image, reference


def scores(image, reference):
    lab, reference_lab = color.rgb2lab(image), color.rgb2lab(reference)
    wang = dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
    return {
        "psnr": float(metrics.peak_signal_noise_ratio(reference, image, data_range=255)),
        "ssim": float(metrics.structural_similarity(reference, image, data_range=255, channel_axis=2, **wang)),
        "ssimUniform": float(metrics.structural_similarity(reference, image, data_range=255, channel_axis=2)),
        "deltaE2000": float(color.deltaE_ciede2000(reference_lab, lab).mean()),
        "deltaE76": float(color.deltaE_cie76(reference_lab, lab).mean()),
    }


def case(width, height, noise):
    image, reference = pair(width, height, noise)
    as_text = lambda array: base64.b64encode(array.tobytes()).decode()
    return {
        "width": width,
        "height": height,
        "image": as_text(image),
        "reference": as_text(reference),
        "scores": scores(image, reference),
    }


def colours(count):
    """Pairs of sRGB bytes: any, near each other, greys, darks."""
    one = draw.integers(0, 256, (count, 3))
    other = draw.integers(0, 256, (count, 3))
    near = np.clip(one + draw.integers(-6, 7, (count, 3)), 0, 255)
    other[: count // 2] = near[: count // 2]
    one[:8] = one[:8, :1]
    other[4:12] = other[4:12, :1]
    one[12:20], other[12:20] = one[12:20] // 20, other[12:20] // 20
    one, other = one.astype(np.uint8), other.astype(np.uint8)
    one_lab, other_lab = color.rgb2lab(one[None])[0], color.rgb2lab(other[None])[0]
    return [
        {
            "rgb": [a.tolist(), b.tolist()],
            "lab": [p.tolist(), q.tolist()],
            "deltaE2000": float(color.deltaE_ciede2000(p, q)),
            "deltaE76": float(color.deltaE_cie76(p, q)),
        }
        for a, b, p, q in zip(one, other, one_lab, other_lab)
    ]


print(
    json.dumps(
        {
            "tool": f"scikit-image {importlib.metadata.version('scikit-image')}",
            "images": [case(*size) for size in [(11, 11, 20), (24, 17, 4), (13, 30, 60)]],
            "colours": colours(64),
        }
    )
)
