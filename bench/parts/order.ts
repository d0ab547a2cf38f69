import { openAppDatabase } from '../../src/database';
import { asOf, type BenchData, sizeOf } from '../data';
import { post } from '../load-generator';
import { tookMs } from '../pairs';
import { ownerToken, ProductProcess } from '../product';
import { median, type Report } from '../report';

const rounds = 5;
const maxMs = 500;
const fields = [
  'BOOKINGS_THIS_MONTH_BOOKED',
  'BOOKINGS_THIS_MONTH_CREATED',
  'BOOKINGS_LAST_MONTH_BOOKED',
  'BOOKINGS_LAST_MONTH_CREATED',
  'FIRST_BOOKING_DATE_BOOKED',
  'FIRST_BOOKING_DATE_CREATED',
  'INVOICED_THIS_MONTH',
  'INVOICED_LAST_MONTH',
  'INVOICED_ALL_TIME',
];

/** Measures requests for the first page of all users, ordered by a figure. */
export async function order(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  const authorization = `Bearer ${await ownerToken(dataSource)}`;
  await dataSource.destroy();
  const product = await ProductProcess.start('serve', data, { EXPORT_WORKER: 'off' });
  try {
    for (const field of fields) {
      const body = JSON.stringify({
        query: `{ users(first: 100, asOf: "${asOf.toISOString()}", orderBy: [{ field: ${field}, direction: DESC }]) { nodes { id username } } }`,
      });
      const times: number[] = [];
      for (let round = 0; round <= rounds; round++)
        times.push(await tookMs(() => post(`${product.url}/graphql`, undefined, body, { authorization })));
      // The first request is warm-up.
      const ms = median(times.slice(1));
      report({
        part: 'order',
        what: `first page of ${data.users} users by ${field}, ${sizeOf(data)}`,
        measured: `${ms.toFixed(0)} ms`,
        target: `<= ${maxMs} ms`,
        met: ms <= maxMs,
      });
    }
  } finally {
    await product.stop();
  }
}
