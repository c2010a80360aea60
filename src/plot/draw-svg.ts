import type { Image, Path2D as SkiaPath, SKRSContext2D } from '@napi-rs/canvas';
import { parseTransform } from './affine.js';
import { svgBounds } from './svg-bounds.js';
import { inherited, ownProperty } from './text-layout.js';
import type { Typeface } from './typeface.js';

/** What is drawn with. */
interface Drawing {
  context: SKRSContext2D;
  Path2D: new (outline: string) => SkiaPath;
  /** Decoded pictures by their address. */
  pictures: ReadonlyMap<string, Image>;
  /** Outlines by the id of their glyph, read once. */
  glyphs: Map<string, SkiaPath>;
  typeface: Typeface;
}

/** Elements that define things without drawing them. */
const definitions = new Set(['defs', 'clipPath', 'title', 'desc', 'style', 'linearGradient']);

/**
 * Draws the root element of a SVG of {@link renderSvg} on a canvas or on a page: the part of SVG that Plotly writes, with
 * text as outlines.
 */
export async function drawSvg(root: Element, context: SKRSContext2D, typeface: Typeface): Promise<void> {
  const { loadImage, Path2D } = await import('@napi-rs/canvas');
  const pictures = new Map<string, Image>();
  for (const image of Array.from(root.getElementsByTagName('image')))
    pictures.set(addressOf(image), await loadImage(addressOf(image)));
  context.imageSmoothingEnabled = false;
  draw(root, { context, Path2D, pictures, glyphs: new Map(), typeface });
}

function draw(element: Element, drawing: Drawing): void {
  if (definitions.has(element.tagName) || ownProperty(element, 'display') === 'none') return;
  const opacity = ownProperty(element, 'opacity');
  if (opacity === '0') return;
  const { context } = drawing;
  context.save();
  context.transform(...parseTransform(element.getAttribute('transform')));
  clip(element, drawing);
  if (opacity !== '') context.globalAlpha *= Number(opacity);
  const path = outlineOf(element, drawing);
  if (path) paint(element, path, drawing);
  else if (element.tagName === 'image') drawPicture(element, drawing);
  else for (const child of Array.from(element.children)) draw(child, drawing);
  context.restore();
}

/** The path of an element that is one; undefined of groups and pictures. */
function outlineOf(element: Element, { Path2D, glyphs }: Drawing): SkiaPath | undefined {
  const number = (name: string): number => Number(element.getAttribute(name) ?? 0);
  switch (element.tagName) {
    case 'path':
      return new Path2D(element.getAttribute('d') ?? '');
    case 'circle': {
      const [x, y, r] = [number('cx'), number('cy'), number('r')];
      return new Path2D(`M${x + r},${y}A${r},${r} 0 1,1 ${x},${y - r}A${r},${r} 0 0,1 ${x + r},${y}Z`);
    }
    case 'rect': {
      const [x, y] = [number('x'), number('y')];
      return new Path2D(`M${x},${y}h${number('width')}v${number('height')}H${x}Z`);
    }
    case 'line':
      return new Path2D(`M${number('x1')},${number('y1')}L${number('x2')},${number('y2')}`);
    case 'use': {
      const id = element.getAttribute('href')!.slice(1);
      const outline = glyphs.get(id) ?? new Path2D(definitionOf(element, id).getAttribute('d')!);
      glyphs.set(id, outline);
      return outline;
    }
    default:
      return undefined;
  }
}

function paint(element: Element, path: SkiaPath, { context, typeface }: Drawing): void {
  if (element.tagName === 'use') context.translate(Number(element.getAttribute('x') ?? 0), 0);
  const alpha = context.globalAlpha;
  const fill = inherited(element, 'fill') || '#000000';
  const fillOpacity = Number(inherited(element, 'fill-opacity') || 1);
  if (fill !== 'none' && fillOpacity > 0) {
    context.fillStyle = fill.startsWith('url(') ? gradientOf(element, fill, context, typeface) : fill;
    context.globalAlpha = alpha * fillOpacity;
    context.fill(path, inherited(element, 'fill-rule') === 'evenodd' ? 'evenodd' : 'nonzero');
  }
  const stroke = inherited(element, 'stroke') || 'none';
  const strokeOpacity = Number(inherited(element, 'stroke-opacity') || 1);
  const width = parseFloat(inherited(element, 'stroke-width') || '1');
  if (stroke === 'none' || strokeOpacity === 0 || width === 0) return;
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.miterLimit = Number(inherited(element, 'stroke-miterlimit') || 4);
  context.setLineDash(dashesOf(inherited(element, 'stroke-dasharray')));
  context.globalAlpha = alpha * strokeOpacity;
  context.stroke(path);
}

function dashesOf(property: string): number[] {
  return property === '' || property === 'none' ? [] : property.split(/[\s,]+/).map(parseFloat);
}

/** The linear gradient that `fill` names, from edge to edge of the element. */
function gradientOf(
  element: Element,
  fill: string,
  context: SKRSContext2D,
  typeface: Typeface,
): ReturnType<SKRSContext2D['createLinearGradient']> {
  const gradient = definitionOf(element, idIn(fill));
  const { left, top, right, bottom } = svgBounds(element, typeface)!;
  const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map((name) => Number(gradient.getAttribute(name)));
  const across = (share: number): number => left + share * (right - left);
  const down = (share: number): number => top + share * (bottom - top);
  const painted = context.createLinearGradient(across(x1), down(y1), across(x2), down(y2));
  for (const stop of Array.from(gradient.children))
    painted.addColorStop(parseFloat(stop.getAttribute('offset')!) / 100, stop.getAttribute('stop-color')!);
  return painted;
}

function clip(element: Element, drawing: Drawing): void {
  const property = ownProperty(element, 'clip-path');
  if (property === '' || property === 'none') return;
  for (const shape of Array.from(definitionOf(element, idIn(property)).children))
    drawing.context.clip(outlineOf(shape, drawing)!);
}

function drawPicture(element: Element, { context, pictures }: Drawing): void {
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(element.getAttribute(name) ?? 0));
  context.drawImage(pictures.get(addressOf(element))!, x, y, width, height);
}

function addressOf(image: Element): string {
  return image.getAttribute('href') ?? image.getAttributeNS('http://www.w3.org/1999/xlink', 'href')!;
}

function idIn(property: string): string {
  return /#([^'")]+)/.exec(property)![1];
}

function definitionOf(element: Element, id: string): Element {
  return element.ownerDocument.getElementById(id)!;
}
