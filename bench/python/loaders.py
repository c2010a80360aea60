"""What Pillow, numpy and h5py take to read frames in one process, for bench/loaders.ts: loaders.py kitti|cityscapes|nyuv2 ROOT WARM"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

dataset, root, warm = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])


def numbers(text):
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {key: np.array(values.split(), dtype=np.float64) for key, values in lines}


def kitti(image):
    """Image; scan in the frame of the left colour camera, with the colours that it sees; depth by pixel; boxes."""
    folder = image.parents[1]
    rgb = np.array(Image.open(image))
    calibration = numbers((folder / "calib" / f"{image.stem}.txt").read_text())
    projection = calibration["P2"].reshape(3, 4)
    velodyne = np.vstack([calibration["Tr_velo_to_cam"].reshape(3, 4), [0, 0, 0, 1]])
    rectified = np.eye(4)
    rectified[:3, :3] = calibration["R0_rect"].reshape(3, 3)
    shift = np.eye(4)
    shift[:3, 3] = np.linalg.solve(projection[:, :3], projection[:, 3])
    pose = shift @ rectified @ velodyne
    scan = np.fromfile(folder / "velodyne" / f"{image.stem}.bin", dtype="<f4").reshape(-1, 4)
    points = (scan[:, :3] @ pose[:3, :3].T + pose[:3, 3]).astype(np.float32)
    height, width = rgb.shape[:2]
    grey = np.round(255 * np.clip(scan[:, 3], 0, 1)).astype(np.uint8)
    colours = np.repeat(grey[:, None], 3, axis=1)
    ahead = np.flatnonzero(points[:, 2] > 0)
    x, y, z = points[ahead].T
    u = np.floor(projection[0, 0] * x / z + projection[0, 2])
    v = np.floor(projection[1, 1] * y / z + projection[1, 2])
    inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
    pixels = (v[inside] * width + u[inside]).astype(np.int64)
    colours[ahead[inside]] = rgb.reshape(-1, 3)[pixels]
    depth = np.zeros(height * width, dtype=np.float32)
    # The nearest last, which stays.
    farthest = np.argsort(-z[inside], kind="stable")
    depth[pixels[farthest]] = z[inside][farthest]
    boxes = np.array([line.split()[1:] for line in (folder / "label_2" / f"{image.stem}.txt").read_text().splitlines()], dtype=np.float64)
    return {"rgb": rgb, "points": points, "colours": colours, "depth": depth.reshape(height, width), "boxes": boxes}


def bounds(instances, first):
    """Column and row of the first pixel and of that after the last, of each value from `first` on."""
    boxes = []
    for value in np.flatnonzero(np.bincount(instances.ravel())):
        if value >= first:
            mask = instances == value
            rows = np.flatnonzero(mask.any(axis=1))
            columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(axis=0))
            boxes.append((columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))
    return np.array(boxes)


def cityscapes(image):
    """Image, label ids, instances with their boxes, depth from disparity."""
    split, city = image.parts[-3:-1]
    name = image.name.removesuffix("_leftImg8bit.png")
    rgb = np.array(Image.open(image))
    labels = root / "gtFine" / split / city / f"{name}_gtFine"
    semantics = np.array(Image.open(f"{labels}_labelIds.png")).astype(np.uint16)
    ids = np.array(Image.open(f"{labels}_instanceIds.png")).astype(np.uint16)
    stored = np.array(Image.open(root / "disparity" / split / city / f"{name}_disparity.png")).astype(np.float32)
    camera = json.loads((root / "camera" / split / city / f"{name}_camera.json").read_text())
    with np.errstate(divide="ignore"):
        depth = np.float32(camera["intrinsic"]["fx"] * camera["extrinsic"]["baseline"] * 256) / (stored - 1)
    depth[stored == 0] = 0
    instances = np.where(ids >= 1000, ids, 0)
    return {"rgb": rgb, "semantics": semantics, "instances": instances, "depth": depth, "boxes": bounds(ids, 24)}


def nyuv2(file, index):
    """The four rasters of one image, rows first."""
    rgb = np.ascontiguousarray(file["images"][index].transpose(2, 1, 0))
    depth, semantics, instances = (np.ascontiguousarray(file[name][index].T) for name in ("rawDepths", "labels", "instances"))
    return {"rgb": rgb, "depth": depth, "semantics": semantics, "instances": instances}


def frames():
    if dataset == "nyuv2":
        import h5py

        file = h5py.File(root / "nyu_depth_v2_labeled.mat")
        return [lambda index=index: nyuv2(file, index) for index in range(file["images"].shape[0])]
    read, files = {
        "kitti": (kitti, "training/image_2/*.png"),
        "cityscapes": (cityscapes, "leftImg8bit/train/*/*.png"),
    }[dataset]
    return [lambda image=image: read(image) for image in sorted(root.glob(files))]


sums = {"rgb": 0, "semantics": 0, "instances": 0, "points": 0, "depth": 0, "boxes": 0}
reads = frames()
for i, read in enumerate(reads):
    if i == warm:
        start, before = time.perf_counter(), time.process_time()
    frame = read()
    if i >= warm:
        continue
    # For comparison, of the frames that are not timed.
    for name in ("rgb", "semantics"):
        sums[name] += int(frame[name].sum(dtype=np.int64)) if name in frame else 0
    for name in ("instances", "depth"):
        sums[name] += int(np.count_nonzero(frame[name])) if name in frame else 0
    for name in ("points", "boxes"):
        sums[name] += len(frame.get(name, ()))
timed = len(reads) - warm
rate, cost = timed / (time.perf_counter() - start), 1000 * (time.process_time() - before) / timed
print(json.dumps({"rate": rate, "cost": cost, "sums": sums}))
