import type * as tf from '@tensorflow/tfjs-core';

/** An attribute of an operation as TensorFlow's C library takes it. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** What tfjs-node's backend offers to run an operation of TensorFlow by its name. */
export interface NativeBackend {
  binding: Record<'TF_ATTR_TYPE' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING' | 'TF_FLOAT', number>;
  executeSingleOutput(name: string, attributes: NativeAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: NativeAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  incRef(dataId: tf.DataId): void;
}

/** The attribute that says that an operation's numbers are of single precision. */
export function float32({ binding }: NativeBackend, name = 'T'): NativeAttribute {
  return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}
