/** Where the cells of a feature map lie, and of which place of a layer's activations each is. */
export interface LayerGrid {
  height: number;
  width: number;
  stride: number;
  /** Index of a place of the layer, row-major, for each cell; none where layer and grid agree. */
  places?: Int32Array;
}

interface Size {
  height: number;
  width: number;
}

/**
 * The grid of square cells of whole pixels on which a layer is read: its own where it has such (`⌈size/stride⌉` places along
 * each axis), otherwise the one with about as many cells, each of which takes the place that lies under its centre.
 *
 * Where several strides give the layer's numbers of places it is the one that divides the image, or else a power of two, as
 * layers that halve have.
 */
export function cellGridOfLayer(layer: Size, image: Size): LayerGrid {
  const cells = (length: number, stride: number): number => Math.ceil(length / stride);
  const fitting = Array.from({ length: Math.max(image.height, image.width) }, (_, i) => i + 1).filter(
    (one) => cells(image.height, one) === layer.height && cells(image.width, one) === layer.width,
  );
  if (fitting.length > 0) {
    const divides = fitting.find((one) => one * layer.height === image.height && one * layer.width === image.width);
    const halved = fitting.find((one) => Number.isInteger(Math.log2(one)));
    return { height: layer.height, width: layer.width, stride: divides ?? halved ?? fitting[0] };
  }
  const stride = Math.max(1, Math.round(Math.sqrt((image.height * image.width) / (layer.height * layer.width))));
  const [height, width] = [cells(image.height, stride), cells(image.width, stride)];
  const under = (cell: number, length: number, places: number): number => {
    const first = cell * stride;
    const centre = (first + Math.min(first + stride, length)) / 2;
    return Math.min(places - 1, Math.floor((centre / length) * places));
  };
  const places = Int32Array.from({ length: height * width }, (_, cell) => {
    const row = under(Math.floor(cell / width), image.height, layer.height);
    return row * layer.width + under(cell % width, image.width, layer.width);
  });
  return { height, width, stride, places };
}
