import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Setup is plain JavaScript outside the compiled sources: imported by its place, with the types it documents. */
async function setupModule<T>(file: string): Promise<T> {
  return (await import(path.join(root, 'scripts', file))) as T;
}

describe('setup', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-setup-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  describe('of native TensorFlow', () => {
    function setUp(environment: NodeJS.ProcessEnv, ...args: string[]): { status: number | null; lines: string[] } {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/setup.js', ...args], {
        cwd: root,
        env: { ALIGNSCOPE_CACHE: path.join(folder, 'cache'), ...environment },
        encoding: 'utf8',
      });
      assert.equal(stdout, '', 'standard output belongs to the command that is served');
      return { status, lines: stderr.trim().split('\n') };
    }

    it('is left out on request, in one line', () => {
      const { status, lines } = setUp({ ALIGNSCOPE_NATIVE: '0' }, 'native');
      assert.deepEqual(lines, ['setup: native TensorFlow skipped (ALIGNSCOPE_NATIVE=0)']);
      assert.equal(status, 0);
    });

    it('without compiler and Python fails nothing, and says in one line what is missing', () => {
      const { status, lines } = setUp({ PATH: folder }, 'native');
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], /no make and no g\+\+ .*apt install build-essential|there is no build for|kept the addon/);
      assert.equal(status, 0);
    });

    it('without a folder to write to says where else to put it', () => {
      const { status, lines } = setUp({ ALIGNSCOPE_CACHE: path.join(process.execPath, 'cache') }, 'native');
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], /ENOTDIR.*XDG_CACHE_HOME|there is no build for|kept the addon/);
      assert.equal(status, 0);
    });

    it('names the right arguments when it is given a wrong one', () => {
      const { status, lines } = setUp({}, 'nativ');
      assert.match(lines[0], /unknown argument nativ; expected: .*native \[--cuda\]/);
      assert.equal(status, 2);
    });
  });

  describe('lock', () => {
    type WithLock = <T>(file: string, onWait: (holder: string) => void, work: () => Promise<T>) => Promise<T>;
    let withLock: WithLock;
    before(async () => ({ withLock } = await setupModule<{ withLock: WithLock }>('native/lock.js')));
    const fail = (holder: string): void => assert.fail(`waited for ${holder}`);

    it('lets one work after the other, and goes away', async () => {
      const file = path.join(folder, 'one.lock');
      const events: string[] = [];
      let finishFirst = (): void => undefined;
      const first = withLock(file, fail, async () => {
        events.push('first begins');
        await new Promise<void>((resolve) => (finishFirst = resolve));
        events.push('first ends');
      });
      const second = withLock(
        file,
        (holder) => {
          events.push('second waits');
          assert.match(holder, new RegExp(`process ${process.pid} `));
          finishFirst();
        },
        async () => void events.push('second'),
      );
      await Promise.all([first, second]);
      assert.deepEqual(events, ['first begins', 'second waits', 'first ends', 'second']);
      assert.deepEqual(fs.readdirSync(folder), []);
    });

    it('of a dead process, of an untouched file or of a damaged one is taken over', async () => {
      const file = path.join(folder, 'stale.lock');
      const write = (text: string, minutesAgo = 0): void => {
        fs.writeFileSync(file, text);
        const then = new Date(Date.now() - minutesAgo * 60_000);
        fs.utimesSync(file, then, then);
      };
      const dead = spawnSync(process.execPath, ['--version']).pid;
      write(JSON.stringify({ pid: dead, host: os.hostname() }));
      assert.equal(await withLock(file, fail, async () => 'dead'), 'dead');
      write(JSON.stringify({ pid: 1, host: 'elsewhere' }), 1);
      assert.equal(await withLock(file, fail, async () => 'untouched'), 'untouched');
      write('{', 1);
      assert.equal(await withLock(file, fail, async () => 'damaged'), 'damaged');
    });

    it('is given back when the work fails', async () => {
      const file = path.join(folder, 'failing.lock');
      const failing = withLock(file, fail, () => Promise.reject(new Error('no luck')));
      await assert.rejects(failing, /no luck/);
      assert.equal(await withLock(file, fail, async () => 'free'), 'free');
    });
  });

  describe('of TypeScript', () => {
    it('compiles what changed, deletes what lost its source, and reports errors', async function () {
      this.timeout(120_000);
      type Build = (root: string, say: (line: string) => void) => boolean;
      const { buildTypeScript } = await setupModule<{ buildTypeScript: Build }>('build-typescript.js');
      const said: string[] = [];
      const build = (): boolean => buildTypeScript(folder, (line) => said.push(line));
      const put = (file: string, text: string): void => {
        fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        fs.writeFileSync(path.join(folder, file), text);
      };
      fs.mkdirSync(path.join(folder, 'node_modules'));
      fs.symlinkSync(path.join(root, 'node_modules/typescript'), path.join(folder, 'node_modules/typescript'));
      put('package.json', '{"type": "module"}');
      put('package-lock.json', '{}');
      const compilerOptions = { outDir: 'dist', rootDir: '.', incremental: true, types: [], lib: ['ES5'] };
      put('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
      put('src/index.ts', 'export const answer: number = 42;');
      put('src/passing.ts', 'export const gone = true;');

      assert.equal(build(), true);
      assert.match(said.splice(0).join(), /^TypeScript compiled in/);
      assert.equal(fs.existsSync(path.join(folder, 'dist/src/passing.js')), true);

      assert.equal(build(), true);
      assert.deepEqual(said, [], 'the compiler is not started when nothing changed');

      fs.rmSync(path.join(folder, 'src/passing.ts'));
      assert.equal(build(), true);
      assert.equal(fs.existsSync(path.join(folder, 'dist/src/passing.js')), false);
      said.length = 0;

      fs.rmSync(path.join(folder, 'dist/src/index.js'));
      assert.equal(build(), true);
      assert.equal(fs.existsSync(path.join(folder, 'dist/src/index.js')), true, 'an incomplete build is made anew');

      put('src/index.ts', 'export const answer: number = "forty-two";');
      const module = JSON.stringify(path.join(root, 'scripts/build-typescript.js'));
      const program = `import { buildTypeScript } from ${module};
        process.exitCode = buildTypeScript(${JSON.stringify(folder)}, console.error) ? 0 : 1;`;
      const failed = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
      assert.equal(failed.status, 1);
      assert.match(failed.stderr, /index\.ts\(1,14\): error TS2322[^]*errors \(above\); mend them/);
      assert.equal(failed.stdout, '');
    });
  });
});
