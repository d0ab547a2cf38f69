/** @slow */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { demoPeople, seedDemo } from '../../src/features/demo/demo-organization';
import { createTestApp, type TestApp } from '../support/apps/app';
import { type Data, download, type TestClient } from '../support/clients/client';
import { type Booking, type Invoice, lisbon, monthOf, type Person, Records } from '../support/data/demo-records';
import { parseCsv } from '../support/data/figures';
import { eachEngine } from '../support/databases/engines';
import { readRows } from '../support/databases/rows';

interface Block {
  readonly title: string;
  readonly text: string;
}

/**
 * Each block of code in docs/analysts.md, titled by the heading above it, and by its language
 * if that is not GraphQL.
 */
function analystBlocks(): Block[] {
  const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'analysts.md'), 'utf8');
  const blocks: Block[] = [];
  let title = '';
  for (const { groups } of page.matchAll(/^## (?<heading>.+)$|^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gm)) {
    const { heading, language, text } = groups!;
    if (text === undefined) title = heading!;
    else blocks.push({ title: language === 'graphql' ? title : `${title}, ${language}`, text });
  }
  return blocks;
}

const dayMs = 86_400_000;

const countBy = <Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, number> => {
  const counts = new Map<Key, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
};
const startIn = (bookings: readonly Booking[], month: string): Booking[] =>
  bookings.filter(({ startsIn }) => startsIn === month);
const figuresOf = (bookings: readonly Booking[]) => {
  const minutes = bookings.reduce((sum, booking) => sum + booking.minutes, 0);
  return {
    count: bookings.length,
    users: new Set(bookings.map(({ person }) => person)).size,
    minutes,
    durationMs: minutes * 60_000,
  };
};
const sumOf = (invoices: readonly Invoice[]): number => invoices.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
const euros = (minor: number): string => (minor / 100).toFixed(2);

/** First those with the most, then by username. */
const ranked = (people: readonly Person[], figureOf: (person: Person) => number): Person[] =>
  [...people].sort(
    (a, b) => figureOf(b) - figureOf(a) || (a.username.toLowerCase() < b.username.toLowerCase() ? -1 : 1),
  );

const monthsOf = (...years: number[]): string[] =>
  years.flatMap((year) =>
    Array.from({ length: 12 }, (_unused, index) => `${year}-${String(index + 1).padStart(2, '0')}`),
  );
const year = monthsOf(2026);
const monthBefore = (month: string): string => monthOf(Date.parse(`${month}-01T00:00:00Z`) - 86_400_000);

interface Asked {
  readonly app: TestApp;
  readonly client: TestClient;
  readonly text: string;
  readonly records: Records;
  readonly nowMs: number;
  /** The venue month of now. */
  readonly thisMonth: string;
  /** What the GraphQL in the block answers. */
  answer(): Promise<Data>;
  /** The rows of the CSV at the block's address. */
  table(address: string, headers: Record<string, string>, parameters?: [string, string][]): Promise<string[][]>;
}

const byLocation = ({ locations, confirmed }: Records) =>
  locations.flatMap((location) =>
    year.map((month) => ({
      locationRef: { name: location },
      month,
      ...figuresOf(startIn(confirmed, month).filter((booking) => booking.location === location)),
    })),
  );

