import { parentPort } from 'node:worker_threads';
import { renderScene, type SceneRequest } from './render-scene.js';

/** One worker thread of `renderScenes`: a request in, the scene's bytes out. */
parentPort!.on('message', (request: SceneRequest) => {
  const bytes = renderScene(request);
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
  parentPort!.postMessage(own, [own.buffer as ArrayBuffer]);
});
