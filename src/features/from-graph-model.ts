import type { GraphModel } from '@tensorflow/tfjs';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InputError } from '../support/errors.js';
import { declaredSize } from './declared-size.js';
import type { LayeredModel } from './layered-model.js';

interface GraphNode {
  name: string;
  op: string;
  inputNames: string[];
  attrParams: Record<string, unknown>;
  children: GraphNode[];
}

/** A converted TensorFlow graph: its layers are the nodes that depend on the image. */
export function fromGraphModel(model: GraphModel): LayeredModel {
  const name = 'graph model';
  if (model.inputs.length !== 1)
    throw new InputError(`The ${name} has ${model.inputs.length} inputs; expected one, of images.`);
  const [input] = model.inputs;
  // The library keeps the graph to itself, but runs to any of its nodes.
  const { nodes } = (model as unknown as { executor: { graph: { nodes: Record<string, GraphNode> } } }).executor.graph;
  return {
    name,
    layerNames: dependants(nodes, input.name.replace(/:\d+$/, '')),
    imageSize: declaredSize(`The ${name}`, input.shape),
    structure: JSON.stringify(Object.values(nodes).map(({ name, op, inputNames, attrParams }) => ({ name, op, inputNames, attrParams }))), // prettier-ignore
    weights: () => Object.entries(model.weights).flatMap(([key, tensors]) => tensors.map((one) => [key, one] as const)),
    run(images, layerNames) {
      const activations: Tensor | Tensor[] = model.execute({ [input.name]: images }, [...layerNames]);
      return Array.isArray(activations) ? activations : [activations];
    },
  };
}

/** The names of the nodes that a node leads to, each after those that it needs. */
function dependants(nodes: Readonly<Record<string, GraphNode>>, start: string): string[] {
  const finished: string[] = [];
  const seen = new Set<GraphNode>();
  const stack = [{ node: nodes[start], next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    const child = top.node.children[top.next++];
    if (child === undefined) finished.push(stack.pop()!.node.name);
    else if (!seen.has(child)) {
      seen.add(child);
      stack.push({ node: child, next: 0 });
    }
  }
  return finished.reverse().slice(1);
}
