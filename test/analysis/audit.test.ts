import * as assert from 'node:assert/strict';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import {
  audit,
  auditStatements,
  bestNull,
  mainProbes,
  type AuditedProbe,
  type EncoderAudit,
  type EncoderAuditOptions,
} from '../../src/analysis/index.js';
import { colourSurroundings } from '../../src/analysis/audit/rank-null.js';
import type { FeatureSource } from '../../src/features/index.js';
import { matrixProduct } from '../../src/support/linear-algebra.js';
import { seeded } from '../../src/support/random.js';
import { forgetting, knownAnswer, type KnownPart } from '../study/known-answers.js';
import { dataset } from './synthetic-dataset.js';

const stages = [{ name: 'out', channels: 32, stride: 8 }];
const knows = (parts: readonly KnownPart[], noise = 0.1): FeatureSource => knownAnswer(parts, { seed: 1, noise, stages }); // prettier-ignore
const targets = ['rgb', 'albedo', 'depth', 'normals'];
const uncorrupted: EncoderAuditOptions = { targets, corruptions: [], draws: 2, cells: 16, seed: 1 };
const corrupted = { ...uncorrupted, corruptions: ['gaussian-noise', 'hue'], severities: [3 as const] };

/** An encoder that holds nothing but random projections of the colours about a cell. */
function randomColours(channels: number): FeatureSource {
  const [stage] = stages;
  return {
    name: 'random colours',
    stages: [{ ...stage, channels }],
    encoderEnd: stage.name,
    output: stage.name,
    extract: async (samples) => {
      const grid = {
        height: samples[0].height / stage.stride,
        width: samples[0].width / stage.stride,
        stride: stage.stride,
      };
      const { columns, ofCells } = colourSurroundings(grid);
      const random = seeded('random colours of a test');
      const directions = Float64Array.from({ length: columns * channels }, () => random.normal());
      const cells = Int32Array.from({ length: grid.height * grid.width }, (_, cell) => cell);
      const values = new Float32Array(samples.length * cells.length * channels);
      samples.forEach((sample, image) => {
        const rows = Float64Array.from(ofCells(sample, cells));
        values.set(matrixProduct(rows, directions, cells.length, columns, channels), image * cells.length * channels);
      });
      return { out: { stage: stage.name, count: samples.length, ...grid, channels, values } };
    },
  };
}

function of(found: EncoderAudit, target: string): AuditedProbe {
  return mainProbes(found, 'out').find((probe) => probe.target === target)!;
}

/** Upper end of what a score is beyond a null by. */
function most({ nulls }: AuditedProbe, name: 'constant' | 'position' | 'rank'): number {
  return nulls[name]!.beyond.interval![1];
}

function least({ nulls }: AuditedProbe, name: 'constant' | 'position' | 'rank'): number {
  return nulls[name]!.beyond.interval![0];
}

