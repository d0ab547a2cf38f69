import type { DataSource } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { query } from '../../../platform/database/query';
import { empty, join, raw, type Sql, sql } from '../../../platform/database/sql';
import { JobRepository } from '../../../platform/jobs/job-repository';
import { lease } from '../../../platform/jobs/lease';
import { bindNow, statesBefore } from '../../../platform/jobs/transitions';
import type { RequesterScope } from '../../../platform/live/live-record';
import { Import } from './import.entity';
import type { StoredFile } from './import-contents';
import { ImportState } from './import-state';
import { importJob, importTransitions } from './import-transitions';

/** How many corrections of an import are listed. */
export const maxCorrections = 20;

export class ImportRepository extends JobRepository<Import> {
  constructor(dataSource: DataSource) {
    super(dataSource, importJob);
  }

  /**
   * Imports of all organizations whose time for the next step, or the time of whose files, is over. Not those whose undo
   * is being planned: it was requested in time. For the sweeper.
   */
  listExpiring(nowMs: number): Promise<Import[]> {
    return this.dataSource.manager
      .createQueryBuilder(Import, 'r')
      .where('r.expiresAt <= :nowMs', { nowMs })
      .andWhere(`NOT EXISTS (SELECT 1 FROM imports u WHERE u.undoOfId = r.id AND u.state = '${ImportState.CHECKING}')`)
      .orderBy('r.id')
      .limit(1000)
      .getMany();
  }

  /** One of the columns that lists do not read, as JSON, by the ids of the imports that have it. */
  async listContents(column: keyof Import, ids: readonly number[]): Promise<Map<number, string>> {
    const name = raw(column);
    const rows = await query<{ id: number; text: string }>(
      this.dataSource,
      sql`SELECT i.id, i.${name} AS text FROM imports i WHERE i.id IN (${join(ids)}) AND i.${name} IS NOT NULL`,
    );
    return new Map(rows.map(({ id, text }) => [id, text]));
  }

  /** By id of each of these imports: the latest import in the scope that undoes it and has not ended without doing so. */
  async listUndos(scope: RequesterScope, ids: readonly number[]): Promise<Map<number, number>> {
    const without = [ImportState.FAILED, ImportState.CANCELLED, ImportState.EXPIRED];
    const rows = await query<{ undoOfId: number; id: number }>(
      this.dataSource,
      sql`SELECT undoOfId, MAX(id) AS id FROM imports WHERE ${isIn(scope)} AND undoOfId IN (${join(ids)}) AND state NOT IN (${join(without)}) GROUP BY undoOfId`,
    );
    return new Map(rows.map(({ undoOfId, id }) => [undoOfId, id]));
  }

  /** By id of each of these imports: the ids of the latest imports in the scope that correct it, newest first. */
  async listCorrections(scope: RequesterScope, ids: readonly number[]): Promise<Map<number, number[]>> {
    const rows = await query<{ correctionOfId: number; id: number }>(
      this.dataSource,
      sql`SELECT correctionOfId, id FROM (SELECT correctionOfId, id, ROW_NUMBER() OVER (PARTITION BY correctionOfId ORDER BY id DESC) AS place FROM imports WHERE ${isIn(scope)} AND correctionOfId IN (${join(ids)})) corrections WHERE place <= ${raw(maxCorrections)} ORDER BY id DESC`,
    );
    const corrections = new Map<number, number[]>();
    for (const { correctionOfId, id } of rows)
      corrections.set(correctionOfId, [...(corrections.get(correctionOfId) ?? []), id]);
    return corrections;
  }

  /** The next import that has ended without its files and that no worker has, or null. For workers. */
  async findWithoutFiles(): Promise<Pick<Import, 'id' | 'version'> | null> {
    const { nowMs } = dialectOf(this.dataSource);
    const { claimFiles } = importTransitions;
    const [row] = await query<Pick<Import, 'id' | 'version'>>(
      this.dataSource,
      sql`SELECT id, version FROM imports WHERE state IN (${join(statesBefore(claimFiles))}) AND ${bindNow(`${claimFiles.when} AND ${lease.isFree}`, nowMs)} ORDER BY id LIMIT 1`,
    );
    return row ?? null;
  }

  /** The imports among these that a worker may have, and may be writing a file for. For the sweeper. */
  async listWorkedOn(ids: readonly number[]): Promise<Set<number>> {
    const working = [ImportState.CHECKING, ImportState.APPLYING, ImportState.CANCELLING];
    const rows = await query<{ id: number }>(
      this.dataSource,
      sql`SELECT id FROM imports WHERE id IN (${join(ids)}) AND (state IN (${join(working)}) OR leaseOwner IS NOT NULL)`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The storage keys of all files and unfinished uploads of these imports. For the sweeper. */
  async listStorageKeys(ids: readonly number[]): Promise<Set<string>> {
    const rows = await query<Record<'uploadKey' | 'fileKey' | 'errorsFile' | 'undoFile', string | null>>(
      this.dataSource,
      sql`SELECT uploadKey, fileKey, errorsFile, undoFile FROM imports WHERE id IN (${join(ids)})`,
    );
    return new Set(rows.flatMap((row) => storageKeysOf(row)));
  }
}

const isIn = ({ organizationId, onlyRequestedById }: RequesterScope): Sql =>
  sql`organizationId = ${organizationId}${onlyRequestedById === undefined ? empty : sql` AND requestedById = ${onlyRequestedById}`}`;

/** The storage keys that a stored row names. */
const storageKeysOf = ({
  uploadKey,
  fileKey,
  errorsFile,
  undoFile,
}: Record<'uploadKey' | 'fileKey' | 'errorsFile' | 'undoFile', string | null>): string[] =>
  [
    uploadKey,
    fileKey,
    ...[errorsFile, undoFile].map((file) => (file === null ? null : (JSON.parse(file) as StoredFile).key)),
  ].filter((key) => key !== null);
