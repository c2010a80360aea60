import * as assert from 'node:assert/strict';
import { findingsMarkdown, findingsTable } from '../../src/report/findings-table.js';
import { syntheticStudy } from '../figures/synthetic-study.js';

const { result } = syntheticStudy();

describe('findingsTable', () => {
  const lines = findingsTable(result).split('\n');

  it('fits a terminal and needs no colour', () => {
    for (const line of lines) assert.ok([...line].length <= 100, line);
    assert.doesNotMatch(lines.join('\n'), /\u001b/);
  });

  it('has a line for every finding with verdict, difference, interval, margin and seeds', () => {
    const line = lines.find((candidate) => candidate.startsWith('color '))!;
    assert.match(line, /^color +supported +−0\.15 R² +\[−0\.21, −0\.09\] +±0\.05 +5$/);
    assert.equal(lines.filter((candidate) => candidate.includes('±')).length, 5);
  });

  it('is aligned', () => {
    const margins = lines.filter((line) => line.includes('±')).map((line) => line.indexOf('±'));
    assert.equal(new Set(margins).size, 1);
  });

  it('says what decided, why, and what the study notes', () => {
    const text = lines.join(' ').replace(/\s+/g, ' ');
    assert.match(
      text,
      /Difference: cross-modal − cross-view, paired by seed; intervals at the level Holm’s procedure sets \(family-wise 95 %\)\. Decided by:/,
    );
    assert.match(text, /robustness: depth probe, other corruptions/);
    assert.match(text, /every number of this study is invented/);
    assert.match(
      findingsTable(syntheticStudy({ seeds: 2 }).result),
      /All findings: fewer than five seeds give no verdict\./,
    );
  });

  it('has dashes where nothing could be measured', () => {
    const [first, ...rest] = result.findings;
    const unmeasured = { ...first, estimate: null, ci95: null, verdict: 'not-measurable' as const, parts: [] };
    assert.match(findingsTable({ ...result, findings: [unmeasured, ...rest] }), /color +not measurable +– +– /);
  });
});

describe('findingsMarkdown', () => {
  it('is a table of six columns whatever the texts hold', () => {
    const [first, ...rest] = result.findings;
    const text = findingsMarkdown({ ...result, findings: [{ ...first, unit: 'a|b' }, ...rest] });
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(rows.length, 7);
    for (const row of rows) assert.equal(row.replace(/\\\|/g, '').split('|').length, 8, row);
  });
});
