import * as fs from 'node:fs';
import * as path from 'node:path';
import { overSeeds, select } from '../../../figures/over-seeds.js';
import { formatInterval, formatNumber, orderVariations } from '../../plot/index.js';
import type { Panel, Row, Study } from '../../study/types.js';

/** A picture of a study: its address as `data:`, its size, and what stands below it. */
export interface Picture {
  address: string;
  width: number;
  height: number;
  score?: string;
}

/** One frame, as it is or corrupted: the truth (of a frame as it is), and what each variation makes of it. */
export interface PictureLine {
  sample: string;
  /** 'as it is', or the corruption and its severity. */
  condition: string;
  truth?: Picture;
  /** In the order of the set's variations. */
  variations: (Picture | undefined)[];
}

/** An image that the encoders were given. */
export interface InputPicture {
  sample: string;
  condition: string;
  picture: Picture;
}

/** The pictures of a study: what the encoders were given, and what came of it. */
export interface Pictures {
  inputs: InputPicture[];
  sets: PictureSet[];
}

/** All pictures of one kind: what is read out of the features, or predicted by a task. */
export interface PictureSet {
  /** Kind of the panels: 'depth-read-out', 'semantic-prediction'. */
  kind: string;
  name: string;
  /** How the pictures are made and how to read them. */
  about: string;
  variations: string[];
  lines: PictureLine[];
}

/** A kind of panels, with the truth beside it. */
interface Reading {
  kind: string;
  name: string;
  about: string;
  truth?: string;
  /** The score of a variation under a condition. */
  score(rows: readonly Row[], variation: string, corruption: string, severity: number): string | undefined;
}

const depthColours = 'Dark is near, bright is far, grey unknown.';

const readings: readonly Reading[] = [
  {
    kind: 'colour-read-out',
    name: 'Colour, read out of the features',
    about: 'Painted cell by cell by ridge regression from the frozen features of the output alone.',
    score: (rows, variation) => probeScore(rows, variation, 'chroma'),
  },
  {
    kind: 'depth-read-out',
    name: 'Depth, read out of the features',
    about: `Painted cell by cell by ridge regression from the frozen features of the output alone. ${depthColours}`,
    truth: 'depth-truth',
    score: (rows, variation) => probeScore(rows, variation, 'depth'),
  },
  {
    ...task('reconstruction', 'The image, reconstructed', 'Made by a decoder that was trained on the frozen encoder.'),
    truth: undefined,
  },
  task('depth', 'Depth, predicted', `By models trained for depth from each pretraining. ${depthColours}`),
  task('semantic', 'Classes, predicted', 'A colour a class, black where nothing is labelled.'),
  task('detection', 'Boxes, predicted', 'A colour a class, as many boxes as there truly are, the surest first.'),
  task('instances', 'Instances, predicted', 'A colour a class, as many objects as there truly are, the surest first.'),
];

function task(name: string, title: string, about: string): Reading {
  const truth = `${name}-truth`;
  return {
    kind: `${name}-prediction`,
    name: title,
    about,
    truth,
    score: (rows, variation, corruption, severity) => {
      const skills = select(rows, {
        kind: 'robustness',
        metric: 'skill',
        target: name,
        variation,
        corruption,
        severity,
      });
      const skill = overSeeds(skills.filter(({ head }) => head !== 'ridge'));
      return skill ? `skill ${formatNumber(skill.mean)} ${formatInterval(skill.interval)}`.trim() : undefined;
    },
  };
}

function probeScore(rows: readonly Row[], variation: string, target: string): string | undefined {
  const atOutput = { kind: 'probe', target, metric: 'r2', head: 'ridge', stage: 'out' } as const;
  const score = overSeeds(select(rows, { ...atOutput, variation }));
  return score ? `R² ${formatNumber(score.mean)} ${formatInterval(score.interval)}`.trim() : undefined;
}

/**
 * The pictures that a study has stored, of its first seed; corrupted ones of the first frame only. Those whose file is
 * gone are left out.
 */
export async function studyPictures(study: Study): Promise<Pictures> {
  const sets: PictureSet[] = [];
  for (const reading of readings) {
    const set = await pictureSet(study, reading);
    if (set) sets.push(set);
  }
  const shown = new Set(sets.flatMap(({ lines }) => lines.map(({ sample, condition }) => `${sample}: ${condition}`)));
  const inputs: InputPicture[] = [];
  for (const panel of study.panels.filter(({ kind }) => kind === 'input')) {
    const condition = conditionName(panel);
    if (!shown.has(`${panel.sample}: ${condition}`)) continue;
    const picture = await pictureOf(study, panel);
    if (picture) inputs.push({ sample: panel.sample, condition, picture });
  }
  return { inputs, sets };
}

async function pictureSet(study: Study, reading: Reading): Promise<PictureSet | undefined> {
  const { panels, rows } = study;
  const own = panels.filter(({ kind, variation }) => kind === reading.kind && variation !== undefined);
  if (own.length === 0) return undefined;
  const seed = Math.min(...own.flatMap((panel) => panel.seed ?? []));
  const variations = orderVariations(own.flatMap(({ variation }) => variation ?? []));
  const lines: PictureLine[] = [];
  for (const condition of conditionsOf(own)) {
    const isShown = (panel: Panel): boolean => conditionKey(panel) === conditionKey(condition);
    const { corruption = 'clean', severity = 0 } = condition;
    const made = variations.map(async (variation) => {
      const panel = own.find((one) => isShown(one) && one.variation === variation && one.seed === seed);
      const picture = await pictureOf(study, panel);
      return picture && { ...picture, score: reading.score(rows, variation, corruption, severity) };
    });
    lines.push({
      sample: condition.sample,
      condition: conditionName(condition),
      truth: await pictureOf(
        study,
        panels.find((panel) => panel.kind === reading.truth && isShown(panel)),
      ),
      variations: await Promise.all(made),
    });
  }
  const { kind, name, about } = reading;
  const shown = lines.filter((line) => line.variations.some((picture) => picture !== undefined));
  return shown.length === 0 ? undefined : { kind, name, about, variations, lines: shown };
}

type Condition = Pick<Panel, 'sample' | 'corruption' | 'severity'>;

/** The frames, and the first of them under each corruption. */
function conditionsOf(panels: readonly Panel[]): Condition[] {
  const conditions = new Map<string, Condition>();
  for (const { sample, corruption, severity } of panels)
    if (corruption === undefined || sample === panels[0].sample)
      conditions.set(conditionKey({ sample, corruption, severity }), { sample, corruption, severity });
  return [...conditions.values()];
}

function conditionKey({ sample, corruption, severity }: Condition): string {
  return JSON.stringify([sample, corruption, severity]);
}

function conditionName({ corruption, severity }: Condition): string {
  return corruption === undefined ? 'as it is' : `${corruption}, severity ${severity}`;
}

/** A stored picture without loss as WebP, which is smaller. */
async function pictureOf({ folder }: Study, panel: Panel | undefined): Promise<Picture | undefined> {
  const file = panel && path.join(folder, panel.file);
  if (file === undefined || !fs.existsSync(file)) return undefined;
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(file).webp({ lossless: true }).toBuffer({ resolveWithObject: true });
  return { address: `data:image/webp;base64,${data.toString('base64')}`, width: info.width, height: info.height };
}
