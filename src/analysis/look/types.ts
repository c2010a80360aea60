import type { Sample } from '../../../data-loaders/sample.js';
import type { FeatureMap, SimilarCell } from '../../features/index.js';
import type { PrincipalColours } from '../principal-colours.js';
import type { Place } from './marks.js';

/** What several encoders see in one photograph. */
export interface Look {
  /** The photograph as the encoders saw it. */
  photograph: Sample;
  /** The dataset on which probes were fitted, and its test frames, among which nearest cells were sought. */
  world: string;
  frames: readonly Sample[];
  /** Places of the photograph, in its pixels, whose nearest cells were sought. */
  places: readonly Place[];
  /** What a probe of depth says that knows nothing but where in the image a cell is. */
  position: SeenDepth;
  encoders: EncoderLook[];
}

/** What one encoder sees in a photograph, each by a linear probe fitted on the frames of a world. */
export interface EncoderLook {
  name: string;
  stage: string;
  stride: number;
  colour: SeenColour;
  depth: SeenDepth & {
    /** Pearson's correlation with what position alone says, over the cells of the photograph; NaN where either is even. */
    likePosition: number;
  };
  /** The first three principal components of the features of the photograph. */
  principal: PrincipalColours;
  /** For each place the frames' cells whose features are most similar, one a scene. */
  nearest: SimilarCell[][];
}

/** Colour that was read out. */
export interface SeenColour {
  /** sRGB in 0..1, three channels. */
  map: FeatureMap;
  /** R² on the cells of the photograph, whose colours are known; NaN for a picture of one colour. */
  r2: number;
  /** R² on the test frames of the world. */
  r2InWorld: number;
}

/** Depth that was read out: what the world's depth would be where such features are, not metres of the photograph. */
export interface SeenDepth {
  /** Natural logarithm of metres in the world, one channel. */
  map: FeatureMap;
  /** R² on the test frames of the world. */
  r2InWorld: number;
}
