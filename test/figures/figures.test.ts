import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { drawFigures, figures } from '../../figures/index.js';
import { plotlyWindow } from '../../src/plot/plotly-window.js';
import { columnWidthPoints, figureWidths, renderPng, renderSvg, type Figure } from '../../src/plot/index.js';
import type { Study } from '../../src/study/types.js';
import { mean } from '../../src/stats/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { syntheticStudy } from './synthetic-study.js';
import { textBoxes } from '../plot/text-boxes.js';

const furtherTasks = ['semantic', 'detection', 'instances', 'reconstruction'];

/** Words that a reader must find in each figure. */
const expected: Record<string, string[]> = {
  findings: [
    'Cross-modal alignment discards colour',
    'supported',
    'inconclusive',
    'as claimed',
    '−0.22 [−0.28, −0.16]',
  ],
  'what-the-probe-sees': ['input', 'true depth', 'no pretraining', 'cross-modal', 'R² .12', 'R² of chroma'],
  retention: [
    'colour of the surface (albedo a*b*)  R²',
    'texture orientation  R²',
    'log-depth beyond position  R²',
    's4',
    'out',
    'MLP probe',
  ],
  interventions: ['colour  new colours', 'geometry  new shapes', 'another room', 'd′'],
  robustness: ['gaussian noise', 'severity', 'ridge probe', 'clean', 'At matched clean skill', 'contradicted'],
  retrieval: ['greyscale', 'severity', 'recall@1'],
  'depth-task': ['1 %', '100 %', 'AbsRel', 'share of labels used for fine-tuning'],
  tasks: ['semantics', 'PSNR (dB)', 'without looking', 'clean and corrupted', 'colour', 'other'],
  'label-efficiency': ['AP50', '10 %', 'without looking', 'share of labels used for fine-tuning'],
  reconstructions: ['image', 'no pretraining', 'both', 'dB [', 'PSNR on all test scenes'],
  predictions: ['Depth', 'Semantic', 'truth', 'clean', 'noise', 'skill 0.'],
  cka: ['s1', 'out', 'cross-view', '1.00'],
  audit: ['recall on unseen scenes', 'position alone', 'both to points', 'effective rank', 'loss (nat)'],
};

