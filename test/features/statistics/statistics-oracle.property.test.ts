/** @slow */
import { UserStatus } from '../../../src/features/users/user.entity';
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { addBookings, addInvoices, addReferenceItems, addUsers } from '../../support/data/factories';
import { randomNumbers } from '../../support/data/random-numbers';
import { Recount } from '../../support/data/recount';
import {
  expectedRows,
  type GroupValue,
  type OracleMeasures,
  type OracleQuestion,
  type OracleRecord,
  type OracleRow,
} from '../../support/data/statistics-oracle';
import { eachEngine } from '../../support/databases/engines';

const zones = [
  'Europe/Lisbon',
  'Asia/Kathmandu',
  'America/Havana',
  'Pacific/Apia',
  'America/St_Johns',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'America/Santiago',
];
const asOf = '2012-01-15T12:00:00.000Z';
const questionsPerZone = 105;
const firstMs = Date.parse('2010-11-20T00:00:00Z');
const lastMs = Date.parse('2012-04-10T00:00:00Z');

const dayMs = 86_400_000;

/** The start of the range of days that the duration is in; null before the first. */
const rangeOf = (durationMs: number, starts: readonly number[]): number | null =>
  starts.findLast((start) => durationMs >= start * dayMs) ?? null;

const counts = (records: readonly OracleRecord[]): { count: number; amount: bigint; users: number } => ({
  count: records.length,
  amount: records.reduce((sum, { amount }) => sum + amount, 0n),
  users: new Set(records.map(({ userId }) => userId)).size,
});
const withStatus = (records: readonly OracleRecord[], status: string): OracleRecord[] =>
  records.filter((record) => record.status === status);
const euros = (minorUnits: bigint): { minorUnits: number } => ({ minorUnits: Number(minorUnits) });
const floor = (dividend: bigint, divisor: bigint): bigint => {
  const remainder = ((dividend % divisor) + divisor) % divisor;
  return (dividend - remainder) / divisor;
};
const numberOf = (values: Record<string, unknown>, measure: string): number | null => {
  const field = measure.toLowerCase().replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
  const value = values[field] as number | { minorUnits: number } | null;
  return value !== null && typeof value === 'object' ? value.minorUnits : value;
};

const bookingMeasures: OracleMeasures = {
  counted: ['CONFIRMED'],
  values(counted, others) {
    const { count, amount, users } = counts(counted);
    const cancelled = withStatus(others, 'CANCELLED').length;
    return {
      count,
      users,
      minutes: Number(amount / 60_000n),
      durationMs: Number(amount),
      averageMinutes: count === 0 ? null : Number(amount) / count / 60_000,
      cancelled,
      pending: withStatus(others, 'PENDING').length,
      cancellationRate: count + cancelled === 0 ? null : cancelled / (count + cancelled),
    };
  },
  number: numberOf,
};
const invoiceMeasures: OracleMeasures = {
  counted: ['OPEN', 'PAID'],
  values(counted, others) {
    const { count, amount, users } = counts(counted);
    return {
      count,
      users,
      total: euros(amount),
      average: count === 0 ? null : euros(floor(amount, BigInt(count))),
      void: others.length,
      voidTotal: euros(others.reduce((sum, record) => sum + record.amount, 0n)),
    };
  },
  number: numberOf,
};

/** The amount of a user is 1 after a confirmed booking. */
const userMeasures: OracleMeasures = {
  counted: ['USER'],
  values(counted) {
    const { count, amount } = counts(counted);
    return { count, booked: Number(amount), bookedRate: count === 0 ? null : Number(amount) / count };
  },
  number: numberOf,
};

/** What is asked of bookings, of invoices or of users. */
interface Subject {
  readonly query: string;
  readonly measures: OracleMeasures;
  readonly fields: readonly string[];
  readonly moneyFields: readonly string[];
  readonly shares: readonly string[];
  readonly ranking: readonly string[];
  readonly dimensions: Readonly<Record<string, string>>;
}

