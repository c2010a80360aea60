import type { Tensor4D, Variable } from '@tensorflow/tfjs-core';

/** A place in an encoder whose activations can be read. */
export interface Stage {
  name: string;
  channels: number;
  /** Image pixels per feature cell, along each axis. */
  stride: number;
}

/** Variables by name, in a fixed order; `trainable` ones receive gradients, the others are statistics. */
export interface Parameter {
  name: string;
  variable: Variable;
  trainable: boolean;
}

/** Everything needed to build the same architecture again (JSON). */
export interface EncoderConfig {
  architecture: string;
  /** Channels of the first stage; later stages are multiples. */
  width: number;
}

/**
 * A visual encoder: images in, activations of every named stage out.
 *
 * Images are [batch, height, width, 3] sRGB in 0..1; the encoder normalises them itself.
 */
export interface Encoder {
  readonly config: EncoderConfig;
  /** In the order of computation; the last one is the output. */
  readonly stages: readonly Stage[];
  /** Name of the stage where the encoder (contracting half) ends. */
  readonly encoderEnd: string;
  /** Name of the last stage: the features that losses and heads read. */
  readonly output: string;
  readonly parameters: readonly Parameter[];
  /** Activations by stage name, [batch, height/stride, width/stride, channels]. The caller owns the tensors. */
  forward(images: Tensor4D, options?: { training?: boolean }): Record<string, Tensor4D>;
  dispose(): void;
}
