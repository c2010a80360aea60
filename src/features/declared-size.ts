import { InputError } from '../support/errors.js';

export type ImageSize = readonly [height: number, width: number];

/** The size that a declared input [n, height, width, 3] fixes. Throws InputError when it is no image with channels last. */
export function declaredSize(name: string, shape: readonly (number | null)[] | undefined): ImageSize | undefined {
  if (shape === undefined) return undefined;
  const [, height, width, channels] = shape;
  if (shape.length !== 4 || (channels !== 3 && channels !== null && channels !== -1))
    throw new InputError(
      `${name} takes input [${shape.map((length) => length ?? '…').join(', ')}]; expected images [n, height, width, 3]. Convert it with channels last.`,
    );
  return isLength(height) && isLength(width) ? [height, width] : undefined;
}

function isLength(length: number | null): length is number {
  return length !== null && length > 0;
}
