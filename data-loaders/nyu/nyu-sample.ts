import type { Sample } from '../sample.js';

/** A frame of NYU Depth v2, with what only it has. */
export interface NyuSample extends Sample {
  /** Of the labelled images: what kind of room it is. */
  sceneType?: string;
  /** Of the labelled images: the raw frames that they were made of, below the folder of the raw recordings. */
  rawRgbFilename?: string;
  rawDepthFilename?: string;
  /** Of raw recordings: seconds from depth to colour, which were not taken at one time. */
  colourDelay?: number;
}

/** What a layout reads of a frame, at its recorded size. */
export type NyuFrame = Omit<NyuSample, 'id' | 'dataset' | 'scene' | 'split' | 'boxes' | 'normals'>;
