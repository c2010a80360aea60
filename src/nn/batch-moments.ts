import * as tf from '@tensorflow/tfjs-core';

/** Share by which a training step moves the running statistics; the default of PyTorch. */
const momentum = 0.1;

/**
 * What the normalisations of a network have seen of a training batch. The running statistics of all of them are moved
 * together: a few operations on one vector instead of as many for every layer.
 */
export class BatchMoments {
  private readonly seen: { running: tf.Variable; moment: tf.Tensor1D }[] = [];

  /** Notes a moment of the batch [channels] and the running statistic that follows it. Takes the tensor over. */
  note(running: tf.Variable, moment: tf.Tensor1D): void {
    this.seen.push({ running, moment: tf.keep(moment) });
  }

  /** running ← running + .1 · (moment − running), for all that was noted; frees the moments. */
  moveRunningStatistics(): void {
    const { seen } = this;
    if (seen.length === 0) return;
    tf.tidy(() => {
      const running = tf.concat1d(seen.map((each) => each.running as tf.Tensor as tf.Tensor1D));
      const moments = tf.concat1d(seen.map(({ moment }) => moment));
      const moved = tf.add(running, tf.mul(tf.sub(moments, running), momentum));
      const parts = tf.split(
        moved,
        seen.map(({ moment }) => moment.size),
      );
      seen.forEach(({ running: statistic }, i) => statistic.assign(parts[i]));
    });
    tf.dispose(seen.splice(0).map(({ moment }) => moment));
  }
}
