import { createSchema } from '../../../src/api/graphql/schema';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { inputPlaces } from '../../support/clients/input-places';
import { addBookings, addInvoices } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { readColumn } from '../../support/databases/rows';

const unknownId = '2000000000';

/** The ids of records in mutations. A filter may have an id that no record has. */
const places = inputPlaces(createSchema()).filter(
  ({ kind, typeName, isList, argument }) =>
    kind === 'mutation' && typeName === 'ID' && !isList && !/\.filter\./.test(argument),
);

eachEngine('an unknown id', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, {}, 'session');
  let bookingId: number;
  let invoiceId: number;
  beforeAll(async () => {
    const booking = { userId: organization.memberId, startsAt: '2026-03-11T10:00:00Z' };
    await addBookings(app.app.dataSource, organization, [booking]);
    [bookingId] = await readColumn(app.app.dataSource, 'bookings', 'id', { organizationId: organization.id });
    const invoice = { userId: organization.memberId, issuedAt: '2026-03-11T10:00:00Z', totalMinor: 1 };
    await addInvoices(app.app.dataSource, organization, [invoice]);
    [invoiceId] = await readColumn(app.app.dataSource, 'invoices', 'id', { organizationId: organization.id });
  });

  /** Replaces the samples that would be refused before the unknown id. */
  const withValidSamples = (field: string, argument: string, variables: object): object => {
    const { memberId, locationId } = organization;
    const ids: Record<string, number> = {
      id: field.startsWith('changeUser') ? memberId : field.startsWith('changeInvoice') ? invoiceId : bookingId,
      bookingId,
      userId: memberId,
      locationId,
    };
    const others: Record<string, unknown> = { endsAt: '2026-01-01T01:00:00Z', columns: ['email'] };
    return JSON.parse(JSON.stringify(variables), (name, value: any) => {
      if (value === '0') return String(ids[name] ?? value);
      if (argument.endsWith('excludeIds') && value?.format) return { ...value, filter: { users: {} } };
      if (argument.endsWith('.userId') && value?.format) return { ...value, dataset: 'ORGANIZATION', format: 'ZIP' };
      return others[name] ?? value;
    }) as object;
  };

  it.each(places.map((place) => [place.field, place.argument, place.operation] as const))(
    'is named by %s in "%s"',
    async (field, argument, operation) => {
      const { query, variables } = operation(unknownId);
      // The owner needs no request.
      const client = field === 'requestExport' ? organization.member : organization.owner;
      const { errors } = await client.gql(query, withValidSamples(field, argument, variables));
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining(`"${unknownId}"`),
          extensions: expect.objectContaining({ argument: argument === 'ids' ? 'ids.0' : argument }),
        }),
      ]);
      // A record that the mutation changes is not found. A record that it refers to makes the input wrong.
      const isChanged = /^(id|ids|userId|input\.(0\.)?id)$/.test(argument);
      expect(errors![0]!.extensions.code).toBe(isChanged ? 'NOT_FOUND' : 'BAD_USER_INPUT');
    },
  );
});
