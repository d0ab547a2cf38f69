import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { loadOrganization } from '../../../src/features/load/load-organization';
import { useTestApp } from '../../support/apps/app';
import { exportFile } from '../../support/clients/exports';
import {
  figureColumns,
  figuresOfRow,
  parseCsv,
  type RawRows,
  recount,
  type ZoneMonths,
} from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

const folder = path.resolve(__dirname, '../../../../shared/data/hotels');
const exists = existsSync(path.join(folder, 'bookings.csv'));
// A clone of the repository has no folder of shared data, and misses nothing.
if (!exists && existsSync(path.dirname(folder)))
  process.stderr.write(`\n## NOT TESTED WITH REAL BOOKINGS: ${folder} does not exist\n\n`);

const months: ZoneMonths = {
  zone: 'Europe/Lisbon',
  starts: [
    '2016-02-01T00:00:00Z',
    '2016-03-01T00:00:00Z',
    '2016-03-31T23:00:00Z',
    '2016-04-30T23:00:00Z',
    '2016-05-31T23:00:00Z',
  ],
};
const asOf = '2016-04-30T22:59:59.999Z';

(exists
  ? eachEngine
  : (title: string) => describe.skip(`${title}: ${folder} does not exist`, () => it('loads', () => undefined)))(
  'loadOrganization with the bookings of two hotels',
  ['sqlite', 'mariadb'],
  (engine) => {
    const app = useTestApp(engine);

    it('loads them, and every figure of every guest equals a count of the files', async () => {
      const loaded = await loadOrganization(
        app.app.dataSource,
        app.clock,
        { slug: 'hotels', name: 'Hotels', timezone: months.zone, currency: 'EUR', owner: 'owner@example.test' },
        folder,
        () => undefined,
      );
      expect(loaded).toMatchObject({ users: 244, bookings: 14_938, invoices: 8_471 });

      const [owner] = await readRows(app.app.dataSource, 'users', { role: 'OWNER' }, ['id', 'organizationId']);
      const { body } = await exportFile(await app.signIn(owner), {
        format: 'CSV',
        columns: [...figureColumns, 'firstName', 'lastName'],
        asOf,
      });
      const read = (name: string): Record<string, string>[] =>
        parse(readFileSync(path.join(folder, name)), { columns: true, bom: true });
      const users = read('users.csv');
      const number = new Map(users.map((user, index) => [user.Username!, index]));
      const rows: RawRows = {
        bookings: read('bookings.csv').map((row) => ({
          userId: number.get(row.Username!)!,
          startsAt: row['Starts at']!,
          createdAt: row['Date created']!,
          status: row.Status as 'CONFIRMED',
        })),
        invoices: read('invoices.csv').map((row) => ({
          userId: number.get(row.Username!)!,
          issuedAt: row['Issued at']!,
          totalMinor: Math.round(Number(row.Total) * 100),
          status: row.Status as 'PAID',
        })),
      };
      const lines = parseCsv(body).slice(1, -1);
      expect(lines.map((cells) => cells.slice(figureColumns.length))).toEqual(
        users.map((user) => [user['First name'], user['Last name']]),
      );
      expect(lines.map(figuresOfRow)).toEqual(users.map((_user, index) => recount(rows, index, months, asOf)));
    });
  },
);
