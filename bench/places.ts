import path from 'node:path';

/** This file runs as dist-bench/bench/places.js. */
const root = path.resolve(__dirname, '../..');

/** Data that is kept between runs. Git ignores it. */
export const cacheFolder = path.join(root, '.cache', 'bench');

/** The product as `npm run build` made it: what the measured processes run. */
export const productEntry = path.join(root, 'dist', 'main.js');

export const compiled = (file: string): string => path.join(__dirname, file);
