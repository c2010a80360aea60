import type { FileTree } from '../../src/formats/file-tree.js';
import { invertPose, multiplyPoses, type Pose } from '../../src/geometry/pose.js';
import { decodeColour, type ColourImage } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import type { RecordedFrame } from './kitti-sample.js';
import { parseKeyedNumbers } from './keyed-numbers.js';
import type { WantedParts } from './layout.js';
import { once } from './once.js';
import { parseOxts, worldFromImu, type Oxts } from './oxts.js';
import { scanInCamera } from './projection.js';
import { listDrives, type RawDrive } from './raw-drives.js';
import type { RecordedPlace } from './recorded-frames.js';
import { rectification, rectifyImage, type Rectification } from './rectify.js';
import { cameraOf, camerasOf, rawRig, type CameraIndex, type Rig } from './rig.js';
import { nearestInTime, parseTimestamps } from './timestamps.js';
import { inFolder, readTextFile } from './tree-paths.js';
import { parseVelodyne, parseVelodyneText, type VelodyneScan } from './velodyne.js';

/** In unsynchronised recordings what was measured within this time of an image, in nanoseconds, belongs to it. */
const sameMoment = 60_000_000n;

const calibrationNames = ['calib_cam_to_cam.txt', 'calib_velo_to_cam.txt', 'calib_imu_to_velo.txt'] as const;
const [camToCam, veloToCam, imuToVelo] = calibrationNames;

/** The rig of a day, and all values of its `calib_cam_to_cam.txt`. */
interface DayRig {
  rig: Rig;
  values: ReadonlyMap<string, number[]>;
}

/** The raw recordings below a folder: drives, their calibration by day, and how to read a frame. */
export class RawRecordings {
  private readonly rigs = new Map<string, Promise<DayRig>>();
  private readonly times = new Map<string, Promise<(bigint | undefined)[] | undefined>>();
  private readonly firstPackets = new Map<string, Promise<Oxts>>();
  private readonly rectifications = new Map<string, Rectification>();

  private constructor(
    readonly tree: FileTree,
    private readonly base: string,
    /** By name. */
    readonly drives: ReadonlyMap<string, RawDrive>,
  ) {}

  /** Lists the drives below `base`; reads no file. */
  static async find(tree: FileTree, base: string): Promise<RawRecordings> {
    return new RawRecordings(tree, base, await listDrives(tree, base));
  }

  /** Path of an image. Throws InputError if it is not there. */
  imagePath(drive: RawDrive, camera: CameraIndex, number: string): string {
    const file = drive.images.get(camera)?.get(number);
    const folder = imageFolder(drive, camera);
    if (file === undefined)
      throw new InputError(
        `${this.tree.describe(`${folder}/data/${number}.png`)} is missing. Unpack the archive of this drive.`,
      );
    return `${folder}/data/${file}`;
  }

  /** Paths of what the frames of drives share: calibration, the packet where the world begins, times that align streams. */
  async sharedFiles(): Promise<string[]> {
    const paths = new Set<string>();
    for (const { date, folder, packets, synchronised } of this.drives.values()) {
      for (const name of calibrationNames) paths.add(inFolder(this.base, `${date}/${name}`));
      for (const first of [...packets.values()].slice(0, 1)) paths.add(`${folder}/oxts/data/${first}`);
      if (!synchronised)
        for (const stream of ['velodyne_points', 'oxts']) paths.add(`${folder}/${stream}/timestamps.txt`);
    }
    const there: string[] = [];
    for (const path of paths) if (await this.tree.has(path)) there.push(path);
    return there;
  }

  /** Paths of the other files that a frame is read from. */
  filesOf({ drive, camera, number }: RecordedPlace): string[] {
    const paths = [this.imagePath(drive, camera, number)];
    const scan = drive.scans.get(number);
    const packet = drive.packets.get(number);
    if (scan !== undefined) paths.push(`${drive.folder}/velodyne_points/data/${scan}`);
    if (packet !== undefined) paths.push(`${drive.folder}/oxts/data/${packet}`);
    return paths;
  }

  /** Reads a frame: image, camera, and scan and pose where there are such. Throws InputError naming the file. */
  async frame(
    { drive, camera: index, number }: Pick<RecordedPlace, 'drive' | 'camera' | 'number'>,
    wanted: Pick<WantedParts, 'scan'>,
  ): Promise<RecordedFrame> {
    const path = this.imagePath(drive, index, number);
    const { rig } = await this.rigOf(drive.date);
    const time = await this.timeOf(imageFolder(drive, index), number);
    // Images are decoded by other threads while scans are read.
    const [image, scan, packet] = await Promise.all([
      this.readImage(drive, index, path),
      wanted.scan ? this.readScan(drive, number, time) : undefined,
      this.packetOf(drive, number, time),
    ]);
    const { camera, cameraFromRectified } = cameraOf(rig, index, image, this.tree.describe(path));
    const frame: RecordedFrame = { ...image, camera, cameraFromRectified, cameras: camerasOf(rig, image), time };
    if (rig.rectifiedFromVelodyne)
      frame.cameraFromVelodyne = multiplyPoses(cameraFromRectified, rig.rectifiedFromVelodyne);
    const { cameraFromVelodyne } = frame;
    if (scan) {
      if (!cameraFromVelodyne) throw this.missingCalibration(drive.date, veloToCam);
      frame.points = scanInCamera(scan, cameraFromVelodyne, { camera, rgb: image.rgb });
    }
    if (packet !== undefined) {
      if (!cameraFromVelodyne) throw this.missingCalibration(drive.date, veloToCam);
      if (!rig.velodyneFromImu) throw this.missingCalibration(drive.date, imuToVelo);
      const cameraFromImu = multiplyPoses(cameraFromVelodyne, rig.velodyneFromImu);
      frame.worldFromCamera = multiplyPoses(await this.poseOf(drive, packet), invertPose(cameraFromImu));
    } else if (drive.packets.size > 0) frame.trackingLost = true;
    return frame;
  }

