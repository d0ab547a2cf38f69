import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../../../platform/database/dialect';
import { poolQuery } from '../../../../platform/database/query-rows';
import { raw, type Sql, sql, type SqlValue } from '../../../../platform/database/sql';
import { textOfStored } from '../cells/stored-texts';
import type { RecordTexts } from '../session';
import { fieldOf, type FieldValues, type ImportColumn } from '../targets/target';

/** A record as it is in the database: the selected values, in the order of the select list. */
export interface FoundRecord {
  readonly id: number;
  /** Username, reference or number. */
  readonly key: string;
  readonly values: readonly SqlValue[];
}

/** Reads of records what some columns, and the rules, need. One statement for each batch. */
export class RecordReader {
  private readonly select: string[] = [];
  private readonly places: readonly number[];
  private readonly fields = new Map<string, number>();
  private readonly table: Sql;
  private readonly userJoin: Sql;

  constructor(
    private readonly session: RecordTexts,
    private readonly columns: readonly ImportColumn[],
    /** Fields to read in addition. */
    otherFields: readonly string[] = [],
  ) {
    const { table, alias, lookups, ruleFields, userJoin } = session.target;
    const keySql = `${alias}.${Object.keys(lookups)[0]!}`;
    this.place(`${alias}.id`);
    this.place(keySql);
    for (const field of [...ruleFields, ...otherFields]) this.fields.set(field, this.place(`${alias}.${field}`));
    this.places = columns.map((column) => {
      const place = this.place(sqlOf(column));
      if (column.source.from === 'record' || !userJoin) this.fields.set(fieldOf(column), place);
      return place;
    });
    const needsUser = userJoin && columns.some(({ source }) => source.from === 'user');
    this.table = raw(`${table} ${alias}`);
    this.userJoin = raw(needsUser ? userJoin : '');
  }

  /** Finds records of the organization by the values of an expression. Returns them by these values, as texts. */
  async find(
    manager: EntityManager,
    expression: string,
    values: readonly SqlValue[],
  ): Promise<Map<string, FoundRecord>> {
    if (values.length === 0) return new Map();
    const { alias } = this.session.target;
    const select = [...this.select, expression].map((each, index) => `${each} AS c${index}`).join(', ');
    const listed = dialectOf(manager.connection).joinListed(values, expression === `${alias}.id` ? 'integer' : 'text');
    const rows = await poolQuery(manager)(
      sql`SELECT ${raw(select)} FROM ${listed} ${this.table} ON ${raw(alias)}.organizationId = ${this.session.organizationId} AND ${raw(expression)} = listed.item ${this.userJoin}`,
    );
    return new Map(
      rows.map((row) => [String(row.at(-1)), { id: row[0] as number, key: row[1] as string, values: row }]),
    );
  }

  /** The text of a record in the column at this place of the list. */
  text(record: FoundRecord, index: number): string {
    return textOfStored(this.columns[index]!, record.values[this.places[index]!]!, this.session.cells);
  }

  /** The fields of a record that the rules may need, and the other fields. */
  valuesOf(record: FoundRecord): FieldValues {
    const values: Record<string, unknown> = { id: record.id };
    for (const [field, place] of this.fields) values[field] = this.session.target.load(field, record.values[place]!);
    return values;
  }

  private place(expression: string): number {
    const known = this.select.indexOf(expression);
    return known >= 0 ? known : this.select.push(expression) - 1;
  }
}

function sqlOf({ source }: ImportColumn): string {
  if (source.from === 'record') return source.sql;
  if (source.from !== 'user') throw new Error('figures are not imported');
  return source.sql ?? `u.${source.field}`;
}
