import { houseAxis, type Panel } from '../src/plot/index.js';

/** The horizontal axis of a panel along the stages of an encoder, which are called `what`. */
export function stageAxis(panel: Panel, stages: readonly string[], what: string): Record<string, unknown> {
  return houseAxis({
    domain: panel.x,
    anchor: panel.yaxis,
    type: 'category',
    categoryorder: 'array',
    categoryarray: stages,
    range: [-0.3, stages.length - 0.7],
    showgrid: false,
    ...(panel.isLowest ? { title: `${what}, input to output` } : {}),
  });
}
