import { randomUUID } from 'node:crypto';
import { AuditLog } from '../../../../src/features/audit/audit-log';
import { Revocations } from '../../../../src/features/auth/revocations';
import { DateOrder } from '../../../../src/features/columns/date-order';
import { applyNextBatch } from '../../../../src/features/imports/apply/apply-batch';
import { mapHeaders, plainHeaders } from '../../../../src/features/imports/mapping/map-headers';
import { checkImport, type OnPlanned, type PlanSummary } from '../../../../src/features/imports/plan/check-import';
import { importColumns } from '../../../../src/features/imports/plan/columns/import-columns';
import { planUndo } from '../../../../src/features/imports/plan/plan-undo';
import type { ImportContext } from '../../../../src/features/imports/plan/session';
import { openSource } from '../../../../src/features/imports/reading/open-source';
import type { Source } from '../../../../src/features/imports/reading/source';
import { Import } from '../../../../src/features/imports/record/import.entity';
import { ImportBatch } from '../../../../src/features/imports/record/import-batch.entity';
import type { FailedRow, RecognizedColumn } from '../../../../src/features/imports/record/import-contents';
import { changeImport } from '../../../../src/features/imports/record/import-transitions';
import { translated } from '../../../../src/features/labels/sentences';
import { findWhole } from '../../../../src/platform/database/find-whole';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { transact } from '../../../../src/platform/database/transaction';
import type { CredentialId } from '../../../../src/viewer';
import type { TestApp } from '../../../support/apps/app';
import { changeRows, readColumn } from '../../../support/databases/rows';
import { memoryFile } from '../reading/sources';

interface ImportOptions {
  readonly dataset?: 'USERS' | 'BOOKINGS' | 'INVOICES';
  readonly createMissing?: boolean;
  readonly blankCells?: 'KEEP' | 'CLEAR';
  readonly dateOrder?: DateOrder;
  readonly formulaGuard?: boolean;
  readonly decimalSeparator?: 'POINT' | 'COMMA';
  readonly undoOfId?: number;
  /** Names of custom properties to create, by header and key: both are the same. */
  readonly newProperties?: readonly string[];
  readonly maxErrors?: number;
}

interface Person {
  readonly organizationId: number;
  readonly userId: number;
  /** Absent: a session. */
  readonly credential?: CredentialId;
}

/** A changed cell: `phone: 1 → 2`. */
export type Cell = readonly [key: string, column: string, old: string | null, to: string | null];

