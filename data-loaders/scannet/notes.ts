import type { Modality } from '../sample.js';
import type { LabelMaps } from './label-map.js';
import type { LayoutName } from './layout.js';
import type { Scan } from './scan.js';
import type { Carried } from './stored-frame.js';

/** What the samples of at least one scan carry. */
export function modalitiesOf(scans: readonly Scan[], maps: LabelMaps): Modality[] {
  const some = (kind: keyof Carried): boolean => scans.some(({ source }) => source?.carried[kind]);
  const canFuse = scans.some(({ source }) => source?.carried.depth && source.carried.pose);
  const modalities: Modality[] = [];
  if (some('depth')) modalities.push('depth', 'normals');
  if (scans.some(({ source }) => source?.carried.labels && maps[source.labelKind])) modalities.push('semantics');
  if (some('instances')) modalities.push('instances');
  if (modalities.includes('semantics') && modalities.includes('instances')) modalities.push('boxes');
  if (some('pose')) modalities.push('pose');
  if (canFuse || scans.some(({ mesh }) => mesh)) modalities.push('cloud');
  return modalities;
}

interface Decided {
  layout: LayoutName;
  aligned: boolean;
  splitNote: string;
  /** Scans that were found in any layout. */
  found: number;
  maps: LabelMaps;
}

/** What a reader of results must know of the scans. */
export function notesOf(scans: readonly Scan[], { layout, aligned, splitNote, found, maps }: Decided): string[] {
  const notes = [`${counted(scans.length)} in layout ${layout}. ${splitNote}`];
  if (found > scans.length)
    notes.push(`Without ${counted(found - scans.length)} that the root has in another layout only.`);
  const faults = scans.flatMap(({ id, source }) => (source?.fault ? [`${id} (${source.fault.message})`] : []));
  if (faults.length > 0) notes.push(`${counted(faults.length)} cannot be opened, the first ${faults[0]}.`);
  for (const kind of ['depth', 'pose', 'labels', 'instances'] as const) notes.push(...partly(scans, kind));
  if (scans.some(({ source }) => source?.carried.depth))
    notes.push(
      'Colour, labels and instances registered to the depth camera by the intrinsics of both. Normals computed from depth.',
    );
  if (scans.some(({ source }) => source?.carried.labels && !maps[source.labelKind]))
    notes.push('Label images are left out: there is no scannetv2-labels.combined.tsv in or beside the root.');
  if (aligned) {
    const turned = scans.filter(({ alignment }) => alignment).length;
    notes.push(
      `World turned along the walls in ${turned} of ${counted(scans.length)}; the others have no axisAlignment and keep their world.`,
    );
  }
  return notes;
}

const kinds: Record<keyof Carried, string> = {
  depth: 'depth',
  pose: 'poses',
  labels: 'labels',
  instances: 'instances',
};

function partly(scans: readonly Scan[], kind: keyof Carried): string[] {
  const opened = scans.filter(({ source }) => source && !source.fault);
  const without = opened.filter(({ source }) => !source!.carried[kind]);
  if (without.length === 0 || without.length === opened.length) return [];
  return [`${without.length} of ${counted(opened.length)} without ${kinds[kind]}, the first ${without[0].id}.`];
}

function counted(scans: number): string {
  return scans === 1 ? '1 scan' : `${scans} scans`;
}
