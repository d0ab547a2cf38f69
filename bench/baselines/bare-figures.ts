import { json } from 'node:stream/consumers';
import { buildSchema } from 'graphql';
import { serveBare } from './bare-server';

const schema = buildSchema(`
  type Query { users(first: Int!, orderBy: [UserOrder!]): UserConnection! }
  input UserOrder { field: UserOrderField!, direction: OrderDirection }
  enum UserOrderField { CREATED_AT }
  enum OrderDirection { ASC DESC }
  type UserConnection { nodes: [User!]! }
  type User { id: ID!, bookingActivity: BookingActivity!, invoicing: InvoiceTotals! }
  type BookingActivity { thisMonth: BookingCounts!, lastMonth: BookingCounts!, firstDate: BookingDates! }
  type BookingCounts { booked: Int!, created: Int! }
  type BookingDates { booked: String, created: String }
  type InvoiceTotals { thisMonth: Money!, lastMonth: Money!, allTime: Money! }
  type Money { decimal: String! }
`);

/**
 * A separate process: a bare server that reads nothing, because it receives the whole response as objects on standard
 * input.
 */
async function main(): Promise<void> {
  const answer = (await json(process.stdin)) as { data: object };
  await serveBare(schema, answer.data);
}

void main();
