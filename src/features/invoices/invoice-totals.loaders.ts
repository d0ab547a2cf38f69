import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { poolQuery } from '../../platform/database/query-rows';
import type { MonthRange } from '../../platform/graphql/month-range';
import { cached, type Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { invoiceTotals, type InvoiceTotalsFigures, noInvoiceTotals } from './invoice-totals';
import { monthlyInvoices } from './monthly-invoices';

/** Loads invoice totals by user id, with one statement for all users of the operation with the same `asOf`. */
export const invoiceTotalsLoader = (
  operation: Operation,
  dataSource: DataSource,
  timezone: string,
  asOf: Date,
): DataLoader<number, InvoiceTotalsFigures> =>
  cached(
    operation,
    `invoiceTotals ${asOf.getTime()}`,
    () =>
      new DataLoader(
        async (ids) => {
          const months = VenueCalendar.of(timezone).thisAndLastMonth(asOf);
          const figures = new Map(
            await invoiceTotals(poolQuery(dataSource), operation.viewer.organizationId, months, { ids }),
          );
          return ids.map((id) => figures.get(id) ?? noInvoiceTotals);
        },
        { maxBatchSize: 5000 },
      ),
  );

/** Loads monthly totals by user id, with one statement for all users of the operation with the same months. */
export const monthlyInvoicesLoader = (
  operation: Operation,
  dataSource: DataSource,
  range: MonthRange,
): DataLoader<number, bigint[] | undefined> =>
  cached(
    operation,
    `monthlyInvoices ${range.months[0]} ${range.months.at(-1)}`,
    () =>
      new DataLoader(
        async (ids) => {
          const found = await monthlyInvoices(poolQuery(dataSource), operation.viewer.organizationId, range, { ids });
          return ids.map((id) => found.get(id));
        },
        { maxBatchSize: 5000 },
      ),
  );
