import * as tf from '@tensorflow/tfjs-core';
import { composedKernel } from './composed-kernel.js';

/** A tensor whose axes have letters. */
interface Labelled {
  tensor: tf.Tensor;
  labels: string[];
}

/**
 * Einstein summation, operand by operand: each pair is one batched matrix product. A letter that both have and that is
 * still needed is a batch axis, one that both have and nothing needs is summed by the product.
 */
function einsum(inputs: Record<string, tf.Tensor>, { equation }: tf.EinsumAttrs): tf.Tensor {
  const [left, output] = equation.replace(/\s/g, '').split('->');
  const operands = left.split(',').map((labels, i) => ({ tensor: inputs[i], labels: [...labels] }));
  let result = operands[0];
  for (let i = 1; i < operands.length; i++) {
    const needed = new Set([...output, ...operands.slice(i + 1).flatMap(({ labels }) => labels)]);
    result = contract(result, operands[i], needed);
  }
  return arrange(
    sumOut(result, (label) => output.includes(label)),
    [...output],
  );
}

function contract(a: Labelled, b: Labelled, needed: Set<string>): Labelled {
  a = sumOut(a, (label) => needed.has(label) || b.labels.includes(label));
  b = sumOut(b, (label) => needed.has(label) || a.labels.includes(label));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const summed = shared.filter((label) => !needed.has(label));
  const onlyA = a.labels.filter((label) => !shared.includes(label));
  const onlyB = b.labels.filter((label) => !shared.includes(label));

  const size = (operand: Labelled, labels: string[]): number[] =>
    labels.map((label) => operand.tensor.shape[operand.labels.indexOf(label)]);
  const count = (operand: Labelled, labels: string[]): number => tf.util.sizeFromShape(size(operand, labels));
  const matrixA = tf.reshape(arrange(a, [...batch, ...onlyA, ...summed]), [
    count(a, batch),
    count(a, onlyA),
    count(a, summed),
  ]);
  const matrixB = tf.reshape(arrange(b, [...batch, ...summed, ...onlyB]), [
    count(b, batch),
    count(b, summed),
    count(b, onlyB),
  ]);
  return {
    tensor: tf.reshape(tf.matMul(matrixA, matrixB), [...size(a, batch), ...size(a, onlyA), ...size(b, onlyB)]),
    labels: [...batch, ...onlyA, ...onlyB],
  };
}

function sumOut({ tensor, labels }: Labelled, keep: (label: string) => boolean): Labelled {
  const axes = labels.flatMap((label, axis) => (keep(label) ? [] : [axis]));
  return axes.length === 0 ? { tensor, labels } : { tensor: tf.sum(tensor, axes), labels: labels.filter(keep) };
}

function arrange({ tensor, labels }: Labelled, order: string[]): tf.Tensor {
  return tf.transpose(
    tensor,
    order.map((label) => labels.indexOf(label)),
  );
}

export const einsumKernel: tf.KernelConfig = composedKernel(tf.Einsum, einsum);
