import * as assert from 'node:assert/strict';
import { redundancyDialFigure } from '../../figures/index.js';
import { redundancyDial } from '../../src/analysis/index.js';
import type { Study } from '../../src/study/types.js';
import { syntheticStudy } from '../figures/synthetic-study.js';

/** A study of invented numbers, in rooms of a coupling. */
function studyAt(kappa: number, seed: number): Study {
  const study = syntheticStudy({ seed, seeds: 3 });
  const scenes = { train: 24, val: 1, test: 1 };
  const dataset = { name: 'rooms', preset: 'independent', kappa, width: 32, height: 24, views: 2, scenes };
  return {
    ...study,
    folder: `kappa-${kappa}`,
    result: { ...study.result, config: { ...study.result.config, dataset } },
  };
}

describe('redundancy dial', function () {
  this.timeout(120_000);

  it('measures that class tells more of colour as κ grows, and takes the scores of each stage and variation', async () => {
    const studies = [studyAt(1, 1), studyAt(0, 0)];
    const points = await redundancyDial(studies);
    const ofOne = points.filter(({ study }) => study === 'kappa-1');
    const ofNone = points.filter(({ study }) => study === 'kappa-0');
    assert.equal(ofOne[0].redundancy.kappa, 1);
    assert.ok(ofOne[0].redundancy.bits! > ofNone[0].redundancy.bits! + 0.5);
    assert.ok(ofOne[0].redundancy.bits! < ofOne[0].redundancy.entropy!);
    assert.equal(ofOne.length, 4 * 7);

    const rows = studies[0].rows.filter(
      ({ kind, target, metric, head, variation, stage }) =>
        kind === 'probe' && target === 'albedo' && metric === 'r2' && head === 'ridge' && variation === 'cross-modal' && stage === 'out', // prettier-ignore
    );
    const point = ofOne.find(({ variation, stage }) => variation === 'cross-modal' && stage === 'out')!;
    assert.equal(point.seeds, 3);
    assert.ok(Math.abs(point.mean - rows.reduce((sum, { value }) => sum + value / 3, 0)) < 1e-12);
    assert.ok(point.interval![0] < point.mean && point.mean < point.interval![1]);

    const figure = redundancyDialFigure(points, { stages: ['s4', 'out'] });
    const line = figure.data.find(
      ({ name, xaxis, x }) => name === 'cross-modal' && xaxis === 'x2' && Array.isArray(x),
    )!;
    assert.deepEqual(line.x, [ofNone[0].redundancy.bits, ofOne[0].redundancy.bits], 'from little to much');
    assert.match(figure.caption, /in 2 worlds/);
  });

  it('refuses studies without the probe', async () => {
    await assert.rejects(redundancyDial([studyAt(0, 0)], { target: 'shape' }), /No study has the probe shape/);
  });
});