/** Words of an SVG with outlined text; blanks as they stand. */
function words(svg: string): string[] {
  const { window } = new JSDOM(svg, { contentType: 'image/svg+xml' });
  return [...window.document.querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label')!);
}

/** Attributes of an SVG that hold what is no number; pictures are passed over. */
function faultyNumbers(svg: string): string[] {
  return [...svg.replace(/data:[^"]*/g, '').matchAll(/[^\s"]*(?:NaN|Infinity|undefined)[^\s"]*/g)].map(
    ([fault]) => fault,
  );
}

function leaves(value: unknown): unknown[] {
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value];
}

/** Whether a leaf survives JSON; functions, NaN and undefined do not. */
function isJson(leaf: unknown): boolean {
  return leaf === null || ['string', 'boolean'].includes(typeof leaf) || Number.isFinite(leaf);
}

/** Size in pixels of the smallest letters, but for indices and exponents, which hang on others. */
function smallestLetters(svg: string): number {
  const { window } = new JSDOM(svg, { contentType: 'image/svg+xml' });
  const scales = [...window.document.querySelectorAll('[aria-label] > g')].map((run) =>
    Number(/scale\(([\d.]+)/.exec(run.getAttribute('transform')!)![1]),
  );
  return 2048 * Math.min(...scales);
}

async function assertWordsApart(svg: string, { layout }: Figure): Promise<void> {
  const boxes = await textBoxes(svg);
  for (const { text, left, right, top, bottom } of boxes)
    assert.ok(
      left > -1 && right < layout.width + 1 && top > -1 && bottom < layout.height + 1,
      `'${text}' leaves the picture: ${left} to ${right}, ${top} to ${bottom}`,
    );
  const upright = boxes.filter(({ slanted }) => !slanted);
  upright.forEach((a, i) => {
    for (const b of upright.slice(i + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      assert.ok(across < 2 || down < 4, `'${a.text}' and '${b.text}' overlap by ${across} × ${down} pixels`);
    }
  });
}

/** The study with two controls besides its variations. */
function withMoreVariations(study: Study): Study {
  const controls = ['auxiliary-depth', 'shuffled-clouds'];
  const rows = controls.flatMap((variation) =>
    study.rows
      .filter((row) => row.variation === 'cross-modal')
      .map((row) => ({ ...row, variation, ...(row.otherVariation ? { otherVariation: 'none' } : {}) })),
  );
  const panels = controls.flatMap((variation) =>
    study.panels.filter((panel) => panel.variation === 'cross-modal').map((panel) => ({ ...panel, variation })),
  );
  return { ...study, rows: [...study.rows, ...rows], panels: [...study.panels, ...panels] };
}

/** The study as it would be of real frames: no albedo, no materials, no interventions, two findings not measurable. */
function withoutAlbedoAndMaterials(study: Study): Study {
  const rows = study.rows.filter(
    (row) => row.kind !== 'intervention' && !['albedo', 'texture'].includes(row.target ?? ''),
  );
  const note = 'the dataset has no albedo (it has depth, normals, pose, cloud, semantics, instances)';
  const findings = study.result.findings.map((finding) =>
    finding.id === 'color' || finding.id === 'texture'
      ? { ...finding, estimate: null, ci95: null, seeds: 0, parts: [], verdict: 'not-measurable' as const, note }
      : finding,
  );
  return { ...study, rows, result: { ...study.result, findings } };
}

describe('figures', () => {
  let folder: string;
  let study: Study;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-figures-'));
    study = syntheticStudy({ folder });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('have their names and all expectations', () => {
    assert.deepEqual(Object.keys(expected).sort(), Object.keys(figures).sort());
    for (const [name, draw] of Object.entries(figures)) assert.equal(draw(study).name, name);
  });

  for (const [name, draw] of Object.entries(figures)) {
    describe(name, () => {
      let figure: Figure;
      let svg: string;
      before(async () => {
        figure = draw(study);
        svg = await renderSvg(figure);
      });

      it('says what a reader must find', () => {
        const said = words(svg);
        for (const text of [figure.title, ...expected[name]])
          assert.ok(
            said.some((word) => word.includes(text)),
            `'${text}' is not among ${said.join(' | ')}`,
          );
      });

      it('gives the number of seeds and of items in its caption', () => {
        assert.match(figure.caption, /5 seeds/);
        assert.match(figure.caption, /interval/);
        assert.match(figure.caption, /n = [\d,]+|test scenes/);
      });

      it('has finite coordinates only', () => {
        assert.deepEqual(faultyNumbers(svg), []);
      });

      it('is plain JSON that Plotly knows', async () => {
        const copy = JSON.parse(JSON.stringify(figure)) as Figure;
        assert.deepEqual(
          leaves(figure).filter((leaf) => !isJson(leaf)),
          [],
        );
        const { plotly } = await plotlyWindow();
        const faults = [...(plotly.validate(copy.data, copy.layout) ?? [])].filter(({ code }) => code !== 'unused');
        assert.deepEqual(
          faults.map(({ msg }) => msg),
          [],
        );
      });

      it('keeps its words apart and inside the picture', async () => {
        await assertWordsApart(svg, figure);
      });

      it('keeps them apart at column width too, in letters of 7 points and more', async () => {
        const narrow = draw(study, { size: 'column' });
        assert.equal(narrow.layout.width, figureWidths.column);
        const drawn = await renderSvg(narrow);
        assert.deepEqual(faultyNumbers(drawn), []);
        await assertWordsApart(drawn, narrow);
        const pointsPerPixel = columnWidthPoints / figureWidths.column;
        assert.ok(smallestLetters(drawn) * pointsPerPixel >= 7, String(smallestLetters(drawn)));
      });

      it('has room for more variations than the four', async () => {
        const more = draw(withMoreVariations(study));
        await assertWordsApart(await renderSvg(more), more);
      });

      it('shows a dataset that lacks truths', async () => {
        const real = draw(withoutAlbedoAndMaterials(study));
        const drawn = await renderSvg(real);
        assert.deepEqual(faultyNumbers(drawn), []);
        await assertWordsApart(drawn, real);
      });

      it('is drawn the same twice', async () => {
        assert.ok((await renderSvg(draw(syntheticStudy({ folder })))) === svg);
      });

      it('fills its picture at the size it declares', async () => {
        const { default: sharp } = await import('sharp');
        const png = sharp(Buffer.from(await renderPng(svg, 1)));
        const { width, height } = await png.metadata();
        assert.deepEqual([width, height], [figure.layout.width, figure.layout.height]);
        assert.ok((await png.stats()).channels[0].stdev > 5);
      });

      it('works with a single seed and says that there is no interval', async () => {
        const single = draw(syntheticStudy({ seeds: 1, folder }));
        assert.deepEqual(faultyNumbers(await renderSvg(single)), []);
        assert.match(single.caption, /single seed|1 seed/i);
      });

      it('says what is missing when the study has nothing for it', async () => {
        const empty = draw({ ...study, rows: [], panels: [], result: { ...study.result, findings: [] } });
        assert.match(empty.caption, /^This study has/);
        assert.ok(words(await renderSvg(empty)).some((word) => word.startsWith('This study has')));
      });
    });
  }

  it('robustness shows the differences of its finding as they are, and no panel where there are none', () => {
    const { parts } = study.result.findings.find(({ id }) => id === 'robustness')!;
    const marks = figures
      .robustness(study)
      .data.filter(({ name, error_x: bar }) => bar && parts.some((part) => part.name === name));
    assert.deepEqual(
      marks.map(({ x }) => x),
      parts.map(({ estimate }) => [estimate]),
    );
    const undecided = figures.robustness({ ...study, result: { ...study.result, findings: [] } });
    assert.doesNotMatch(undecided.caption, /Below/);
    assert.ok(undecided.layout.height < figures.robustness(study).layout.height);
  });

  it('of tasks are on the page when a study has their data', () => {
    const names = (of: Study): string[] => drawFigures(of).map(({ name }) => name);
    assert.deepEqual(names(study), Object.keys(figures));
    const ofDepth = {
      ...study,
      rows: study.rows.filter(({ target }) => target === undefined || !furtherTasks.includes(target)),
      panels: study.panels.filter(({ kind }) => !kind.endsWith('-prediction')),
    };
    const further = ['tasks', 'label-efficiency', 'reconstructions', 'predictions'];
    assert.deepEqual(
      names(ofDepth),
      Object.keys(figures).filter((name) => !further.includes(name)),
    );
    const fullLabels = { ...study, rows: study.rows.filter(({ labels }) => labels === undefined || labels === 1) };
    assert.deepEqual(
      names(study).filter((name) => !names(fullLabels).includes(name)),
      ['depth-task', 'label-efficiency'],
    );
    assert.ok(names({ ...study, rows: [], panels: [] }).includes('retention'), 'others say what is missing');
  });

  it('draw bars of tasks from what is reached without looking to the mean over seeds', () => {
    const bars = figures.tasks(study).data.filter(({ type, base }) => type === 'bar' && base !== 0);
    const rows = study.rows.filter(
      ({ kind, target, labels }) => kind === 'task' && target === 'semantic' && labels === 1,
    );
    const means = ['none', 'cross-view', 'cross-modal', 'cross-view+cross-modal'].map((variation) =>
      mean(rows.filter((row) => row.variation === variation).map(({ value }) => value)),
    );
    const ofSemantic = bars.slice(0, 4);
    assertAllClose(
      ofSemantic.map(({ base, y }) => (base as number) + (y as number[])[0]),
      means,
      { atol: 1e-12 },
    );
    assert.ok(ofSemantic.every(({ base }) => base === 0.02));
  });
});
