import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { installKernel, KERNEL_DISPLAY_NAME, runJupyterLab, userJupyterData } from '../notebook/index.js';
import { examples, jsonOption, printJson, wholeNumber } from './options.js';

interface InstallOptions {
  user?: boolean;
  prefix?: string;
  project?: string | true;
  json?: boolean;
}

/** `notebook install-kernel` and `notebook lab`: the kernel in Jupyter. */
export function defineKernelCommands(notebook: Command): void {
  notebook
    .command('install-kernel')
    .description(`register the kernel "${KERNEL_DISPLAY_NAME}" for Jupyter, VS Code and nbclient`)
    .addOption(new Option('--user', 'for yourself, in every Jupyter (default)').conflicts(['prefix', 'project']))
    .addOption(
      new Option('--prefix <folder>', 'for one environment of Python: its sys.prefix').conflicts(['user', 'project']),
    )
    .addOption(
      new Option('--project [folder]', 'for one project, in its folder .jupyter (default: the present folder)'),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('notebook install-kernel', 'notebook install-kernel --prefix "$VIRTUAL_ENV"'))
    .action(install);

  notebook
    .command('lab')
    .argument('[folder]', 'folder of the notebooks', '.')
    .description('start JupyterLab with the kernel, on this machine alone')
    .option('--port <number>', 'where it listens (default: the first free one from 8888)', wholeNumber(1))
    .option('--no-browser', 'print the address instead of opening it')
    .addHelpText('after', examples('notebook lab notebooks'))
    .action(runJupyterLab);
}

function install({ prefix, project, json }: InstallOptions): void {
  const projectData = project === undefined ? undefined : path.resolve(project === true ? '.' : project, '.jupyter');
  const data = projectData ?? (prefix === undefined ? userJupyterData() : path.join(prefix, 'share', 'jupyter'));
  const folder = installKernel(data);
  if (json) return printJson({ kernel: KERNEL_DISPLAY_NAME, folder });
  console.log(`${KERNEL_DISPLAY_NAME}: ${path.join(folder, 'kernel.json')}`);
  if (projectData !== undefined) console.log(`Jupyter finds it after: export JUPYTER_PATH="${projectData}"`);
}
