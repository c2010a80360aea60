import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { platformWarning } from '../../src/backend/platform.js';
import { pages, root } from './pages.js';

interface Manifest {
  version: string;
  optionalDependencies?: Record<string, string>;
}

const manifest = (name: string): Manifest =>
  JSON.parse(fs.readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;

/** Columns of the table, and how packages call these platforms. */
const platforms = [
  'linux-x64',
  'linux-arm64',
  'linux-x64 musl',
  'linux-arm64 musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
] as const;

/** Whether a package brings a build for a platform, by what its own files list. */
const brings: Record<string, (platform: string) => boolean> = {
  sharp: (platform) => {
    const name = platform.replace(/^linux-(.+) musl$/, 'linuxmusl-$1');
    return `@img/sharp-${name}` in manifest('sharp').optionalDependencies!;
  },
  zeromq: (platform) => {
    const [system, libc] = platform.split(' ');
    const [os, arch] = system.split('-');
    const listed = JSON.parse(fs.readFileSync(path.join(root, 'node_modules/zeromq/build/manifest.json'), 'utf8')) as object; // prettier-ignore
    const builds = Object.keys(listed).map((key) => JSON.parse(key) as { os: string; arch: string; libc: string });
    return builds.some((build) => build.os === os && build.arch === arch && (build.libc === 'musl') === (libc === 'musl')); // prettier-ignore
  },
  '@napi-rs/canvas': (platform) => {
    const [system, libc] = platform.split(' ');
    const suffix = system.startsWith('linux') ? `-${libc ?? 'gnu'}` : system.startsWith('win32') ? '-msvc' : '';
    return `@napi-rs/canvas-${system}${suffix}` in manifest('@napi-rs/canvas').optionalDependencies!;
  },
  webgpu: (platform) => {
    const name = platform.startsWith('darwin') ? 'darwin-universal' : platform;
    return fs.existsSync(path.join(root, 'node_modules/webgpu/dist', name, 'dawn.node'));
  },
};

describe('docs/platforms.md', () => {
  const { text } = pages().find(({ file }) => file === 'docs/platforms.md')!;
  const rows = [...text.matchAll(/^\| `([^`]+)` (\d+\.\d+\.\d+) \|(.*)\|$/gm)].map(([, name, version, rest]) => {
    return { name, version, cells: rest.split('|').slice(1).map((cell) => cell.trim()) }; // prettier-ignore
  });

  it('lists the native packages of this version and the platforms for which each brings a build', () => {
    assert.deepEqual(rows.map(({ name }) => name), [...Object.keys(brings), '@tensorflow/tfjs-node-gpu']); // prettier-ignore
    assert.ok(text.includes(`| linux-x64 | ${platforms.slice(1).join(' | ')} |`));
    for (const { name, version, cells } of rows) {
      assert.equal(version, manifest(name).version, name);
      if (!(name in brings)) continue;
      assert.deepEqual(cells, platforms.map((platform) => (brings[name](platform) ? '✓' : '–')), name); // prettier-ignore
    }
  });

  it('says that native TensorFlow is set up where there is a library of it', async () => {
    const { cells } = rows.find(({ name }) => name === '@tensorflow/tfjs-node-gpu')!;
    const source = fs.readFileSync(path.join(root, 'scripts/native/releases.js'), 'utf8');
    const built = [...source.matchAll(/^ {2}'(\w+)-cpu': \{/gm)].map(([, arch]) => `linux-${arch}`);
    assert.deepEqual(cells, platforms.map((platform) => (built.includes(platform) ? 'setup' : '–'))); // prettier-ignore
  });

  it('names the Node that this package needs, and doctor warns where nothing was tested', () => {
    const { engines } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { engines: { node: string } }; // prettier-ignore
    assert.ok(text.includes(`Node must be at least ${engines.node.replace('>=', '')};`));
    assert.equal(platformWarning('linux-x64'), undefined);
    assert.match(platformWarning('darwin-arm64')!, /^darwin-arm64 is not tested.*docs\/platforms\.md/);
  });
});
