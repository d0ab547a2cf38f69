import { NativeSelect, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { LineChart } from '../charts/line-chart.js';
import { count, days, money, month } from '../format.js';
import { UserFiguresDocument, type UserFiguresResult } from '../generated.js';
import { Facts } from '../parts/facts.js';
import { numberCell, RecordTable } from '../parts/record-table.js';
import { Failed, Loading, NoPermission } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { monthIn, type MonthPeriod, monthPeriods } from '../statistics/periods.js';
import { t } from '../texts/index.js';
import styles from './user-page.module.css';

/** The figures of a user month by month, as charts and a table. */
export function UserFigures({ id }: { readonly id: string }): ReactNode {
  const tallyport = useTallyport();
  const { user, can, organization } = useViewer();
  const [period, setPeriod] = useState<MonthPeriod>('months12');
  const [from, to] = monthPeriods(monthIn(organization.timezone))[period];
  const bookings = can.seeFigures.booking.allowed || user.id === id;
  const invoices = can.seeFigures.invoice.allowed || user.id === id;
  const { data, error, refetch } = useQuery({
    queryKey: ['user figures', id, from, to],
    queryFn: ({ signal }) => tallyport.query(UserFiguresDocument, { id, from, to, bookings, invoices }, { signal }),
    enabled: bookings || invoices,
    placeholderData: keepPreviousData,
  });
  if (!bookings && !invoices) return <NoPermission reason={can.seeFigures.booking.reason} />;
  return (
    <div className={styles.content} tabIndex={0} role="region" aria-label={t.user.sections.figures}>
      <div className={styles.figures}>
        <NativeSelect
          size="xs"
          maw={240}
          label={t.statistics.period}
          value={period}
          data={Object.entries(t.statistics.periods).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setPeriod(event.currentTarget.value as MonthPeriod)}
        />
        {error && <Failed error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Loading rows={8} />}
        {data?.user && <Months of={data.user} />}
      </div>
    </div>
  );
}

function Months({ of }: { readonly of: NonNullable<UserFiguresResult['user']> }): ReactNode {
  const { currency } = useViewer().organization;
  const { BookingBasis, UserOrderField } = useLabels();
  const { bookingActivity: bookings, invoicing: invoices } = of;
  const months = (bookings ?? invoices)?.months.map(({ month }) => month) ?? [];
  const labels = months.map((each) => month(each, 'short'));
  const number = (value: number) => ({ value, text: count(value) });
  const first = bookings?.firstDate.booked;
  return (
    <>
      {bookings && (
        <section aria-label={t.statistics.of.bookings}>
          <Title order={2} mb={8}>
            {t.statistics.of.bookings}
          </Title>
          <LineChart
            title={t.statistics.of.bookings}
            labels={labels}
            lines={[
              { name: BookingBasis.BOOKED, points: bookings.months.map(({ booked }) => number(booked)) },
              { name: BookingBasis.CREATED, points: bookings.months.map(({ created }) => number(created)) },
            ]}
          />
        </section>
      )}
      {invoices && (
        <section aria-label={t.statistics.of.invoices}>
          <Title order={2} mb={8}>
            {t.statistics.of.invoices}
          </Title>
          <LineChart
            title={t.statistics.of.invoices}
            labels={labels}
            lines={[
              {
                name: t.statistics.measures.total,
                points: invoices.months.map(({ total: { decimal } }) => ({
                  value: Number(decimal),
                  text: money(decimal, currency),
                })),
              },
            ]}
          />
        </section>
      )}
      <Facts
        of={[
          ...(first ? [[UserOrderField.FIRST_BOOKING_DATE_BOOKED, days(first, first)] as const] : []),
          ...(invoices ? [[UserOrderField.INVOICED_ALL_TIME, money(invoices.allTime.decimal, currency)] as const] : []),
        ]}
      />
      <RecordTable
        name={t.statistics.table}
        scroll="box"
        heads={[
          { title: t.user.month },
          ...(bookings ? [BookingBasis.BOOKED, BookingBasis.CREATED].map((title) => ({ title, isNumber: true })) : []),
          ...(invoices ? [{ title: t.user.invoiced, isNumber: true }] : []),
        ]}
      >
        {months.map((month, at) => (
          <tr key={month}>
            <td>{labels[at]}</td>
            {bookings && (
              <>
                <td className={numberCell} data-label={BookingBasis.BOOKED}>
                  {count(bookings.months[at]!.booked)}
                </td>
                <td className={numberCell} data-label={BookingBasis.CREATED}>
                  {count(bookings.months[at]!.created)}
                </td>
              </>
            )}
            {invoices && (
              <td className={numberCell} data-card="side">
                {money(invoices.months[at]!.total.decimal, currency)}
              </td>
            )}
          </tr>
        ))}
      </RecordTable>
    </>
  );
}
