import type { EntityManager } from 'typeorm';
import { type Because, because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import { quoted } from '../../../platform/text/quoted';
import { usernameKeyOf } from '../../users/user.entity';
import type { UserChanger } from '../../users/user-writes';
import { inputOf } from '../plan/cells/pending-cells';
import { isSameText, textOfValue } from '../plan/cells/stored-texts';
import type { FileColumn } from '../plan/columns/file-columns';
import { changeableColumns, isAsCreated } from '../plan/rows/created-records';
import { findBookings } from '../plan/rows/named-bookings';
import { RecordReader } from '../plan/rows/record-reader';
import { columnOfError, describeError, failedRow, withChange } from '../plan/rows/row-errors';
import { findUserIds } from '../plan/rows/user-ids';
import type { Session } from '../plan/session';
import { fieldOf, type FieldValues, type ImportColumn, type Rules } from '../plan/targets/target';
import type { ChangedRow, FailedRow, NewItems } from '../record/import-contents';

/** What came of a batch. */
interface WrittenBatch {
  readonly applied: readonly ChangedRow[];
  readonly created: readonly [row: number, id: number][];
  readonly conflicts: readonly FailedRow[];
}

/** Why the values of a column cannot be stored. */
export interface RefusedColumn {
  readonly message: string;
  readonly reason: Because;
}

const columnGone = 'A column of the plan does not exist any longer. Import the error file without it.';

/** Writes the changes of one batch. A row whose record is no longer as the plan says is a conflict, and is not written. */
export class BatchWriter {
  private readonly conflicts: FailedRow[] = [];
  private readonly applied: ChangedRow[] = [];
  private readonly files: readonly (FileColumn | null)[];

  constructor(
    private readonly manager: EntityManager,
    private readonly session: Session,
    /** By place in the file. */
    private readonly columns: readonly (ImportColumn | null)[],
    private readonly used: readonly ImportColumn[],
    private readonly changer: UserChanger,
  ) {
    this.files = columns.map(
      (column, index) => column && { index, header: column.label, column, isChangeable: column.importable },
    );
  }

  /** The names in the changes that no item has and that the person may create. */
  findNewItems(changes: readonly ChangedRow[]): NewItems {
    const { names } = this.session;
    for (const change of changes) {
      names.startRow();
      try {
        this.inputOf(change);
        names.keepRow();
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
    return names.newItems;
  }

  /** `refused`: by place in the file, the columns whose values cannot be stored. */
  async write(planned: readonly ChangedRow[], refused: ReadonlyMap<number, RefusedColumn>): Promise<WrittenBatch> {
    const changes = planned.filter((change) => !this.isRefused(change, refused));
    const isNew = ({ id }: ChangedRow): boolean => id === null;
    await this.change(changes.filter((change) => !isNew(change) && !change.isRemoved).sort((a, b) => a.id! - b.id!));
    const created = await this.create(changes.filter(isNew));
    await this.remove(changes.filter(({ isRemoved }) => isRemoved));
    return { applied: this.applied, created, conflicts: this.conflicts.sort((a, b) => a.row - b.row) };
  }

  private isRefused(change: ChangedRow, refused: ReadonlyMap<number, RefusedColumn>): boolean {
    const [index] = change.cells.find(([place]) => refused.has(place)) ?? [];
    if (index === undefined) return false;
    const { message, reason } = refused.get(index)!;
    this.conflict(change, message, reason, index);
    return true;
  }

  /** The changes are in the order of ids. */
  private async change(changes: readonly ChangedRow[]): Promise<void> {
    if (changes.length === 0) return;
    const { target } = this.session;
    const { noun } = target;
    const rules: Rules = { ...this.session.rules, userIds: new Map(), bookings: await this.findBookings(changes) };
    const fields = [...new Set(changeableColumns(this.used).map(fieldOf))];
    await target.changeAll(
      this.manager,
      this.changer,
      changes.map(({ id }) => id!),
      fields,
      (before, index) => {
        const change = changes[index]!;
        if (!before)
          return this.conflict(
            change,
            `The ${noun} was deleted since the plan was made. Remove the row.`,
            because('RECORD_DELETED', { noun }),
          );
        const changedCell = change.cells.find(([place, oldText]) => !this.hasText(before, place, oldText ?? ''));
        if (changedCell) {
          const value = this.textAt(before, changedCell[0]);
          if (value === null) return this.conflict(change, columnGone, because('COLUMN_GONE'), changedCell[0]);
          return this.conflict(
            change,
            `The value was changed since the plan was made, to ${quoted(value)}. Import the error file to change it anyway.`,
            because('VALUE_CHANGED', { value }),
            changedCell[0],
          );
        }
        return this.accept(change, (input) => target.change(before, input, rules));
      },
    );
  }

  /** Returns the ids of the created records by row. */
  private async create(changes: readonly ChangedRow[]): Promise<[row: number, id: number][]> {
    if (changes.length === 0) return [];
    const { target, organizationId } = this.session;
    const [keyColumn] = target.requiredColumns;
    const lookup = target.lookups[keyColumn!]!;
    const reader = new RecordReader(this.session, []);
    const keys = changes.map(({ key }) => lookup.keyOf(key)!);
    const existing = await reader.find(this.manager, lookup.sql, keys);
    const userIds = await findUserIds(
      this.manager,
      organizationId,
      changes.flatMap((change) => this.usernameOf(change)),
    );
    const rules: Rules = { ...this.session.rules, userIds, bookings: await this.findBookings(changes) };
    const records: FieldValues[] = [];
    const rows: [row: number, key: string][] = [];
    changes.forEach((change, index) => {
      const key = keys[index]!;
      if (existing.has(key)) {
        this.conflict(
          change,
          `A ${target.noun} with this key was created since the plan was made. Import the error file to change it.`,
          because('RECORD_CREATED', { noun: target.noun }),
        );
        return;
      }
      const record = this.accept(change, (input) => target.create(input, rules));
      if (!record) return;
      records.push(record);
      rows.push([change.row, key]);
    });
    if (records.length === 0) return [];
    await target.insertAll(this.manager, organizationId, records, this.changer.isUnconfirmed);
    const inserted = await reader.find(
      this.manager,
      lookup.sql,
      rows.map(([, key]) => key),
    );
    return rows.map(([row, key]) => [row, inserted.get(key)!.id]);
  }

  private async remove(changes: readonly ChangedRow[]): Promise<void> {
    if (changes.length === 0) return;
    const { target, organizationId, cells } = this.session;
    const changeable = changeableColumns(this.used);
    const ids = changes.map(({ id }) => id!);
    const removed = await target.removeAll(this.manager, organizationId, ids, (record, index) => {
      if (!record) return false;
      return isAsCreated(target, changeable, {
        change: changes[index]!,
        columnAt: (place) => this.columns[place]!,
        textOf: (column) => textOfValue(column, record[fieldOf(column)], cells),
        valueOf: (field) => record[field],
      });
    });
    for (const change of changes)
      if (removed.includes(change.id!)) this.applied.push(change);
      else
        this.conflict(
          change,
          `The ${target.noun} was changed since, is used by other records, or was deleted. If it still exists, delete it by hand.`,
          because('RECORD_NOT_DELETED', { noun: target.noun }),
        );
  }

  /** Returns the values that the rules accept; otherwise null, and the row is a conflict. */
  private accept(change: ChangedRow, apply: (input: FieldValues) => FieldValues): FieldValues | null {
    try {
      const values = apply(this.inputOf(change));
      this.applied.push(change);
      return values;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const files = change.cells.flatMap(([index]) => this.files[index] ?? []);
      this.conflicts.push(withChange(describeError(error, change, columnOfError(error, files)), change));
      return null;
    }
  }

  /** @throws AppError for a column that no longer exists, and as the rules do. */
  private inputOf({ cells }: ChangedRow): FieldValues {
    const { texts } = this.session;
    return inputOf(
      cells.map(([index, , newText]) => {
        const file = this.files[index];
        if (!file) throw new AppError('BAD_USER_INPUT', columnGone, because('COLUMN_GONE'));
        const { column } = file;
        return { file, value: column.fromText!(newText ?? '', texts, column.key) };
      }),
    );
  }

  private textAt(record: FieldValues, index: number): string | null {
    const column = this.columns[index];
    return column ? textOfValue(column, record[fieldOf(column)], this.session.cells) : null;
  }

  private hasText(record: FieldValues, index: number, text: string): boolean {
    const current = this.textAt(record, index);
    return current !== null && isSameText(this.columns[index]!, current, text);
  }

  private usernameOf({ cells }: ChangedRow): string[] {
    if (!this.session.target.userJoin) return [];
    const cell = cells.find(([index]) => this.columns[index]?.key === 'username');
    return cell?.[2] ? [usernameKeyOf(cell[2])] : [];
  }

  private findBookings(changes: readonly ChangedRow[]): Promise<Rules['bookings']> {
    const place = this.columns.findIndex((column) => column?.key === 'booking');
    const references = changes.flatMap(({ cells }) => cells.find(([index]) => index === place)?.[2] ?? []);
    return findBookings(this.manager, this.session.organizationId, references);
  }

  private conflict(change: ChangedRow, message: string, reason: Because, index?: number): null {
    const error = failedRow(change, 'CONFLICT', message, reason, index === undefined ? undefined : { index });
    this.conflicts.push(withChange(error, change));
    return null;
  }
}
