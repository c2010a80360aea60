import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runJupyterLab } from '../../src/notebook/jupyter-lab.js';
import { InputError, WorkError } from '../../src/support/errors.js';
import { alignscopeJson, temporaryFolder } from '../cli/run-cli.js';

describe('notebook install-kernel', () => {
  it('writes a specification that Jupyter can start from anywhere', function () {
    this.timeout(30_000);
    const prefix = temporaryFolder();
    try {
      const { folder } = alignscopeJson<{ folder: string }>(['notebook', 'install-kernel', '--prefix', prefix]);
      assert.equal(folder, path.join(prefix, 'share', 'jupyter', 'kernels', 'alignscope'));
      const spec = JSON.parse(fs.readFileSync(path.join(folder, 'kernel.json'), 'utf8')) as Record<string, unknown>;
      assert.equal(spec.display_name, 'TypeScript (alignscope)');
      assert.equal(spec.language, 'typescript');
      const [node, script, ...rest] = spec.argv as string[];
      assert.equal(node, process.execPath);
      assert.ok(path.isAbsolute(script) && fs.existsSync(script));
      assert.deepEqual(rest, ['{connection_file}']);
    } finally {
      fs.rmSync(prefix, { recursive: true });
    }
  });
});

describe('notebook lab', () => {
  const { PATH, JUPYTER_PATH } = process.env;
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    if (JUPYTER_PATH === undefined) delete process.env.JUPYTER_PATH;
    else process.env.JUPYTER_PATH = JUPYTER_PATH;
    fs.rmSync(folder, { recursive: true });
  });

  /** Something that JupyterLab's place is taken by. */
  function fakeLab(script: string): void {
    fs.writeFileSync(path.join(folder, 'jupyter-lab'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  it('starts JupyterLab on this machine alone, with the kernel', async () => {
    const seen = path.join(folder, 'seen');
    fakeLab(
      `echo "$@" > ${seen}\nIFS=:\nfor data in $JUPYTER_PATH; do\n  while read -r line; do echo "$line"; done < "$data/kernels/alignscope/kernel.json" >> ${seen}\n  break\ndone`,
    );
    process.env.JUPYTER_PATH = '/elsewhere';
    await runJupyterLab(folder, { port: 9000, browser: false });
    const [options, ...spec] = fs.readFileSync(seen, 'utf8').split('\n');
    assert.equal(
      options,
      `${folder} --ip=127.0.0.1 --MultiKernelManager.default_kernel_name=alignscope --port=9000 --no-browser`,
    );
    assert.equal((JSON.parse(spec.join('\n')) as { language: string }).language, 'typescript');
  });

  it('says how to install JupyterLab where it is missing', async () => {
    await assert.rejects(
      runJupyterLab(folder),
      (error: Error) =>
        error instanceof WorkError &&
        /no jupyter-lab on the PATH.*\n {2}python3 -m pip install jupyterlab$/.test(error.message),
    );
  });

  it('says how JupyterLab ended, and that there is no such folder', async () => {
    fakeLab('exit 3');
    await assert.rejects(runJupyterLab(folder), /exit code 3/);
    await assert.rejects(runJupyterLab(path.join(folder, 'absent')), InputError);
  });
});