const bookings: Subject = {
  query: 'bookingStats',
  measures: bookingMeasures,
  fields: ['count', 'users', 'minutes', 'durationMs', 'averageMinutes', 'cancelled', 'pending', 'cancellationRate'],
  moneyFields: [],
  shares: ['count', 'durationMs', 'cancelled', 'pending'],
  ranking: ['COUNT', 'MINUTES', 'CANCELLED', 'AVERAGE_MINUTES', 'CANCELLATION_RATE'],
  dimensions: {
    LOCATION: 'location',
    PLAN: 'plan',
    ACCOUNT_TYPE: 'accountType',
    USER_STATUS: 'userStatus',
    WEEKDAY: 'weekday',
    HOUR: 'hour',
    RESOURCE: 'resource',
    LEAD_TIME: 'leadDays',
    FIRST_BOOKING_MONTH: 'firstBookingMonth',
    USER: 'username',
    COMPANY: 'company',
  },
};
const invoices: Subject = {
  query: 'invoiceStats',
  measures: invoiceMeasures,
  fields: ['count', 'users', 'total', 'average', 'void', 'voidTotal'],
  moneyFields: ['total', 'average', 'voidTotal'],
  shares: ['count', 'total', 'void', 'voidTotal'],
  ranking: ['COUNT', 'TOTAL', 'VOID', 'AVERAGE'],
  dimensions: {
    PLAN: 'plan',
    ACCOUNT_TYPE: 'accountType',
    USER_STATUS: 'userStatus',
    STATUS: 'status',
    WEEKDAY: 'weekday',
    HOUR: 'hour',
    AGE: 'ageDays',
    USER: 'username',
    COMPANY: 'company',
    INVOICE_LOCATION: 'invoiceLocationRef { name }',
  },
};

const users: Subject = {
  query: 'userStats',
  measures: userMeasures,
  fields: ['count', 'booked', 'bookedRate'],
  moneyFields: [],
  shares: ['count', 'booked'],
  ranking: ['COUNT', 'BOOKED', 'BOOKED_RATE'],
  dimensions: { PLAN: 'planRef { name }', ACCOUNT_TYPE: 'accountType', USER_STATUS: 'userStatus', COMPANY: 'company' },
};

const selectionOf = ({ fields, moneyFields, shares, dimensions }: Subject): string => {
  const all = (names: readonly string[]): string =>
    names.map((name) => (moneyFields.includes(name) ? `${name} { minorUnits }` : name)).join(' ');
  const additive = fields.filter((name) => name !== 'users');
  return `rowCount totals { ${all(fields)} } rows {
    kind month period { label start end } ${Object.values(dimensions).join(' ')} ${all(fields)}
    running { ${all(additive)} } share { ${shares.join(' ')} }
    before { period { label start end } ${all(fields)} }
    change { count { absolute percent } ${fields.includes('total') ? 'total { absolute { minorUnits } percent }' : ''} }
  }`;
};

