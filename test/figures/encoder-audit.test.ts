import * as assert from 'node:assert/strict';
import { encoderAuditFigure } from '../../figures/index.js';
import type { AuditedProbe, EncoderAudit, NullName } from '../../src/analysis/index.js';
import { renderSvg } from '../../src/plot/index.js';

function probe(layer: string, target: string, value: number, nulls: Partial<Record<NullName, number>>): AuditedProbe {
  const beside = Object.entries(nulls).map(([name, of]) => {
    const beyond = value - of;
    return [name, { value: of, beyond: { value: beyond, interval: [beyond - 0.05, beyond + 0.05] } }];
  });
  return {
    layer,
    target,
    head: 'ridge',
    metric: 'r2',
    unit: 'R²',
    value,
    interval: [value - 0.1, value + 0.1],
    n: 100,
    nulls: Object.fromEntries(beside) as AuditedProbe['nulls'],
  };
}

const layer = { channels: 8, height: 6, width: 8, stride: 8, effectiveRank: 4, rankNull: [] };
const estimate = { value: 0.3, interval: [0.2, 0.4] as [number, number] };
const audit: EncoderAudit = {
  encoder: 'a<b',
  dataset: 'rooms',
  seed: 0,
  frames: { train: 9, validation: 3, test: 3 },
  testScenes: ['a', 'b', 'c'],
  nulls: { constant: '', position: '', rank: '', untrained: '' },
  layers: [
    { ...layer, name: 's1' },
    { ...layer, name: 'out' },
  ],
  probes: [
    probe('s1', 'depth', 0.2, { constant: 0, position: 0.15, rank: 0.02 }),
    probe('out', 'depth', 0.4, { constant: 0, position: 0.15, rank: 0.02 }),
    probe('out', 'albedo', -0.6, { constant: 0, position: 0.01, rank: -0.9 }),
  ],
  skills: [
    { layer: 'out', target: 'depth', clean: estimate, corrupted: { other: estimate }, matched: {}, bySet: [], n: 90 },
  ],
  retrieval: [],
  shifts: [{ layer: 'out', factor: 'geometry', value: 1.1, interval: null, untrained: 0.9, n: 90 }],
  notMeasurable: [],
  notes: [],
  skipped: [],
};

describe('figure of an audit', () => {
  it('draws scores beside nulls, layers, skill and shifts', async () => {
    const figure = encoderAuditFigure(audit);
    const named = (name: string) => figure.data.filter((trace) => trace.name === name && trace.showlegend === false);
    assert.deepEqual(named('position alone')[0].x, [0.15, 0.01]);
    assert.deepEqual(named('random colour directions of equal rank')[0].x, [0.02, -0.2], 'at the edge');
    assert.deepEqual(named('the encoder').map(({ x }) => x), [[0.4], [-0.2], [1.1]]); // prettier-ignore
    const line = named('depth').find(({ mode }) => mode === 'lines+markers')!;
    assert.deepEqual(line.y, [0.2 - 0.15, 0.4 - 0.15], 'beyond the best null, layer by layer');
    assert.deepEqual(line.x, ['s1', 'out']);
    const svg = await renderSvg(figure);
    for (const word of [
      'albedo',
      'geometry',
      'Beyond the best null',
      'Skill beyond position',
      'd′',
      'untrained',
      'a&lt;b',
    ])
      assert.ok(svg.includes(word), word);
    assert.doesNotMatch(svg.replace(/data:[^"]*/g, ''), /NaN|undefined/);
  });

  it('says what could not be measured', async () => {
    const svg = await renderSvg(encoderAuditFigure({ ...audit, skills: [], shifts: [] }));
    assert.equal(svg.split('not measurable here').length - 1, 2);
  });
});
