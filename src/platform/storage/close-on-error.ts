import type { OpenFile } from './storage';

/** Runs the work, and closes the file if it fails. */
export async function closeOnError<Result>(file: OpenFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await file.close();
    throw error;
  }
}
