import { sheetPictures } from '../../data-loaders/contact-sheet.js';
import { reducedSample } from '../../data-loaders/reduced-sample.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { depthRange, picturesOf, type PictureKind } from '../../data-loaders/sheet-pictures.js';
import { pictures, type Pictures } from './pictures.js';

/** Pictures in a row, and pixels of each such that they fill the page. */
const grids = { wide: { columns: 2, mostPixels: 468 }, usual: { columns: 3, mostPixels: 309 } };

/**
 * A dataset at a glance: frames spread over its scenes, a column for each, a row for whatever they have: colour, boxes,
 * depth (near is red, far is blue, black not measured), points, normals, classes, instances; of Rooms also its interventions.
 *
 * Throws InputError when it has no frames, and what `load` throws.
 */
export async function datasetPictures(
  dataset: SceneDataset,
  options: { frames?: number; signal?: AbortSignal } = {},
): Promise<Pictures> {
  const { rows, columns } = await sheetPictures(dataset, options);
  return pictures(
    rows.map((row) => columns.map((column) => column.get(row))),
    { rowCaptions: rows },
  );
}

/** All that a sample shows, side by side: rasters, boxes and points, in the colours of its dataset. */
export function samplePictures(sample: Sample, dataset: SceneDataset): Pictures {
  const { columns, mostPixels } = sample.width < 2 * sample.height ? grids.usual : grids.wide;
  const reduced = reducedSample(sample, dataset, mostPixels);
  const scale = Math.max(1, Math.round(mostPixels / reduced.width));
  const depths = depthRange([reduced]);
  const drawn = picturesOf(reduced, { scale, depths, legend: dataset.legend });
  const range = `red ${metres(depths.nearest)} m, blue ${metres(depths.farthest)} m`;
  const ignored = sample.boxes?.some((box) => box.ignore) ? ', white: to be ignored' : '';
  const words: Record<PictureKind, string> = {
    colour: `colour, ${sample.width} × ${sample.height}`,
    boxes: `boxes: ${sample.boxes?.length}${ignored}`,
    'boxes in space': `boxes in space: ${sample.boxes3d?.length}`,
    depth: `depth: ${range}, black none`,
    points: `points: ${range}`,
    normals: 'normals: grey unknown',
    classes: dataset.legend ? 'classes, in colours of the dataset' : 'classes',
    instances: 'instances: black none',
  };
  return pictures([...drawn.values()], { captions: [...drawn.keys()].map((kind) => words[kind]), columns });
}

function metres(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
