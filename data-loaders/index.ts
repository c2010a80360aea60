export { batches, type Batch, type BatchOptions } from './batch-stream.js';
export { depthBatch, frameIds, imageBatch, loadSamples } from './batches.js';
export type { CacheOptions } from './bounded-cache.js';
export { carriedModalities } from './carried-modalities.js';
export { checkDataset, checkSample, type DatasetCheck, type Problem } from './check-dataset.js';
export {
  cityscapes,
  cityscapesLabels,
  cityscapesOptions,
  type CityscapesAnnotation,
  type CityscapesDataset,
  type CityscapesLabel,
  type CityscapesOptions,
} from './cityscapes/index.js';
export {
  AnnotationFile,
  coco,
  cocoOptions,
  instanceCategories,
  panopticCategories,
  type CocoAnnotation,
  type CocoBox,
  type CocoCategory,
  type CocoDataset,
  type CocoOptions,
  type CocoSample,
  type ObjectKeypoints,
  type PanopticAnnotation,
  type PanopticSegment,
} from './coco/index.js';
export { contactSheet } from './contact-sheet.js';
export { datasetOptions, type DatasetEntry, type DatasetOption } from './dataset-entry.js';
export type { DatasetOffer, DatasetTask } from './dataset-offer.js';
export { frameOrder, type FrameChoice } from './frame-order.js';
export { images, imagesOptions, type ImagesOptions } from './images/index.js';
export { inspectSample, inspectScene, type Inspection, type PointsInspection } from './inspect.js';
export {
  benchmarkCrop,
  eigenCrop,
  gargCrop,
  kitti,
  kittiOptions,
  projectScan,
  type CarCamera,
  type Crop,
  type KittiBox,
  type KittiDataset,
  type KittiOptions,
  type KittiSample,
  type LaserScan,
  type ProjectedScan,
} from './kitti/index.js';
export {
  nyuEigenCrop,
  nyuInsideFrame,
  nyuOptions,
  nyuv2,
  type NyuAnnotation,
  type NyuDataset,
  type NyuOptions,
  type NyuSample,
} from './nyu/index.js';
export { pixelColumns, type PixelColumns } from './pixel-columns.js';
export {
  posedRgbd,
  posedRgbdOptions,
  writePosedRgbd,
  type PosedRgbdDataset,
  type PosedRgbdOptions,
  type PosedRgbdSample,
  type WritePosedRgbdOptions,
} from './posed-rgbd/index.js';
export { isPosed, type PosedSample } from './posed-sample.js';
export {
  loadReadable,
  unreadableFrames,
  withoutFrames,
  type OnError,
  type ReadableOptions,
} from './readable-frames.js';
export { datasetNames, datasets, openDataset, type DatasetName } from './registry.js';
export * from './rooms/index.js';
export type {
  Box,
  Box3d,
  Camera,
  LabelledCloud,
  Material,
  Modality,
  PointCloud,
  Sample,
  Scene,
  SceneDataset,
  Split,
} from './sample.js';
export {
  decodeSensColour,
  decodeSensDepth,
  scannet,
  scannetOptions,
  SensFile,
  type AnnotatedObject,
  type ImuFrame,
  type LabelledMesh,
  type ScannetDataset,
  type ScannetOptions,
  type SensFrame,
  type SensHeader,
} from './scannet/index.js';
export {
  datasetStatistics,
  realFrames,
  statisticNames,
  statisticsTable,
  type DatasetStatistics,
} from './statistics.js';
