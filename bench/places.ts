import path from 'node:path';

/** This file runs as dist-bench/bench/places.js. */
const root = path.resolve(__dirname, '../..');

/** Data that is kept between runs. Git ignores it. */
export const cacheFolder = path.join(root, '.cache', 'bench');

/** Where what is not compiled with this lies. */
export const sources = path.join(root, 'bench');

/** The product as `npm run build` made it: what the measured processes run. */
export const productEntry = path.join(root, 'dist', 'main.js');

export const compiled = (file: string): string => path.join(__dirname, file);
