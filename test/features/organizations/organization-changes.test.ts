import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { auditOf, refusalOf, run, socketRefusalOf } from '../../support/clients/changes';
import { addBookings } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

eachEngine('changeOrganization', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { timezone: 'Europe/Lisbon' });

  it('takes effect immediately and leaves absent fields unchanged', async () => {
    expect(
      await run(organization.owner, 'changeOrganization', { name: 'Café "Zürich" 🎉' }, 'id name timezone'),
    ).toEqual({ id: String(organization.id), name: 'Café "Zürich" 🎉', timezone: 'Europe/Lisbon' });
    expect(await run(organization.owner, 'changeOrganization', { timezone: 'Asia/Katmandu' }, 'name timezone')).toEqual(
      { name: 'Café "Zürich" 🎉', timezone: 'Asia/Katmandu' },
    );
    expect((await organization.member.data('{ organization { name timezone } }')).organization).toEqual({
      name: 'Café "Zürich" 🎉',
      timezone: 'Asia/Katmandu',
    });
    expect(await run(organization.owner, 'changeOrganization', {}, 'name')).toEqual({ name: 'Café "Zürich" 🎉' });
  });

  it('assigns all figures to the months of the new time zone', async () => {
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-02-28T22:00:00Z' },
    ]);
    const booked = async (): Promise<unknown> => {
      const { user, bookingStats } = await organization.owner.data(
        'query ($id: ID!) { user(id: $id) { bookingActivity { thisMonth { booked } lastMonth { booked } } } bookingStats(from: "2026-02", to: "2026-03") { rows { count } } }',
        { id: organization.memberId },
      );
      return [
        user.bookingActivity.lastMonth.booked,
        user.bookingActivity.thisMonth.booked,
        bookingStats.rows.map(({ count }: { count: number }) => count),
      ];
    };
    expect(await booked()).toEqual([1, 0, [1, 0]]);
    await run(organization.owner, 'changeOrganization', { timezone: 'Asia/Kathmandu' });
    expect(await booked()).toEqual([0, 1, [0, 1]]);
  });

  it.each([
    ['timezone', 'Mars/Olympus'],
    ['timezone', ''],
    ['timezone', 'europe/lisbon'],
    ['timezone', ' Europe/Lisbon'],
    ['timezone', '+01:00'],
    ['timezone', '__proto__'],
    ['timezone', "UTC'; --"],
    ['timezone', null],
    ['name', ''],
    ['name', ' \t'],
    ['name', 'x'.repeat(201)],
    ['name', null],
  ])('rejects the %s %j', async (field, value) => {
    expect(await refusalOf(organization.owner, 'changeOrganization', { name: 'Other', [field]: value })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: `input.${field}`,
    });
    expect((await organization.owner.data('{ organization { name timezone } }')).organization).toMatchObject({
      name: expect.stringMatching(/^Organization \d+$/),
      timezone: 'Europe/Lisbon',
    });
  });

  it('is allowed only to the owner, for their own organization', async () => {
    const there = await app.organization();
    for (const client of [organization.admin, organization.member]) {
      expect(await refusalOf(client, 'changeOrganization', { timezone: 'x' })).toMatchObject({
        code: 'FORBIDDEN',
        message: 'Only the owner may change the organization.',
      });
      expect(await socketRefusalOf(client, 'changeOrganization', { name: 'Mine' })).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    await run(there.owner, 'changeOrganization', { name: 'Theirs' });
    expect((await organization.owner.data('{ organization { name } }')).organization.name).toMatch(
      /^Organization \d+$/,
    );
    expect(await auditOf(organization.owner, 'ORGANIZATION_CHANGED')).toEqual([]);
  });

  it('records old and new values in the audit log', async () => {
    await run(organization.owner, 'changeOrganization', { name: 'New', timezone: 'Europe/Lisbon' });
    await run(organization.owner, 'changeOrganization', { timezone: 'Pacific/Apia' });
    expect(
      (await auditOf(organization.owner, 'ORGANIZATION_CHANGED')).map(
        ({ username, details }) => `${username} ${details.replace(/Organization \d+/, 'Organization N')}`,
      ),
    ).toEqual(['owner name: "Organization N" → "New"', 'owner timezone: "Europe/Lisbon" → "Pacific/Apia"']);
  });
});
