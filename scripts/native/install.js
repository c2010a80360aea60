import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { addonFolder, bindingPackage, buildAddon, linkAddon, requireCompiler } from './addon.js';
import { installLibrary, readLibrary } from './library.js';
import { withLock } from './lock.js';
import { releaseFor } from './releases.js';

/**
 * Gives @tensorflow/tfjs-node-gpu a current TensorFlow: unpacked from its wheel and compiled against in the cache,
 * linked into node_modules. Idempotent. It never throws: without native TensorFlow everything runs, only slower.
 *
 * @param {{root: string, cuda: boolean, say: (line: string) => void}} options
 * @returns {Promise<string>} one line: what was done, or what is missing and the remedy
 */
export async function installNative({ root, cuda, say }) {
  if (process.env.ALIGNSCOPE_NATIVE === '0') return 'native TensorFlow skipped (ALIGNSCOPE_NATIVE=0)';
  try {
    return await install(root, cuda, say);
  } catch (error) {
    return `no native TensorFlow, wasm is used: ${error.message}${fileRemedy(error)}`;
  }
}

function fileRemedy({ code }) {
  if (code === 'ENOSPC' || code === 'EDQUOT') return ' (free some disk space, or point XDG_CACHE_HOME at another disk)';
  return code?.startsWith('E') ? ' (point XDG_CACHE_HOME at a folder that can be written)' : '';
}

async function install(root, cuda, say) {
  const binding = bindingPackage(root);
  const linked = fs.lstatSync(path.join(binding.folder, 'lib'), { throwIfNoEntry: false });
  if (linked && !linked.isSymbolicLink()) {
    return `native TensorFlow: kept the addon found in ${path.join(binding.folder, 'lib')} (delete it to install ours)`;
  }
  const cache = path.join(cacheBase(), 'native');
  const folderOf = (release) => path.join(cache, release.id);
  const release =
    [releaseFor('cuda')].find((one) => one && (cuda || fs.existsSync(folderOf(one)))) ??
    releaseFor(cuda ? 'cuda' : 'cpu');
  if (!release) {
    return `no native TensorFlow, wasm is used: there is no ${cuda ? 'CUDA ' : ''}build for ${process.platform} ${process.arch}`;
  }
  const library = folderOf(release);
  const addon = addonFolder(library, binding);
  const ready = async (hashes) =>
    (await readLibrary(library, { hashes })) !== undefined && fs.existsSync(path.join(addon, binding.addon));

  const began = Date.now();
  let built = false;
  if (!(await ready(false))) {
    await withLock(
      path.join(cache, `${release.id}.lock`),
      (holder) => say(`waiting for another setup (${holder})`),
      async () => {
        removeLeftovers(cache, release.id);
        if (await ready(false)) return;
        await requireCompiler();
        if (!(await readLibrary(library, { hashes: true }))) await installLibrary(release, library, say);
        await buildAddon(binding, library, say);
        built = true;
      },
    );
  }
  linkAddon(binding, addon);
  return `native ${release.label} ${built ? `installed in ${Math.round((Date.now() - began) / 1000)} s` : 'is in place'} (${library})`;
}

// The same folder as src/support/files.ts: setup runs before that file is compiled.
function cacheBase() {
  return (
    process.env.ALIGNSCOPE_CACHE ??
    path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'alignscope')
  );
}

/** What a setup that was killed left behind; called with the lock held. */
function removeLeftovers(cache, id) {
  for (const folder of [cache, path.join(cache, id, 'addons')]) {
    if (!fs.existsSync(folder)) continue;
    for (const name of fs.readdirSync(folder)) {
      if (name.includes('.tmp-')) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
