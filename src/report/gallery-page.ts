import { findingIntervals, findingNotes, type FindingNotes } from '../../figures/finding-notes.js';
import { withoutBaselines } from '../../figures/legend.js';
import {
  decimalsFor,
  escapeHtml,
  fontFaces,
  formatInterval,
  formatNumber,
  verdictColours,
  type Figure,
} from '../plot/index.js';
import type { Finding, Study, StudyResult } from '../study/types.js';

/** What the page shows besides the study. */
export interface GalleryOptions {
  figures: readonly Figure[];
  /** Folder of the figures' files, relative to the page; '' when they lie beside it. */
  figureFolder: string;
  /** Files of the study that lie beside the page. */
  studyFiles: readonly string[];
}

/**
 * The page of a study: findings with their verdicts, figures with captions and files, and where it all comes from.
 * One file of plain HTML that asks nothing of the network and follows the reader's light or dark setting.
 */
export function galleryPage({ result }: Study, { figures, figureFolder, studyFiles }: GalleryOptions): string {
  const base = figureFolder === '' ? '' : `${figureFolder}/`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${result.dataset}, ${result.profile} – alignscope`)}</title>
<style>
${fontFaces(base)}
${stylesheet}
</style>
</head>
<body>
<header>
<p class="overline">alignscope study</p>
<h1>${escapeHtml(result.dataset)}, profile ${escapeHtml(result.profile)}</h1>
<p class="facts">${escapeHtml(headline(result))}</p>
${result.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('\n')}
</header>
<main>
<section aria-labelledby="findings-heading">
<h2 id="findings-heading">Findings</h2>
${findingsTable(result.findings)}
</section>
${figures.map((figure) => figureSection(figure, base)).join('\n')}
<section aria-labelledby="provenance-heading">
<h2 id="provenance-heading">Where this comes from</h2>
${provenance(result)}
<p class="files">${studyFiles.map((file) => `<a href="${escapeHtml(file)}">${escapeHtml(file)}</a>`).join(' ')}</p>
</section>
</main>
</body>
</html>
`;
}

function headline({ seeds, testScenes, variations }: StudyResult): string {
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return [
    withoutBaselines(Object.keys(variations)).join(', '),
    count(seeds.length, 'seed'),
    count(testScenes.length, 'test scene'),
  ].join(' · ');
}

function findingsTable(findings: readonly Finding[]): string {
  const notes = findingNotes(findings);
  return `<p class="facts">Difference: ${escapeHtml(`${notes.compared}; ${findingIntervals}`)}. Below each finding the part that decides it.</p>
<div class="scroll"><table>
<thead><tr><th>finding</th><th>verdict</th><th class="number">difference</th><th class="number">interval</th><th class="number">margin</th><th class="number">seeds</th><th class="number">test scenes</th></tr></thead>
<tbody>
${findings.map((finding) => findingRow(finding, notes)).join('\n')}
</tbody>
</table></div>
${notes.common.map((note) => `<p class="note">All findings: ${escapeHtml(note)}.</p>`).join('\n')}`;
}

function findingRow(finding: Finding, notes: FindingNotes): string {
  const { id, statement, unit, estimate, ci95, n, seeds, margin, verdict } = finding;
  const { part, reasons } = notes.own[id];
  const told = [part, ...reasons].filter((text) => text !== '').map(escapeHtml);
  const decimals = decimalsFor(margin);
  const number = (text: string): string => `<td class="number">${escapeHtml(text)}</td>`;
  return `<tr id="${escapeHtml(id)}">
<td><strong>${escapeHtml(statement)}</strong><br><small>${told.join('<br>')}</small></td>
<td><span class="badge" style="--verdict:${verdictColours[verdict]}">${escapeHtml(verdict.replace('-', ' '))}</span></td>
${number(estimate === null ? '–' : `${formatNumber(estimate, decimals)} ${unit}`)}
${number(formatInterval(ci95, decimals) || '–')}
${number(`±${margin}`)}
${number(String(seeds))}
${number(String(n))}
</tr>`;
}

function figureSection({ name, title, caption, layout }: Figure, base: string): string {
  const file = (ending: string): string => escapeHtml(`${base}${name}.${ending}`);
  return `<section aria-labelledby="${escapeHtml(name)}-heading">
<h2 class="unseen" id="${escapeHtml(name)}-heading">${escapeHtml(title)}</h2>
<figure>
<a href="${file('html')}"><img src="${file('svg')}" alt="${escapeHtml(title)}" width="${layout.width}" height="${layout.height}" loading="lazy"></a>
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
<p class="files"><a href="${file('html')}">interactive</a> <a href="${file('svg')}">SVG</a> <a href="${file('png')}">PNG</a> <a href="${file('json')}">Plotly JSON</a></p>
</section>`;
}

function provenance({ commit, backend, machine, seeds, wallSeconds, peakMemoryMB, variations }: StudyResult): string {
  const invalid = Object.entries(variations).flatMap(([variation, summary]) =>
    summary.invalid.map((reason) => `${variation}, ${reason}`),
  );
  const entries: [string, string][] = [
    ['commit', commit],
    ['backend', backend],
    [
      'machine',
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB; ${machine.platform}, Node ${machine.node}`,
    ],
    ['seeds', seeds.join(', ')],
    ['wall time', duration(wallSeconds)],
    ['peak memory', `${Math.round(peakMemoryMB)} MB`],
    ['invalid runs', invalid.length === 0 ? 'none' : invalid.join('; ')],
  ];
  return `<dl>
${entries.map(([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`).join('\n')}
</dl>`;
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${Math.round(seconds - 60 * minutes)} s` : `${seconds} s`;
}

const stylesheet = `:root{--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--raised:#f6f8fa;--link:#0a5ea8}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa5b1;--line:#30363d;--paper:#0d1117;--raised:#161b22;--link:#6cb6ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1088px;padding:32px 24px 64px;font:15px/1.55 "Open Sans","Segoe UI",sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:28px;line-height:1.25;margin:0}
h2{font-size:20px;line-height:1.3;margin:48px 0 12px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.overline{margin:0 0 4px;color:var(--soft);font-weight:600}
.facts{margin:6px 0 0;color:var(--soft)}
.note{margin:16px 0 0;padding:10px 14px;border-left:3px solid var(--soft);background:var(--raised)}
.scroll{overflow-x:auto;margin-top:12px}
table{border-collapse:collapse;width:100%}
th,td{padding:10px 12px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-size:13px;color:var(--soft);white-space:nowrap}
td:first-child,th:first-child{padding-left:0}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
small{color:var(--soft)}
.badge{display:inline-block;padding:1px 10px;border-radius:12px;color:#fff;background:var(--verdict);font-weight:600;font-size:13px;white-space:nowrap}
figure{margin:40px 0 0;border:1px solid var(--line);border-radius:8px;overflow:hidden}
figure img{display:block;width:100%;height:auto;background:#fff;padding:4px}
figcaption{padding:12px 16px;border-top:1px solid var(--line);background:var(--raised);color:var(--soft);font-size:14px}
.files a{margin-right:14px}
a{color:var(--link)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0}
dt{color:var(--soft)}
dd{margin:0}`;
