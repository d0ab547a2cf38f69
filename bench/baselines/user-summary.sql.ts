import { VenueCalendar } from '../../src/platform/time/venue-calendar';
import { asOf, customKeys, type Engine, slug } from '../data';

/**
 * The SQL expressions that differ between the engines. They format instants as dates, flags as words, JSON lists as
 * texts, and minor units as amounts.
 */
const forms: Record<
  Engine,
  {
    date(ms: string): string;
    flag(value: string): string;
    length: string;
    amount(minor: string): string;
    own(key: string): string;
  }
> = {
  SQLite: {
    date: (ms) => `date(${ms} / 1000, 'unixepoch')`,
    flag: (value) => `CASE ${value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`,
    length: 'length',
    amount: (minor) => `printf('%.2f', COALESCE(${minor}, 0) / 100.0)`,
    own: (key) => `u.customValues ->> '$.${key}'`,
  },
  MariaDB: {
    date: (ms) => `DATE(FROM_UNIXTIME(${ms} DIV 1000))`,
    flag: (value) => `CASE ${value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END`,
    length: 'CHAR_LENGTH',
    amount: (minor) => `CAST(COALESCE(${minor}, 0) / 100 AS DECIMAL(20, 2))`,
    own: (key) => `JSON_VALUE(u.customValues, '$.${key}')`,
  },
};

/**
 * The 46 columns of USER_SUMMARY and the custom columns of the bench's organization as one statement: users LEFT JOIN
 * grouped bookings LEFT JOIN grouped invoices, with LEFT JOINs for the names of plan, team and location, in the order of
 * the product's file. It formats only what the data of the bench needs: a zone without offset, at most one plan, JSON
 * lists without escapes. It does not guard formulas or count rows.
 */
export function userSummarySql(engine: Engine): string {
  const { thisMonth, lastMonth } = VenueCalendar.of('Atlantic/Reykjavik').thisAndLastMonth(asOf);
  const { date, flag, length, amount, own } = forms[engine];
  const list = (column: string) =>
    `CASE ${column} WHEN '[]' THEN NULL ELSE REPLACE(SUBSTR(${column}, 3, ${length}(${column}) - 4), '","', '|') END`;
  const counted = (column: string, { startMs, endMs }: { startMs: number; endMs: number }) =>
    `COUNT(CASE WHEN ${column} >= ${startMs} AND ${column} < ${endMs} THEN 1 END)`;
  const summed = ({ startMs, endMs }: { startMs: number; endMs: number }) =>
    `SUM(CASE WHEN issuedAt >= ${startMs} AND issuedAt < ${endMs} THEN totalMinor ELSE 0 END)`;
  const organization = `(SELECT id FROM organizations WHERE slug = '${slug}')`;
  return `
SELECT u.lastName, u.firstName, u.email, u.title, u.profession, u.bio, ${list('u.skills')} AS skills, u.company, u.phone, u.city, u.country, u.skype,
       u.linkedInProfile, u.facebookProfile, u.googleProfile, u.status, u.accountType, u.source, ${date('u.createdAt')} AS dateCreated,
       p.name AS plans, t.name AS team, l.name AS location, ${list('u.externalPrimaryLocations')} AS externals, ${flag('u.hasPaymentMethod')} AS payment,
       CASE WHEN b.userId IS NULL THEN 'false' ELSE 'true' END AS hasBooked, ${flag('u.autopaymentsEnabled')} AS autopayments, u.additionalNotificationEmail,
       u.billingName, u.billingStreetAddress, u.billingCity, u.billingPostalCode, u.billingCountry, u.taxNumber,
       u.appVersion, ${flag('u.locationServicesOn')} AS locationOn, ${flag('u.bluetoothOn')} AS bluetooth, u.deviceModel,
       COALESCE(b.bookedThis, 0) AS c1, COALESCE(b.createdThis, 0) AS c2, COALESCE(b.bookedLast, 0) AS c3, COALESCE(b.createdLast, 0) AS c4,
       ${date('b.firstBooked')} AS d1, ${date('b.firstCreated')} AS d2, ${amount('i.totalThis')} AS m1, ${amount('i.totalLast')} AS m2, ${amount('i.totalEver')} AS m3,
       ${customKeys.map((key) => `${own(key)} AS own_${key}`).join(', ')}
  FROM users u
  LEFT JOIN plans p ON p.id = CAST(SUBSTR(u.planIds, 2, ${length}(u.planIds) - 2) AS ${engine === 'SQLite' ? 'INTEGER' : 'SIGNED'})
  LEFT JOIN teams t ON t.id = u.teamId
  LEFT JOIN locations l ON l.id = u.primaryLocationId
  LEFT JOIN (SELECT userId, ${counted('startsAt', thisMonth)} AS bookedThis, ${counted('createdAt', thisMonth)} AS createdThis,
                    ${counted('startsAt', lastMonth)} AS bookedLast, ${counted('createdAt', lastMonth)} AS createdLast,
                    MIN(startsAt) AS firstBooked, MIN(createdAt) AS firstCreated
               FROM bookings WHERE organizationId = ${organization} AND status = 'CONFIRMED' GROUP BY userId) b ON b.userId = u.id
  LEFT JOIN (SELECT userId, ${summed(thisMonth)} AS totalThis, ${summed(lastMonth)} AS totalLast, SUM(totalMinor) AS totalEver
               FROM invoices WHERE organizationId = ${organization} AND status IN ('OPEN', 'PAID') GROUP BY userId) i ON i.userId = u.id
 WHERE u.organizationId = ${organization}
 ORDER BY u.id`;
}
