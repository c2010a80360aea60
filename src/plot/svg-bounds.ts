import { multiplyAffine, parseTransform, identityAffine, type Affine } from './affine.js';
import { boundsOfPoints, transformBounds, unionBounds, type Bounds } from './bounds.js';
import { pathPoints } from './path-points.js';
import { inherited, layoutText } from './text-layout.js';
import type { Typeface } from './typeface.js';

/** Children that define things without drawing them. */
const definitions = new Set(['defs', 'clipPath', 'title', 'desc', 'style']);

/** Bounds of an SVG element with its descendants in its own frame (`getBBox`); null when it draws nothing. */
export function svgBounds(element: Element, typeface: Typeface, frame: Affine = identityAffine): Bounds | null {
  const own = shapeBounds(element, typeface);
  if (own) return transformBounds(own, frame);
  if (element.tagName === 'text') return null;
  let bounds: Bounds | null = null;
  for (const child of Array.from(element.children)) {
    if (definitions.has(child.tagName)) continue;
    const childFrame = multiplyAffine(frame, parseTransform(child.getAttribute('transform')));
    bounds = unionBounds(bounds, svgBounds(child, typeface, childFrame));
  }
  return bounds;
}

/** Map from an element's own frame to the frame of its outermost `<svg>`. */
export function frameInSvg(element: Element): Affine {
  let frame = identityAffine;
  for (let at: Element | null = element; at && at.tagName !== 'svg'; at = at.parentElement)
    frame = multiplyAffine(parseTransform(at.getAttribute('transform')), frame);
  return frame;
}

function shapeBounds(element: Element, typeface: Typeface): Bounds | null {
  const number = (name: string): number => parseFloat(element.getAttribute(name) ?? '') || 0;
  switch (element.tagName) {
    case 'text':
      return textBounds(element, typeface);
    case 'rect':
    case 'image': {
      const [x, y] = [number('x'), number('y')];
      return { left: x, top: y, right: x + number('width'), bottom: y + number('height') };
    }
    case 'circle': {
      const [x, y, r] = [number('cx'), number('cy'), number('r')];
      return { left: x - r, top: y - r, right: x + r, bottom: y + r };
    }
    case 'line':
      return boundsOfPoints([number('x1'), number('y1'), number('x2'), number('y2')]);
    case 'path':
      return boundsOfPoints(pathPoints(element.getAttribute('d')));
    default:
      return null;
  }
}

function textBounds(element: Element, typeface: Typeface): Bounds | null {
  if (inherited(element, 'display') === 'none') return null;
  let bounds: Bounds | null = null;
  for (const { x, y, width, size } of layoutText(element, typeface))
    bounds = unionBounds(bounds, {
      left: x,
      right: x + width,
      // Whole pixels, as browsers have it, so that texts are set where browsers set them.
      top: y - Math.round(typeface.ascent * size),
      bottom: y + Math.round(typeface.descent * size),
    });
  return bounds;
}
