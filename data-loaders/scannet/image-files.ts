import { cppColour, join, type ScanFolder } from './layout.js';
import { numberedFiles, type NumberedFiles } from './numbered-files.js';

/** The images and poses of a scan by the number of their frame; empty for a kind that it does not have. */
export interface ImageFiles {
  colour: NumberedFiles;
  depth: NumberedFiles;
  pose: NumberedFiles;
}

/** `color/0.jpg`, `depth/0.png`, `pose/0.txt`, with padded numbers or not. */
export async function imagesInFolders({ tree, folder }: ScanFolder): Promise<ImageFiles> {
  const filesIn = async (name: string, pattern: RegExp): Promise<NumberedFiles> => {
    const inner = join(folder, name);
    if (!(await tree.hasFolder(inner))) return new Map();
    return numberedFiles((await tree.list(inner)).files, pattern, tree.describe(inner), `${inner}/`);
  };
  return {
    colour: await filesIn('color', /^(\d+)\.(?:jpg|jpeg|png)$/),
    depth: await filesIn('depth', /^(\d+)\.(?:png|pgm)$/),
    pose: await filesIn('pose', /^(\d+)\.txt$/),
  };
}

/** `frame-000000.color.jpg`, `frame-000000.depth.pgm` (or `.png`), `frame-000000.pose.txt`. */
export async function imagesOfCpp({ tree, folder }: ScanFolder): Promise<ImageFiles> {
  const { files } = await tree.list(folder);
  const matching = (pattern: RegExp): NumberedFiles =>
    numberedFiles(files, pattern, tree.describe(folder), join(folder, ''));
  return {
    colour: matching(cppColour),
    depth: matching(/^frame-(\d+)\.depth\.(?:pgm|png)$/),
    pose: matching(/^frame-(\d+)\.pose\.txt$/),
  };
}
