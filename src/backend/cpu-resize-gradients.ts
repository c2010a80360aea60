import * as tf from '@tensorflow/tfjs-core';

/**
 * Gradient of `resizeNearestNeighbor`: each value of `dy` goes to the pixel that it was read from. The backend's own
 * kernel reads `dy` of every image but the first from the wrong place.
 */
function nearestGradient({ images, dy }: { images: tf.Tensor4D; dy: tf.Tensor4D }, alignCorners: boolean): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [, highHeight, highWidth] = dy.shape;
  const rows = nearestSources(height, highHeight, alignCorners);
  const columns = nearestSources(width, highWidth, alignCorners);
  const gradients = dy.dataSync();
  const dx = new Float32Array(images.size);
  let from = 0;
  for (let image = 0; image < batch; image++) {
    for (const row of rows) {
      for (const column of columns) {
        const to = ((image * height + row) * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) dx[to + channel] += gradients[from++];
      }
    }
  }
  return tf.tensor4d(dx, images.shape);
}

/** For each position of the larger image, the position of the smaller one that nearest-neighbour resizing reads. */
function nearestSources(size: number, largerSize: number, alignCorners: boolean): number[] {
  const aligned = alignCorners && largerSize > 1;
  const scale = aligned ? (size - 1) / (largerSize - 1) : size / largerSize;
  return Array.from({ length: largerSize }, (_, i) =>
    Math.min(size - 1, alignCorners ? Math.round(i * scale) : Math.floor(i * scale)),
  );
}

let registered = false;

/** Replaces two gradients of the cpu backend that are wrong, so that it can be what the others are tested against; once. */
export function registerCpuResizeGradients(): void {
  if (registered) return;
  registered = true;
  replaceKernel(tf.ResizeNearestNeighborGrad, (original) => ({
    ...original,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() =>
        nearestGradient(
          inputs as unknown as { images: tf.Tensor4D; dy: tf.Tensor4D },
          (attrs as unknown as tf.ResizeNearestNeighborGradAttrs).alignCorners,
        ),
      ),
  }));
  // The gradient of resizeBilinear has the right values under a shape with width and height exchanged.
  replaceKernel(tf.ResizeBilinearGrad, (original) => ({
    ...original,
    kernelFunc: (call) => ({
      ...(original.kernelFunc(call) as tf.TensorInfo),
      shape: (call.inputs as unknown as { images: tf.TensorInfo }).images.shape,
    }),
  }));
}

function replaceKernel(name: string, replacement: (original: tf.KernelConfig) => tf.KernelConfig): void {
  const original = tf.getKernel(name, 'cpu');
  if (!original) return;
  tf.unregisterKernel(name, 'cpu');
  tf.registerKernel(replacement(original));
}
