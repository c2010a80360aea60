import * as tf from '@tensorflow/tfjs-core';
import { imageBatch } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import { featureStandard, type FeatureMap, type FeatureSource, type FeatureStandard } from '../features/index.js';
import { copyEncoder, type Encoder, type Parameter, type Stage } from '../nn/index.js';
import type { BackboneMode, Features } from './task.js';

/** What a head stands on: an encoder of which a copy is trained with it, or features that stay as they are. */
export type Backbone =
  { mode: 'full'; encoder: Encoder } | { mode: Exclude<BackboneMode, 'full'>; source: FeatureSource };

/** A backbone while a head learns on it and predicts from it. */
export interface OpenBackbone {
  readonly stages: readonly Stage[];
  readonly encoderEnd: string;
  readonly output: string;
  /** Trained together with the head. */
  readonly parameters: readonly Parameter[];
  /** By stage, what the features of a source that stays as it is are standardised with; empty before `prepare`. */
  readonly standards: ReadonlyMap<string, FeatureStandard>;
  /** Whether features follow training frames that were augmented. */
  readonly canAugment: boolean;
  /** Gets the features of training frames ready. Called once, before any other. */
  prepare(frames: readonly Sample[], stages: readonly string[]): Promise<void>;
  /** Called instead of `prepare` where nothing is to be learnt any more, with the standards of the training. */
  restore(stages: readonly string[], standards: ReadonlyMap<string, FeatureStandard>): void;
  /** Features of the training frames of these indices, which are the given samples, under the gradient tape. */
  features(samples: readonly Sample[], indices: Int32Array): Features;
  /** Features of any samples, for prediction. The caller owns the tensors. */
  infer(samples: readonly Sample[]): Promise<Features>;
  dispose(): void;
}

/** Opens a backbone; the given encoder or source is left as it is. */
export function openBackbone(backbone: Backbone): OpenBackbone {
  return backbone.mode === 'full' ? new TrainedBackbone(backbone.encoder) : new FixedBackbone(backbone.source);
}

/** A copy of an encoder. */
class TrainedBackbone implements OpenBackbone {
  readonly canAugment = true;
  readonly standards: ReadonlyMap<string, FeatureStandard> = new Map();
  readonly stages: readonly Stage[];
  readonly encoderEnd: string;
  readonly output: string;
  readonly parameters: readonly Parameter[];
  private readonly encoder: Encoder;
  private wanted: readonly string[] = [];

  constructor(original: Encoder) {
    this.encoder = copyEncoder(original);
    ({ stages: this.stages, encoderEnd: this.encoderEnd, output: this.output } = this.encoder);
    this.parameters = this.encoder.parameters;
  }

  async prepare(_frames: readonly Sample[], stages: readonly string[]): Promise<void> {
    this.wanted = stages;
  }

  restore(stages: readonly string[]): void {
    this.wanted = stages;
  }

  features(samples: readonly Sample[]): Features {
    return this.forward(samples, true);
  }

  async infer(samples: readonly Sample[]): Promise<Features> {
    return tf.tidy(() => this.forward(samples, false));
  }

  private forward(samples: readonly Sample[], training: boolean): Record<string, tf.Tensor4D> {
    const { width, height } = samples[0];
    const images = tf.tensor4d(imageBatch(samples), [samples.length, height, width, 3]);
    const activations = this.encoder.forward(images, { training });
    return Object.fromEntries(this.wanted.map((stage) => [stage, activations[stage]]));
  }

  dispose(): void {
    this.encoder.dispose();
  }
}

/** Features that are extracted once, each channel standardised over the training frames. */
class FixedBackbone implements OpenBackbone {
  readonly canAugment = false;
  readonly stages: readonly Stage[];
  readonly encoderEnd: string;
  readonly output: string;
  readonly parameters: readonly Parameter[] = [];
  private maps: FeatureMap[] = [];
  readonly standards = new Map<string, FeatureStandard>();

  constructor(private readonly source: FeatureSource) {
    ({ stages: this.stages, encoderEnd: this.encoderEnd, output: this.output } = source);
  }

  async prepare(frames: readonly Sample[], stages: readonly string[]): Promise<void> {
    this.maps = Object.values(await this.source.extract(frames, stages));
    for (const map of this.maps) {
      const standard = featureStandard(map.values, map.values.length / map.channels, map.channels);
      this.standards.set(map.stage, standard);
      standardise(map.values, standard);
    }
  }

  restore(_stages: readonly string[], standards: ReadonlyMap<string, FeatureStandard>): void {
    for (const [stage, standard] of standards) this.standards.set(stage, standard);
  }

  features(_samples: readonly Sample[], indices: Int32Array): Features {
    return Object.fromEntries(this.maps.map((map) => [map.stage, rowsOf(map, indices)]));
  }

  async infer(samples: readonly Sample[]): Promise<Features> {
    const maps = await this.source.extract(samples, [...this.standards.keys()]);
    return Object.fromEntries(
      [...this.standards].map(([stage, standard]) => {
        const { count, height, width, channels, values } = maps[stage];
        standardise(values, standard);
        return [stage, tf.tensor4d(values, [count, height, width, channels])];
      }),
    );
  }

  dispose(): void {
    this.maps = [];
  }
}

/** z = (x − mean)/σ of each channel, in place, since features of many frames are large. */
function standardise(values: Float32Array, { mean, inverseDeviation }: FeatureStandard): void {
  const channels = mean.length;
  for (let cell = 0; cell < values.length; cell += channels)
    for (let c = 0; c < channels; c++) values[cell + c] = (values[cell + c] - mean[c]) * inverseDeviation[c];
}

/** Features of some of the images of a map. */
function rowsOf({ values, height, width, channels }: FeatureMap, indices: Int32Array): tf.Tensor4D {
  const size = height * width * channels;
  const rows = new Float32Array(indices.length * size);
  indices.forEach((n, i) => rows.set(values.subarray(n * size, (n + 1) * size), i * size));
  return tf.tensor4d(rows, [indices.length, height, width, channels]);
}
