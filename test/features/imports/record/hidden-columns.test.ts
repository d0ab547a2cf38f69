import { Permission } from '../../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { run } from '../../../support/clients/changes';
import type { Data, TestClient } from '../../../support/clients/client';
import { applyImport, checkFile, mapImport, undoImport, untilState } from '../../../support/clients/imports';
import { setPermissions } from '../../../support/data/account-changes';
import { eachEngine } from '../../../support/databases/engines';

const { IDENTITIES_VIEW, IDENTITIES_EDIT, INVOICES_VIEW, INVOICES_EDIT, BOOKINGS_VIEW } = Permission;
const withoutBookings = [IDENTITIES_VIEW, IDENTITIES_EDIT, INVOICES_VIEW, INVOICES_EDIT];

eachEngine('imports of invoices with bookings', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const read = async (client: TestClient, id: string): Promise<Data> =>
    (
      await client.data(
        `query ($id: ID!) { import(id: $id) {
          columns { header column suggestion isUndecided } plan { changed changes { nodes { new } } }
          progress { changed } files { source { name } undo { name } }
          actions { map apply cancel undo download }
        } }`,
        { id },
      )
    ).import;
  const isHidden = ({ columns, plan, progress, files, actions }: Data): boolean[] =>
    [columns, plan, progress.changed, files.source ?? files.undo, actions.download || null].map(
      (each) => each === null,
    );
  const all = (hidden: boolean): boolean[] => [hidden, hidden, hidden, hidden, hidden];

  beforeEach(async () => {
    const times = { startsAt: '2026-05-01T10:00:00Z', endsAt: '2026-05-01T11:00:00Z' };
    const { memberId: userId, locationId } = organization;
    await run(organization.owner, 'createBooking', { userId, locationId, reference: 'SECRET', ...times });
    await run(organization.owner, 'issueInvoice', { userId, number: 'I-1', totalMinor: 1 });
    await setPermissions(app.app.dataSource, organization.adminId, withoutBookings);
  });

  it('are seen, applied and undone only with BOOKINGS_VIEW', async () => {
    const { owner, admin } = organization;
    const { id } = await checkFile(owner, 'Number,Booking\nI-1,SECRET\n', { dataset: 'INVOICES' });
    const needed = { code: 'FORBIDDEN', reason: 'PERMISSIONS_REQUIRED' };
    expect(isHidden(await read(owner, id))).toEqual(all(false));
    expect(isHidden(await read(admin, id))).toEqual(all(true));
    expect((await read(admin, id)).actions).toMatchObject({ map: false, apply: false, undo: false });
    for (const [name, given] of [
      ['applyImport', applyImport],
      ['mapImport', mapImport],
    ] as const) {
      const { errors } = await admin.gql(given, { id });
      expect([name, errors![0]!.extensions]).toEqual([name, expect.objectContaining(needed)]);
      expect(errors![0]!.message).toContain(BOOKINGS_VIEW);
    }
    await owner.data(applyImport, { id });
    await untilState(owner, id, ['COMPLETED']);
    expect(isHidden(await read(admin, id))).toEqual(all(true));
    expect((await admin.gql(undoImport, { id })).errors![0]!.extensions).toMatchObject(needed);
    // What the owner undoes shows the booking, too.
    const { undoImport: undo } = await owner.data(undoImport, { id });
    await untilState(owner, undo.id, ['READY']);
    expect((await read(owner, undo.id)).plan.changed).toBe(1);
    expect(await read(admin, undo.id)).toMatchObject({ columns: null, plan: null, actions: { apply: false } });
    await setPermissions(app.app.dataSource, organization.adminId, [...withoutBookings, BOOKINGS_VIEW]);
    expect((await read(admin, undo.id)).plan.changed).toBe(1);
    await admin.data(applyImport, { id: undo.id });
    await untilState(owner, undo.id, ['COMPLETED']);
  });

  it('wait for a decision about that header without BOOKINGS_VIEW, and are seen when it is ignored', async () => {
    const { owner, admin } = organization;
    const file = 'Number,Location,Booking\nI-1,Main,SECRET\n';
    const { id, state } = await checkFile(admin, file, { dataset: 'INVOICES' });
    expect(state).toBe('AWAITING_MAPPING');
    expect((await read(admin, id)).columns).toEqual([
      { header: 'Number', column: 'number', suggestion: 'number', isUndecided: false },
      { header: 'Location', column: 'location', suggestion: 'location', isUndecided: false },
      { header: 'Booking', column: null, suggestion: null, isUndecided: true },
    ]);
    await admin.data(mapImport, { id, mapping: [{ header: 'Booking' }] });
    await untilState(admin, id, ['READY']);
    expect((await read(admin, id)).plan.changes.nodes).toEqual([{ new: 'Main' }]);
    // Mapped all the same, it is refused.
    const mapping = [{ header: 'Booking', column: 'booking' }];
    const refused = await checkFile(admin, file, { dataset: 'INVOICES', mapping });
    expect(refused).toMatchObject({ state: 'FAILED', failure: { code: 'PERMISSION_LOST' } });
    const { columns } = await read(owner, (await checkFile(owner, file, { dataset: 'INVOICES' })).id);
    expect(columns[2]).toMatchObject({ column: 'booking', isUndecided: false });
  });
});
