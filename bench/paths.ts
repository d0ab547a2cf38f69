import path from 'node:path';

/** The repository. This file runs as dist-bench/bench/paths.js. */
const root = path.resolve(__dirname, '../..');

/** The folder of data that is kept between runs. Git ignores it. */
export const cacheFolder = path.join(root, '.cache', 'bench');

/** The folder of source files that TypeScript does not compile. */
export const sources = path.join(root, 'bench');

/** The product built by `npm run build`, which the measured processes run. */
export const productEntry = path.join(root, 'dist', 'main.js');

export const compiled = (file: string): string => path.join(__dirname, file);
