import type { FileTree } from '../../src/formats/file-tree.js';
import { invertPose, isRigid, multiplyPoses, type Pose } from '../../src/geometry/pose.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import type { Split } from '../sample.js';
import { scenesOf, type Drive } from './drives.js';
import type { RecordedFrame } from './kitti-sample.js';
import type { KittiLayout, LayoutKind } from './layout.js';
import { once } from './once.js';
import { numberedFiles } from './numbered-files.js';
import { inFolder, readTextFile } from './tree-paths.js';
import type { CompleteOptions } from './options.js';
import { scanInCamera } from './projection.js';
import { cameraOf, camerasOf, odometryRig, rigidPose, type Rig } from './rig.js';
import { parseVelodyne } from './velodyne.js';

/** The odometry benchmark: 22 sequences, of which 00 to 10 come with poses. */
export const odometryLayout: LayoutKind = {
  name: 'odometry',
  expected:
    'odometry: sequences/00/{image_2/000000.png,velodyne/000000.bin,calib.txt,times.txt}, poses/00.txt (also below dataset/ or odometry/dataset/)',
  bases: ['', 'dataset', 'odometry/dataset', 'odometry'],
  isAt: async (tree, base) =>
    (await tree.hasFolder(inFolder(base, 'sequences'))) &&
    (await tree.list(inFolder(base, 'sequences'))).folders.some((name) => sequenceName.test(name)),
  open: async ({ tree, base }, options) => {
    const sequences = new Map<string, Sequence>();
    const { folders } = await tree.list(inFolder(base, 'sequences'));
    for (const name of folders.filter((folder) => sequenceName.test(folder)))
      sequences.set(name, await findSequence(tree, base, name, options));
    const withImages = [...sequences.values()].filter(({ images }) => images.size > 0);
    if (withImages.length === 0)
      throw new InputError(
        `${tree.describe(inFolder(base, 'sequences'))} has no image_${options.camera}/000000.png in any of ${sequences.size} sequences. Unpack the images, or choose another camera.`,
      );
    return describe(tree, withImages, options);
  },
};

const sequenceName = /^\d{2}$/;

interface Sequence {
  name: string;
  folder: string;
  /** Names of files by number (six digits). */
  images: ReadonlyMap<string, string>;
  scans: ReadonlySet<string>;
  /** Path of the calibration, which need not be there. */
  calibration: string;
  /** Paths of calibration and poses, as far as they are there. */
  sharedFiles: string[];
  /** Whether there are scans, and nothing says that they cannot be placed. */
  hasScanner: boolean;
  /** Camera 0 to world by number; undefined where lost, and what is wrong with a line that is none. */
  poses: readonly (Pose | InputError | undefined)[];
}

async function findSequence(
  tree: FileTree,
  base: string,
  name: string,
  { camera, every }: CompleteOptions,
): Promise<Sequence> {
  const folder = inFolder(base, `sequences/${name}`);
  const images = await numberedFiles(tree, `${folder}/image_${camera}`, /^(\d{6})\.(?:png|jpe?g)$/);
  const scans = await numberedFiles(tree, `${folder}/velodyne`, /^(\d{6})\.bin$/);
  const poses = inFolder(base, `poses/${name}.txt`);
  const calibration = `${folder}/calib.txt`;
  const [hasPoses, isCalibrated] = [await tree.has(poses), await tree.has(calibration)];
  return {
    name,
    folder,
    calibration,
    sharedFiles: [...(isCalibrated ? [calibration] : []), ...(hasPoses ? [poses] : [])],
    images: new Map([...images].filter((_, i) => i % every === 0)),
    scans: new Set(scans.keys()),
    hasScanner: scans.size > 0 && (!isCalibrated || /^Tr\s*:/m.test(await readTextFile(tree, calibration))),
    poses: hasPoses ? parsePoses(await readTextFile(tree, poses), tree.describe(poses)) : [],
  };
}

/**
 * The poses of `poses/00.txt`: 12 numbers a line, 3×4 row-major, from camera 0 to camera 0 of the first frame. A line with
 * numbers that are not finite is that of a lost pose. In the place of a line that is none stands the error that names it:
 * that frame alone cannot be used.
 */
function parsePoses(text: string, file: string): (Pose | InputError | undefined)[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line, index) => {
    const numbers = line.trim().split(/\s+/).map(Number);
    if (numbers.length === 12 && /nan|inf/i.test(line)) return undefined;
    const pose = rigidPose(numbers);
    if (isRigid(pose, 0.01)) return pose;
    return new InputError(
      `${file}, line ${index + 1}, is no pose of 12 numbers, a rotation and a translation: ${JSON.stringify(line.slice(0, 200))}. Take the file of the download.`,
    );
  });
}

/** The world of a sequence begins at its first camera: this turns x right, y down, z forward into x right, y forward, z up. */
const zUpFromFirst: Pose = rigidPose([1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0]);

