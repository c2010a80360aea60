"""A file like nyu_depth_v2_labeled.mat with as many images of 640×480 as told, from a smaller one: make_nyu.py SMALL FILE IMAGES"""

import sys

import h5py
import numpy as np

small, file, images = sys.argv[1], sys.argv[2], int(sys.argv[3])
width, height = 640, 480

with h5py.File(small) as source, h5py.File(file, "w", userblock_size=512) as target:
    for name in ("images", "depths", "rawDepths", "labels", "instances"):
        stored = source[name]
        repeats = (1,) * (stored.ndim - 2) + (width // stored.shape[-2], height // stored.shape[-1])
        shape = (images, *stored.shape[1:-2], width, height)
        chunks = (1,) * (stored.ndim - 2) + (width // 4, height // 4)
        made = target.create_dataset(name, shape, stored.dtype, chunks=chunks, compression="gzip", compression_opts=3)
        for i in range(images):
            made[i] = np.tile(stored[i % stored.shape[0]], repeats[1:])
    source.copy("#refs#", target)
    names = target.create_dataset("names", source["names"].shape, dtype=h5py.ref_dtype)
    for i, reference in enumerate(source["names"][0]):
        names[0, i] = target[source[reference].name].ref
