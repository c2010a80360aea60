import { overSeeds, select } from '../../../figures/over-seeds.js';
import { labelShares, measuredTasks } from '../../../figures/task-measures.js';
import { withoutBaselines } from '../../../figures/legend.js';
import { formatInterval, formatNumber, variationStyle } from '../../plot/index.js';
import type { Estimate, Study } from '../../study/types.js';
import { markup, type Html } from './markup.js';

/** Names of probe targets for readers; others stand under their own. */
const targetNames: Record<string, string> = {
  rgb: 'colour in the image, RGB',
  chroma: 'colour in the image, a*b*',
  albedo: 'colour of the surface, albedo a*b*',
  texture: 'kind of texture',
  'texture-frequency': 'frequency of texture',
  'texture-orientation': 'orientation of texture',
  'texture-energy': 'energy of texture',
  depth: 'log-depth',
  'depth-beyond-position': 'log-depth beyond position',
  'depth-within-image': 'log-depth within the image',
  normals: 'surface normals',
  position: 'position in the image',
};

const metricNames: Record<string, string> = {
  r2: 'R²',
  delta1: 'δ₁',
  absRel: 'AbsRel',
  rmse: 'RMSE, m',
  accuracy: 'balanced accuracy',
  angularErrorDegrees: 'angular error, °',
  silog: 'SILog',
  meanIou: 'mean IoU',
  pixelAccuracy: 'pixel accuracy',
  meanAccuracy: 'mean accuracy of classes',
  ap: 'AP',
  ap50: 'AP50',
  ap75: 'AP75',
  ar100: 'AR100',
  boxAp: 'AP of boxes',
  boxAp50: 'AP50 of boxes',
  boxAp75: 'AP75 of boxes',
  boxAr100: 'AR100 of boxes',
  psnr: 'PSNR, dB',
  ssim: 'SSIM',
  deltaE2000: 'ΔE₀₀',
};

/** What linear probes read at the output, and what the tasks score, a column a variation. */
export function summaryTables(study: Study): Html {
  const variations = withoutBaselines(Object.keys(study.result.variations));
  const tables = [probeSummary(study, variations), taskSummary(study, variations)].flatMap((table) => table ?? []);
  return markup`${tables}`;
}

function probeSummary({ result }: Study, variations: readonly string[]): Html | undefined {
  const measured = variations.flatMap((variation) =>
    Object.entries(result.variations[variation].probes).flatMap(([target, metrics]) =>
      Object.keys(metrics).map((metric) => `${target} ${metric}`),
    ),
  );
  const lines = [...new Set(measured)].map((key) => {
    const [target, metric] = key.split(' ');
    const name = `${named(targetNames, target)}, ${named(metricNames, metric)}`;
    return { name, cells: variations.map((variation) => result.variations[variation].probes[target]?.[metric]) };
  });
  return summaryTable('What ridge regression reads at the output of the encoder, on unseen scenes.', variations, lines);
}

function taskSummary(study: Study, variations: readonly string[]): Html | undefined {
  const lines = measuredTasks(study).flatMap(({ task, name }) => {
    const scores = select(study.rows, { kind: 'task', target: task }).filter((row) => row.class === undefined);
    const full = select(scores, { labels: labelShares(scores).at(-1) });
    return [...new Set(full.map(({ metric }) => metric))].map((metric) => ({
      name: `${name}, ${named(metricNames, metric)}`,
      cells: variations.map((variation) => {
        const summary = overSeeds(select(full, { metric, variation }));
        return summary ? { mean: summary.mean, ci95: summary.interval, n: summary.seeds } : undefined;
      }),
    }));
  });
  return summaryTable('Tasks trained from each pretraining with all labels, on unseen scenes.', variations, lines);
}

function summaryTable(
  caption: string,
  variations: readonly string[],
  lines: readonly { name: string; cells: readonly (Estimate | undefined)[] }[],
): Html | undefined {
  if (lines.length === 0) return undefined;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="sortable estimates">
      <caption>
        ${caption} Means over seeds with 95 % t intervals, not adjusted.
      </caption>
      <thead>
        <tr>
          <th scope="col">measure</th>
          ${variations.map((variation) => markup`<th scope="col" class="number">${variationStyle(variation, variations).label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ name, cells }) =>
            markup`<tr>
              <th scope="row">${name}</th>
              ${cells.map(estimateCell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function estimateCell(estimate: Estimate | undefined): Html {
  if (!estimate || !Number.isFinite(estimate.mean)) return markup`<td class="number">–</td>`;
  const { mean, ci95 } = estimate;
  return markup`<td class="number" data-value="${mean}">
    ${formatNumber(mean, 3)}<small>${formatInterval(ci95, 3)}</small>
  </td>`;
}

function named(names: Record<string, string>, name: string): string {
  return Object.hasOwn(names, name) ? names[name] : name;
}
