/** The notebook kernel, as Jupyter and our runner start it: `node main.js CONNECTION_FILE`. */
import * as fs from 'node:fs';
import { Cells } from './cells.js';
import { KernelServer, type Connection } from './server.js';

const connection = JSON.parse(fs.readFileSync(process.argv[2], 'utf8')) as Connection;
const cells = new Cells(process.cwd());
const server = new KernelServer(connection, cells);

process.on('SIGINT', () => cells.interrupt());
// Faults of what a cell has left running are told below the cell, and do not end the kernel. Captured, and not listened
// for: TensorFlow's WebAssembly listens too, and throws again what it is told of.
process.setUncaughtExceptionCaptureCallback((error) => console.error('Uncaught exception:', error)); // eslint-disable-line no-console

await server.listen();
