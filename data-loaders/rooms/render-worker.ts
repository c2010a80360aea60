import { parentPort } from 'node:worker_threads';
import { renderScene, type SceneRequest } from './render-scene.js';

/** One thread of `renderScenes`: a request in, the scene's bytes out. */
parentPort!.on('message', ({ index, request }: { index: number; request: SceneRequest }) => {
  const bytes = renderScene(request);
  parentPort!.postMessage({ index, bytes }, [bytes.buffer as ArrayBuffer]);
});
