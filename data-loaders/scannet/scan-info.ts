import type { Pose } from '../../src/geometry/pose.js';
import { parseNumbers, rigid } from './matrix-text.js';

/** The lines `key = value` of `<scan>.txt` or of `_info.txt`. */
export function parseScanInfo(text: string): Map<string, string> {
  const info = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const cut = line.indexOf('=');
    if (cut > 0) info.set(line.slice(0, cut).trim(), line.slice(cut + 1).trim());
  }
  return info;
}

/**
 * The transform that turns a scan so that walls lie along the axes; undefined where the file has none, as in release v1
 * and in test scans. Throws InputError naming `file` if it is no rigid transform.
 */
export function axisAlignmentOf(info: ReadonlyMap<string, string>, file: string): Pose | undefined {
  const text = info.get('axisAlignment');
  return text === undefined ? undefined : rigid(parseNumbers(text, [16], `axisAlignment in ${file}`), file);
}