describe('audit of known answers', () => {
  it('finds nothing beyond position in an encoder of positions, steady as it is', async () => {
    const found = await audit(knows(['position']), dataset, corrupted);
    const depth = of(found, 'depth');
    assert.ok(depth.value > 0.2 && least(depth, 'constant') > 0.1, `position tells of depth: ${depth.value}`);
    for (const target of targets) assert.ok(most(of(found, target), 'position') < 0.02, target);
    assert.equal(bestNull(depth).name, 'position');
    assert.match(auditStatements(found).find((one) => one.startsWith('depth:'))!, /(not told apart from|below) position alone/); // prettier-ignore
    const skill = found.skills.find(({ target }) => target === 'depth')!;
    assert.ok(skill.clean.value < 0.02 && skill.corrupted.other!.value < 0.02, 'stable, but of no skill');
    assert.ok(skill.matched.rank!.other!.tooLittle);
  });

  it('finds depth, and no colour, in an encoder of depth', async () => {
    const found = await audit(knows(['depth']), dataset, corrupted);
    const depth = of(found, 'depth');
    assert.ok(depth.value > 0.9 && bestNull(depth).beyond.interval![0] > 0.4, JSON.stringify(depth));
    for (const colour of ['rgb', 'albedo']) assert.ok(most(of(found, colour), 'constant') < 0.05, colour);
    const { clean, corrupted: left } = found.skills.find(({ target }) => target === 'depth')!;
    // Who knows depth and no position cannot tell which part of it is beyond: R² of e from f + e is the share of e.
    assert.ok(Math.abs(clean.value - (1 - depth.nulls.position!.value)) < 0.08, String(clean.value));
    // It looks at the truth, not at the image.
    assert.deepEqual([left.colour!.value, left.other!.value], [clean.value, clean.value]);
  });

  it('finds colour, and no depth beyond any null, in an encoder of colour', async () => {
    const found = await audit(knows(['colour']), dataset, uncorrupted);
    assert.ok(of(found, 'albedo').value > 0.9 && least(of(found, 'albedo'), 'position') > 0.8);
    for (const target of ['depth', 'normals']) assert.ok(most(of(found, target), 'constant') < 0.05, target);
  });

  it('finds nothing in constants and in noise', async () => {
    const constant = await audit(knows(['constant'], 0), dataset, uncorrupted);
    assert.deepEqual(constant.layers[0].effectiveRank, 0);
    assert.deepEqual(constant.layers[0].rankNull, [0, 1].map(() => ({ projections: 0, effectiveRank: 0 }))); // prettier-ignore
    for (const target of targets) {
      const { value, nulls } = of(constant, target);
      assert.deepEqual([nulls.rank!.value, nulls.rank!.beyond.value], [value, 0], target);
      assert.ok(Math.abs(value - nulls.constant!.value) < 1e-6, target);
    }
    const noise = await audit(knows(['constant'], 1), dataset, uncorrupted);
    assert.ok(noise.layers[0].effectiveRank > 30, String(noise.layers[0].effectiveRank));
    for (const target of targets) assert.ok(most(of(noise, target), 'constant') < 0.03, target);
  });

  it('holds an encoder of random directions of colour for no more than others of as many', async () => {
    const found = await audit(randomColours(12), dataset, { ...uncorrupted, draws: 4 });
    const [{ effectiveRank, rankNull }] = found.layers;
    for (const draw of rankNull) {
      assert.ok(draw.effectiveRank >= effectiveRank && draw.effectiveRank < 1.2 * effectiveRank);
      assert.ok(draw.projections >= 9 && draw.projections <= 15, String(draw.projections));
    }
    for (const colour of ['rgb', 'albedo']) {
      const { value, nulls } = of(found, colour);
      assert.ok(value > 0.3 && Math.abs(nulls.rank!.beyond.value) < 0.1, `${colour}: ${value}, ${nulls.rank!.value}`);
    }
    // Whoever looks at its own cell alone chooses its directions better.
    const own = of(await audit(knows(['image'], 0.02), dataset, uncorrupted), 'rgb');
    assert.ok(own.value > 0.9 && least(own, 'rank') > 0.1, JSON.stringify(own.nulls.rank));
  });

  it('weighs what is lost under corruption at matched clean skill', async () => {
    const steady = knows(['depth']);
    const forgetful = forgetting(steady, (id) => dataset.load(id), { seed: 1, rate: 8 });
    const found = await audit(forgetful, dataset, { ...corrupted, untrained: steady });
    const { clean, corrupted: left, matched } = found.skills.find(({ target }) => target === 'depth')!;
    assert.ok(left.other!.interval![1] < clean.value, `${left.other!.value} of ${clean.value}`);
    const { cleanSkill, difference, tooLittle } = matched.untrained!.other!;
    assert.ok(!tooLittle && difference.interval![1] < 0, JSON.stringify(difference));
    assert.ok(Math.abs(difference.value - (left.other!.value - cleanSkill)) < 1e-9, 'the steady one loses nothing');
  });
});

