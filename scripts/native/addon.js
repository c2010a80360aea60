import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { command, lastLine } from './command.js';
import { tensorflowVersion } from './releases.js';

/**
 * The installed package whose addon is built: its folder, version, and where it looks for the addon.
 * @param {string} root folder of package.json
 * @returns {{folder: string, version: string, addon: string}}
 * @throws {Error} when the package is not installed
 */
export function bindingPackage(root) {
  const require = createRequire(path.join(root, 'package.json'));
  let manifest;
  try {
    manifest = require.resolve('@tensorflow/tfjs-node-gpu/package.json');
  } catch {
    throw new Error('@tensorflow/tfjs-node-gpu is not installed (run npm ci)');
  }
  const folder = path.dirname(manifest);
  const nodePreGyp = createRequire(manifest)('@mapbox/node-pre-gyp');
  return { folder, version: require(manifest).version, addon: path.relative(folder, nodePreGyp.find(manifest)) };
}

const recipe = ['binding.gyp', 'standard_error.c'].map((file) => new URL(file, import.meta.url));

/**
 * Folder of the addon built for this Node, this version of the binding and this recipe, inside an unpacked release.
 * @param {string} library
 * @param {{version: string}} binding
 */
export function addonFolder(library, binding) {
  const hash = createHash('sha256');
  for (const file of recipe) hash.update(fs.readFileSync(file));
  const key = `tfjs-${binding.version}-node-${process.versions.modules}-${hash.digest('hex').slice(0, 8)}`;
  return path.join(library, 'addons', key);
}

/**
 * Fails before anything is downloaded when the addon could not be compiled afterwards.
 * @throws {Error} naming what is missing and how to get it
 */
export async function requireCompiler() {
  const missing = [];
  for (const tool of ['make', 'g++']) if ((await command(tool, ['--version'])).code !== 0) missing.push(tool);
  if (missing.length > 0) {
    throw new Error(
      `no ${missing.join(' and no ')} to compile its addon (on Debian or Ubuntu: apt install build-essential)`,
    );
  }
  findNodeGyp();
}

/**
 * Compiles the binding against the unpacked release. Made under a temporary name, loaded once, then renamed.
 * @param {{folder: string, addon: string, version: string}} binding
 * @param {string} library
 * @param {(line: string) => void} say
 */
export async function buildAddon(binding, library, say) {
  const nodeGyp = findNodeGyp();
  const headers = nodeHeaders();
  const folder = addonFolder(library, binding);
  say(`compiling the addon for Node ${process.versions.node} (about half a minute)`);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const temporary = fs.mkdtempSync(`${folder}.tmp-`);
  try {
    fs.cpSync(path.join(binding.folder, 'binding'), path.join(temporary, 'binding'), { recursive: true });
    for (const file of recipe) fs.copyFileSync(file, path.join(temporary, path.basename(file.pathname)));
    fs.writeFileSync(path.join(temporary, 'package.json'), '{}');
    linkLibraries(library, temporary);
    const napi = /napi-v(\d+)/.exec(binding.addon)?.[1];
    const { code, output } = await command(
      process.execPath,
      [nodeGyp, 'rebuild', `--napi_build_version=${napi}`, ...(headers ? [`--nodedir=${headers}`] : [])],
      { cwd: temporary },
    );
    if (code !== 0) {
      const log = `${folder}.log`;
      fs.writeFileSync(log, output);
      throw new Error(`compiling its addon failed: ${lastLine(output)} (full log: ${log})`);
    }
    const compiled = path.join(temporary, 'build', 'Release');
    fs.mkdirSync(path.dirname(path.join(temporary, binding.addon)), { recursive: true });
    fs.copyFileSync(path.join(compiled, 'tfjs_binding.node'), path.join(temporary, binding.addon));
    fs.copyFileSync(path.join(compiled, 'standard_error.node'), path.join(temporary, 'lib', 'standard_error.node'));
    for (const part of fs.readdirSync(temporary)) {
      if (part !== 'lib' && part !== 'deps') fs.rmSync(path.join(temporary, part), { recursive: true });
    }
    await loadOnce(path.join(temporary, binding.addon));
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(temporary, folder);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Lets the installed package find the addon; the rename makes it safe for setups that run at once.
 * @param {{folder: string}} binding
 * @param {string} addon folder of the built addon
 */
export function linkAddon(binding, addon) {
  const link = path.join(binding.folder, 'lib');
  const temporary = `${link}.${process.pid}.tmp`;
  fs.rmSync(temporary, { force: true });
  fs.symlinkSync(path.join(addon, 'lib'), temporary);
  fs.renameSync(temporary, link);
}

// binding.gyp links `-ltensorflow` from deps/lib and gives the addon that folder as its run path. Relative links keep
// working when the temporary folder is renamed.
function linkLibraries(library, folder) {
  const libraries = path.join(folder, 'deps', 'lib');
  fs.mkdirSync(libraries, { recursive: true });
  fs.symlinkSync(path.join(library, 'tensorflow', 'include'), path.join(folder, 'deps', 'include'));
  const cc = path.relative(libraries, path.join(library, 'tensorflow', 'libtensorflow_cc.so.2'));
  const framework = path.relative(libraries, path.join(library, 'tensorflow', 'libtensorflow_framework.so.2'));
  fs.symlinkSync(cc, path.join(libraries, 'libtensorflow.so'));
  fs.symlinkSync(cc, path.join(libraries, 'libtensorflow_cc.so.2'));
  fs.symlinkSync(framework, path.join(libraries, 'libtensorflow_framework.so'));
  fs.symlinkSync(framework, path.join(libraries, 'libtensorflow_framework.so.2'));
}

async function loadOnce(addon) {
  const script = 'console.log(require(process.argv[1]).TF_Version)';
  const { code, signal, output } = await command(process.execPath, ['-e', script, addon], {
    env: { ...process.env, NODE_OPTIONS: '', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  if (signal === 'SIGILL') throw new Error('this processor lacks the AVX instructions that TensorFlow is built for');
  if (code !== 0) throw new Error(`its addon does not load: ${lastLine(output)}`);
  if (!output.includes(tensorflowVersion)) throw new Error(`its addon reports TensorFlow ${output.trim()}`);
}

function findNodeGyp() {
  const prefix = path.dirname(path.dirname(process.execPath));
  const npm = [
    process.env.npm_execpath && path.dirname(path.dirname(process.env.npm_execpath)),
    path.join(prefix, 'lib/node_modules/npm'),
    '/usr/share/nodejs/npm',
  ].filter(Boolean);
  for (const folder of npm) {
    for (const modules of [path.join(folder, 'node_modules'), path.dirname(folder)]) {
      const script = path.join(modules, 'node-gyp/bin/node-gyp.js');
      if (fs.existsSync(script)) return script;
    }
  }
  throw new Error(`no node-gyp beside npm (looked in ${npm.join(', ')}; reinstall npm)`);
}

// node-gyp downloads the headers when it is given no folder; Node's own prefix usually has them.
function nodeHeaders() {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  return fs.existsSync(path.join(prefix, 'include/node/node.h')) ? prefix : undefined;
}
