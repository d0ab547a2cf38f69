import { Int } from 'type-graphql';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { sql } from '../../../platform/database/sql';
import { filtersIn } from '../../../platform/graphql/nested-filters';
import { alternatives } from '../../../platform/text/alternatives';
import { InvoiceStatus } from '../../invoices/invoice.entity';
import type { InvoiceFilter } from '../../invoices/invoice.inputs';
import { invoiceCondition } from '../../invoices/invoice-condition';
import { invoiceCounts } from '../../invoices/invoice-totals';
import type { NamedItems } from '../../organizations/organization.repository';
import { Location } from '../../organizations/reference-data.entity';
import { defineDimensionEnum, type Dimension, type GroupFilter, type GroupValue } from './dimension';
import { commonMeasures, type Measures, moneyMeasure, numberMeasure } from './measure';
import { excludedSum } from './row-totals';
import type { StatisticsDefinition } from './statistics-definition';
import { daysRangeSql, timeDimensions } from './time-dimensions';
import { itemsWithIds, userDimensions, usersOfRecords } from './user-dimensions';

const ageStarts = [0, 30, 60, 90, 180, 365];

export const invoiceDimensions = {
  LOCATION: {
    description: 'The primary location of the invoiced user.',
    deprecationReason:
      'Use `PRIMARY_LOCATION`, which is the same, or `INVOICE_LOCATION`, which is of the invoice itself.',
    field: {
      name: 'location',
      type: String,
      description: 'Name of the location; null for users without a primary location.',
    },
    item: Location,
    isOfUser: true,
    expression: () => sql`u.primaryLocationId`,
    groups: (locationId, { locations }) => [locationId === null ? null : (locations.get(locationId as number) ?? null)],
    groupsOfFilter: (filter, { locations }) => itemsWithIds(locations, usersOfRecords(filter)?.primaryLocationIds),
  },
  INVOICE_LOCATION: {
    description: 'The location of the invoice itself.',
    field: {
      name: 'invoiceLocation',
      type: String,
      description: 'Name of the location of the invoice; null for invoices without one.',
    },
    item: Location,
    hasNameField: false,
    isOfUser: false,
    rollupColumn: 'locationId',
    // The rollups have 0, too. Groups of records and of rollups must be stored alike.
    expression: () => sql`COALESCE(i.locationId, 0)`,
    groups: (locationId, { locations }) => [locations.get(locationId as number) ?? null],
    groupsOfFilter: invoiceLocationsOf,
  },
  ...userDimensions('the invoiced user', usersOfRecords),
  STATUS: {
    description: 'The status of the invoice: OPEN or PAID.',
    field: { name: 'status', type: InvoiceStatus, description: 'Current status, OPEN or PAID.' },
    isOfUser: false,
    rollupColumn: 'status',
    expression: () => sql`i.status`,
    groups: (status) => [status],
    groupsOfFilter: (filter) => (filter as InvoiceFilter | null | undefined)?.status ?? undefined,
  },
  ...timeDimensions('the issue of the invoice'),
  AGE: {
    description: 'How long ago the invoice was issued, in ranges of days (24 hours each) until `asOf`.',
    field: {
      name: 'ageDays',
      type: Int,
      description: `First day of the range: ${alternatives(ageStarts.map(String))}. Null for invoices issued after \`asOf\`.`,
    },
    isOfUser: false,
    expression: ({ asOfMs }) => daysRangeSql(`(${asOfMs} - i.issuedAt)`, ageStarts),
    groups: (days) => [days === null ? null : Number(days)],
  },
} satisfies Record<string, Dimension>;

export const InvoiceDimension = defineDimensionEnum('InvoiceDimension', 'invoices', invoiceDimensions);
export type InvoiceDimension = keyof typeof InvoiceDimension;

const onlyVoid = 'If selected, groups that have only VOID invoices are in the answer, too.';
const ofVoid = { isAdditive: true, needs: 'excluded', isOptionalColumn: true } as const;

export const invoiceMeasures: Measures = {
  ...commonMeasures('OPEN and PAID invoices', 'invoiced users'),
  total: moneyMeasure(
    'total',
    {
      description: "Sum of the invoice totals in the organization's currency. Additive.",
      isAdditive: true,
      hasCurrencyColumn: true,
    },
    ({ amount }) => amount,
  ),
  average: moneyMeasure(
    'average',
    {
      description: 'Average total of an OPEN or PAID invoice, rounded down to minor units. Null if there are none.',
      isNullable: true,
      isOptionalColumn: true,
    },
    ({ count, amount }) => (count === 0 ? null : floorDivide(amount, BigInt(count))),
  ),
  void: numberMeasure(
    'void',
    { type: Int, description: `Number of VOID invoices. ${onlyVoid}`, ...ofVoid },
    (totals) => excludedSum(totals, 'void').count,
  ),
  voidTotal: moneyMeasure(
    'voidTotal',
    { description: `Sum of the totals of VOID invoices. ${onlyVoid}`, ...ofVoid },
    (totals) => excludedSum(totals, 'void').amount,
  ),
};

export const invoiceStatistics: StatisticsDefinition<InvoiceFilter, 'void'> = {
  table: 'invoices',
  alias: 'i',
  userId: 'i.userId',
  hasRollups: true,
  instants: { ISSUED: 'issuedAt' },
  counted: invoiceCounts,
  countedStatuses: ['OPEN', 'PAID'],
  excluded: { void: 'VOID' },
  amount: 'i.totalMinor',
  dimensions: invoiceDimensions,
  hasItemNames: true,
  measures: invoiceMeasures,
  assertValidFilter(filter) {
    for (const [{ status }, path] of filtersIn(filter, 'filter'))
      if (status?.includes(InvoiceStatus.VOID))
        throw badInput(
          `${path}.status`,
          `\`${path}.status\` must not include VOID: void invoices never count. Select \`excluded\` for their number.`,
          because('STATUS_NOT_COUNTED'),
        );
  },
  condition: invoiceCondition,
};

function invoiceLocationsOf(filter: GroupFilter, { locations }: NamedItems): GroupValue[] | undefined {
  const { locationIds, hasLocation } = (filter ?? {}) as InvoiceFilter;
  if (hasLocation === false) return locationIds ? [] : [null];
  return itemsWithIds(locations, locationIds);
}

/** Rounds down, also below zero. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
