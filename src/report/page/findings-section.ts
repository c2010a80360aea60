import { findingIntervals, findingNotes, type FindingNotes } from '../../../figures/finding-notes.js';
import { decimalsFor, formatInterval, formatNumber } from '../../plot/index.js';
import type { Finding, FindingPart, StudyResult, Verdict } from '../../study/types.js';
import { forestHead, forestRange, forestStrip, type ForestRange } from './forest-strip.js';
import { markup, type Html } from './markup.js';
import { answerOf, decidingPart, differenceOf, questionOf, verdictName } from './verdict-words.js';

/** The findings: all at a glance, then one by one with the forest of its parts. */
export function findingsSection({ findings }: StudyResult): Html {
  if (findings.length === 0) return markup`<p>This study has drawn no findings.</p>`;
  const notes = findingNotes(findings);
  return markup`<p>
      Every difference is ${notes.compared}, with ${findingIntervals}. A difference within the margin δ does not matter;
      a verdict needs <em>all</em> deciding parts of its finding to agree, and at least five seeds.
    </p>
    ${notes.common.map((note) => markup`<p class="note">All findings: ${note}.</p>`)} ${glance(findings)}
    ${findings.map((finding) => findingArticle(finding, notes))}`;
}

function glance(findings: readonly Finding[]): Html {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Findings at a glance">
    <table>
      <caption>
        Findings at a glance: the number of each is that of its weakest deciding part.
      </caption>
      <thead>
        <tr>
          <th scope="col">finding</th>
          <th scope="col">verdict</th>
          <th scope="col" class="number">difference</th>
          <th scope="col" class="number">interval</th>
          <th scope="col" class="number">margin</th>
          <th scope="col" class="number">seeds</th>
        </tr>
      </thead>
      <tbody>
        ${findings.map(({ id, verdict, estimate, ci95, unit, margin, seeds }) => {
          const decimals = decimalsFor(margin);
          return markup`<tr>
            <th scope="row"><a href="#finding-${id}">${id}</a></th>
            <td>${verdictMark(verdict)}</td>
            <td class="number">${estimate === null ? '–' : `${formatNumber(estimate, decimals)} ${unit}`}</td>
            <td class="number">${formatInterval(ci95, decimals) || '–'}</td>
            <td class="number">±${margin}</td>
            <td class="number">${seeds}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** A verdict as a word in its colour. */
export function verdictMark(verdict: Verdict): Html {
  return markup`<span class="verdict ${verdict}">${verdictName(verdict)}</span>`;
}

function findingArticle(finding: Finding, notes: FindingNotes): Html {
  const { id, parts } = finding;
  const own = parts.filter(({ guard }) => !guard);
  const guards = parts.filter(({ guard }) => guard);
  const range = forestRange(parts);
  const { reasons } = notes.own[id];
  return markup`<article id="finding-${id}" aria-labelledby="finding-${id}-heading">
    <h3 id="finding-${id}-heading">${questionOf(finding)} ${verdictMark(finding.verdict)}</h3>
    <p>${answerOf(finding)} ${differenceOf(finding)}</p>
    ${reasons.length > 0 ? markup`<p class="reasons">Why: ${reasons.join('; ')}.</p>` : undefined}
    ${own.length > 0 ? forest(own, range, 'Deciding parts, cross-modal minus cross-view', decidingPart(finding)) : undefined}
    ${
      guards.length > 0
        ? markup`<details>
            <summary>Against the untrained encoder</summary>
            ${forest(guards, range, 'The same parts, cross-modal minus untrained: needed before the finding is supported')}
          </details>`
        : undefined
    }
  </article>`;
}

function forest(parts: readonly FindingPart[], range: ForestRange, caption: string, deciding?: FindingPart): Html {
  return markup`<table class="forest" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">part</th>
        <th scope="col" role="columnheader" class="plot">${forestHead(range)}<span class="unseen">plot</span></th>
        <th scope="col" role="columnheader" class="number">difference</th>
        <th scope="col" role="columnheader">verdict</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${parts.map((part) => forestRow(part, range, part === deciding))}
    </tbody>
  </table>`;
}

function forestRow(part: FindingPart, range: ForestRange, isDeciding: boolean): Html {
  const { name, unit, estimate, ci95, margin, verdict, note } = part;
  const decimals = decimalsFor(margin);
  const difference = estimate === null ? '–' : `${formatNumber(estimate, decimals)} ${formatInterval(ci95, decimals)}`;
  return markup`<tr role="row" ${isDeciding ? markup` class="deciding"` : undefined}>
    <th scope="row" role="rowheader">
      ${name.replace(/, against untrained$/, '')}${note ? markup`<small>${note}</small>` : undefined}
    </th>
    <td role="cell" class="plot">${forestStrip(part, range)}</td>
    <td role="cell" class="number">${difference}<span class="unseen"> ${unit}</span></td>
    <td role="cell">${verdictMark(verdict)}</td>
  </tr>`;
}
