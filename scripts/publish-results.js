/**
 * Stores a finished study as `docs/results/PROFILE`, and writes from there `docs/results-PROFILE.md` and
 * `docs/figures/PROFILE`: `node scripts/publish-results.js studies/rooms-quick`. Given `docs/results/quick`, it writes
 * page and figures again. Every number in that page comes from here.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { overSeeds, select } from '../dist/figures/over-seeds.js';
import { labelShares, measuredTasks } from '../dist/figures/task-measures.js';
import { findingsMarkdown } from '../dist/src/report/index.js';
import { loadStudy } from '../dist/src/study/load.js';
import { runRecords } from '../dist/src/study/run-records.js';
import { publishFigures } from './publish-figures.js';
import { storeResults } from './store-results.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder of a finished study: node scripts/publish-results.js studies/rooms-quick');
  process.exit(2);
}
const { profile } = loadStudy(folder).result;
const stored = path.join(root, 'docs', 'results', profile);
if (path.resolve(folder) !== stored) await storeResults(folder, stored);
const study = loadStudy(stored);
const { result } = study;
const { machine } = result;

const number = (value, digits = 3) => (value === null || Number.isNaN(value) ? '–' : value.toFixed(digits));
const estimate = ({ mean, ci95 }) => `${number(mean)}${ci95 ? ` [${number(ci95[0])}, ${number(ci95[1])}]` : ''}`;
const variations = result.config.variations;
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const probes = [
  ['albedo', 'r2', 'colour of the surface (albedo a\\*b\\*), R²'],
  ['chroma', 'r2', 'colour in the image (a\\*b\\*), R²'],
  ['texture', 'accuracy', 'kind of texture, balanced accuracy'],
  ['texture-orientation', 'r2', 'orientation of texture, R²'],
  ['depth', 'r2', 'log-depth, R²'],
  ['depth-beyond-position', 'r2', 'log-depth beyond position, R²'],
  ['depth-within-image', 'r2', 'log-depth within the image, R²'],
  ['normals', 'r2', 'normals, R²'],
];
const probeRows = probes.map(([target, metric, name]) => [
  name,
  ...variations.map((variation) => {
    const found = result.variations[variation].probes[target]?.[metric];
    return found ? estimate(found) : 'not measurable';
  }),
]);
/** The scores of each task with all labels, over all classes, beside what is reached without looking. */
const taskTables = measuredTasks(study).map(({ task, name }) => {
  const scores = select(study.rows, { kind: 'task', target: task }).filter((one) => one.class === undefined);
  const full = select(scores, { labels: labelShares(scores).at(-1) });
  const baselines = full.some(({ variation }) => variation === 'trivial') ? ['trivial'] : [];
  const rows = [...new Set(full.map(({ metric }) => metric))].map((metric) => [
    metric,
    ...[...baselines, ...variations].map((variation) => {
      const found = overSeeds(select(full, { metric, variation }));
      return found ? estimate({ mean: found.mean, ci95: found.interval }) : '–';
    }),
  ]);
  const [{ head, n, labels }] = full.filter(({ variation }) => variation !== 'trivial');
  const how = head === undefined ? '' : `${head}, `;
  return `### ${name[0].toUpperCase()}${name.slice(1)}\n\n${how}${labels * 100} % of the labels, n = ${n} in each seed.\n\n${table(['', ...baselines.map(() => 'without looking'), ...variations], rows)}`;
});
const partRows = result.findings.flatMap(({ id, parts }) =>
  parts.map((part) => [
    id,
    part.name.replaceAll('*', '\\*'),
    part.estimate === null ? '–' : `${number(part.estimate)} ${part.unit}`,
    part.ci95 ? `[${number(part.ci95[0])}, ${number(part.ci95[1])}]` : '–',
    `±${part.margin}`,
    part.verdict,
  ]),
);
const costs = runRecords(study).map(({ cpuSeconds }) => cpuSeconds);
const cpuMinutes = costs.reduce((sum, seconds) => sum + seconds, 0) / 60;
const auditRows = variations.flatMap((variation) => {
  const { audit, invalid, pretrain } = result.variations[variation];
  const tasks = ['cross-view', 'cross-modal'].filter((task) => audit[`recall@1 ${task}`]);
  return tasks.map((task) => [
    variation,
    task,
    String(pretrain.steps),
    ...['recall@1', 'null-position', 'null-height', 'null-density'].map((metric) =>
      estimate(audit[`${metric} ${task}`]),
    ),
    estimate(audit['effective-rank']),
    invalid.join('; ') || 'none',
  ]);
});

const shown = await publishFigures(study, path.join(root, 'docs', 'figures', profile));
const figureMarkdown = ({ name, title, caption }) => {
  const file = `figures/${profile}/${name}`;
  return `### ${title}

<picture><source media="(prefers-color-scheme: dark)" srcset="${file}-dark.png"><img alt="${title}" src="${file}.png"></picture>

${caption} [Numbers](${file}.csv).`;
};

const page = `# Results of the profile \`${profile}\`

One run of \`alignscope study --profile ${profile}\` on Rooms (preset \`${result.config.dataset.preset}\`, κ ${result.config.dataset.kappa}), as it came out. It speaks of small
encoders and small rendered rooms, not of the paper's datasets. The rule by which it was judged is [method.md](method.md); this page is
written by \`scripts/publish-results.js\`.

| | |
|---|---|
| commit | \`${result.commit}\` |
| machine | ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, Node ${machine.node} |
| backend | ${result.backend} |
| time | ${(result.wallSeconds / 60).toFixed(1)} minutes (${cpuMinutes.toFixed(0)} of processor time in ${costs.length} runs), ${result.peakMemoryMB} MB in the largest process |
| seeds | ${result.seeds.join(', ')} |
| test scenes | ${result.testScenes.length}, shared by all seeds |
| encoder | ${result.config.encoder.architecture}, width ${result.config.encoder.width}, ${result.config.pretrain.steps} steps of ${result.config.pretrain.batch} frame pairs |

## Findings

${findingsMarkdown(result)}

## What linear probes read at the output

Mean over ${result.seeds.length} seeds with 95 % t interval over seeds, not adjusted.

${table(['', ...variations], probeRows)}

## Tasks

Mean over seeds with 95 % t interval over seeds, on the test scenes.

${taskTables.join('\n\n')}

## Audit of the pretraining

On validation scenes, among the matches of a frame pair.

${table(['variation', 'matches', 'steps', 'recall@1', 'position alone', 'height alone', 'density alone', 'effective rank', 'invalid'], auditRows)}

## Every part of every finding

Cross-modal − cross-view, paired by seed, at the level of Holm's procedure.

${table(['finding', 'part', 'difference', 'interval', 'margin', 'verdict'], partRows)}

## Figures

${shown.map(figureMarkdown).join('\n\n')}
`;
fs.writeFileSync(path.join(root, 'docs', `results-${profile}.md`), page);
console.log(`docs/results-${profile}.md and ${shown.length} figures from ${folder}`);
