"""Linear CKA in double precision from numpy, for test/similarity/streaming-cka.test.ts, which makes the same features.

Run by hand: pip install numpy==2.4.6 && python test/reference/streaming-cka.py > test/reference/streaming-cka.json &&
npx prettier --write test/reference/streaming-cka.json
"""

import json

import numpy as np

n = 5000


def scattered(columns, factor):
    """Numbers in 0..1 that look drawn; whole numbers until the last division, so that they are the same everywhere."""
    i = np.arange(n, dtype=np.int64)[:, None]
    j = np.arange(columns, dtype=np.int64)[None, :]
    whole = ((i + 1) * (j + 3) * factor + (i * i % 104729) * 31 + j * j * 17) % 1000003
    return (whole * whole % 1000003 % 10007) / 10007


def drift():
    return np.arange(n)[:, None] / n


x = scattered(96, 7919)
layers = {
    'plain': x,
    'far from 0': 50 + x[:, :64] * 0.25,
    'drifting': x[:, :40] * 0.5 + drift(),
    'related': x[:, :48] * 0.5 + scattered(48, 104711) * 0.5,
    'wide': scattered(300, 15485863),
}


def alignment(x, y, debiased):
    biased = np.linalg.norm(x.T @ y) ** 2
    if not debiased:
        return biased
    a, b = (x**2).sum(axis=1), (y**2).sum(axis=1)
    return biased - n / (n - 2) * (a @ b) + a.sum() * b.sum() / ((n - 1) * (n - 2))


def cka(x, y, debiased):
    x, y = (side - side.mean(axis=0) for side in (x, y))
    return alignment(x, y, debiased) / np.sqrt(alignment(x, x, debiased) * alignment(y, y, debiased))


stored = {name: values.astype(np.float32).astype(np.float64) for name, values in layers.items()}
print(
    json.dumps(
        {
            'tool': f'numpy {np.__version__}, float64',
            **{
                estimator: [
                    [cka(one, other, estimator == 'debiased') for other in stored.values()] for one in stored.values()
                ]
                for estimator in ('biased', 'debiased')
            },
        }
    )
)
