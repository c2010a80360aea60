import { InputError } from '../support/errors.js';
import type { PointInput } from '../nn/index.js';

/** A term of the pretraining loss. */
export type LossName = 'cross-view' | 'cross-modal' | 'depth';

/** What a pretraining aligns with what: data, not code. */
export interface Variation {
  name: string;
  reference: string;
  /** Terms of the loss and their weights; none for an encoder that stays as it was initialised. */
  losses: Partial<Record<LossName, number>>;
  /** What the point encoder is told; 'geometry' when omitted. */
  points?: PointInput;
  /** Give every image the point cloud of another scene: nothing can be learnt of geometry, everything else is the same. */
  shuffleClouds?: boolean;
}

const pri3d = 'Hou et al., Pri3D: Can 3D Priors Help 2D Representation Learning?, ICCV 2021';
const paper = 'Hehn, Kooij & Gavrila, How do Cross-View and Cross-Modal Alignment Affect Representations?, 2022';

/** The four variations of the study. Those of one seed share initialisation, data order and training world. */
export const variations: Record<string, Variation> = {
  none: { name: 'none', reference: `${paper}: no contrastive pretraining`, losses: {} },
  'cross-view': { name: 'cross-view', reference: `${pri3d} (View)`, losses: { 'cross-view': 1 } },
  'cross-modal': {
    name: 'cross-modal',
    reference: `${pri3d} (Geo), geometry without colour`,
    losses: { 'cross-modal': 1 },
  },
  'cross-view+cross-modal': {
    name: 'cross-view+cross-modal',
    reference: `${pri3d} (View + Geo, plain sum), geometry without colour`,
    losses: { 'cross-view': 1, 'cross-modal': 1 },
  },
};

/** Variations that tell whether an effect comes from where it seems to come from. */
export const controls: Record<string, Variation> = {
  'both-half': {
    name: 'both-half',
    reference: 'The sum of both losses at the weight of one: equal gradient budget',
    losses: { 'cross-view': 0.5, 'cross-modal': 0.5 },
  },
  'cross-modal-rgb': {
    name: 'cross-modal-rgb',
    reference: `${pri3d}: its released 3D network is given vertex colours, so that colour is shared, not complementary`,
    losses: { 'cross-modal': 1 },
    points: 'rgb',
  },
  'auxiliary-depth': {
    name: 'auxiliary-depth',
    reference: `${pri3d}: the depth regression that its published scripts switch on, alone`,
    losses: { depth: 1 },
  },
  'cross-modal+depth': {
    name: 'cross-modal+depth',
    reference: `${pri3d}: Geo with the auxiliary depth regression of its published scripts`,
    losses: { 'cross-modal': 1, depth: 1 },
  },
  'cross-modal-shuffled': {
    name: 'cross-modal-shuffled',
    reference: 'Clouds of other scenes: what remains does not come from geometry',
    losses: { 'cross-modal': 1 },
    shuffleClouds: true,
  },
  'cross-modal-height': {
    name: 'cross-modal-height',
    reference: 'Points known by their height alone: what remains does not need shape',
    losses: { 'cross-modal': 1 },
    points: 'height',
  },
};

/** A variation or control by its name. Throws InputError listing them when there is none. */
export function variationNamed(name: string): Variation {
  const variation = variations[name] ?? controls[name];
  if (!variation)
    throw new InputError(
      `Unknown variation ${JSON.stringify(name)}: choose one of ${[...Object.keys(variations), ...Object.keys(controls)].join(', ')}.`,
    );
  return variation;
}
