import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { command, lastLine } from './command.js';
import { findPython } from './python.js';
import { pythonTag, unpackedPrefixes } from './releases.js';

const unpack = `
import sys, zipfile
wheel, target, *prefixes = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(prefixes)):
            archive.extract(name, target)
`;

/**
 * The manifest of an unpacked release, or undefined when it is absent or its files are not the ones written down.
 * @param {string} folder
 * @param {{hashes: boolean}} check sizes only (quick), or contents too
 */
export async function readLibrary(folder, { hashes }) {
  let manifest;
  try {
    manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  } catch {
    return undefined;
  }
  for (const { file, bytes, sha256 } of manifest.files) {
    const full = path.join(folder, file);
    if (fs.statSync(full, { throwIfNoEntry: false })?.size !== bytes) return undefined;
    if (hashes && (await hashFile(full)) !== sha256) return undefined;
  }
  return manifest;
}

/**
 * Downloads a release's wheels with pip, which checks their pinned hashes, and unpacks what is needed into `folder`.
 * Written under a temporary name and renamed, so that the folder is whole whenever it exists.
 * @param {import('./releases.js').Release} release
 * @param {string} folder
 * @param {(line: string) => void} say
 */
export async function installLibrary(release, folder, say) {
  const python = await findPython();
  const parent = path.dirname(folder);
  const { bavail, bsize } = fs.statfsSync(parent);
  const free = (bavail * bsize) / 1e6;
  if (free < release.diskMegabytes) {
    throw new Error(
      `${parent} has ${Math.floor(free)} MB free and ${release.diskMegabytes} MB are needed (free some, or point XDG_CACHE_HOME at a larger disk)`,
    );
  }
  say(
    `downloading ${release.label} once, ${release.downloadMegabytes} MB, into ${folder} (ALIGNSCOPE_NATIVE=0 does without)`,
  );
  const temporary = fs.mkdtempSync(`${folder}.tmp-`);
  try {
    const wheels = await download(python, release, path.join(temporary, 'wheels'));
    const contents = path.join(temporary, 'contents');
    for (const wheel of wheels) {
      const { code, output } = await command(python, ['-c', unpack, wheel, contents, ...unpackedPrefixes]);
      if (code !== 0) throw new Error(`unpacking ${path.basename(wheel)} failed: ${lastLine(output)}`);
      fs.rmSync(wheel);
    }
    const files = [];
    for (const file of fs.readdirSync(contents, { recursive: true }).map(String).sort()) {
      const full = path.join(contents, file);
      const { size } = fs.statSync(full);
      if (fs.statSync(full).isFile()) files.push({ file, bytes: size, sha256: await hashFile(full) });
    }
    const manifest = { release: release.id, wheels: release.wheels, files };
    fs.writeFileSync(path.join(contents, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(contents, folder);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

async function download(python, release, folder) {
  fs.mkdirSync(folder);
  const requirements = path.join(folder, 'requirements.txt');
  fs.writeFileSync(
    requirements,
    release.wheels.map(({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`).join(''),
  );
  const { code, output } = await command(python, [
    ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-cache-dir', '--retries', '1'],
    ...['--no-deps', '--only-binary', ':all:', '--require-hashes', '--requirement', requirements],
    ...['--implementation', 'cp', '--python-version', pythonTag],
    ...release.platforms.flatMap((platform) => ['--platform', platform]),
    ...['--dest', folder],
  ]);
  if (code !== 0)
    throw new Error(`pip could not download it: ${lastLine(output)} (check network and proxy, run again)`);
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.whl'))
    .map((file) => path.join(folder, file));
}

async function hashFile(file) {
  const hash = createHash('sha256');
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