describe('audit in Rooms', function () {
  this.timeout(120_000);
  const world = rooms({
    width: 32,
    height: 24,
    views: 2,
    scenes: { train: 12, val: 4, test: 6 },
    heldOutSeed: 'audit',
    workers: 1,
  });
  const options: EncoderAuditOptions = { ...uncorrupted, skills: ['depth'], seed: 2 };
  const moved = (found: EncoderAudit): Record<string, number> =>
    Object.fromEntries(found.shifts.map(({ factor, value }) => [factor, value]));

  it('says what moves features, and has nulls of height and density', async () => {
    const position = moved(await audit(knows(['position'], 0), world, options));
    assert.deepEqual(position, { colour: 0, texture: 0, light: 0, geometry: 0 });
    const colour = await audit(knows(['colour'], 0), world, options);
    const ofColour = moved(colour);
    assert.ok(Math.abs(ofColour.colour - Math.SQRT2) < 0.5, 'as far as another room');
    assert.ok(ofColour.light === 0 && ofColour.texture < 0.2, JSON.stringify(ofColour));
    const ofDepth = moved(await audit(knows(['depth'], 0), world, { ...options, untrained: knows(['position']) }));
    assert.ok(ofDepth.geometry > 1 && ofDepth.light === 0 && ofDepth.texture === 0, JSON.stringify(ofDepth));
    // Dark surfaces leave holes in the measured depth.
    assert.ok(ofDepth.colour < ofDepth.geometry / 2, JSON.stringify(ofDepth));
    const { nulls } = of(colour, 'normals');
    assert.ok(nulls.height!.value > nulls.constant!.value + 0.05, 'floors face up');
    assert.ok(nulls.density !== undefined && nulls.untrained === undefined);
    assert.deepEqual(Object.keys(colour.nulls), ['constant', 'position', 'height', 'density', 'rank']);
    assert.deepEqual(colour.notMeasurable.map(({ what }) => what), ['null untrained']); // prettier-ignore
  });
});

describe('audit where something is missing', () => {
  it('lists what cannot be measured, with the reason', async () => {
    const blind: SceneDataset = {
      ...dataset,
      load: async (id) => ({ ...(await dataset.load(id)), materials: undefined, depth: undefined }),
    };
    const asked = { ...uncorrupted, targets: ['rgb', 'texture', 'depth'], skills: ['rgb'], corruptions: ['hue'] };
    const found = await audit(knows(['colour']), blind, { ...asked, severities: [3] });
    assert.deepEqual(found.notMeasurable, [
      { what: 'null height', reason: 'synthetic has no depth and no pose here' },
      { what: 'null density', reason: 'synthetic has no depth and no pose and no cloud here' },
      { what: 'null untrained', reason: 'the architecture cannot be built anew here: give an untrained encoder of the same layers' },
      { what: 'depth', reason: 'the samples have no depth' },
      { what: 'texture', reason: 'the samples have no material' },
      { what: 'interventions', reason: 'only Rooms can draw one factor anew while all others stay, synthetic cannot' },
    ]); // prettier-ignore
    assert.deepEqual(found.probes.map(({ target }) => target), ['rgb']); // prettier-ignore
    assert.deepEqual(found.skills.map(({ target }) => target), ['rgb']); // prettier-ignore
  });

  it('refuses layers, targets and draws that are none', async () => {
    const rejects = (more: Partial<EncoderAuditOptions>, message: RegExp): Promise<void> =>
      assert.rejects(audit(knows(['colour']), dataset, { ...uncorrupted, ...more }), message);
    await rejects({ layers: ['ot'] }, /no layer ot\. Nearest: out \(of 1\)/);
    await rejects({ targets: ['depht'] }, /Unknown probe target depht/);
    await rejects({ skills: ['texture'] }, /texture cannot be followed under corruption/);
    await rejects({ draws: 0 }, /at least 1; 0 was given/);
  });

  it('gives the same numbers for the same seed', async () => {
    const once = async (): Promise<EncoderAudit> => audit(knows(['image']), dataset, { ...uncorrupted, targets: ['rgb'], skills: [] }); // prettier-ignore
    assert.deepEqual(await once(), await once());
  });
});
