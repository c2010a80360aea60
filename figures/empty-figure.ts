import { figureWidth, houseLayout, ink, panelNote, plainText, type Figure } from '../src/plot/index.js';

/** A figure whose data a study does not have: it says so, and what would bring them. */
export function emptyFigure(name: string, title: string, missing: string): Figure {
  const axis = { visible: false, range: [0, 1] };
  return {
    name,
    title,
    caption: missing,
    data: [],
    layout: {
      ...houseLayout({ title }),
      width: figureWidth,
      height: 200,
      xaxis: axis,
      yaxis: axis,
      margin: { l: 16, r: 16, t: 60, b: 16 },
      annotations: [panelNote({ x: [0, 1], y: [0, 1] }, plainText(missing), ink.soft)],
    },
  };
}
