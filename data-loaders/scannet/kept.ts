import { parseSafetensors, serialiseSafetensors, type Safetensors } from '../../src/formats/safetensors.js';
import { cacheFolder, canonicalJson, sha256 } from '../../src/support/files.js';
import { BoundedCache } from '../bounded-cache.js';

/** Bytes of what is kept on disk: tables of frames, decoded frames, fused clouds. */
const limit = 4e9;

/** What was kept under a key, or undefined; what is not whole is not found. */
export function readKept(key: object): Safetensors | undefined {
  const bytes = cache().read(nameOf(key));
  return bytes && parseSafetensors(bytes, 'kept data');
}

/** Keeps tensors and metadata under a key that says all that they follow from. */
export function keep(key: object, ...content: Parameters<typeof serialiseSafetensors>): void {
  cache().write(nameOf(key), serialiseSafetensors(...content));
}

const caches = new Map<string, BoundedCache>();

/** One for each folder, which tests change. */
function cache(): BoundedCache {
  const folder = cacheFolder('scannet');
  let found = caches.get(folder);
  if (!found) caches.set(folder, (found = new BoundedCache({ folder, limit }, 'Frames and clouds of ScanNet')));
  return found;
}

function nameOf(key: object): string {
  return sha256(canonicalJson(key)).slice(0, 32);
}
