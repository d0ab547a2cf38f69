import { Router } from 'express';
import type { DataSource } from 'typeorm';
import { query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';

/** Long enough to open a connection to a distant database first. */
const readyMs = 7_000;

/** Serves `/health` (the process answers) and `/ready` (it also reaches its database, so it can take traffic). */
export function health(dataSource: DataSource): Router {
  const router = Router();
  router.get('/health', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/ready', async (_request, response) => {
    try {
      await within(readyMs, query(dataSource, sql`SELECT 1`));
      response.json({ status: 'ready' });
    } catch {
      response.status(503).json({ status: 'not ready', reason: 'the database does not respond' });
    }
  });
  return router;
}

async function within<T>(maxMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), maxMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
