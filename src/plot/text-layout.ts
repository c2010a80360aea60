import type { FontWeight, Typeface } from './typeface.js';

/** A stretch of text in one style, placed: `x`, `y` is the start of its baseline in the text element's own frame. */
export interface TextRun {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  weight: FontWeight;
  fill: string;
  fillOpacity: string;
}

interface PlacedRun extends TextRun {
  /** Index of the anchored chunk (a line) to which the run belongs. */
  chunk: number;
}

/**
 * Lays out an SVG `<text>` element as SVG does: every absolute `x` begins a chunk, which `text-anchor` aligns; `dx` and
 * `dy` move the pen (`em` of the tspan's own size); nested tspans may change size, weight and colour.
 */
export function layoutText(element: Element, typeface: Typeface): TextRun[] {
  const runs: PlacedRun[] = [];
  const pen = { x: 0, y: 0, chunk: 0 };
  const visit = (node: Element): void => {
    const size = fontSize(node);
    movePen(pen, node, size);
    for (const child of Array.from(node.childNodes)) {
      if (child.nodeType === 1) visit(child as Element);
      else if (child.nodeType === 3) {
        const text = (child.textContent ?? '').replace(/\u200b/g, '').replace(/[\s\u00a0]/g, ' ');
        if (text === '') continue;
        const weight = fontWeight(node);
        const width = typeface.width(text, size, weight);
        const fill = inherited(node, 'fill') || '#000';
        const fillOpacity = inherited(node, 'fill-opacity') || '1';
        runs.push({ text, x: pen.x, y: pen.y, width, size, weight, fill, fillOpacity, chunk: pen.chunk });
        pen.x += width;
      }
    }
  };
  visit(element);
  return anchored(runs, inherited(element, 'text-anchor'));
}

function movePen(pen: { x: number; y: number; chunk: number }, node: Element, size: number): void {
  const [x, y] = [node.getAttribute('x'), node.getAttribute('y')];
  if (x !== null) {
    pen.x = length(x, size);
    pen.chunk++;
  }
  if (y !== null) pen.y = length(y, size);
  pen.x += length(node.getAttribute('dx') ?? '0', size);
  pen.y += length(node.getAttribute('dy') ?? '0', size);
}

function anchored(runs: PlacedRun[], anchor: string): TextRun[] {
  const share = anchor === 'middle' ? 0.5 : anchor === 'end' ? 1 : 0;
  const ends = new Map<number, { start: number; end: number }>();
  for (const { chunk, x, width } of runs) {
    const known = ends.get(chunk);
    ends.set(chunk, { start: Math.min(known?.start ?? x, x), end: Math.max(known?.end ?? x, x + width) });
  }
  return runs.map(({ chunk, ...run }) => {
    const { start, end } = ends.get(chunk)!;
    return { ...run, x: run.x - share * (end - start) };
  });
}

/** Value of a presentation property on an SVG node or its nearest ancestor that sets it; '' when none does. */
export function inherited(node: Element, property: string): string {
  for (let at: Element | null = node; at; at = at.parentElement) {
    const value = ownProperty(at, property);
    if (value) return value;
  }
  return '';
}

/**
 * Value of a presentation property that a node sets itself, in its `style` or as an attribute; '' when it does not.
 * The style is read as text: the CSS object model of jsdom would cost a parse per element.
 */
export function ownProperty(node: Element, property: string): string {
  for (const declaration of (node.getAttribute('style') ?? '').split(';')) {
    const colon = declaration.indexOf(':');
    if (declaration.slice(0, colon).trim() === property) return declaration.slice(colon + 1).trim();
  }
  return node.getAttribute(property) ?? '';
}

/** Font size in pixels; a percentage or `em` is of the parent's. */
function fontSize(node: Element): number {
  const given = ownProperty(node, 'font-size');
  if (!given) return node.parentElement ? fontSize(node.parentElement) : 12;
  const value = parseFloat(given);
  const relative = given.endsWith('%') ? value / 100 : given.endsWith('em') ? value : 0;
  return relative > 0 ? relative * (node.parentElement ? fontSize(node.parentElement) : 12) : value;
}

function fontWeight(node: Element): FontWeight {
  const weight = inherited(node, 'font-weight');
  return weight.startsWith('bold') || parseInt(weight, 10) >= 600 ? 600 : 400;
}

function length(text: string, size: number): number {
  const value = parseFloat(text) || 0;
  return text.endsWith('em') ? value * size : value;
}
