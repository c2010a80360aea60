import { luma } from '../../image/colour-space.js';
import { cellMeans } from '../cells.js';
import { remembered } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** Wavelengths in pixels. */
const wavelengths = [3, 6];
/** Directions along which the grey levels change, radians. */
const directions = [0, 1, 2, 3].map((quarter) => (quarter * Math.PI) / 4);
const filters = wavelengths.flatMap((wavelength) => directions.map((direction) => gaborKernel(wavelength, direction)));

interface GaborKernel {
  radius: number;
  /** Even and odd part, [2·radius + 1]² each. */
  even: Float64Array;
  odd: Float64Array;
}

/**
 * Gabor filter of one octave: `g(u, v)·exp(2πi(u cos θ + v sin θ)/λ)`, g an isotropic Gaussian of σ = .56 λ that sums to one;
 * its even part is made to sum to zero, so that brightness does not count.
 *
 * Reference: Jain & Farrokhnia, Unsupervised texture segmentation using Gabor filters, 1991.
 */
export function gaborKernel(wavelength: number, direction: number): GaborKernel {
  const sigma = 0.56 * wavelength;
  const radius = Math.ceil(3 * sigma);
  const side = 2 * radius + 1;
  const envelope = new Float64Array(side * side);
  const even = new Float64Array(side * side);
  const odd = new Float64Array(side * side);
  let total = 0;
  for (let v = -radius, i = 0; v <= radius; v++)
    for (let u = -radius; u <= radius; u++, i++)
      total += envelope[i] = Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
  let bias = 0;
  for (let v = -radius, i = 0; v <= radius; v++)
    for (let u = -radius; u <= radius; u++, i++) {
      envelope[i] /= total;
      const phase = (2 * Math.PI * (u * Math.cos(direction) + v * Math.sin(direction))) / wavelength;
      even[i] = envelope[i] * Math.cos(phase);
      odd[i] = envelope[i] * Math.sin(phase);
      bias += even[i];
    }
  for (let i = 0; i < even.length; i++) even[i] -= bias * envelope[i];
  return { radius, even, odd };
}

/**
 * Energy of a raster under a Gabor filter, the squared modulus of the response, [height, width]; the raster is mirrored at
 * its border.
 */
export function gaborEnergy(
  grey: Float32Array,
  width: number,
  height: number,
  { radius, even, odd }: GaborKernel,
): Float32Array {
  const energy = new Float32Array(grey.length);
  const columns = mirrored(width, radius);
  const rows = mirrored(height, radius);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      let [real, imaginary] = [0, 0];
      for (let dv = 0, i = 0; dv <= 2 * radius; dv++) {
        const row = rows[v + dv] * width;
        for (let du = 0; du <= 2 * radius; du++, i++) {
          const value = grey[row + columns[u + du]];
          real += value * even[i];
          imaginary += value * odd[i];
        }
      }
      energy[v * width + u] = real * real + imaginary * imaginary;
    }
  return energy;
}

/** Index in 0 … length − 1 of each place from −radius on, the border repeated as in a mirror. */
function mirrored(length: number, radius: number): Int32Array {
  return Int32Array.from({ length: length + 2 * radius }, (_, i) => {
    const at = (((i - radius) % (2 * length)) + 2 * length) % (2 * length);
    return at < length ? at : 2 * length - 1 - at;
  });
}

/** Energies of each pixel, [height, width, filters]. */
const energies = remembered(({ rgb, width, height }: { rgb: Uint8Array; width: number; height: number }) => {
  const grey = luma(rgb);
  const all = new Float32Array(grey.length * filters.length);
  filters.forEach((kernel, f) => {
    gaborEnergy(grey, width, height, kernel).forEach((value, pixel) => (all[pixel * filters.length + f] = value));
  });
  return all;
});

export const gabor: ProbeTarget = {
  name: 'gabor',
  description:
    'Natural logarithm of one plus the mean Gabor energy of luma in the cell, at wavelengths of 3 and 6 pixels in four directions.',
  unit: 'log squared grey levels',
  width: filters.length,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => {
    const { values, mask } = cellMeans(energies(sample), filters.length, sample, grid);
    return { values: values.map(Math.log1p), mask };
  },
};
