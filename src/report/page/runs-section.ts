import * as fs from 'node:fs';
import * as path from 'node:path';
import { runRecords, type RunRecord } from '../../study/run-records.js';
import type { Study } from '../../study/types.js';
import { canonicalJson } from '../../support/files.js';
import { markup, type Html } from './markup.js';

/** The study's configuration and its runs: what was carried out, with which settings, and what it took. */
export function runsSection(study: Study): Html {
  const stored = ['runs', 'runs.jsonl', 'runs.jsonl.gz'].some((name) => fs.existsSync(path.join(study.folder, name)));
  const runs = stored ? runRecords(study) : [];
  const minutes = runs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / 60;
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) groups.set(kindOf(run), [...(groups.get(kindOf(run)) ?? []), run]);
  return markup`<p>
      ${
        runs.length === 0
          ? 'The folder of this study does not hold its runs; the configuration from which they follow is below.'
          : `${runs.length} runs, ${minutes.toFixed(1)} minutes of processor time. A run is named by the hash of all that decides its result.`
      }
    </p>
    <details>
      <summary>Configuration of the study</summary>
      ${listing(study.result.config)}
    </details>
    ${[...groups].map(([kind, group]) => groupHtml(kind, group))}`;
}

function kindOf({ kind, config }: RunRecord): string {
  return typeof config.task === 'string' ? `${kind}: ${config.task}` : kind;
}

/** Runs of one kind: each with what is its own, then the settings that they have together. */
function groupHtml(kind: string, runs: readonly RunRecord[]): Html {
  const shared = sharedSettings(runs);
  const own = runs.map(({ config }) =>
    Object.entries(config).filter(([key]) => !['variation', 'seed'].includes(key) && !Object.hasOwn(shared, key)),
  );
  const hasOwn = own.some((entries) => entries.length > 0);
  return markup`<details>
    <summary>${kind}, ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Runs: ${kind}">
      <table class="sortable">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">variation</th>
            <th scope="col" class="number">seed</th>
            <th scope="col" class="number">CPU s</th>
            <th scope="col" class="number">MB</th>
            ${hasOwn ? markup`<th scope="col">settings of its own</th>` : undefined}
            <th scope="col">invalid</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map(
            ({ id, variation, seed, cpuSeconds, peakMemoryMB, invalid }, i) =>
              markup`<tr>
                <th scope="row"><code>${id}</code></th>
                <td>${variation}</td>
                <td class="number">${seed}</td>
                <td class="number">${cpuSeconds.toFixed(1)}</td>
                <td class="number">${Math.round(peakMemoryMB)}</td>
                ${hasOwn ? markup`<td>${own[i].map(([key, value]) => `${key} ${JSON.stringify(value)}`).join('; ')}</td>` : undefined}
                <td>${invalid.join('; ') || 'no'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${listing(shared)}
  </details>`;
}

/** The fields of the configuration in which all runs agree. */
function sharedSettings([first, ...others]: readonly RunRecord[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(first.config).filter(
      ([key, value]) =>
        !['variation', 'seed'].includes(key) &&
        others.every(({ config }) => canonicalJson(config[key]) === canonicalJson(value)),
    ),
  );
}

function listing(value: unknown): Html {
  return markup`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`;
}
