import type { DataSource } from 'typeorm';
import { Recount } from './recount';

export interface Person {
  readonly id: number;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly status: string;
  readonly tags: string[];
  /** `[null]` for a user without a plan. */
  readonly plans: (string | null)[];
  readonly lastLoginAt: string | null;
  readonly signedUpMs: number;
}

export interface Booking {
  readonly person: Person;
  readonly location: string;
  readonly status: string;
  readonly startsMs: number;
  readonly madeMs: number;
  readonly minutes: number;
  readonly startsIn: string;
  readonly madeIn: string;
}

export interface Invoice {
  readonly person: Person;
  readonly status: string;
  readonly location: string | null;
  readonly totalMinor: number;
  readonly issuedMs: number;
  readonly issuedIn: string;
}

export const lisbon = new Recount('Europe/Lisbon');
/** Lisbon's clock is never set back into another month. */
export const monthOf = (instantMs: number): string => lisbon.dateOf(instantMs).slice(0, 7);

/** The stored rows of the demo organization, from which tests count the expected results. */
export class Records {
  readonly people: Person[] = [];
  readonly bookings: Booking[] = [];
  readonly invoices: Invoice[] = [];
  locations: string[] = [];
  plans: (string | null)[] = [];

  static async read(dataSource: DataSource): Promise<Records> {
    const records = new Records();
    const namesOf = async (table: string): Promise<Map<number, string>> =>
      new Map(
        (await dataSource.query<{ id: number; name: string }[]>(`SELECT id, name FROM ${table}`)).map(
          ({ id, name }) => [id, name],
        ),
      );
    const [locations, plans] = [await namesOf('locations'), await namesOf('plans')];
    records.locations = [...locations.values()].sort();
    records.plans = [null, ...[...plans.values()].sort()];
    const people = new Map<number, Person>();
    for (const {
      id,
      username,
      firstName,
      lastName,
      status,
      tags,
      planIds,
      lastLoginAt,
      createdAt,
    } of await dataSource.query('SELECT * FROM users')) {
      const onPlans = (JSON.parse(planIds) as number[]).map((planId) => plans.get(planId)!);
      people.set(id, {
        id,
        username,
        firstName,
        lastName,
        status,
        tags: JSON.parse(tags),
        plans: onPlans.length > 0 ? onPlans : [null],
        lastLoginAt: lastLoginAt === null ? null : new Date(Number(lastLoginAt)).toISOString(),
        signedUpMs: Number(createdAt),
      });
    }
    records.people.push(...people.values());
    for (const { userId, locationId, status, startsAt, endsAt, createdAt } of await dataSource.query(
      'SELECT * FROM bookings',
    )) {
      const [startsMs, endsMs] = [Number(startsAt), Number(endsAt)];
      records.bookings.push({
        person: people.get(userId)!,
        location: locations.get(locationId)!,
        status,
        startsMs,
        madeMs: Number(createdAt),
        minutes: (endsMs - startsMs) / 60_000,
        startsIn: monthOf(startsMs),
        madeIn: monthOf(Number(createdAt)),
      });
    }
    for (const { userId, locationId, status, totalMinor, issuedAt } of await dataSource.query(
      'SELECT * FROM invoices',
    )) {
      records.invoices.push({
        person: people.get(userId)!,
        status,
        location: locations.get(locationId) ?? null,
        totalMinor: Number(totalMinor),
        issuedMs: Number(issuedAt),
        issuedIn: monthOf(Number(issuedAt)),
      });
    }
    return records;
  }

  get confirmed(): Booking[] {
    return this.bookings.filter(({ status }) => status === 'CONFIRMED');
  }

  get billed(): Invoice[] {
    return this.invoices.filter(({ status }) => status !== 'VOID');
  }
}
