import * as assert from 'node:assert/strict';
import { findingsOverStudies } from '../../figures/index.js';
import { renderSvg } from '../../src/plot/index.js';
import type { Finding, FindingPart, StudyResult } from '../../src/study/index.js';

function part(name: string, estimate: number, more: Partial<FindingPart> = {}): FindingPart {
  const ci95: [number, number] = [estimate - 0.05, estimate + 0.05];
  return { name, unit: 'R²', estimate, ci95, margin: 0.05, claimedSign: -1, seeds: 5, perSeed: [], smallestDetectable: null, verdict: 'inconclusive', ...more }; // prettier-ignore
}

function study(parts: FindingPart[], verdict: Finding['verdict']): { result: StudyResult } {
  const [deciding] = parts;
  const finding = { ...deciding, id: 'color', statement: 'Cross-modal alignment discards colour', comparison: '', n: 9, parts, verdict }; // prettier-ignore
  return { result: { seeds: [0, 1, 2, 3, 4], testScenes: ['a', 'b'], findings: [finding] } as unknown as StudyResult };
}

const studies = {
  small: study([part('ridge', -0.1), part('mlp', 0.02), part('ridge, against untrained', 0, { guard: true })], 'inconclusive'), // prettier-ignore
  large: study([part('ridge', -0.2)], 'supported'),
};

describe('findings over studies', () => {
  it('draws each in margins, right as claimed, with the verdict of each study', async () => {
    const figure = findingsOverStudies(studies);
    const marks = figure.data.filter(({ mode, x }) => mode === 'markers' && (x as (number | null)[])[0] !== null);
    assert.deepEqual(
      marks.map(({ x }) => Math.round(10 * (x as number[])[0]) / 10),
      [2, 4],
    );
    assert.notEqual(
      (marks[0].marker as { symbol: string }).symbol,
      (marks[1].marker as { symbol: string }).symbol,
      'a mark a study',
    );
    assert.match(figure.caption, /small: 5 seeds, n = 2 test scenes; large: 5 seeds/);
    const svg = await renderSvg(figure);
    for (const word of ['discards colour', 'supported', 'inconclusive', 'small', 'large'])
      assert.ok(svg.includes(word), word);
  });

  it('adds every part that must agree, not the guards, and leaves a gap where a study has none', () => {
    const figure = findingsOverStudies(studies, { parts: true });
    const marks = figure.data.filter(({ mode, x }) => mode === 'markers' && (x as (number | null)[])[0] !== null);
    assert.equal(marks.length, 5, 'two of the finding, two of ridge, one of mlp');
    assert.match(findingsOverStudies({}).caption, /No study/);
  });
});
