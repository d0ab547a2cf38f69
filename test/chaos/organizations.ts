import type { DataSource } from 'typeorm';
import {
  addBookings,
  addInvoices,
  addUsers,
  createOrganization,
  type TestOrganization,
} from '../support/data/factories';
import { randomNumbers } from '../support/data/random-numbers';

/** Users per organization: from half a second of writing to almost none. */
const sizes = [6000, 2500, 800, 100];
const asOf = '2026-03-15T12:00:00Z';

/** The exports that users request repeatedly. A fixed `asOf` makes the same data give the same file. */
export const exportInputs = [
  { dataset: 'USERS', format: 'CSV', asOf },
  { dataset: 'USERS', format: 'XLSX', asOf },
  { dataset: 'BOOKINGS', format: 'CSV', asOf },
  { dataset: 'BOOKINGS', format: 'XLSX', asOf },
  { dataset: 'INVOICES', format: 'CSV', asOf },
  { dataset: 'INVOICES', format: 'XLSX', asOf },
  { dataset: 'ORGANIZATION', format: 'ZIP', asOf },
] as const;

export type ExportInput = (typeof exportInputs)[number];

/** Full exports, which only the owner may request. */
export const exportInputsOf = (role: 'owner' | 'admin'): ExportInput[] =>
  exportInputs.filter(({ dataset }) => role === 'owner' || dataset !== 'ORGANIZATION');

/** Creates organizations whose data does not change afterwards. */
export async function makeOrganizations(dataSource: DataSource): Promise<TestOrganization[]> {
  const made: TestOrganization[] = [];
  for (const [index, users] of sizes.entries())
    made.push(await makeOrganization(dataSource, users, randomNumbers(index + 1)));
  return made;
}

async function makeOrganization(
  dataSource: DataSource,
  users: number,
  random: () => number,
): Promise<TestOrganization> {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const instant = (): string =>
    new Date(Date.parse(asOf) + Math.floor((random() - 0.7) * 100 * 86_400_000)).toISOString();
  const organization = await createOrganization(dataSource, {
    timezone: pick(['Europe/Lisbon', 'America/St_Johns', 'Asia/Kathmandu']),
  });
  const ids = await addUsers(
    dataSource,
    organization.id,
    Array.from({ length: users }, (_unused, index) => ({
      username: `user-${index}`,
      firstName: pick(['Ana', 'Björn', 'Chloë']),
      lastName: pick(["O'Neill", 'Łukasz', '=Sum']),
      email: `user-${index}@example.test`,
      bio: pick([null, 'Likes "tea", and commas.\nAnd lines.']),
      city: pick(['Évora', 'Porto']),
      company: pick([null, 'Ship & Co, Lda.']),
      phone: `00351 9${index}`,
    })),
  );
  await addBookings(
    dataSource,
    organization,
    Array.from({ length: 2 * users }, () => ({
      userId: pick(ids),
      startsAt: instant(),
      createdAt: instant(),
      status: pick(['CONFIRMED', 'CONFIRMED', 'PENDING', 'CANCELLED'] as const),
    })),
  );
  await addInvoices(
    dataSource,
    organization,
    Array.from({ length: users }, () => ({
      userId: pick(ids),
      issuedAt: instant(),
      totalMinor: Math.floor(random() * 50_000),
      status: pick(['PAID', 'OPEN', 'VOID'] as const),
    })),
  );
  return organization;
}
