import * as tf from '@tensorflow/tfjs-core';

/**
 * Spreads an image: zeros between its rows and columns.
 *
 * `[b, h, w, c]` → `[b, (h − 1)·rowStep + 1, (w − 1)·columnStep + 1, c]`, with `out[b, y·rowStep, x·columnStep, c] = image[b, y, x, c]`.
 */
export function insertZeros(image: tf.Tensor4D, rowStep: number, columnStep: number): tf.Tensor4D {
  if (rowStep === 1 && columnStep === 1) return image;
  const [batch, height, width, channels] = image.shape;
  return tf.tidy(() => {
    // Zeros after each pixel, then zeros after each row: both are padding of a flattened last axis.
    const pixels = tf.reshape(image, [batch * height * width, channels]) as tf.Tensor2D;
    const wide = padEnd(pixels, (columnStep - 1) * channels);
    const rows = tf.reshape(wide, [batch * height, width * columnStep * channels]) as tf.Tensor2D;
    const high = padEnd(rows, (rowStep - 1) * width * columnStep * channels);
    const spread = tf.reshape(high, [batch, height * rowStep, width * columnStep, channels]) as tf.Tensor4D;
    return tf.slice4d(
      spread,
      [0, 0, 0, 0],
      [batch, (height - 1) * rowStep + 1, (width - 1) * columnStep + 1, channels],
    );
  });
}

function padEnd(matrix: tf.Tensor2D, columns: number): tf.Tensor2D {
  return tf.pad2d(matrix, [
    [0, 0],
    [0, columns],
  ]);
}
