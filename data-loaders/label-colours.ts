export type Colour = readonly [number, number, number];

/** A colour for every number: hues a golden angle apart, in three lightnesses; black for 0. */
export function colourOf(id: number): Colour {
  if (id === 0) return [0, 0, 0];
  const hue = (id * 0.618034) % 1;
  const light = 0.62 + 0.19 * ((id % 3) - 1);
  const channel = (k: number): number =>
    Math.round(255 * light * (0.66 + 0.34 * Math.cos(2 * Math.PI * (hue - k / 3))));
  return [channel(0), channel(1), channel(2)];
}

/** The colours of a dataset's classes in pictures, as CSS, by name: its own where it has any. */
export function classColours(dataset: {
  classes: readonly string[];
  legend?: readonly Colour[];
}): Record<string, string> {
  const { classes, legend = [] } = dataset;
  return Object.fromEntries(classes.map((name, id) => [name, `rgb(${(legend[id] ?? colourOf(id)).join(',')})`]));
}

/** A raster of ids [n] as sRGB [n, 3], in the colours of the legend where it has any. */
export function labelColours(ids: Uint16Array, legend: readonly Colour[] = []): Uint8Array {
  const colours = new Map<number, Colour>();
  const rgb = new Uint8Array(ids.length * 3);
  ids.forEach((id, pixel) => {
    let colour = colours.get(id);
    if (!colour) colours.set(id, (colour = legend[id] ?? colourOf(id)));
    rgb.set(colour, pixel * 3);
  });
  return rgb;
}
