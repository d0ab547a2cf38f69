import type { TestOrganization } from '../data/factories';
import { randomNumbers } from '../data/random-numbers';
import type { TestClient } from './client';

export const writtenZones = ['America/St_Johns', 'Asia/Kathmandu', 'America/Havana'];
export const writtenMonths = ['2015-09', '2015-10', '2015-11', '2015-12'];

const create = `mutation ($input: [CreateBookingInput!]!) { createBookings(input: $input) { id } }`;
const issue = `mutation ($input: [IssueInvoiceInput!]!) { issueInvoices(input: $input) { id } }`;

/** Changes records at random and remembers the results. */
export class Writer {
  readonly bookingIds: string[] = [];
  readonly invoiceIds: string[] = [];
  answered = 0;
  private readonly random: () => number;

  constructor(
    private readonly name: string,
    seed: number,
    private readonly organization: TestOrganization,
  ) {
    this.random = randomNumbers(seed);
  }

  async changeSomething(client: TestClient): Promise<void> {
    const [mutation, variables, taken] = this.next();
    const { data } = await client.gql(mutation, variables);
    this.answered++;
    const rows = data && (Object.values(data)[0] as { id: string }[] | null);
    if (rows && taken) taken.push(...rows.map(({ id }) => id));
  }

  private next(): [mutation: string, variables: object, taken?: string[]] {
    const roll = this.random();
    const several = 1 + Math.floor(this.random() * 30);
    if (roll < 0.35 || this.bookingIds.length === 0) {
      const batch = `${this.name}-${this.answered}-${several}`;
      return [
        create,
        {
          input: Array.from({ length: several }, (_unused, index) => ({
            ...this.times(),
            userId: String(this.organization.memberId),
            locationId: String(this.organization.locationId),
            reference: `${batch}-${index}`,
            status: this.pick(['PENDING', 'CONFIRMED']),
          })),
        },
        this.bookingIds,
      ];
    }
    if (roll < 0.5 || this.invoiceIds.length === 0) {
      return [
        issue,
        {
          input: Array.from({ length: several }, () => ({
            userId: String(this.organization.memberId),
            issuedAt: this.instant(),
            totalMinor: Math.floor(this.random() * 9_000),
            locationId: this.place(),
          })),
        },
        this.invoiceIds,
      ];
    }
    if (roll < 0.6)
      return ['mutation ($ids: [ID!]!) { confirmBookings(ids: $ids) { id } }', { ids: this.some(this.bookingIds) }];
    if (roll < 0.7)
      return ['mutation ($ids: [ID!]!) { cancelBookings(ids: $ids) { id } }', { ids: this.some(this.bookingIds) }];
    if (roll < 0.8)
      return [
        'mutation ($input: [RescheduleBookingInput!]!) { rescheduleBookings(input: $input) { id } }',
        { input: this.some(this.bookingIds).map((id) => ({ id, ...this.times() })) },
      ];
    if (roll < 0.84)
      return [
        'mutation ($input: [ChangeInvoiceInput!]!) { changeInvoices(input: $input) { id } }',
        { input: this.some(this.invoiceIds).map((id) => ({ id, locationId: this.place() })) },
      ];
    if (roll < 0.9)
      return ['mutation ($ids: [ID!]!) { payInvoices(ids: $ids) { id } }', { ids: this.some(this.invoiceIds) }];
    if (roll < 0.96)
      return ['mutation ($ids: [ID!]!) { voidInvoices(ids: $ids) { id } }', { ids: this.some(this.invoiceIds) }];
    return [
      'mutation ($timezone: String!) { changeOrganization(input: { timezone: $timezone }) { id } }',
      { timezone: this.pick(writtenZones) },
    ];
  }

  private place(): string | null {
    return this.pick([String(this.organization.locationId), null]);
  }

  private times(): { startsAt: string; endsAt: string } {
    const startsAt = this.instant();
    return {
      startsAt,
      endsAt: new Date(Date.parse(startsAt) + 60_000 * (1 + Math.floor(this.random() * 90))).toISOString(),
    };
  }

  /** A random instant, often near the start of a month. */
  private instant(): string {
    return new Date(
      Date.parse(`${this.pick(writtenMonths)}-01T00:00:00Z`) + Math.floor((this.random() * 30 - 10) * 3_600_000),
    ).toISOString();
  }

  private some(ids: readonly string[]): string[] {
    return [...new Set(Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => this.pick(ids)))];
  }

  private pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
}
