import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import {
  applyImport,
  cancelImport,
  checkFile,
  startImport,
  undoImport,
  untilState,
} from '../../../support/clients/imports';
import { setPermissions } from '../../../support/data/account-changes';
import { addBookings } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';

const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
const related =
  '{ imports { nodes { id correctionOf { id fileName } corrections { id } undoOfImport { id } undoneByImport { id state } } } }';

eachEngine('an import that is related to another one', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const read = async (client = organization.owner): Promise<Map<string, Data>> => {
    const { imports } = await client.data(related);
    return new Map(imports.nodes.map(({ id, ...rest }: Data) => [id, rest]));
  };

  it('names the one that it corrects, and the other way round', async () => {
    const { owner, admin } = organization;
    const first = await startImport(owner, { fileName: 'first.csv' });
    const second = await startImport(admin, { correctionOf: first.id });
    const third = await startImport(owner, { correctionOf: first.id });
    const found = await read();
    expect(found.get(first.id)).toEqual({
      correctionOf: null,
      corrections: [{ id: third.id }, { id: second.id }],
      undoOfImport: null,
      undoneByImport: null,
    });
    expect(found.get(second.id)).toMatchObject({
      correctionOf: { id: first.id, fileName: 'first.csv' },
      corrections: [],
    });
  });

  it('shows the others only to users who may see them', async () => {
    const dataset = 'BOOKINGS';
    const first = await startImport(organization.owner, { dataset });
    const second = await startImport(organization.admin, { dataset, correctionOf: first.id });
    const third = await startImport(organization.owner, { dataset, correctionOf: second.id });
    // Without the permission to import users, an admin sees only own imports.
    await setPermissions(app.app.dataSource, organization.adminId, ['BOOKINGS_VIEW', 'BOOKINGS_EDIT']);
    expect([...(await read(organization.admin))]).toEqual([
      [second.id, { correctionOf: null, corrections: [], undoOfImport: null, undoneByImport: null }],
    ]);
    expect((await read()).get(second.id)).toMatchObject({
      correctionOf: { id: first.id },
      corrections: [{ id: third.id }],
    });
  });

  it('corrects only an import of the same organization and dataset', async () => {
    const { owner } = organization;
    const foreign = await startImport((await app.organization()).owner);
    const bookings = await startImport(owner, { dataset: 'BOOKINGS' });
    for (const correctionOf of [foreign.id, 'x', bookings.id]) {
      const refusal = await owner.refusal(start, { input: { fileName: 'a.csv', correctionOf } });
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.correctionOf' });
    }
  });

  it('names the one that it undoes, and the other way round', async () => {
    const { owner } = organization;
    const { id } = await checkFile(owner, 'Username,City\nadmin,Porto\n');
    await owner.data(applyImport, { id });
    await untilState(owner, id, ['COMPLETED']);
    const { undoImport: undo } = await owner.data(undoImport, { id });
    await untilState(owner, undo.id, ['READY']);
    const found = await read();
    expect(found.get(undo.id)!.undoOfImport).toEqual({ id });
    expect(found.get(id)!.undoneByImport).toEqual({ id: undo.id, state: 'READY' });
    await owner.data(cancelImport, { id: undo.id });
    expect((await read()).get(id)!.undoneByImport).toBeNull();
  });

  it('is not undone while a user is undoing it whose imports the viewer may not see', async () => {
    const { owner, admin } = organization;
    const booking = { userId: organization.memberId, startsAt: '2026-01-01T10:00:00Z', reference: 'one' };
    await addBookings(app.app.dataSource, organization, [booking]);
    const { id } = await checkFile(admin, 'Reference,Resource\none,Court 9\n', { dataset: 'BOOKINGS' });
    await admin.data(applyImport, { id });
    await untilState(admin, id, ['COMPLETED']);
    const { undoImport: undo } = await owner.data(undoImport, { id });
    expect((await admin.data(undoImport, { id })).undoImport.id).toBe(undo.id);
    await setPermissions(app.app.dataSource, organization.adminId, ['BOOKINGS_VIEW', 'BOOKINGS_EDIT']);
    expect(await admin.refusal(undoImport, { id })).toMatchObject({ code: 'CONFLICT', argument: 'id' });
  });
});
