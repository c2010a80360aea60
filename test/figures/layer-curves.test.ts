import * as assert from 'node:assert/strict';
import { layerCurves } from '../../figures/index.js';
import { renderSvg } from '../../src/plot/index.js';
import type { ProbeResult } from '../../src/probes/index.js';

const scenes = { form: 'ratio' as const, numerator: [1], denominator: [1] };

function result(
  stage: string,
  target: string,
  head: ProbeResult['head'],
  value: number,
  control?: number,
): ProbeResult {
  const beside =
    control === undefined ? {} : { control: { value: control, difference: value - control, n: 9, scenes } };
  return { stage, target, head, metric: 'r2', value, unit: 'R²', n: 10, scenes, ...beside };
}

const results = ['s1', 's2', 'out'].flatMap((stage, i) => [
  result(stage, 'depth', 'trivial', 0),
  result(stage, 'depth', 'ridge', 0.2 + 0.1 * i, 0.1),
  result(stage, 'depth', 'knn', 0.3 + 0.1 * i, 0.12),
  ...(i > 0 ? [result(stage, 'texture', 'trivial', 0.5), result(stage, 'texture', 'ridge', 0.6)] : []),
]);

describe('layer curves', () => {
  it('draw a panel a target and a line a read-out, with its control task', async () => {
    const figure = layerCurves(results);
    const lineOf = (name: string) => figure.data.filter((trace) => trace.name === name && trace.showlegend === false);
    assert.deepEqual(lineOf('ridge')[0].y, [0.2, 0.30000000000000004, 0.4]);
    assert.deepEqual(lineOf('ridge')[1].y, [null, 0.6, 0.6], 'a gap where nothing was measured');
    assert.deepEqual(lineOf('knn, control')[0].y, [0.12, 0.12, 0.12]);
    assert.deepEqual(lineOf('trivial')[0].y, [0, 0, 0]);
    assert.deepEqual(lineOf('ridge')[0].x, ['s1', 's2', 'out']);
    const svg = await renderSvg(figure);
    for (const word of ['depth', 'texture', 'knn', 'control task', 'layer, input to output'])
      assert.ok(svg.includes(word), word);
  });

  it('draw what sees no feature in grey, so that it takes no colour from those that do', () => {
    const heads = ['nearest', 'position', 'height', 'density'] as const;
    const found = heads.map((head) => ({ ...result('s1', 'correspondence', head, 0.1), metric: 'recallAt1' as const }));
    const figure = layerCurves([...results, ...found]);
    const styles = ['ridge', 'knn', ...heads].map((name) => {
      const { line, marker } = figure.data.find((trace) => trace.name === name) as unknown as {
        line: { color: string; dash: string };
        marker: { symbol: string };
      };
      return { ...line, ...marker };
    });
    const [ridge, knn, nearest, ...nulls] = styles;
    assert.equal(new Set([ridge, knn, nearest].map(({ color }) => color)).size, 3);
    assert.ok(nulls.every(({ color, dash }) => dash === 'dash' && color === nulls[0].color && color !== ridge.color));
    assert.equal(new Set(styles.map(({ color, symbol }) => color + symbol)).size, 6);
    assert.match(figure.caption, /Dashed: who looks for points/);
  });

  it('say that there is nothing to draw', () => {
    assert.match(layerCurves([]).caption, /no results to draw/);
    assert.match(layerCurves(results, { metric: 'delta1' }).caption, /no results in delta1 to draw/);
    assert.ok(!layerCurves(results.filter(({ head }) => head === 'trivial' || head === 'ridge').map(({ control: _, ...rest }) => rest)).caption.includes('control')); // prettier-ignore
  });
});
