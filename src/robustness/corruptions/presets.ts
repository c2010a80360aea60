import { xyMotionBlur, zMotionBlur } from './depth/camera-motion.js';
import { flash } from './depth/flash.js';
import { farFocus, nearFocus } from './depth/focus.js';
import { fog3d } from './depth/fog-3d.js';
import type { ImageCorruption } from './image-corruption.js';
import { brightness } from './imagenet-c/brightness.js';
import { contrast } from './imagenet-c/contrast.js';
import { defocusBlur } from './imagenet-c/defocus-blur.js';
import { elasticTransform, elasticTransformOfSize } from './imagenet-c/elastic-transform.js';
import { fog } from './imagenet-c/fog.js';
import { frost } from './imagenet-c/frost.js';
import { gaussianBlur } from './imagenet-c/gaussian-blur.js';
import { gaussianNoise } from './imagenet-c/gaussian-noise.js';
import { glassBlur } from './imagenet-c/glass-blur.js';
import { impulseNoise } from './imagenet-c/impulse-noise.js';
import { jpegCompression } from './imagenet-c/jpeg-compression.js';
import { motionBlur, motionBlurWithinImage } from './imagenet-c/motion-blur.js';
import { pixelate } from './imagenet-c/pixelate.js';
import { saturate } from './imagenet-c/saturate.js';
import { shotNoise } from './imagenet-c/shot-noise.js';
import { snow, snowFromCorner } from './imagenet-c/snow.js';
import { spatter } from './imagenet-c/spatter.js';
import { speckleNoise } from './imagenet-c/speckle-noise.js';
import { zoomBlur, zoomBlurFromCorner } from './imagenet-c/zoom-blur.js';

/** Published sets of corruptions. */
export const presetNames = ['imagenet-c', 'imagecorruptions', '3dcc'] as const;

/** The name of a published set of corruptions. */
export type PresetName = (typeof presetNames)[number];

const byName = (corruptions: readonly ImageCorruption[]): Readonly<Record<string, ImageCorruption>> =>
  Object.fromEntries(corruptions.map((corruption) => [corruption.name, corruption]));

const imageNetC = byName([
  ...[gaussianNoise, shotNoise, impulseNoise],
  ...[defocusBlur, glassBlur, motionBlur, zoomBlur],
  ...[snow, frost, fog, brightness],
  ...[contrast, elasticTransform, pixelate, jpegCompression],
  ...[speckleNoise, gaussianBlur, spatter, saturate],
]);

/** Corruptions by preset and name, in the benchmark's order: 15 and 4 more, or those that need depth. */
export const presets: Readonly<Record<PresetName, Readonly<Record<string, ImageCorruption>>>> = {
  'imagenet-c': imageNetC,
  imagecorruptions: {
    ...imageNetC,
    ...byName([motionBlurWithinImage, zoomBlurFromCorner, snowFromCorner, elasticTransformOfSize]),
  },
  '3dcc': byName([nearFocus, farFocus, xyMotionBlur, zMotionBlur, flash, fog3d]),
};

/** The fifteen corruptions that ImageNet-C's mean corruption error is taken over; the other four are for validation. */
export const benchmarkCorruptions: readonly string[] = Object.keys(imageNetC).slice(0, 15);
