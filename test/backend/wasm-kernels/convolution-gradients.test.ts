import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { onBackend, restoreBackendAfterwards } from '../on-backend.js';
import { wholeNumbers } from '../whole-numbers.js';

interface Convolution {
  batch: number;
  height: number;
  width: number;
  inChannels: number;
  /** Output channels of a convolution, channels per input channel of a depthwise one. */
  outChannels: number;
  kernelHeight: number;
  kernelWidth: number;
  strides: [number, number];
  dilations: [number, number];
  pad: 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
  depthwise: boolean;
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const margin = fc.tuple(fc.nat(4), fc.nat(4));
const explicitPadding = fc
  .tuple(margin, margin)
  .map(([vertical, horizontal]): Convolution['pad'] => [[0, 0], vertical, horizontal, [0, 0]]);

/** Kernels 1–5 with sides of their own, strides 1–3 or dilations 1–2, every padding, sizes odd and even. */
const convolutions: fc.Arbitrary<Convolution> = fc
  .record({
    batch: upTo(3),
    height: upTo(11),
    width: upTo(11),
    inChannels: upTo(4),
    outChannels: upTo(4),
    kernelHeight: upTo(5),
    kernelWidth: upTo(5),
    strides: fc.tuple(upTo(3), upTo(3)),
    dilations: fc.oneof(fc.constant<[number, number]>([1, 1]), fc.tuple(upTo(2), upTo(2))),
    pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), explicitPadding),
    depthwise: fc.boolean(),
  })
  .map((c) => (Math.max(...c.dilations) > 1 ? { ...c, strides: [1, 1] as [number, number] } : c))
  .filter(({ pad, height, width, kernelHeight, kernelWidth, dilations }) => {
    if (pad === 'same') return true;
    const [, [top, bottom], [left, right]] =
      pad === 'valid'
        ? [
            [0, 0],
            [0, 0],
            [0, 0],
          ]
        : pad;
    const fitsHigh = height + top + bottom > (kernelHeight - 1) * dilations[0];
    return fitsHigh && width + left + right > (kernelWidth - 1) * dilations[1];
  });

function operands(c: Convolution): {
  x: tf.Tensor4D;
  filter: tf.Tensor4D;
  convolve: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;
} {
  const convolve = (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D =>
    c.depthwise
      ? tf.depthwiseConv2d(x, filter, c.strides, c.pad, 'NHWC', c.dilations)
      : tf.conv2d(x, filter, c.strides, c.pad, 'NHWC', c.dilations);
  return {
    x: wholeNumbers([c.batch, c.height, c.width, c.inChannels], 'x'),
    filter: wholeNumbers([c.kernelHeight, c.kernelWidth, c.inChannels, c.outChannels], 'filter'),
    convolve,
  };
}

function gradients(c: Convolution): tf.Tensor[] {
  const { x, filter, convolve } = operands(c);
  const dy = wholeNumbers(convolve(x, filter).shape, 'dy');
  return tf.grads((image, taps) => convolve(image as tf.Tensor4D, taps as tf.Tensor4D))([x, filter], dy);
}

describe('convolution gradients', () => {
  restoreBackendAfterwards();

  it('on wasm equal those on cpu, whatever kernel, stride, dilation, padding and size', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const expected = await onBackend('cpu', () => gradients(c));
        const actual = await onBackend('wasm', () => gradients(c));
        assert.deepEqual(actual, expected);
      }),
      { numRuns: 300 },
    );
  });

  it('are the adjoint of the convolution: ⟨conv(x′, f), dy⟩ = ⟨x′, dx⟩ and ⟨conv(x, f′), dy⟩ = ⟨f′, df⟩', async () => {
    await fc.assert(
      fc.asyncProperty(convolutions, async (c) => {
        const [throughImage, image, throughFilter, filter] = await onBackend('cpu', () => {
          const { x, filter, convolve } = operands(c);
          const dy = wholeNumbers(convolve(x, filter).shape, 'dy');
          const [dx, df] = tf.grads((image, taps) => convolve(image as tf.Tensor4D, taps as tf.Tensor4D))(
            [x, filter],
            dy,
          );
          const otherX = wholeNumbers<tf.Rank.R4>(x.shape, 'other x');
          const otherFilter = wholeNumbers<tf.Rank.R4>(filter.shape, 'other filter');
          return [
            tf.sum(tf.mul(convolve(otherX, filter), dy)),
            tf.sum(tf.mul(otherX, dx)),
            tf.sum(tf.mul(convolve(x, otherFilter), dy)),
            tf.sum(tf.mul(otherFilter, df)),
          ];
        });
        assert.deepEqual(image, throughImage);
        assert.deepEqual(filter, throughFilter);
      }),
      { numRuns: 150 },
    );
  });

  for (const side of [1, 3, 5])
    for (const stride of [1, 2])
      for (const pad of ['same', 'valid'] as const)
        it(`of a ${side}×${side} kernel, stride ${stride}, ${pad}, 13×9 image agree`, async () => {
          const c: Convolution = {
            ...{ batch: 2, height: 13, width: 9, inChannels: 3, outChannels: 5, depthwise: false },
            ...{ kernelHeight: side, kernelWidth: side, strides: [stride, stride], dilations: [1, 1], pad },
          };
          assert.deepEqual(await onBackend('wasm', () => gradients(c)), await onBackend('cpu', () => gradients(c)));
        });

  for (const depthwise of [false, true])
    it(`are zero where windows see padding only${depthwise ? ', depthwise' : ''}`, async () => {
      const c: Convolution = {
        ...{ batch: 2, height: 3, width: 1, inChannels: 2, outChannels: 2, depthwise },
        ...{ kernelHeight: 1, kernelWidth: 1, strides: [1, 3], dilations: [1, 1] },
        pad: [
          [0, 0],
          [0, 0],
          [2, 0],
          [0, 0],
        ],
      };
      for (const backend of ['wasm', 'cpu'] as const)
        for (const { values } of await onBackend(backend, () => gradients(c)))
          assert.ok(values.length > 0 && values.every((value) => value === 0));
    });

  it('leave no tensor behind', async () => {
    const c: Convolution = {
      ...{ batch: 2, height: 8, width: 7, inChannels: 3, outChannels: 2, depthwise: false },
      ...{ kernelHeight: 3, kernelWidth: 3, strides: [2, 2], dilations: [1, 1], pad: 'same' },
    };
    await onBackend('wasm', () => gradients(c));
    const before = tf.memory().numTensors;
    for (const depthwise of [false, true]) await onBackend('wasm', () => gradients({ ...c, depthwise }));
    assert.equal(tf.memory().numTensors, before);
  });
});
