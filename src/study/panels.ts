import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap, FeatureSource } from '../features/index.js';
import { isMeasured } from '../geometry/posed-depth.js';
import { colourise } from '../image/colormap.js';
import type { ReadOut } from '../probes/index.js';
import type { RunContext } from './execute.js';
import { spreadFrames } from './frames.js';
import type { ProbedSource } from './measure-run.js';
import { writePanel, type RunPanel } from './panel-file.js';

/** Test frames that are pictured. */
const framesPictured = 4;

/** Pictures what ridge regression reads out of the output: colours and depth of some test frames, beside their truth. */
export async function drawPanels(
  { dataset, folder, signal }: RunContext,
  source: FeatureSource,
  { results }: ProbedSource,
): Promise<RunPanel[]> {
  const samples = await loadSamples(dataset, spreadFrames(dataset, 'test', framesPictured), { signal });
  const map = (await source.extract(samples, [source.output]))[source.output];
  const readOut = (target: string): ReadOut | undefined =>
    results.find((r) => r.stage === source.output && r.target === target && r.head === 'ridge')?.readOut;
  const colour = await readOut('rgb')?.predict(map);
  const depth = await readOut('depth')?.predict(map);
  return samples.flatMap((sample, i) => {
    const draw = (kind: string, width: number, rgb: Uint8Array): RunPanel =>
      writePanel(folder, sample, { width, height: rgb.length / 3 / width, rgb }, { kind });
    const panels = [draw('input', sample.width, sample.rgb)];
    if (colour) panels.push(draw('colour-read-out', colour.width, unitColours(cellsOf(colour, i))));
    if (depth && sample.depth) {
      const range = logRange(sample);
      const truth = sample.depth.map((metres) => (isMeasured(metres) ? Math.log(metres) : NaN));
      panels.push(draw('depth-truth', sample.width, colourise(truth, range)));
      panels.push(draw('depth-read-out', depth.width, colourise(cellsOf(depth, i), range)));
    }
    return panels;
  });
}

/** Values of one image of a map, [cells, channels]. */
function cellsOf({ values, height, width, channels }: FeatureMap, image: number): Float32Array {
  const length = height * width * channels;
  return values.subarray(image * length, (image + 1) * length);
}

function unitColours(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
}

/** The range of a frame's log-depth, the same for truth and read-outs. */
function logRange({ depth }: Sample): { low: number; high: number } {
  const known = depth!.filter(isMeasured);
  const low = Math.log(known.reduce((a, b) => Math.min(a, b), Infinity));
  const high = Math.log(known.reduce((a, b) => Math.max(a, b), 0));
  return low < high ? { low, high } : { low: 0, high: 1 };
}
