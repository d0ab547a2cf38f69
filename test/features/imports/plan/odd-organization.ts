import fc from 'fast-check';
import { insertBookings } from '../../../../src/features/bookings/booking-writes';
import { insertInvoices } from '../../../../src/features/invoices/invoice-writes';
import { UserStatus } from '../../../../src/features/users/user.entity';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { transact } from '../../../../src/platform/database/transaction';
import { fold } from '../../../../src/platform/text/fold';
import type { SignedInOrganization, TestApp } from '../../../support/apps/app';
import { addUsers } from '../../../support/data/factories';
import { acceptableIdentifiers, naughtyStrings } from '../../../support/data/naughty-strings';
import { readColumn } from '../../../support/databases/rows';

const oddStart = [
  '=',
  '+',
  '-',
  '@',
  "'",
  "'=",
  "''=",
  '|',
  '\\',
  '\\|',
  '"',
  ';',
  ',',
  '\t',
  '\r\n',
  '\r',
  '\n',
  ' ',
  '\uff1d',
  '1E+15',
];
const text = fc
  .oneof(
    fc.constantFrom(...naughtyStrings),
    fc
      .tuple(fc.constantFrom(...oddStart), fc.string({ unit: 'grapheme', maxLength: 12 }))
      .map((parts) => parts.join('')),
    fc.constantFrom('#N/A', '00123', 'true', '03/04/2026', 'a\r\nb', 'x'.repeat(40_000), '_x0041_', '  both  '),
  )
  .map((each) => each.toWellFormed());
const short = (max: number) => text.map((each) => each.slice(0, max).toWellFormed());
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 });
const list = fc.array(
  short(200).filter((each) => each !== ''),
  { maxLength: 4 },
);
const names = acceptableIdentifiers(60);
const instant = fc.integer({ min: Date.parse('1890-01-01'), max: Date.parse('2090-01-01') }).map((ms) => new Date(ms));
const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, seed: number): T[] =>
  fc.sample(arbitrary, { numRuns, seed });
const distinct = (texts: readonly string[]): string[] => [...new Map(texts.map((each) => [fold(each), each])).values()];

/** The exports that can come back. */
export const importableExports = [
  { dataset: 'USERS', template: 'USER_MANAGEMENT' },
  { dataset: 'USERS', template: 'USER_ACCOUNTS' },
  { dataset: 'BOOKINGS' },
  { dataset: 'INVOICES' },
] as const;

/** A user for each naughty string, which is in each kind of text that a user has. */
export const naughtyUsers = naughtyStrings
  .map((each) => each.toWellFormed())
  .map((text, index) => ({
    username: `naughty-${index}`,
    firstName: text.slice(0, 200).toWellFormed(),
    bio: text,
    skills: text === '' ? [] : [text.slice(0, 200).toWellFormed()],
    customValues: { locker: text },
  }));

/** An organization whose records hold odd values, also those that older versions accepted. */
export async function oddOrganization(
  app: TestApp,
  seed: number,
  timezone: string,
  currency: string,
): Promise<SignedInOrganization> {
  const organization = await app.organization({
    timezone,
    currency,
    customTermsEnabled: true,
    customProperties: [
      { key: 'locker', name: '=Locker' },
      { key: 'Diet', name: 'Diet, "allergies"' },
    ],
  });
  const { id } = organization;
  const { dataSource } = app.app;
  const { manager } = dataSource;
  const itemIds: Record<string, number[]> = {};
  for (const table of ['locations', 'teams', 'plans']) {
    const items = distinct(['a|b', '\\', ...sample(fc.constantFrom(...names), 12, seed)]);
    await insertRows(
      manager,
      table,
      ['organizationId', 'name'],
      items.map((name) => [id, name]),
    );
    itemIds[table] = await readColumn(dataSource, table, 'id', { organizationId: id });
  }
  const user = fc.record({
    firstName: optional(short(200)),
    lastName: optional(short(200)),
    email: optional(short(200)),
    company: optional(short(200)),
    bio: optional(text),
    phone: optional(short(64)),
    taxNumber: optional(short(64)),
    billingCity: optional(short(200)),
    validityPeriod: optional(short(100)),
    skills: list,
    tags: list,
    externalPrimaryLocations: list,
    planIds: fc.subarray(itemIds.plans!),
    teamId: optional(fc.constantFrom(...itemIds.teams!)),
    primaryLocationId: optional(fc.constantFrom(...itemIds.locations!)),
    autopaymentsEnabled: fc.boolean(),
    status: fc.constantFrom(...Object.values(UserStatus)),
    role: fc.constantFrom('ADMIN', 'MEMBER'),
    createdAt: instant,
    customValues: fc.record({ locker: text, Diet: text }, { requiredKeys: [] }),
  });
  const usernames = distinct(sample(fc.constantFrom(...names), 60, seed + 1)).filter((name) => fold(name).length < 150);
  const userIds = await addUsers(
    dataSource,
    id,
    sample(user, usernames.length, seed).map((each, index) => ({
      ...each,
      role: each.role as 'ADMIN',
      username: `${usernames[index]!}~`,
    })),
  );
  const userId = fc.constantFrom(...userIds);
  const keys = distinct(sample(fc.constantFrom(...names), 40, seed + 2)).map((name) => `${name.slice(0, 50)}~`);
  await transact(dataSource, async (writing) => {
    await insertBookings(
      writing,
      id,
      sample(
        fc.record({
          userId,
          locationId: fc.constantFrom(...itemIds.locations!),
          resource: optional(short(200)),
          startsAt: instant,
          ms: fc.integer({ min: 1, max: 366 * 86_400_000 }),
          createdAt: instant,
          status: fc.constantFrom('PENDING', 'CONFIRMED', 'CANCELLED'),
        }),
        keys.length,
        seed,
      ).map(({ ms, ...each }, index) => ({
        ...each,
        status: each.status as 'PENDING',
        reference: keys[index]!,
        endsAt: new Date(each.startsAt.getTime() + ms),
      })),
    );
    await insertInvoices(
      writing,
      id,
      sample(
        fc.record({
          userId,
          issuedAt: instant,
          totalMinor: fc.bigInt(-(10n ** 13n), 10n ** 13n),
          status: fc.constantFrom('OPEN', 'PAID', 'VOID'),
        }),
        keys.length,
        seed,
      ).map((each, index) => ({ ...each, status: each.status as 'OPEN', number: keys[index]! })),
    );
  });
  return organization;
}
