import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Modality } from '../../data-loaders/sample.js';
import { corruptions } from '../../src/robustness/index.js';
import type { Finding, Row, Verdict } from '../../src/study/types.js';
import { findingDefinitions } from '../../src/study/verdict-definitions.js';
import { decide, type InvalidRun } from '../../src/study/verdicts.js';
import { WorkError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { syntheticStudy, type SyntheticStudy, type Truths } from './synthetic-rows.js';

const everything: Modality[] = ['depth', 'normals', 'albedo', 'instances', 'material', 'pose', 'cloud'];

/** The paper's story: colour and texture lost, depth gained. */
const lost: Truths = {
  probes: {
    albedo: 0.1,
    texture: 0.2,
    'texture-frequency': 0.1,
    'texture-orientation': 0.1,
    'depth-beyond-position': 0.6,
    'depth-within-image': 0.6,
  },
  delta1: 0.68,
  absRel: 0.22,
  skill: { ridge: { clean: 0.6, colour: 0.95, other: 0.85 }, 'fine-tuned': { clean: 0.75, colour: 0.9, other: 0.8 } },
};

function verdicts(
  study: SyntheticStudy,
  { modalities = everything, invalid = [] }: { modalities?: Modality[]; invalid?: InvalidRun[] } = {},
): Record<string, Finding> {
  const findings = decide(study.rows, { testScenes: study.testScenes, modalities, invalid });
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}

function words(findings: Record<string, Finding>): Record<string, Verdict> {
  return Object.fromEntries(Object.entries(findings).map(([id, { verdict }]) => [id, verdict]));
}

const all = (verdict: Verdict): Record<string, Verdict> => ({
  color: verdict,
  texture: verdict,
  'depth-cues': verdict,
  'depth-prediction': verdict,
  robustness: verdict,
});

describe('verdicts', () => {
  const story = syntheticStudy({ 'cross-modal': lost, 'cross-view': {}, none: {} });

  it('support what is so', () => {
    const findings = verdicts(story);
    assert.deepEqual(words(findings), all('supported'));
    for (const { ci95, margin, estimate, parts, note, seeds, n } of Object.values(findings)) {
      assert.equal(note, undefined);
      assert.deepEqual([seeds, n], [5, 20]);
      for (const part of parts) {
        assert.equal(part.perSeed.length, 5);
        const edge = part.claimedSign > 0 ? part.ci95![0] : -part.ci95![1];
        assert.ok(edge > margin, `${part.name}: interval reaches ${edge}`);
      }
      assert.ok(ci95![0] <= estimate! && estimate! <= ci95![1]);
    }
    assertAllClose([findings.color.estimate!], [-0.3], { atol: 0.02 });
  });

  it('contradict what is the other way round', () => {
    // With the roles exchanged, colour is kept and depth lost.
    assert.deepEqual(
      words(verdicts(syntheticStudy({ 'cross-modal': {}, 'cross-view': lost, none: {} }))),
      all('contradicted'),
    );
  });

  it('call equal encoders equivalent', () => {
    const study = syntheticStudy({ 'cross-modal': {}, 'cross-view': {}, none: {} }, { noise: 0.001 });
    assert.deepEqual(words(verdicts(study)), all('equivalent'));
  });

  it('call the very same encoder equivalent, without any variance', () => {
    const { rows, testScenes } = syntheticStudy({ 'cross-view': {}, none: {} });
    const twin = rows
      .filter((row) => row.variation === 'cross-view')
      .map((row) => ({ ...row, variation: 'cross-modal' }));
    const findings = verdicts({ rows: [...rows, ...twin], testScenes });
    assert.deepEqual(words(findings), all('equivalent'));
    assert.deepEqual(findings.color.ci95, [0, 0]);
  });

  it('are inconclusive when noise drowns the difference, and say what could have been seen', () => {
    const study = syntheticStudy({ 'cross-modal': {}, 'cross-view': {}, none: {} }, { noise: 0.3 });
    const findings = verdicts(study);
    assert.deepEqual(words(findings), all('inconclusive'));
    for (const part of findings.color.parts) assert.ok(part.smallestDetectable! > part.margin + 0.1);
    assert.match(findings.color.note!, /parts: .*inconclusive/);
    assert.match(findings.color.note!, /\d+ more (seed|scene)s? .* the interval from ±[\d.]+ to ±[\d.]+/);
  });

  it('need every part: one end of the encoder that keeps colour is enough against "discards"', () => {
    const keeps = { ...lost, probes: { ...lost.probes, 'albedo/s4/mlp': 0.4 } };
    const { color } = verdicts(syntheticStudy({ 'cross-modal': keeps, 'cross-view': {}, none: {} }));
    assert.equal(color.verdict, 'inconclusive');
    assert.match(color.comparison, /mlp, s4/, 'the finding shows its weakest part');
    assert.match(color.note!, /^parts: 3 supported, 1 equivalent/);
  });

  it('need the untrained encoder to have more than what is "discarded"', () => {
    const poor: Truths = { probes: { albedo: 0.1 } };
    const { color, texture } = verdicts(syntheticStudy({ 'cross-modal': lost, 'cross-view': {}, none: poor }));
    assert.equal(color.verdict, 'inconclusive');
    assert.match(color.note!, /against untrained: 4 equivalent/);
    assert.equal(texture.verdict, 'supported');
    assert.deepEqual(
      color.parts.filter((part) => part.guard).map((part) => part.verdict),
      new Array(4).fill('equivalent'),
    );
  });

  it('do not need the untrained encoder for anything but support', () => {
    const alone = verdicts(syntheticStudy({ 'cross-modal': {}, 'cross-view': lost }));
    assert.deepEqual(words(alone), all('contradicted'));
    const without = verdicts(syntheticStudy({ 'cross-modal': lost, 'cross-view': {} }));
    assert.deepEqual(words(without), { ...all('inconclusive'), robustness: 'supported' });
  });

  it('give nothing from fewer than five seeds', () => {
    for (const seeds of [1, 4]) {
      const findings = verdicts(syntheticStudy({ 'cross-modal': lost, 'cross-view': {}, none: {} }, { seeds }));
      assert.deepEqual(words(findings), all('inconclusive'));
      assert.match(findings.color.note!, new RegExp(`${seeds} valid seeds?, a verdict needs at least 5`));
      assert.equal(findings.color.ci95 === null, seeds === 1);
      assert.notEqual(findings.color.estimate, null);
    }
  });

  it('leave out a seed whose run is invalid, and say so', () => {
    const six = syntheticStudy({ 'cross-modal': lost, 'cross-view': {}, none: {} }, { seeds: 6 });
    const invalid = [{ variation: 'cross-modal', seed: 2, reason: 'recall below position' }];
    const findings = verdicts(six, { invalid });
    assert.deepEqual(words(findings), all('supported'));
    assert.equal(findings.color.seeds, 5);
    assert.match(findings.color.note!, /seed 2 left out \(cross-modal: recall below position\)/);
    assert.deepEqual(words(verdicts(story, { invalid })), all('inconclusive'));
    const everywhere = [0, 1, 2, 3, 4].map((seed) => ({ ...invalid[0], seed }));
    assert.match(verdicts(story, { invalid: everywhere }).color.note!, /no valid seed; seed 0 left out/);
    const elsewhere = [{ variation: 'cross-view+cross-modal', seed: 2, reason: 'diverged' }];
    assert.equal(verdicts(story, { invalid: elsewhere }).color.seeds, 5);
  });

  it('say what a dataset cannot tell', () => {
    const findings = verdicts(story, { modalities: ['depth', 'pose', 'cloud'] });
    assert.deepEqual(words(findings), {
      color: 'not-measurable',
      texture: 'not-measurable',
      'depth-cues': 'supported',
      'depth-prediction': 'supported',
      robustness: 'supported',
    });
    assert.match(findings.color.note!, /no albedo/);
    assert.deepEqual(findings.color.parts, []);
  });

  it('judge a smaller family less strictly', () => {
    const width = (finding: Finding): number => finding.ci95![1] - finding.ci95![0];
    const noisy = syntheticStudy({ 'cross-modal': {}, 'cross-view': {}, none: {} }, { noise: 0.3 });
    const [five, three] = [verdicts(noisy), verdicts(noisy, { modalities: ['depth'] })];
    // t(.995, 4)/t(1 − .05/6, 4) = 4.6041/3.9608
    assertAllClose([width(five.robustness) / width(three.robustness)], [4.604095 / 3.960825], { rtol: 1e-5 });
  });

  it('say so when something was not measured, or has no sums per scene', () => {
    const rows = story.rows.filter((row) => !(row.target === 'albedo' && row.head === 'mlp'));
    const { color, texture } = verdicts({ ...story, rows });
    assert.equal(color.verdict, 'inconclusive');
    assert.match(color.note!, /mlp, s4: not measured in this study/);
    assert.equal(texture.verdict, 'supported');

    const { scenes: _, ...bare } = story.rows.find((row) => row.target === 'albedo')!;
    const some = story.rows.map((row) =>
      row.run === bare.run && row.target === 'albedo' ? { ...row, scenes: undefined } : row,
    );
    assert.match(verdicts({ ...story, rows: some }).color.note!, /no sums per scene/);
  });

  it('say so when a value does not exist', () => {
    // What a NaN becomes in rows.jsonl.
    const rows = story.rows.map((row) =>
      row.target === 'texture-orientation' && row.stage === 's4' ? { ...row, value: null as unknown as number } : row,
    );
    const { texture } = verdicts({ ...story, rows });
    assert.equal(texture.verdict, 'inconclusive');
    assert.match(texture.note!, /texture orientation R², ridge, s4: a value is not a number/);
  });

  it('refuse rows that contradict each other or the scenes', () => {
    const twice = [
      ...story.rows,
      story.rows.find((row) => row.variation === 'cross-modal' && row.target === 'albedo')!,
    ];
    assert.throws(
      () => verdicts({ ...story, rows: twice }),
      (error: Error) => error instanceof WorkError && /expected one/.test(error.message),
    );
    assert.throws(
      () => verdicts({ ...story, testScenes: ['a', 'b'] }),
      (error: Error) => error instanceof WorkError && /20 scenes/.test(error.message),
    );
  });

  it('give none from one test scene', () => {
    const findings = verdicts(syntheticStudy({ 'cross-modal': lost, 'cross-view': {}, none: {} }, { scenes: 1 }));
    assert.deepEqual(words(findings), all('inconclusive'));
    assert.match(findings.color.note!, /one test scene/);
  });
});

describe('verdict on robustness', () => {
  const skill = (clean: number, left: number): Truths => ({
    skill: { ridge: { clean, colour: left, other: left }, 'fine-tuned': { clean, colour: left, other: left } },
  });

  it('does not mistake clean skill for robustness', () => {
    const study = syntheticStudy({ 'cross-modal': skill(0.7, 0.6), 'cross-view': skill(0.35, 0.6) }, { noise: 0.001 });
    assert.equal(verdicts(study).robustness.verdict, 'equivalent');
  });

  it('does not take stability without skill for robustness', () => {
    const { robustness } = verdicts(syntheticStudy({ 'cross-modal': skill(0.02, 1), 'cross-view': skill(0.5, 0.3) }));
    assert.equal(robustness.verdict, 'inconclusive');
    assert.match(robustness.note!, /clean skill beyond position is 0\.0\d, below 0\.10/);
  });

  it('compares at matched clean skill', () => {
    const { robustness } = verdicts(syntheticStudy({ 'cross-modal': skill(0.4, 0.9), 'cross-view': skill(0.6, 0.5) }));
    assert.equal(robustness.verdict, 'supported');
    assertAllClose([robustness.estimate!], [0.4 * (0.9 - 0.5)], { atol: 0.02 });
  });

  it('keeps colour and other corruptions apart', () => {
    const colourOnly: Truths = {
      skill: { ridge: { clean: 0.5, colour: 1, other: 0.6 }, 'fine-tuned': { clean: 0.7, colour: 1, other: 0.6 } },
    };
    const { robustness } = verdicts(syntheticStudy({ 'cross-modal': colourOnly, 'cross-view': {} }, { noise: 0.001 }));
    assert.equal(robustness.verdict, 'inconclusive');
    assert.match(robustness.note!, /parts: 2 supported, 2 equivalent/);
  });

  it('does not count how far below trivial a broken read-out falls', () => {
    const study = syntheticStudy({ 'cross-modal': skill(0.5, -0.2), 'cross-view': skill(0.5, -6) });
    const { robustness } = verdicts(study);
    assert.equal(robustness.verdict, 'equivalent');
    assert.equal(robustness.estimate, 0);
  });

  it('needs every corruption of a group', () => {
    const study = syntheticStudy({ 'cross-modal': lost, 'cross-view': {} });
    const rows = study.rows.filter((row) => row.corruption !== 'jpeg');
    assert.match(verdicts({ ...study, rows }).robustness.note!, /other corruptions: not measured/);
  });
});

describe('robustness of several tasks', () => {
  /** Rows of a task whose metric no sums per scene tell, as a study holds them. */
  const rowsOfTask = (variation: string, left: number, clean = 0.5): Row[] =>
    [0, 1, 2, 3, 4].flatMap((seed) =>
      ['clean', ...Object.keys(corruptions)].map((corruption): Row => {
        const random = seeded('task rows', variation, seed, corruption);
        const value = (corruption === 'clean' ? clean : clean * left) + 0.002 * random.normal();
        const without = Array.from({ length: 20 }, () => value + 0.0005 * random.normal());
        const measure = { kind: 'robustness', target: 'semantic', head: 'fine-tuned', metric: 'skill' } as const;
        const origin = { run: '', variation, seed, dataset: '', split: 'test', protocol: '', unit: '', n: 1 };
        const scenes = { form: 'leave-one-out', value, without } as const;
        const severity = corruption === 'clean' ? 0 : 3;
        return { ...origin, ...measure, corruption, severity, value, scenes, commit: '', backend: '' };
      }),
    );
  const of = (crossModal: number, crossView: number, tasks: string[], clean?: number): Finding => {
    const { rows, testScenes } = syntheticStudy({ 'cross-modal': lost, 'cross-view': {} }, { noise: 0.001 });
    const all = [
      ...rows,
      ...rowsOfTask('cross-modal', crossModal, clean),
      ...rowsOfTask('cross-view', crossView, clean),
    ];
    return decide(all, { testScenes, modalities: everything, invalid: [], tasks }).find(
      ({ id }) => id === 'robustness',
    )!;
  };

  it('is asked of each task, colour and other corruptions apart', () => {
    const { verdict, parts } = of(0.9, 0.6, ['depth', 'semantic']);
    assert.equal(verdict, 'supported');
    assert.deepEqual(
      parts.map(({ name }) => name),
      ['depth probe', 'depth task', 'semantic task'].flatMap((what) =>
        ['colour', 'other'].map((group) => `${what}, ${group} corruptions`),
      ),
    );
    assertAllClose(
      parts.slice(4).map(({ estimate }) => estimate!),
      [0.5 * 0.3, 0.5 * 0.3],
      { atol: 0.01 },
    );
  });

  it('needs every task of the plan, and no other', () => {
    assert.equal(of(0.6, 0.9, ['depth', 'semantic']).verdict, 'inconclusive');
    assert.equal(of(0.6, 0.9, ['depth']).verdict, 'supported');
    assert.match(of(0.9, 0.6, ['depth', 'reconstruction']).note!, /reconstruction task, colour .*: not measured/);
  });

  it('gives no verdict from a task that is hardly learnt', () => {
    const { verdict, note } = of(0.9, 0.6, ['depth', 'semantic'], 0.05);
    assert.equal(verdict, 'inconclusive');
    assert.match(note!, /semantic task, colour corruptions: clean skill is 0\.05, below 0\.10/);
  });
});

describe('docs/method.md', () => {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
  const text = fs.readFileSync(path.join(root, 'docs', 'method.md'), 'utf8').replace(/\s+/g, ' ');

  it('states margin and number of parts of every finding', () => {
    for (const { id, margin, parts, guarded } of findingDefinitions) {
      const row = text.match(new RegExp(`\\| \`${id}\` \\|.*?\\| (yes|no) \\|`))![0];
      assert.match(row, new RegExp(`— ${parts.length} parts`), id);
      assert.ok(row.includes(`| ${margin.toString().replace(/^0/, '')} |`), `${id}: margin ${margin}`);
      assert.ok(row.endsWith(guarded ? '| yes |' : '| no |'), `${id}: guard`);
    }
  });

  it('names every corruption in its group', () => {
    const [, colour, other] = text.match(/Colour: (.*?); an encoder.*?Other: (.*?)\. Read-outs/)!;
    for (const { name, group } of Object.values(corruptions))
      assert.ok((group === 'colour' ? colour : other).includes(`\`${name}\``), `${name} is of the group ${group}`);
  });

  it('names every target', () => {
    for (const { parts } of findingDefinitions)
      for (const { row } of parts) assert.ok(text.includes(`\`${row.target}\``) || row.kind !== 'probe', row.target);
  });
});
