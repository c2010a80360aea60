import { exactPow } from '../../src/support/exact-math.js';
import type { Random } from '../../src/support/random.js';
import type { Preset } from './presets.js';
import type { Lighting, Vector } from './scene.js';

/** A colour of luminance near 1 with the given saturation, warm (+1) to cool (−1) plus a little green or magenta. */
function tinted(warmth: number, saturation: number, green: number): Vector {
  return [1 + saturation * warmth, 1 + 0.25 * saturation * green, 1 - saturation * warmth];
}

const scaled = ([r, g, b]: Vector, by: number): Vector => [r * by, g * by, b * by];

const hours = ['day', 'evening', 'night'] as const;

/** Which lights are on: daylight by day, the ceiling lamp at night, both in the evening. */
export type Hour = (typeof hours)[number];

/** Draws the hour, how strong the lights are and of what colour; another hour than `except` if one is given. */
export function drawLighting(preset: Preset, random: Random, except?: Hour): Lighting {
  const power = (): number => exactPow(2, random.uniform(...preset.power));
  const saturation = (): number => random.uniform(...preset.tint);
  const hour = random.choice(hours.filter((name) => name !== except));
  const green = random.uniform(-1, 1);
  const daylight = scaled(tinted(-1 + 0.6 * random.next(), saturation(), green), hour === 'night' ? 0 : 5.5 * power());
  const ceiling = scaled(tinted(1 - 1.2 * random.next(), saturation(), green), hour === 'day' ? 0 : 2.4 * power());
  const lamp = scaled(
    tinted(1 - 0.4 * random.next(), saturation() + 0.1, green),
    random.chance(0.6) ? 0.6 * power() : 0,
  );
  const sum = ([r, g, b]: Vector, [s, h, c]: Vector): Vector => [r + s, g + h, b + c];
  const all = sum(scaled(daylight, 0.3), sum(ceiling, scaled(lamp, 0.5)));
  const ambient = random.uniform(...preset.ambient);
  return {
    hour,
    daylight,
    ceiling,
    lamp,
    ambientAbove: scaled(all, ambient * 0.5),
    ambientBelow: scaled([all[0] * 1.05, all[1], all[2] * 0.92], ambient * 0.38),
  };
}