  private async readImage(drive: RawDrive, index: CameraIndex, path: string): Promise<ColourImage> {
    const image = await decodeColour(await this.tree.read(path), this.tree.describe(path));
    if (drive.synchronised) return image;
    const { values, rig } = await this.rigOf(drive.date);
    const key = `${drive.date}/${index}`;
    let lens = this.rectifications.get(key);
    if (!lens) this.rectifications.set(key, (lens = rectification(values, index, rig.file)));
    const { recorded, rectified } = lens;
    if (image.width !== recorded.width || image.height !== recorded.height)
      throw new InputError(
        `${this.tree.describe(path)} is ${image.width}×${image.height}; camera ${index} records ${recorded.width}×${recorded.height}. Use the images of the download, or synchronised recordings.`,
      );
    return { ...rectified, rgb: rectifyImage(image.rgb, lens) };
  }

  /** The scan that belongs to an image: that of its number, or in unsynchronised recordings of its time. */
  private async readScan(drive: RawDrive, number: string, time: bigint | undefined): Promise<VelodyneScan | undefined> {
    const file = await this.belonging(drive, drive.scans, 'velodyne_points', number, time);
    if (file === undefined) return undefined;
    const path = `${drive.folder}/velodyne_points/data/${file}`;
    const bytes = await this.tree.read(path);
    const name = this.tree.describe(path);
    return file.endsWith('.txt')
      ? parseVelodyneText(Buffer.from(bytes).toString('latin1'), name)
      : parseVelodyne(bytes, name);
  }

  /** The file of the packet that belongs to an image. */
  private packetOf(drive: RawDrive, number: string, time: bigint | undefined): Promise<string | undefined> {
    return this.belonging(drive, drive.packets, 'oxts', number, time);
  }

  private async belonging(
    { synchronised, folder }: RawDrive,
    files: ReadonlyMap<string, string>,
    stream: string,
    number: string,
    time: bigint | undefined,
  ): Promise<string | undefined> {
    if (synchronised) return files.get(number);
    if (files.size === 0) return undefined;
    const times = await this.timesOf(`${folder}/${stream}`);
    if (!times || time === undefined)
      throw new InputError(
        `${this.tree.describe(folder)} is not synchronised and has no time for image ${number} or no ${stream}/timestamps.txt, so nothing tells what belongs together. Unpack its archive again.`,
      );
    const present = times.map((at, i) => (files.has(tenDigits(i)) ? at : undefined));
    const nearest = nearestInTime(present, time, sameMoment);
    return nearest === undefined ? undefined : files.get(tenDigits(nearest));
  }

  private async poseOf(drive: RawDrive, packet: string): Promise<Pose> {
    const read = async (file: string): Promise<Oxts> => {
      const path = `${drive.folder}/oxts/data/${file}`;
      return parseOxts(await readTextFile(this.tree, path), this.tree.describe(path));
    };
    const [first] = drive.packets.values();
    return worldFromImu(await read(packet), await once(this.firstPackets, drive.name, () => read(first)));
  }

  private async timeOf(folder: string, number: string): Promise<bigint | undefined> {
    return (await this.timesOf(folder))?.[Number(number)];
  }

  private timesOf(folder: string): Promise<(bigint | undefined)[] | undefined> {
    return once(this.times, folder, async () => {
      const path = `${folder}/timestamps.txt`;
      if (!(await this.tree.has(path))) return undefined;
      return parseTimestamps(await readTextFile(this.tree, path), this.tree.describe(path));
    });
  }

  private rigOf(date: string): Promise<DayRig> {
    return once(this.rigs, date, async () => {
      const optional = async (name: string) => {
        const path = inFolder(this.base, `${date}/${name}`);
        if (!(await this.tree.has(path))) return undefined;
        return { text: await readTextFile(this.tree, path), file: this.tree.describe(path) };
      };
      const cameras = await optional(camToCam);
      if (!cameras) throw this.missingCalibration(date, camToCam);
      const rig = rawRig(cameras, await optional(veloToCam), await optional(imuToVelo));
      return { rig, values: parseKeyedNumbers(cameras.text) };
    });
  }

  private missingCalibration(date: string, name: string): InputError {
    const path = inFolder(this.base, `${date}/${name}`);
    return new InputError(`${this.tree.describe(path)} is missing. Unpack ${date}_calib.zip beside the drives.`);
  }
}

function imageFolder(drive: RawDrive, camera: CameraIndex): string {
  return `${drive.folder}/image_0${camera}`;
}

function tenDigits(number: number): string {
  return String(number).padStart(10, '0');
}
