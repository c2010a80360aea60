"""Files as numpy writes them, in base64, with their values, for test/formats/numpy-files.test.ts.

Run by hand: pip install numpy==2.4.6 && python test/reference/numpy-files.py > test/reference/numpy-files.json &&
npx prettier --write test/reference/numpy-files.json
"""

import base64
import io
import json

import numpy as np

random = np.random.default_rng(20221124)
matrix = random.normal(size=(5, 3))
arrays = {
    'float16': matrix.astype('<f2'),
    'float32 fortran': np.asfortranarray(matrix.astype('<f4')),
    'float64 big-endian': matrix.astype('>f8'),
    'float32 big-endian fortran': np.asfortranarray(matrix.astype('>f4')),
    'int64': random.integers(-(2**40), 2**40, size=(5, 3)),
    'uint16 big-endian': random.integers(0, 2**16, size=(5, 3)).astype('>u2'),
    'bool': matrix > 0,
}


def written(save, *args, **names):
    file = io.BytesIO()
    save(file, *args, **names)
    return base64.b64encode(file.getvalue()).decode()


def listed(array):
    return [float(value) for value in array.ravel(order='C')]


pair = {'first': arrays['float32 fortran'], 'second': arrays['int64']}
print(
    json.dumps(
        {
            'tool': f'numpy {np.__version__}',
            'npy': [{'name': name, 'file': written(np.save, a), 'values': listed(a)} for name, a in arrays.items()],
            'npz': {
                'stored': written(np.savez, **pair),
                'compressed': written(np.savez_compressed, **pair),
                'values': {name: listed(a) for name, a in pair.items()},
            },
            'ragged': written(np.save, np.array([[1, 2], [3]], dtype=object)),
        }
    )
)