eachEngine('statistics of random questions', (engine) => {
  const app = useTestApp(engine, { worker: false });

  describe.each(zones.map((zone, index) => [zone, index] as const))('in %s', (timezone, zoneIndex) => {
    const recount = new Recount(timezone);
    const random = randomNumbers(1000 + zoneIndex);
    const chance = (probability: number): boolean => random() < probability;
    const whole = (below: number): number => Math.floor(random() * below);
    const pick = <T>(values: readonly T[]): T => values[whole(values.length)]!;
    let organization: SignedInOrganization;
    let bookingRows: {
      record: OracleRecord;
      startsMs: number;
      createdMs: number;
      locationId: number;
      resource: string | null;
    }[];
    let userRows: OracleRecord[];
    let invoiceRows: { record: OracleRecord; issuedMs: number; locationId: number | null }[];
    let locationIds: number[];
    const locationNames = ['Ámsterdam', 'zoo', 'Zürich', 'Empty'];

    beforeAll(async () => {
      organization = await app.organization({ timezone });
      const { dataSource } = app.app;
      locationIds = await addReferenceItems(dataSource, 'locations', organization.id, locationNames);
      const planNames = ['Day', 'night', 'Ōsaka'];
      const planIds = await addReferenceItems(dataSource, 'plans', organization.id, planNames);
      const people = Array.from({ length: 14 }, (_unused, index) => ({
        username: `u${index}`,
        plans: [[], [0], [0, 1], [2, 1], [0, 1, 2]][index % 5]!,
        accountType: [null, 'Guest', 'guest ', 'Étage'][index % 4]!,
        company: [null, 'Ōsaka Ltd', 'acme', 'Acme'][index % 4]!,
        status: Object.values(UserStatus)[index % 3]!,
      }));
      const someMs = (): number => {
        if (chance(0.4)) return Math.floor(firstMs + random() * (lastMs - firstMs));
        // Near the start of a month, where a wrong zone or bound shows.
        const monthMs = Date.UTC(2011, whole(16) - 1, 1);
        return monthMs + Math.floor((random() * 30 - 15) * 3_600_000);
      };
      const signedUpMs = people.map(someMs);
      const userIds = await addUsers(
        dataSource,
        organization.id,
        people.map(({ username, plans, accountType, company, status }, index) => ({
          username,
          createdAt: new Date(signedUpMs[index]!),
          planIds: plans.map((plan) => planIds[plan]!),
          accountType,
          company,
          status,
        })),
      );
      const ofUser = (index: number): Record<string, readonly GroupValue[]> => {
        const { username, plans, accountType, company, status } = people[index]!;
        return {
          PLAN: plans.length > 0 ? plans.map((plan) => planNames[plan]!) : [null],
          ACCOUNT_TYPE: [accountType],
          USER_STATUS: [status],
          USER: [username],
          COMPANY: [company],
        };
      };
      bookingRows = Array.from({ length: 500 }, () => {
        // Some users never book.
        const person = whole(people.length - 5);
        const [startsMs, location] = [someMs(), whole(3)];
        const createdMs = chance(0.5) ? someMs() : startsMs - Math.floor(random() * 20 * dayMs);
        const resource = pick([null, 'Desk 1', 'desk 1', 'Ōken']);
        return {
          startsMs,
          createdMs,
          locationId: locationIds[location]!,
          resource,
          record: {
            userId: userIds[person]!,
            day: '',
            status: pick(['CONFIRMED', 'CONFIRMED', 'PENDING', 'CANCELLED']),
            amount: BigInt(1 + whole(4 * 3_600_000)),
            groups: {
              ...ofUser(person),
              LOCATION: [locationNames[location]!],
              RESOURCE: [resource],
              LEAD_TIME: [rangeOf(startsMs - createdMs, [0, 1, 2, 3, 7, 14, 30, 60, 90, 180, 365])],
            },
          },
        };
      });
      invoiceRows = Array.from({ length: 300 }, () => {
        const person = whole(people.length);
        const status = pick(['OPEN', 'PAID', 'VOID']);
        const location = pick([null, 0, 1, 2]);
        return {
          issuedMs: someMs(),
          locationId: location === null ? null : locationIds[location]!,
          record: {
            userId: userIds[person]!,
            day: '',
            status,
            amount: BigInt(whole(2_000_000) - 300_000),
            groups: {
              ...ofUser(person),
              STATUS: [status],
              INVOICE_LOCATION: [location === null ? null : locationNames[location]!],
            },
          },
        };
      });
      const booked = new Set(
        bookingRows.flatMap(({ record: { userId, status } }) => (status === 'CONFIRMED' ? [userId] : [])),
      );
      userRows = userIds.map((userId, index) => ({
        userId,
        day: recount.dayOf(signedUpMs[index]!),
        status: 'USER',
        amount: booked.has(userId) ? 1n : 0n,
        groups: ofUser(index),
      }));
      await addBookings(
        dataSource,
        organization,
        bookingRows.map(({ record, startsMs, createdMs, locationId, resource }) => ({
          userId: record.userId,
          locationId,
          resource,
          startsAt: new Date(startsMs).toISOString(),
          createdAt: new Date(createdMs).toISOString(),
          durationMs: Number(record.amount),
          status: record.status as 'CONFIRMED',
        })),
      );
      await addInvoices(
        dataSource,
        organization,
        invoiceRows.map(({ record, issuedMs, locationId }) => ({
          userId: record.userId,
          locationId,
          issuedAt: new Date(issuedMs).toISOString(),
          totalMinor: Number(record.amount),
          status: record.status as 'PAID',
        })),
      );
    });

    const someDate = (): string => new Date(firstMs + random() * (lastMs - firstMs)).toISOString().slice(0, 10);

    function someQuestion({ dimensions, ranking, fields }: Subject): { question: OracleQuestion; args: string } {
      const granularity = pick(['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'WHOLE'] as const);
      let [startOn, endOn] = [someDate(), someDate()].sort() as [string, string];
      // The price of an answer limits its rows.
      if (granularity === 'DAY')
        endOn = new Date(Math.min(Date.parse(endOn), Date.parse(startOn) + 100 * 86_400_000))
          .toISOString()
          .slice(0, 10);
      const isByMonths = chance(0.4);
      if (isByMonths) {
        startOn = `${startOn.slice(0, 7)}-01`;
        endOn = new Date(Date.UTC(Number(endOn.slice(0, 4)), Number(endOn.slice(5, 7)), 0)).toISOString().slice(0, 10);
      }
      const groupBy = Object.keys(dimensions).filter(() => chance(0.2));
      // Days by four dimensions would only be slow.
      groupBy.length = Math.min(groupBy.length, granularity === 'DAY' ? 1 : granularity === 'WEEK' ? 2 : 3);
      const top =
        groupBy.length > 0 && chance(0.35) ? { groups: 1 + whole(4), by: pick(ranking), rest: chance(0.6) } : undefined;
      const measures = fields.includes('users') ? [...ranking, 'USERS'] : ranking;
      const question: OracleQuestion = {
        startOn,
        endOn,
        granularity,
        groupBy,
        compare: chance(0.4) ? pick(['PERIOD_BEFORE', 'YEAR_BEFORE'] as const) : undefined,
        zeros: granularity === 'DAY' && groupBy.length > 0 ? false : chance(0.5),
        top,
        having: chance(0.25)
          ? [{ measure: pick(measures), ...(chance(0.7) ? { gte: 1 + whole(3) } : { lte: whole(5) }) }]
          : [],
        orderBy: chance(0.5)
          ? Array.from({ length: 1 + whole(2) }, () => ({
              by: pick([...measures, 'PERIOD', 'GROUP']),
              direction: pick(['ASC', 'DESC'] as const),
            }))
          : [],
        limit: chance(0.3) ? 1 + whole(20) : undefined,
      };
      const range = isByMonths
        ? `from: "${startOn.slice(0, 7)}", to: "${endOn.slice(0, 7)}"`
        : `days: { from: "${startOn}", to: "${endOn}" }`;
      const inputs = {
        granularity,
        groupBy: `[${groupBy.join(', ')}]`,
        compare: question.compare,
        zeros: question.zeros,
        top: top && `{ groups: ${top.groups}, by: ${top.by}, rest: ${top.rest} }`,
        having: `[${question.having!.map(({ measure, gte, lte }) => `{ measure: ${measure}${gte === undefined ? '' : `, gte: ${gte}`}${lte === undefined ? '' : `, lte: ${lte}`} }`).join(', ')}]`,
        orderBy: `[${question.orderBy!.map(({ by, direction }) => `{ by: ${by}, direction: ${direction} }`).join(', ')}]`,
        limit: question.limit,
      };
      const args = Object.entries(inputs).flatMap(([input, value]) =>
        value === undefined ? [] : [`${input}: ${String(value)}`],
      );
      return { question, args: [range, `asOf: "${asOf}"`, ...args].join(', ') };
    }

    /** The row as the API shows it. */
    function shown(row: OracleRow, { dimensions, fields, shares }: Subject, groupBy: readonly string[]): object {
      const { kind, period, group, values, running, whole: all, before } = row;
      const additive = (from: Record<string, unknown>): Record<string, unknown> =>
        Object.fromEntries(fields.filter((field) => field !== 'users').map((field) => [field, from[field]]));
      const number = (from: Record<string, unknown>, field: string): number | null => {
        const value = from[field] as number | { minorUnits: number } | null;
        return value !== null && typeof value === 'object' ? value.minorUnits : value;
      };
      const change = (field: string): object => {
        const [now, then] = [number(values, field)!, number(before!.values, field)!];
        const absolute = field === 'total' ? { minorUnits: now - then } : now - then;
        return { absolute, percent: then === 0 ? null : (100 * (now - then)) / Math.abs(then) };
      };
      return {
        kind,
        month: period.start.slice(0, 7),
        period,
        ...Object.fromEntries(
          Object.entries(dimensions).map(([dimension, selection]) => {
            const [field, ...isObject] = selection.split(' {');
            const value = group[groupBy.indexOf(dimension)] ?? null;
            return [field, isObject.length > 0 && value !== null ? { name: value } : value];
          }),
        ),
        ...values,
        running: additive(running),
        share: Object.fromEntries(
          shares.map((field) => {
            const total = number(all, field);
            // JSON has no -0.
            return [field, total ? number(values, field)! / total + 0 : null];
          }),
        ),
        before: before && { period: before.period, ...before.values },
        change: before && { count: change('count'), ...(fields.includes('total') && { total: change('total') }) },
      };
    }

    /** A filter by the locations of invoices, the names of the groups that match, and whether it names them all. */
    function someLocations(): { filter: string; matching: readonly GroupValue[]; isKnown: boolean } {
      const chosen = [0, 1, 2, 3].filter(() => chance(0.5));
      const names = chosen.map((index) => locationNames[index]!);
      const ids = `locationIds: [${chosen.map((index) => locationIds[index]).join(', ')}]`;
      return pick([
        { filter: '', matching: [null, ...locationNames], isKnown: false },
        { filter: ids, matching: names, isKnown: true },
        { filter: 'hasLocation: true', matching: locationNames, isKnown: false },
        { filter: 'hasLocation: false', matching: [null], isKnown: true },
        { filter: `hasLocation: true, ${ids}`, matching: names, isKnown: true },
        { filter: `hasLocation: false, ${ids}`, matching: [], isKnown: true },
      ]);
    }

    async function checkInvoices(records: readonly OracleRecord[]): Promise<void> {
      const { filter, matching, isKnown } = someLocations();
      await check(
        invoices,
        records.filter(({ groups }) => matching.includes(groups.INVOICE_LOCATION![0]!)),
        filter && `, filter: { ${filter} }`,
        isKnown ? matching : undefined,
      );
    }

    /** `locations`: those that the filter names. */
    async function check(
      subject: Subject,
      records: readonly OracleRecord[],
      more = '',
      locations?: readonly GroupValue[],
    ): Promise<void> {
      const { question: asked, args } = someQuestion(subject);
      const isByLocation = asked.groupBy.length === 1 && asked.groupBy[0] === 'INVOICE_LOCATION';
      const question = { ...asked, knownGroups: isByLocation ? locations?.map((location) => [location]) : undefined };
      const query = `{ ${subject.query}(${args}${more}) { ${selectionOf(subject)} } }`;
      const { [subject.query]: answer } = await organization.owner.data(query);
      const rows = expectedRows(records, question, subject.measures);
      const inRange = records.filter(({ day }) => day >= question.startOn && day <= question.endOn);
      const { counted, values } = subject.measures;
      const expected = {
        rowCount: rows.length,
        totals: values(
          inRange.filter(({ status }) => counted.includes(status)),
          inRange.filter(({ status }) => !counted.includes(status)),
        ),
        rows: rows.slice(0, question.limit).map((row) => shown(row, subject, question.groupBy)),
      };
      expect({ query, answer }).toEqual({ query, answer: expected });
    }

    const timeGroups = (atMs: number): Record<string, readonly GroupValue[]> => ({
      WEEKDAY: [recount.weekdayOf(atMs)],
      HOUR: [recount.hourOf(atMs)],
    });
    const firstMonthOf = (userId: number): string | null => {
      const starts = bookingRows.flatMap(({ record, startsMs }) =>
        record.userId === userId && record.status === 'CONFIRMED' ? [startsMs] : [],
      );
      return starts.length > 0 ? recount.monthOf(Math.min(...starts)) : null;
    };

    it('are what a recount of the rows gives', async () => {
      for (let index = 0; index < questionsPerZone; index++) {
        const basis = pick(['BOOKED', 'CREATED'] as const);
        const records = bookingRows.map(({ record, startsMs, createdMs }): OracleRecord => {
          const atMs = basis === 'BOOKED' ? startsMs : createdMs;
          return {
            ...record,
            day: recount.dayOf(atMs),
            groups: { ...record.groups, ...timeGroups(atMs), FIRST_BOOKING_MONTH: [firstMonthOf(record.userId)] },
          };
        });
        await check(bookings, records, `, basis: ${basis}`);
        const ids = userRows.map(({ userId }) => `"${userId}"`).join(', ');
        await check(users, userRows, `, filter: { ids: [${ids}] }`);
        await checkInvoices(
          invoiceRows.map(({ record, issuedMs }) => ({
            ...record,
            day: recount.dayOf(issuedMs),
            groups: {
              ...record.groups,
              ...timeGroups(issuedMs),
              AGE: [rangeOf(Date.parse(asOf) - issuedMs, [0, 30, 60, 90, 180, 365])],
            },
          })),
        );
      }
    });
  });
});
