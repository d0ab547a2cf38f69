import { type ReactNode, useMemo } from 'react';
import type { InvoiceFilter } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { type InvoiceOrderField, InvoicePageDocument } from '../generated.js';
import { knownValues, optionsOf } from '../labels.js';
import { comparisonOf, type FilterableFigure, readConditions } from '../lists/figure-conditions.js';
import { FigureFilter } from '../lists/figure-filter.js';
import { pageSize, useListPages } from '../lists/list-pages.js';
import { type ListState, useListState } from '../lists/list-state.js';
import { PeriodFilter, periodKeys, periodOf } from '../lists/period-filter.js';
import type { UserRecords } from '../lists/records-page.js';
import { useUserScope } from '../lists/use-user-scope.js';
import { UserFields, userKeys } from '../lists/user-fields.js';
import { MultiFilter } from '../parts/multi-filter.js';
import { decimalsOf, useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { invoiceColumns, type InvoiceRow } from './invoice-columns.js';
import { locationFilter, locationOptions } from './invoice-locations.js';

const keys = [...userKeys, 'status', 'location', ...periodKeys('issued'), 'amount'] as const;

type State = ListState<(typeof keys)[number], InvoiceOrderField>;

const parameters = {
  keys,
  orderFields: ['ISSUED_AT', 'NUMBER', 'TOTAL'],
  firstOrder: { field: 'ISSUED_AT', direction: 'DESC' },
} as const;

/** The invoices of one user, or of all whose invoices the viewer may see. */
export function useInvoices(userId: string | null): UserRecords<InvoiceRow, InvoiceOrderField> {
  const tallyport = useTallyport();
  const viewer = useViewer();
  const labels = useLabels();
  const { can, organization } = viewer;
  const state = useListState(parameters);
  const { values, order } = state;
  const { isOfOne, canFilterUsers, userFilter, ...shared } = useUserScope(userId, can.readInvoices, state);
  const issuedAt = periodOf(values, 'issued', organization.timezone);
  const status = knownValues(values.status, labels.InvoiceStatus);
  const total = { key: 'total', label: labels.InvoiceOrderField.TOTAL, kind: 'money' } as const;
  const [amount] = readConditions(values.amount, [total]);
  const filter: InvoiceFilter = {
    ...userFilter,
    ...(status.length > 0 ? { status } : {}),
    ...locationFilter(values.location),
    ...(issuedAt ? { issuedAt } : {}),
    ...(amount ? { totalAmount: comparisonOf(amount, decimalsOf(viewer)) } : {}),
  };
  const pages = useListPages(['invoices', filter, order], async (after, signal) => {
    const { invoices } = await tallyport.query(
      InvoicePageDocument,
      { first: pageSize, after, filter, orderBy: [order!] },
      { signal },
    );
    return invoices!;
  });
  return {
    dataset: 'INVOICES',
    ...shared,
    columns: useMemo(() => invoiceColumns(viewer, labels, isOfOne), [viewer, labels, isOfOne]),
    pages,
    state,
    filter: Object.keys(filter).length > 0 ? { invoices: filter } : null,
    filters: <Fields state={state} canFilterUsers={canFilterUsers} total={total} />,
    nameOf: ({ number }) => number,
  };
}

interface FieldsProps {
  readonly state: State;
  readonly canFilterUsers: boolean;
  readonly total: FilterableFigure;
}

function Fields({ state: { values, setValues }, canFilterUsers, total }: FieldsProps): ReactNode {
  const { InvoiceStatus, InvoiceOrderField } = useLabels();
  const { organization } = useViewer();
  return (
    <>
      <MultiFilter
        label={t.users.filters.status}
        options={optionsOf(InvoiceStatus)}
        value={values.status}
        onChange={(status) => setValues({ status })}
      />
      <MultiFilter
        label={t.users.filters.location}
        options={locationOptions(organization.locations)}
        value={values.location}
        onChange={(location) => setValues({ location })}
      />
      {canFilterUsers && <UserFields values={values} onChange={setValues} />}
      <PeriodFilter label={InvoiceOrderField.ISSUED_AT} name="issued" values={values} onChange={setValues} />
      <FigureFilter
        label={total.label}
        figures={[total]}
        value={values.amount}
        onChange={(amount) => setValues({ amount })}
      />
    </>
  );
}
