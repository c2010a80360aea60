import type { Raster } from './rasters.js';

/** Lines from pixels of one picture to pixels of another: `a[i]` to `b[i]`, as indices v·width + u. */
export interface Links {
  a: ArrayLike<number>;
  b: ArrayLike<number>;
  /** Which of them are right, drawn blue with round ends; the others orange, broken, with square ends. All of one kind when omitted. */
  right?: ArrayLike<unknown>;
}

/** Where a picture is drawn, in pixels of the screen. */
export interface Place {
  raster: Raster;
  row: number;
  x: number;
  y: number;
  /** Screen pixels per pixel of the raster. */
  scale: number;
}

/** Links between two pictures that have their place. */
export interface Joined {
  links: Links;
  first: Place;
  second: Place;
}

/** A link on the screen. */
export interface LinkLine {
  from: [x: number, y: number];
  to: [x: number, y: number];
  colour: string;
  /** Undefined where right and wrong are not told apart. */
  right?: boolean;
}

/** Told apart with any colour vision (after Okabe & Ito, 2008). */
const [rightColour, wrongColour] = ['#0072b2', '#d55e00'];

/** Degrees between the hues of one link and the next: no two are alike. */
const goldenAngle = 137.508;

/** Where links lie and how they look: wrong ones first, so that right ones lie above them. */
export function linksOnScreen({ links: { a, b, right }, first, second }: Joined): LinkLine[] {
  const lines = Array.from(a, (pixel, i): LinkLine => {
    const ends = { from: middle(first, pixel), to: middle(second, b[i]) };
    if (!right) return { ...ends, colour: `hsl(${Math.round((i * goldenAngle) % 360)}, 90%, 60%)` };
    return { ...ends, colour: right[i] ? rightColour : wrongColour, right: Boolean(right[i]) };
  });
  return lines.sort((one, other) => Number(one.right ?? 0) - Number(other.right ?? 0));
}

function middle({ raster, x, y, scale }: Place, pixel: number): [number, number] {
  return [x + ((pixel % raster.width) + 0.5) * scale, y + (Math.floor(pixel / raster.width) + 0.5) * scale];
}

/** Links as SVG. */
export function linkLines(joined: Joined): string {
  return linksOnScreen(joined).map(linkSvg).join('');
}

function linkSvg({ from: [x1, y1], to: [x2, y2], colour, right }: LinkLine): string {
  const path = `M${x1} ${y1}L${x2} ${y2}`;
  const broken = right === false ? ' stroke-dasharray="5 4"' : '';
  const casing =
    right === undefined
      ? ''
      : `<path d="${path}" stroke="#ffffff" stroke-opacity="${right ? 0.7 : 0.4}" stroke-width="${right ? 3.2 : 2.4}"/>`;
  const end = (x: number, y: number): string =>
    right === false ? `<rect x="${x - 3}" y="${y - 3}" width="6" height="6"/>` : `<circle cx="${x}" cy="${y}" r="3"/>`;
  const line = `<path d="${path}" stroke-width="${right ? 1.8 : 1.2}"${broken}/>`;
  return `<g fill="${colour}" stroke="${colour}">${casing}${line}${end(x1, y1)}${end(x2, y2)}</g>`;
}

/** The marks of a picture as SVG: white on black, to be seen on any ground. */
export function markFrames({ raster, x, y, scale }: Place): string {
  const frames = (raster.marks ?? []).map((mark) => {
    const size = `width="${mark.width * scale + 4}" height="${mark.height * scale + 4}"`;
    const at = `x="${x + mark.x * scale - 2}" y="${y + mark.y * scale - 2}"`;
    return `<rect ${at} ${size} stroke="#000000" stroke-width="4"/><rect ${at} ${size} stroke="#ffffff" stroke-width="1.6"/>`;
  });
  return frames.length === 0 ? '' : `<g fill="none">${frames.join('')}</g>`;
}
