import { InputError } from '../../src/support/errors.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { findAnnotation, type Annotation, type OpenArchives } from './annotations.js';
import { join, type ScanFolder } from './layout.js';
import { intrinsicsOf, poseOrLost, rigid } from './matrix-text.js';
import { Recent } from './recent.js';
import { decodeSensColour, decodeSensDepth, SensFile } from './sens/index.js';
import { colourFromDepth } from './calibration.js';
import type { Calibration, FrameSource, StoredFrame } from './stored-frame.js';

/** Tables of the `.sens` files that were read last. */
export type OpenSensFiles = Recent<SensFile>;

export function openSensFiles(): OpenSensFiles {
  return new Recent(32);
}

/**
 * The frames of a scan's `.sens` file, with the 2D annotation that lies beside it. Reads the file's header only. Throws
 * InputError if there are several such files, or if it is damaged.
 */
export async function sensSource(
  scan: ScanFolder,
  every: number,
  opened: { sens: OpenSensFiles; archives: OpenArchives },
): Promise<FrameSource> {
  const { tree, folder, id } = scan;
  const path = join(folder, chooseFile(scan, (await tree.list(folder)).files));
  const file = await tree.locate(path);
  const { header } = await SensFile.open(file);
  const numbers = Array.from({ length: Math.ceil(header.frameCount / every) }, (_, i) => i * every);
  const labels = await findAnnotation(scan, 'label', opened.archives);
  const instances = await findAnnotation(scan, 'instance', opened.archives);
  const use = <T>(read: (sens: SensFile) => T | Promise<T>): Promise<T> =>
    opened.sens.use(file, () => SensFile.open(file), read);
  return {
    names: numbers.map((number) => String(number).padStart(6, '0')),
    carried: { depth: true, pose: true, labels: labels !== undefined, instances: instances !== undefined },
    labelKind: 'raw',
    fingerprint: await fingerprintFiles(tree, [path, ...(labels?.files ?? []), ...(instances?.files ?? [])], id),
    calibration: () => use((sens) => calibrationOf(sens)),
    read: (index) => use((sens) => readFrame(sens, numbers[index], labels, instances)),
  };
}

function chooseFile({ tree, folder, id }: ScanFolder, files: readonly string[]): string {
  const found = files.filter((name) => name.endsWith('.sens'));
  if (found.includes(`${id}.sens`)) return `${id}.sens`;
  if (found.length === 1) return found[0];
  throw new InputError(
    `${tree.describe(folder)} has ${found.join(', ')}, but no ${id}.sens. Keep one .sens file in a scan's folder.`,
  );
}

function calibrationOf({ file, header }: SensFile): Calibration {
  return {
    colour: intrinsicsOf(header.colourIntrinsic, `${file}, colour intrinsics,`),
    depth: intrinsicsOf(header.depthIntrinsic, `${file}, depth intrinsics,`),
    colourFromDepth: colourFromDepth(
      rigid(header.colourExtrinsic, `${file}, colour extrinsics,`),
      rigid(header.depthExtrinsic, `${file}, depth extrinsics,`),
    ),
    unitsPerMetre: header.depthShift,
  };
}

async function readFrame(
  sens: SensFile,
  number: number,
  labels: Annotation | undefined,
  instances: Annotation | undefined,
): Promise<StoredFrame> {
  const frame = await sens.frame(number);
  return {
    colour: await decodeSensColour(sens.header, frame),
    depth: await decodeSensDepth(sens.header, frame),
    pose: poseOrLost(frame.cameraToWorld, `${frame.name}, pose,`),
    labels: await labels?.read(number),
    instances: await instances?.read(number),
  };
}
