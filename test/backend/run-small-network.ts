import { startBackend } from '../../src/backend/index.js';
import type { BackendName } from '../../src/backend/index.js';
import { smallNetwork } from './small-network.js';

/** A process of its own: `node run-small-network.js <backend>` prints the device and the values as JSON. */
const { device } = await startBackend({ name: process.argv[2] as BackendName });
const values = await Promise.all(smallNetwork().map(async (tensor) => [...(await tensor.data())]));
process.stdout.write(JSON.stringify({ device, values }), () => process.exit(0));