function describe(tree: FileTree, sequences: readonly Sequence[], options: CompleteOptions): KittiLayout {
  const { splitBy, segment } = options;
  const complete = options.incomplete === 'leave-out';
  if (splitBy === 'eigen')
    throw new InputError("Eigen's split is of raw recordings. Split odometry by `drive` or `benchmark`.");
  const posed = sequences.filter(({ poses }) => poses.length > 0);
  const used = posed.length > 0 && splitBy !== 'benchmark' ? posed : sequences;
  const notes: string[] = [];
  if (used.length < sequences.length)
    notes.push(
      `${sequences.length - used.length} sequences without poses are left out: splitBy \`benchmark\` has them as test.`,
    );
  const frames = new Map<string, { sequence: Sequence; number: string }>();
  const lacking = { pose: 0, scan: 0 };
  const drives = used.map((sequence): Drive => {
    const ids: string[] = [];
    for (const number of sequence.images.keys()) {
      const lacksPose = posed.length > 0 && sequence.poses[Number(number)] === undefined;
      const lacksScan = sequence.hasScanner && !sequence.scans.has(number);
      if (lacksPose) lacking.pose++;
      if (lacksScan) lacking.scan++;
      if (complete && (lacksPose || lacksScan)) continue;
      ids.push(`${sequence.name}/${number}`);
      frames.set(`${sequence.name}/${number}`, { sequence, number });
    }
    return { name: sequence.name, frames: ids, split: splitBy === 'benchmark' ? benchmarkSplit(sequence) : undefined };
  });
  for (const [what, count] of Object.entries(lacking))
    if (count > 0) notes.push(`Frames without ${what}${complete ? ', left out' : ''}: ${count}.`);
  const { scenes, note } = scenesOf(
    drives.filter((drive) => drive.frames.length > 0),
    segment,
  );
  notes.push(note);
  const uncalibrated = used.filter(({ calibration, sharedFiles }) => !sharedFiles.includes(calibration));
  if (uncalibrated.length > 0)
    notes.push(
      `Sequences without calib.txt, whose frames cannot be read: ${uncalibrated.map(({ name }) => name).join(', ')}.`,
    );
  const hasScans = used.some(({ hasScanner }) => hasScanner);
  if (!hasScans && used.some(({ scans }) => scans.size > 0))
    notes.push('calib.txt has no Tr, so scans cannot be used: unpack data_odometry_calib.zip.');
  if (posed.length > 0) notes.push('World: x right, y forward, z up, as the first camera of the sequence stands.');
  return {
    scenes,
    modalities: [
      ...(hasScans ? (['depth', 'points'] as const) : []),
      ...(posed.length > 0 ? (['pose'] as const) : []),
      ...(hasScans && posed.length > 0 ? (['cloud'] as const) : []),
    ],
    classes: [],
    notes,
    sharedFiles: used.flatMap(({ sharedFiles }) => sharedFiles.map((path) => ({ tree, path }))),
    hasDepthMaps: false,
    filesOf: (id) => {
      const { sequence, number } = frames.get(id)!;
      return pathsOf(sequence, number, options).map((path) => ({ tree, path }));
    },
    read: reader(tree, frames, options),
  };
}

/** As the benchmark has it: sequences 00 to 10, whose poses are given, are for training. */
function benchmarkSplit({ name }: Sequence): Split {
  return Number(name) <= 10 ? 'train' : 'test';
}

function pathsOf(
  { folder, images, scans, hasScanner }: Sequence,
  number: string,
  { camera }: CompleteOptions,
): string[] {
  const paths = [`${folder}/image_${camera}/${images.get(number)}`];
  if (hasScanner && scans.has(number)) paths.push(`${folder}/velodyne/${number}.bin`);
  return paths;
}

function reader(
  tree: FileTree,
  frames: ReadonlyMap<string, { sequence: Sequence; number: string }>,
  options: CompleteOptions,
): KittiLayout['read'] {
  const rigs = new Map<string, Promise<Rig>>();
  const times = new Map<string, Promise<bigint[]>>();
  return async (id) => {
    const { sequence, number } = frames.get(id)!;
    const { folder, name, poses, calibration } = sequence;
    const pose = poses[Number(number)];
    if (pose instanceof InputError) throw new InputError(pose.message);
    const [imagePath, scanPath] = pathsOf(sequence, number, options);
    const rig = await once(rigs, name, async () => {
      if (!(await tree.has(calibration)))
        throw new InputError(`${tree.describe(calibration)} is missing. Unpack data_odometry_calib.zip.`);
      return odometryRig(await readTextFile(tree, calibration), tree.describe(calibration));
    });
    const time = (await once(times, name, () => readTimes(tree, `${folder}/times.txt`)))[Number(number)];
    // Images are decoded by other threads while scans are read.
    const [image, scan] = await Promise.all([
      tree.read(imagePath).then((bytes) => decodeColour(bytes, tree.describe(imagePath))),
      scanPath === undefined
        ? undefined
        : tree.read(scanPath).then((bytes) => parseVelodyne(bytes, tree.describe(scanPath))),
    ]);
    const { camera, cameraFromRectified } = cameraOf(rig, options.camera, image, tree.describe(imagePath));
    const frame: RecordedFrame = { ...image, camera, cameraFromRectified, cameras: camerasOf(rig, image), time };
    if (rig.rectifiedFromVelodyne)
      frame.cameraFromVelodyne = multiplyPoses(cameraFromRectified, rig.rectifiedFromVelodyne);
    if (scan && frame.cameraFromVelodyne)
      frame.points = scanInCamera(scan, frame.cameraFromVelodyne, { camera, rgb: image.rgb });
    if (pose) frame.worldFromCamera = multiplyPoses(multiplyPoses(zUpFromFirst, pose), invertPose(cameraFromRectified));
    else if (poses.length > 0) frame.trackingLost = true;
    return frame;
  };
}

/** Seconds since the beginning of a sequence, one a line, in nanoseconds; none if there is no such file. */
async function readTimes(tree: FileTree, path: string): Promise<bigint[]> {
  if (!(await tree.has(path))) return [];
  const words = (await readTextFile(tree, path)).split(/\s+/).filter((word) => word !== '');
  return words.map((word) => {
    const seconds = Number(word);
    if (!Number.isFinite(seconds))
      throw new InputError(`${tree.describe(path)} holds ${word}, which is no time. Take the file of the download.`);
    return BigInt(Math.round(seconds * 1e9));
  });
}