/** Proves the answer to each block of code, against a count of the rows one by one. */
const checks: Record<string, (asked: Asked) => Promise<void>> = {
  async '1. How many bookings does each location have, month by month?'({ answer, records }) {
    const rows = byLocation(records);
    expect(rows.filter(({ count }) => count > 0).length).toBeGreaterThan(12);
    expect(await answer()).toEqual({ bookingStats: { rows } });
  },

  async '2. How many bookings take place in a month, and how many are made in it?'({ answer, records: { confirmed } }) {
    const [begun, made] = [countBy(confirmed, ({ startsIn }) => startsIn), countBy(confirmed, ({ madeIn }) => madeIn)];
    const rows = (counts: Map<string, number>) => ({
      rows: year.map((month) => ({ month, count: counts.get(month) ?? 0 })),
    });
    expect(rows(begun)).not.toEqual(rows(made));
    expect(await answer()).toEqual({ takePlace: rows(begun), areMade: rows(made) });
  },

  async '3. Which twenty people book the most this month?'({ answer, records: { people, confirmed }, thisMonth }) {
    const lastMonth = monthBefore(thisMonth);
    const booked = countBy(startIn(confirmed, thisMonth), ({ person }) => person);
    const countsOf = (person: Person, month: string) => ({
      booked: startIn(confirmed, month).filter((booking) => booking.person === person).length,
      created: confirmed.filter((booking) => booking.person === person && booking.madeIn === month).length,
    });
    const top = ranked(people, (person) => booked.get(person) ?? 0).slice(0, 20);
    expect(booked.get(top[19]!)).toBeGreaterThan(2);
    expect((await answer()).users).toEqual({
      nodes: top.map((person) => ({
        username: person.username,
        firstName: person.firstName,
        lastName: person.lastName,
        bookingActivity: { thisMonth: countsOf(person, thisMonth), lastMonth: countsOf(person, lastMonth) },
      })),
    });
  },

  async '4. Who has been invoiced the most of all time, yet has no booking last month?'({
    answer,
    records: { people, confirmed, billed },
    thisMonth,
  }) {
    const came = new Set(startIn(confirmed, monthBefore(thisMonth)).map(({ person }) => person));
    const invoiced = new Map<Person, number>();
    for (const { person, totalMinor } of billed) invoiced.set(person, (invoiced.get(person) ?? 0) + totalMinor);
    const away = ranked(
      people.filter((person) => !came.has(person)),
      (person) => invoiced.get(person) ?? 0,
    );
    const firstDate = (person: Person): string | null => {
      const own = confirmed.filter((booking) => booking.person === person);
      return own.length === 0 ? null : lisbon.dateOf(Math.min(...own.map(({ startsMs }) => startsMs)));
    };
    // Without the filter it would be others, and some have booked before.
    expect(ranked(people, (person) => invoiced.get(person) ?? 0).slice(0, 20)).not.toEqual(away.slice(0, 20));
    expect(away.slice(0, 20).filter((person) => firstDate(person)).length).toBeGreaterThan(5);
    expect((await answer()).users).toEqual({
      totalCount: away.length,
      nodes: away.slice(0, 20).map((person) => ({
        username: person.username,
        lastLoginAt: person.lastLoginAt,
        bookingActivity: { firstDate: { booked: firstDate(person) }, lastMonth: { booked: 0 } },
        invoicing: { allTime: { decimal: euros(invoiced.get(person) ?? 0), currency: 'EUR' } },
      })),
    });
  },

  async '5. What does each plan bring in, and how much of that is not paid yet?'({
    answer,
    records: { plans, billed, invoices },
  }) {
    const rows = plans.flatMap((plan) =>
      ['OPEN', 'PAID'].flatMap((status) =>
        year.map((month) => {
          const some = billed.filter(
            (invoice) => invoice.issuedIn === month && invoice.status === status && invoice.person.plans.includes(plan),
          );
          return {
            planRef: plan === null ? null : { name: plan },
            status,
            month,
            count: some.length,
            total: { decimal: euros(sumOf(some)), currency: 'EUR' },
          };
        }),
      ),
    );
    expect(rows.filter(({ count }) => count > 0).length).toBeGreaterThan(36);
    expect((await answer()).invoiceStats).toEqual({
      rows,
      excluded: {
        void: invoices.filter(({ status, issuedIn }) => status === 'VOID' && year.includes(issuedIn)).length,
      },
    });
  },

  async '6. Which weekday and which hour are the busiest?'({ answer, records: { confirmed } }) {
    const some = startIn(confirmed, '2026-11');
    const rows = (name: string, groupOf: (instantMs: number) => number) => ({
      rows: [...countBy(some, ({ startsMs }) => groupOf(startsMs))]
        .sort(([a], [b]) => a - b)
        .map(([group, count]) => ({ [name]: group, count })),
    });
    const expected = {
      weekdays: rows('weekday', (ms) => lisbon.weekdayOf(ms)),
      hours: rows('hour', (ms) => lisbon.hourOf(ms)),
    };
    expect([expected.weekdays.rows.length, expected.hours.rows.length]).toEqual([7, 24]);
    expect(await answer()).toEqual(expected);
  },

  async '7. How far ahead do people book?'({ answer, records: { confirmed } }) {
    const cells = countBy(confirmed, ({ madeIn, startsIn }) => `${madeIn} ${startsIn}`);
    const rows = year.flatMap((createdIn) =>
      year.map((bookedIn) => ({ createdIn, bookedIn, count: cells.get(`${createdIn} ${bookedIn}`) ?? 0 })),
    );
    expect(rows.filter(({ createdIn, bookedIn, count }) => createdIn < bookedIn && count > 0).length).toBeGreaterThan(
      2,
    );
    expect(await answer()).toEqual({ bookingCrossTable: { rows } });
  },

  async '8. What has one person booked, and been invoiced, in each of 24 months?'({
    answer,
    records: { confirmed, billed },
  }) {
    const own = <Row extends { person: Person }>(rows: readonly Row[]): Row[] =>
      rows.filter(({ person }) => person.username === demoPeople.member);
    const [bookings, invoices] = [own(confirmed), own(billed)];
    const months = monthsOf(2025, 2026);
    expect([startIn(bookings, '2026-11').length > 0, sumOf(invoices) > 0]).toEqual([true, true]);
    expect(await answer()).toEqual({
      users: {
        nodes: [
          {
            username: demoPeople.member,
            bookingActivity: {
              months: months.map((month) => ({
                month,
                booked: startIn(bookings, month).length,
                created: bookings.filter(({ madeIn }) => madeIn === month).length,
              })),
            },
            invoicing: {
              months: months.map((month) => ({
                month,
                total: { decimal: euros(sumOf(invoices.filter(({ issuedIn }) => issuedIn === month))) },
              })),
            },
          },
        ],
      },
    });
  },

  async '9. Who was the most active at the end of October, and who is now?'({
    answer,
    records: { people, confirmed },
    thisMonth,
  }) {
    const list = (month: string) => {
      const booked = countBy(startIn(confirmed, month), ({ person }) => person);
      return {
        nodes: ranked(people, (person) => booked.get(person) ?? 0)
          .slice(0, 10)
          .map((person) => ({
            username: person.username,
            bookingActivity: { thisMonth: { booked: booked.get(person) } },
          })),
      };
    };
    expect(list('2026-10')).not.toEqual(list(thisMonth));
    expect(await answer()).toEqual({ then: list('2026-10'), now: list(thisMonth) });
  },

  async '10. How much do active VIPs book, in exactly which time, and what was omitted?'({
    answer,
    records: { bookings },
  }) {
    const some = bookings.filter(
      ({ person, startsIn }) => person.status === 'ACTIVE' && person.tags.includes('vip') && year.includes(startsIn),
    );
    const counts = countBy(some, ({ status }) => status);
    const excluded = { pending: counts.get('PENDING'), cancelled: counts.get('CANCELLED') };
    expect(Math.min(counts.get('CONFIRMED')!, excluded.pending!, excluded.cancelled!)).toBeGreaterThan(9);
    expect((await answer()).bookingStats).toEqual({
      scope: 'ORGANIZATION',
      timezone: 'Europe/Lisbon',
      from: '2026-01-01T00:00:00.000Z',
      to: '2027-01-01T00:00:00.000Z',
      excluded,
      rows: year.map((month) => ({
        month,
        ...figuresOf(startIn(some, month).filter(({ status }) => status === 'CONFIRMED')),
      })),
    });
  },

  async '11. Which locations have more bookings than a year before?'({
    answer,
    records: { locations, confirmed },
    thisMonth,
  }) {
    const month = monthBefore(thisMonth);
    const yearBefore = `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
    const rows = locations.map((name) => {
      const [count, before] = [month, yearBefore].map(
        (each) => startIn(confirmed, each).filter(({ location }) => location === name).length,
      ) as [number, number];
      const percent = before === 0 ? null : ((count - before) / before) * 100;
      return {
        locationRef: { name },
        count,
        before: { count: before },
        change: { count: { absolute: count - before, percent: percent === null ? null : expect.closeTo(percent, 6) } },
      };
    });
    expect(rows.some(({ count, before }) => count > 0 && before.count > 0)).toBe(true);
    expect(await answer()).toEqual({ bookingStats: { rows } });
  },

  async '12. How did the last eight weeks go, and what is their total?'({ answer, records: { confirmed }, nowMs }) {
    const today = Date.parse(lisbon.dateOf(nowMs));
    const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * dayMs;
    const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    let running = 0;
    const all: Booking[] = [];
    const rows = Array.from({ length: 8 }, (_unused, index) => {
      const [start, end] = [monday - (8 - index) * 7 * dayMs, monday - (7 - index) * 7 * dayMs - dayMs].map(dateOf) as [
        string,
        string,
      ];
      const some = confirmed.filter(({ startsMs }) => {
        const date = lisbon.dateOf(startsMs);
        return date >= start && date <= end;
      });
      all.push(...some);
      running += some.length;
      return {
        period: { label: expect.stringMatching(/^20\d\d-W\d\d$/), start, end },
        count: some.length,
        running: { count: running },
      };
    });
    expect(running).toBeGreaterThan(20);
    const { count, users } = figuresOf(all);
    expect(await answer()).toEqual({ bookingStats: { rows, totals: { count, users } } });
  },

  async '13. Who are the five best customers of the year, and what do all others bring in?'({
    answer,
    records: { people, billed },
    thisMonth,
  }) {
    const some = billed.filter(({ issuedIn }) => issuedIn.slice(0, 4) === thisMonth.slice(0, 4));
    const totalOf = (person: Person): number => sumOf(some.filter((invoice) => invoice.person === person));
    const best = ranked(people, totalOf).slice(0, 5);
    const all = sumOf(some);
    const rest = all - best.reduce((sum, person) => sum + totalOf(person), 0);
    const row = (kind: string, username: string | null, minor: number) => ({
      kind,
      username,
      total: { decimal: euros(minor) },
      share: { total: expect.closeTo(minor / all, 6) },
    });
    const { rows } = (await answer()).invoiceStats as { rows: Data[] };
    expect(rows.at(-1)).toEqual(row('REST', null, rest));
    const byName = (a: Data, b: Data): number => (a.username < b.username ? -1 : 1);
    expect(rows.slice(0, -1).sort(byName)).toEqual(
      best.map((person) => row('GROUP', person.username, totalOf(person))).sort(byName),
    );
  },

  async '14. Where are bookings canceled the most?'({ answer, records: { locations, bookings }, thisMonth }) {
    const rows = locations
      .map((name) => {
        const of = (wanted: string): number =>
          bookings.filter(
            ({ location, status, startsIn }) =>
              location === name && status === wanted && startsIn.slice(0, 4) === thisMonth.slice(0, 4),
          ).length;
        const [count, cancelled] = [of('CONFIRMED'), of('CANCELLED')];
        return { locationRef: { name }, count, cancelled, rate: cancelled / (count + cancelled) };
      })
      .sort((a, b) => b.rate - a.rate);
    expect(new Set(rows.map(({ rate }) => rate)).size).toBe(rows.length);
    expect(await answer()).toEqual({
      bookingStats: { rows: rows.map(({ rate, ...row }) => ({ ...row, cancellationRate: expect.closeTo(rate, 6) })) },
    });
  },

  async '15. Who has booked at least three times in the last calendar month?'({
    answer,
    records: { people, confirmed },
    thisMonth,
  }) {
    const counts = countBy(startIn(confirmed, monthBefore(thisMonth)), ({ person }) => person);
    const often = ranked(people, (person) => counts.get(person) ?? 0).filter(
      (person) => (counts.get(person) ?? 0) >= 3,
    );
    expect(often.length).toBeGreaterThan(3);
    const { rows } = (await answer()).bookingStats as { rows: Data[] };
    expect(rows.map(({ count }) => count)).toEqual(often.map((person) => counts.get(person)));
    expect(new Map(rows.map(({ username, averageMinutes }) => [username, averageMinutes]))).toEqual(
      new Map(
        often.map((person) => {
          const some = startIn(confirmed, monthBefore(thisMonth)).filter((booking) => booking.person === person);
          return [person.username, expect.closeTo(figuresOf(some).minutes / some.length, 6)];
        }),
      ),
    );
  },

  async '16. Which five days of the last month had the most bookings?'({ answer, records: { confirmed }, nowMs }) {
    const today = lisbon.dateOf(nowMs);
    // The day is before the 29th.
    const start = `${monthBefore(today.slice(0, 7))}${today.slice(7)}`;
    const byDay = new Map<string, Booking[]>();
    for (const booking of confirmed) {
      const date = lisbon.dateOf(booking.startsMs);
      if (date >= start && date <= today) byDay.set(date, [...(byDay.get(date) ?? []), booking]);
    }
    const best = [...byDay]
      .sort(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
      .slice(0, 5);
    expect(best.length).toBe(5);
    expect(await answer()).toEqual({
      bookingStats: {
        rows: best.map(([label, some]) => {
          const { count, users } = figuresOf(some);
          return { period: { label }, count, users };
        }),
      },
    });
  },

  async '17. How much is not paid yet, and how old is it?'({ answer, records: { invoices }, nowMs }) {
    const open = invoices.filter(({ status, issuedIn }) => status === 'OPEN' && issuedIn >= '2025-01');
    const groups = new Map<number | null, Invoice[]>();
    for (const invoice of open) {
      // The range of days ends today.
      if (lisbon.dateOf(invoice.issuedMs) > lisbon.dateOf(nowMs)) continue;
      const days = (nowMs - invoice.issuedMs) / dayMs;
      const start = days < 0 ? null : [365, 180, 90, 60, 30, 0].find((each) => days >= each)!;
      groups.set(start, [...(groups.get(start) ?? []), invoice]);
    }
    expect(groups.size).toBeGreaterThan(1);
    const { rows } = (await answer()).invoiceStats as { rows: Data[] };
    expect(new Map(rows.map(({ ageDays, ...row }) => [ageDays, row]))).toEqual(
      new Map(
        [...groups].map(([start, some]) => [start, { count: some.length, total: { decimal: euros(sumOf(some)) } }]),
      ),
    );
  },

  async '18. Do people who came early still book?'({ answer, records: { confirmed }, thisMonth }) {
    const first = new Map<Person, string>();
    for (const { person, startsIn } of confirmed)
      if (startsIn < (first.get(person) ?? '9999')) first.set(person, startsIn);
    const quarter = (month: string): string => `${month.slice(0, 4)} ${Math.ceil(Number(month.slice(5)) / 3)}`;
    const cohorts = new Map<string, Booking[]>();
    for (const booking of confirmed) {
      if (quarter(booking.startsIn) !== quarter(thisMonth)) continue;
      const cohort = first.get(booking.person)!;
      cohorts.set(cohort, [...(cohorts.get(cohort) ?? []), booking]);
    }
    expect(cohorts.size).toBeGreaterThan(2);
    const { rows } = (await answer()).bookingStats as { rows: Data[] };
    expect(rows).toEqual(
      [...cohorts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([firstBookingMonth, some]) => {
          const { count, users } = figuresOf(some);
          return { firstBookingMonth, count, users };
        }),
    );
  },

  async '19. For which days are there records?'({ answer, records: { confirmed, billed } }) {
    const daysOf = (instantsMs: readonly number[]) => ({
      firstOn: lisbon.dayOf(Math.min(...instantsMs)),
      lastOn: lisbon.dayOf(Math.max(...instantsMs)),
    });
    expect(await answer()).toEqual({
      statisticsRange: {
        timezone: 'Europe/Lisbon',
        bookings: {
          scope: 'ORGANIZATION',
          booked: daysOf(confirmed.map(({ startsMs }) => startsMs)),
          created: daysOf(confirmed.map(({ madeMs }) => madeMs)),
        },
        invoices: { scope: 'ORGANIZATION', issued: daysOf(billed.map(({ issuedMs }) => issuedMs)) },
      },
    });
  },

  async '20. Who has not come since October?'({ answer, records: { people, confirmed }, thisMonth }) {
    const lastMs = (person: Person): number =>
      Math.max(...confirmed.filter((booking) => booking.person === person).map(({ startsMs }) => startsMs));
    const away = ranked(
      people.filter((person) => {
        const last = lastMs(person);
        return last !== -Infinity && lisbon.dayOf(last) <= '2026-10-31';
      }),
      (person) => -lastMs(person),
    );
    if (thisMonth === '2026-11') expect(away.length).toBeGreaterThan(3);
    expect(await answer()).toEqual({
      users: {
        totalCount: away.length,
        nodes: away.slice(0, 20).map((person) => ({
          username: person.username,
          bookingActivity: { lastDate: { booked: lisbon.dayOf(lastMs(person)) } },
        })),
      },
    });
  },

  async '21. How many people signed up in each quarter, and how many of them have booked?'({
    answer,
    records: { people, confirmed },
    thisMonth,
  }) {
    const current = 4 * Number(thisMonth.slice(0, 4)) + Math.ceil(Number(thisMonth.slice(5)) / 3) - 1;
    const customers = new Set(confirmed.map(({ person }) => person));
    const signedUp = (label: string): Person[] =>
      people.filter(({ signedUpMs }) => {
        const month = monthOf(signedUpMs);
        return `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}` === label;
      });
    const rows = Array.from({ length: 9 }, (_unused, index) => {
      const quarter = current - 8 + index;
      const label = `${Math.floor(quarter / 4)}-Q${(quarter % 4) + 1}`;
      const some = signedUp(label);
      const booked = some.filter((person) => customers.has(person)).length;
      return {
        period: { label },
        count: some.length,
        booked,
        bookedRate: some.length === 0 ? null : expect.closeTo(booked / some.length, 6),
      };
    });
    const sum = (field: 'count' | 'booked'): number => rows.reduce((total, row) => total + row[field], 0);
    expect(sum('booked')).toBeGreaterThan(3);
    expect(await answer()).toEqual({
      userStats: { rows, totals: { count: sum('count'), booked: sum('booked') } },
    });
  },

  async '22. How much is invoiced at each location?'({ app, answer, records: { locations, billed } }) {
    const ids = new Map((await readRows(app.app.dataSource, 'locations')).map(({ id, name }) => [name, String(id)]));
    const rows = [null, ...locations].flatMap((location) =>
      year.map((month) => {
        const some = billed.filter((invoice) => invoice.location === location && invoice.issuedIn === month);
        return {
          invoiceLocationRef: location === null ? null : { id: ids.get(location), name: location },
          month,
          count: some.length,
          total: { decimal: euros(sumOf(some)), currency: 'EUR' },
        };
      }),
    );
    expect(rows.filter(({ count }) => count > 0).length).toBeGreaterThan(4);
    expect(await answer()).toEqual({ invoiceStats: { rows } });
  },

  async '23. Who booked in the first half of the year, but not since?'({
    answer,
    records: { people, confirmed },
    thisMonth,
  }) {
    const daysOf = (person: Person): string[] =>
      confirmed.filter((booking) => booking.person === person).map(({ startsMs }) => lisbon.dayOf(startsMs));
    const away = ranked(
      people.filter((person) => {
        const days = daysOf(person);
        return (
          days.some((day) => day >= '2026-01-01' && day <= '2026-06-30') && days.every((day) => day < '2026-07-01')
        );
      }),
      () => 0,
    );
    if (thisMonth === '2026-11') expect(away.length).toBeGreaterThan(0);
    expect(await answer()).toEqual({
      users: {
        totalCount: away.length,
        nodes: away.slice(0, 20).map((person) => ({
          username: person.username,
          bookingActivity: { lastDate: { booked: daysOf(person).sort().at(-1) } },
        })),
      },
    });
  },

  async '24. How many bookings are longer than two hours, or were made at the last minute?'({
    answer,
    records: { locations, confirmed },
  }) {
    const some = confirmed.filter(
      ({ startsIn, minutes, startsMs, madeMs }) =>
        startsIn.startsWith('2026') && (minutes > 120 || (startsMs >= madeMs && startsMs - madeMs < dayMs)),
    );
    expect(some.length).toBeGreaterThan(20);
    expect(await answer()).toEqual({
      bookingStats: {
        rows: locations.map((name) => {
          const { count, users, durationMs } = figuresOf(some.filter(({ location }) => location === name));
          return { locationRef: { name }, count, users, durationMs };
        }),
      },
    });
  },

  async 'Filter by date'({ answer, records: { bookings } }) {
    const cancelled = bookings.filter(({ status, startsIn }) => status === 'CANCELLED' && startsIn === '2026-10');
    expect(cancelled.length).toBeGreaterThan(9);
    expect(await answer()).toEqual({ bookings: { totalCount: cancelled.length } });
  },

  async Live({ app, client, text, records }) {
    const counts = (of: Records) =>
      byLocation(of).map(({ locationRef, month, count }) => ({ locationRef, month, count }));
    const subscription = client.subscribe(text);
    const first = await subscription.untilEvent('the figures', () => true);
    expect(first.bookingStatsChanged).toEqual({ asOf: app.clock.now().toISOString(), rows: counts(records) });
    const [{ userId, locationId }] = await readRows(app.app.dataSource, 'bookings');
    const booking = {
      userId: String(userId),
      locationId: String(locationId),
      startsAt: '2026-12-15T10:00:00Z',
      endsAt: '2026-12-15T11:00:00Z',
      status: 'CONFIRMED',
    };
    const { createBooking } = await client.data(
      'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { id } }',
      { input: booking },
    );
    const after = counts(await Records.read(app.app.dataSource));
    expect(after).not.toEqual(counts(records));
    await subscription.untilEvent(
      'one booking more',
      ({ bookingStatsChanged }) => JSON.stringify(bookingStatsChanged.rows) === JSON.stringify(after),
    );
    // As it was, for those who count after this.
    await client.data('mutation ($id: ID!) { cancelBooking(id: $id) { status } }', { id: createBooking.id });
    expect(subscription.errors).toEqual([]);
    subscription.unsubscribe();
  },

  async 'As CSV, sh'({ text, table, records: { locations, plans, confirmed } }) {
    const [curl, get, address, ...options] = [
      ...text.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g),
    ].map(([, single, double, bare]) => (single ?? double ?? bare)!);
    expect([curl, get]).toEqual(['curl', '-G']);
    const given = (...names: string[]): string[] =>
      options.filter((_word, index) => names.includes(options[index - 1]!));
    const headers = given('-H').map((header) => header.split(': ') as [string, string]);
    const parameters = given('-d', '--data-urlencode').map((word) => word.split(/=(.*)/, 2) as [string, string]);
    expect(options.length).toBe(2 * (headers.length + parameters.length));
    const rows = locations.flatMap((location) =>
      plans.flatMap((plan) => {
        const some = confirmed.filter(
          ({ person, startsIn, ...booking }) =>
            booking.location === location &&
            person.status === 'ACTIVE' &&
            person.plans.includes(plan) &&
            year.includes(startsIn),
        );
        return some.length === 0
          ? []
          : year.map((month) => [
              month,
              location,
              plan ?? '',
              ...Object.values(figuresOf(startIn(some, month))).map(String),
            ]);
      }),
    );
    expect(rows.filter(([, , , count]) => count !== '0').length).toBeGreaterThan(60);
    expect(await table(address!, Object.fromEntries(headers), parameters)).toEqual([
      ['month', 'location', 'plan', 'count', 'users', 'minutes', 'durationMs'],
      ...rows,
    ]);
  },

  async 'As CSV, python'({ text, table, records: { billed } }) {
    const [, address, headers] = /^pd\.read_csv\("([^"]+)", storage_options=(\{.*\})\)$/m.exec(text)!;
    const rows = year.map((month) => {
      const some = billed.filter(({ issuedIn }) => issuedIn === month);
      return [
        month,
        some.length,
        new Set(some.map(({ person }) => person)).size,
        euros(sumOf(some)),
        sumOf(some),
        'EUR',
      ].map(String);
    });
    expect(rows.filter(([, count]) => count !== '0').length).toBeGreaterThan(2);
    expect(await table(address!, JSON.parse(headers!))).toEqual([
      ['month', 'count', 'users', 'total', 'totalMinor', 'currency'],
      ...rows,
    ]);
  },
};

describe('docs/analysts.md', () => {
  it('has no query that the tests below leave out', () => {
    expect(analystBlocks().map(({ title }) => title)).toEqual(Object.keys(checks));
  });
});

eachEngine('the queries of docs/analysts.md on the demo organization', ['sqlite', 'mariadb'], (engine) => {
  // Whoever reads this a year later gets figures, too.
  describe.each(engine.name === 'sqlite' ? ['2026-11-22T10:00:00Z', '2027-11-20T23:30:00Z'] : ['2026-11-22T10:00:00Z'])(
    'seeded on %s',
    (today) => {
      let app: TestApp;
      let client: TestClient;
      let records: Records;
      beforeAll(async () => {
        app = await createTestApp(engine, { worker: false });
        app.clock.set(today);
        await seedDemo(app.app.dataSource, app.clock.now());
        records = await Records.read(app.app.dataSource);
        const [owner] = await readRows(app.app.dataSource, 'users', { username: demoPeople.owner }, [
          'id',
          'organizationId',
        ]);
        client = await app.signIn(owner);
      }, 60_000);
      afterAll(() => app?.stop());

      it.each(analystBlocks())('$title', async ({ title, text }) => {
        await checks[title]!({
          app,
          client,
          text,
          records,
          nowMs: app.clock.now().getTime(),
          thisMonth: monthOf(app.clock.now().getTime()),
          answer: () => client.data(text),
          async table(address, headers, parameters = []) {
            const url = new URL(address.replace('http://localhost:4000/', `${app.url}/`));
            for (const [name, value] of parameters) url.searchParams.append(name, value);
            const { status, body } = await download(
              url.href,
              Object.fromEntries(
                Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', client.token!)]),
              ),
            );
            expect([status, status === 200 || String(body)]).toEqual([200, true]);
            return parseCsv(body);
          },
        });
      });
    },
  );
});