const fullSentence = /^["A-Z\d#].*\.$/s;
/** Another sentence that says what to do, or what the value must be. */
const advice = /[.!] [A-Z`]|; write|\bmust\b|\bneeds\b|^Only the owner may /;

/** The error as a German sentence, which each error has. */
export function germanOf({ message, reason = '', parameters = {} }: FailedRow): string {
  const german = translated('reasons', { code: reason, parameters, message }, 'de');
  expect([message, reason, german]).not.toEqual([message, reason, message]);
  return german;
}

/** An import that is planned and applied step by step, without a worker. */
export class PlannedImport {
  readonly owner: string = randomUUID();
  summary!: PlanSummary;

  private constructor(
    private readonly app: TestApp,
    readonly id: number,
  ) {}

  /** Plans a file with the rights of this person. */
  static async check(
    app: TestApp,
    person: Person,
    contents: string | Buffer | Source,
    options: ImportOptions = {},
    onPlanned: OnPlanned = async () => undefined,
  ): Promise<PlannedImport> {
    const planned = await this.insert(app, person, options);
    const source =
      typeof contents === 'object' && 'batches' in contents
        ? contents
        : await openSource(memoryFile(Buffer.from(contents as Buffer)));
    const row = await planned.row();
    const newProperties = new Map(options.newProperties?.map((name) => [name, name]));
    const known = await importColumns(app.app.dataSource, row.organizationId, row.dataset, newProperties);
    const { headers } = mapHeaders(plainHeaders(source, row.formulaGuard), known, row.dataset);
    const columns = headers.map(({ column }) => column);
    const recognized = headers.map(({ header, column }): RecognizedColumn => ({
      header,
      column: column?.key ?? null,
      suggestion: null,
      confidence: null,
      newCustomProperty: newProperties.get(header) ?? null,
      isUndecided: false,
      samples: [],
    }));
    planned.summary = await checkImport(
      planned.context,
      { row, lease: planned.lease, source, columns, newProperties, maxErrors: options.maxErrors },
      onPlanned,
      new AbortController().signal,
    );
    await source.close();
    await planned.save(recognized);
    return planned;
  }

  /** Plans the undo of an import. */
  static async undo(
    app: TestApp,
    person: Person,
    other: PlannedImport,
    onPlanned: OnPlanned = async () => undefined,
  ): Promise<PlannedImport> {
    const { dataset } = await other.row();
    const planned = await this.insert(app, person, { dataset, undoOfId: other.id });
    const { columns, ...summary } = await planUndo(
      planned.context,
      { row: await planned.row(), lease: planned.lease },
      onPlanned,
      new AbortController().signal,
    );
    planned.summary = summary;
    await planned.save(columns);
    return planned;
  }

  get lease() {
    return { id: this.id, owner: this.owner };
  }

  get context(): ImportContext {
    const { clock } = this.app;
    const { dataSource } = this.app.app;
    const auditLog = new AuditLog(dataSource, clock);
    return { dataSource, clock, auditLog, revocations: new Revocations(clock, auditLog) };
  }

  async row(): Promise<Import> {
    return (await findWhole(this.app.app.dataSource.manager, Import, this.id))!;
  }

  batches(): Promise<ImportBatch[]> {
    return this.app.app.dataSource.manager.find(ImportBatch, {
      where: { importId: this.id },
      order: { ordinal: 'ASC' },
    });
  }

  async cells(): Promise<Cell[]> {
    const { columns } = await this.row();
    return (await this.batches()).flatMap(({ changes }) =>
      changes.flatMap(({ key, cells }) =>
        cells.map(([index, old, to]): Cell => [key, columns![index]!.column!, old, to]),
      ),
    );
  }

  async errors(): Promise<FailedRow[]> {
    const errors = (await this.batches()).flatMap(({ errors: ofBatch }) => ofBatch);
    errors.forEach(germanOf);
    return errors;
  }

  /** The errors as `line code column message`. */
  async problems(): Promise<string[]> {
    const { columns } = await this.row();
    return (await this.errors()).map(({ line, code, columnIndex, message }) => {
      expect(message).toMatch(fullSentence);
      expect(message).toMatch(advice);
      return `${line} ${code} ${columnIndex === undefined ? '-' : columns![columnIndex]!.column}: ${message}`;
    });
  }

  async conflicts(): Promise<FailedRow[]> {
    const conflicts = (await this.batches()).flatMap(({ outcome }) => outcome?.conflicts ?? []);
    conflicts.forEach(germanOf);
    return conflicts;
  }

  /** Accepts the plan and takes the lease, as a worker does. */
  async accept({ userId, credential = 'session 0' }: Person): Promise<void> {
    const { dataSource } = this.app.app;
    await transact(dataSource, async (manager) => {
      await changeImport(manager, 'apply', this.id, {
        appliedAt: 1,
        appliedById: userId,
        applyLimit: null,
        applyCredential: credential,
      });
      await changeRows(manager, 'imports', { id: this.id }, { leaseOwner: this.owner, attempt: 1 });
    });
  }

  /** Applies all batches. Returns their number. */
  async apply(person: Person): Promise<number> {
    await this.accept(person);
    const row = await this.row();
    for (let batches = 0; ; batches++)
      if ((await applyNextBatch(this.context, { row, lease: this.lease })).isDone) return batches;
  }

  private async save(columns: readonly RecognizedColumn[]): Promise<void> {
    const { created, changed, removed, unchanged, failed, ignoredColumns, newItems, sample, warnings } = this.summary;
    const isPlanned = await transact(this.app.app.dataSource, (manager) =>
      changeImport(manager, 'plan', this.id, {
        owner: this.owner,
        checkedAt: 1,
        source: null,
        columns: JSON.stringify(columns),
        columnPermissions: '[]',
        sheets: null,
        created,
        changed,
        removed,
        unchanged,
        failed,
        warnings: JSON.stringify(warnings),
        ignoredColumns: JSON.stringify(ignoredColumns),
        newItems: JSON.stringify(newItems),
        sample: JSON.stringify(sample),
        errorsFile: null,
        rows: created + changed + removed + unchanged + failed,
      }),
    );
    if (!isPlanned) throw new Error('the plan was not saved');
  }

  private static async insert(app: TestApp, person: Person, options: ImportOptions): Promise<PlannedImport> {
    const { dataSource } = app.app;
    const fileName = randomUUID();
    const values: Record<string, unknown> = {
      organizationId: person.organizationId,
      requestedById: person.userId,
      requestCredential: person.credential ?? 'session 0',
      dataset: options.dataset ?? 'USERS',
      fileName,
      createMissing: options.createMissing ? 1 : 0,
      blankCells: options.blankCells ?? 'KEEP',
      dateOrder: options.dateOrder ?? DateOrder.YEAR_MONTH_DAY,
      applyWhenClean: 0,
      formulaGuard: options.formulaGuard === false ? 0 : 1,
      decimalSeparator: options.decimalSeparator ?? null,
      undoOfId: options.undoOfId ?? null,
      state: 'CHECKING',
      version: 1,
      updatedAt: 0,
      // No worker has data as new as this, so none claims the import.
      timezoneDataVersion: '9999z',
      requestedAt: 0,
      keepMs: 86_400_000,
      attempt: 1,
      phase: 'READING',
      rowsDone: 0,
      percent: 0,
      created: 0,
      changed: 0,
      removed: 0,
      unchanged: 0,
      failed: 0,
      warnings: '[]',
      ignoredColumns: '[]',
      newItems: '{"locations":[],"teams":[],"plans":[]}',
      appliedBatch: 0,
      appliedCreated: 0,
      appliedChanged: 0,
      appliedRemoved: 0,
      conflicts: 0,
    };
    await insertRows(dataSource.manager, 'imports', Object.keys(values), [Object.values(values)]);
    const [id] = await readColumn(dataSource, 'imports', 'id', { fileName });
    const planned = new PlannedImport(app, id as number);
    await changeRows(dataSource, 'imports', { id: planned.id }, { leaseOwner: planned.owner });
    return planned;
  }
}
