import { parse } from 'csv-parse/sync';
import { type SignedInOrganization, useTestApp } from '../support/apps/app';
import { download } from '../support/clients/client';
import { exportFile } from '../support/clients/exports';
import {
  applyImport,
  checkFile,
  readPlan,
  startImport,
  undoImport,
  untilState,
  upload,
  uploadUrl,
} from '../support/clients/imports';
import { Watching } from '../support/clients/watching';
import { addReferenceItems, addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';

const readCells = (file: Buffer): string[][] => parse(file, { bom: true });
const writeCells = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');

eachEngine('an exported file that comes back edited', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  beforeAll(async () => {
    const { dataSource } = app.app;
    organization = await app.organization({ customProperties: [{ key: 'locker', name: 'Locker' }] });
    const [teamId] = await addReferenceItems(dataSource, 'teams', organization.id, ['North']);
    await addUsers(dataSource, organization.id, [
      { username: 'ana', firstName: 'Ana', bio: 'two\r\nlines, "quoted"', skills: ['a|b', 'c\\'], teamId: teamId! },
      { username: 'bob', city: "'=Rome", phone: '+351 1', customValues: { locker: '007' } },
      { username: 'eve', tags: ['=x'], primaryLocationId: organization.locationId },
    ]);
  });

  const exported = async (): Promise<Buffer> => {
    const input = { dataset: 'USERS', template: 'USER_MANAGEMENT', format: 'CSV' };
    return (await exportFile(organization.owner, input)).body;
  };
  /** Applies a plan and watches it to its end. */
  const applied = async (id: string): Promise<void> => {
    const { owner } = organization;
    const watching = Watching.one(owner, id, 'import');
    await watching.untilState('READY');
    await owner.data(applyImport, { id });
    expect((await watching.untilEnd()).at(-1)).toMatchObject({ state: 'COMPLETED', failure: null });
    expect(watching.errors).toEqual([]);
  };
  const undone = async (id: string): Promise<void> => {
    const { undoImport: undo } = await organization.owner.data(undoImport, { id });
    await untilState(organization.owner, undo.id, ['READY']);
    await applied(undo.id);
  };

  it('is planned, applied and undone, by its undo file and by `undoImport`, and the export is as before', async () => {
    const { owner } = organization;
    const before = await exported();
    const rows = readCells(before);
    const header = rows[0]!;
    const keyIndex = header.indexOf('Username');
    const edit = (username: string, column: string, text: string): void => {
      expect(header).toContain(column);
      rows.find((cells) => cells[keyIndex] === username)![header.indexOf(column)] = text;
    };
    edit('ana', 'Bio', 'one line');
    edit('bob', 'City', '');
    edit('eve', 'Locker', '12');
    const values: Record<string, string> = { Username: 'zoe', 'First name': 'Zoë', Team: 'North' };
    rows.push(header.map((label) => values[label] ?? ''));

    const { id } = await startImport(owner, { dataset: 'USERS', createMissing: true, blankCells: 'CLEAR' });
    const watching = Watching.one(owner, id, 'import');
    await watching.untilState('AWAITING_FILE');
    expect((await upload(await uploadUrl(owner, id), writeCells(rows))).status).toBe(201);
    await watching.untilState('READY');
    watching.stop();
    const plan = await readPlan(owner, id);
    expect(plan).toMatchObject({ created: 1, changed: 3, unchanged: rows.length - 5, failed: 0, ignoredColumns: [] });
    const cells = plan.changes.nodes.map(({ username, column, old, new: to }: Record<string, string | null>) => [
      username,
      column,
      old,
      to,
    ]);
    expect(cells.filter(([username]: string[]) => username !== 'zoe')).toEqual([
      ['ana', 'bio', 'two\r\nlines, "quoted"', 'one line'],
      ['bob', 'city', "'=Rome", null],
      ['eve', 'custom.locker', null, '12'],
    ]);
    expect(cells).toEqual(
      expect.arrayContaining([
        ['zoe', 'firstName', null, 'Zoë'],
        ['zoe', 'team', null, 'North'],
      ]),
    );
    expect(await exported()).toEqual(before);

    await applied(id);
    const after = await exported();
    expect(readCells(after).filter((each) => each[keyIndex] !== 'zoe')).toEqual(rows.slice(0, -1));

    const { import: row } = await owner.data(
      'query ($id: ID!) { import(id: $id) { files { undo { rows downloadUrl } } } }',
      { id },
    );
    const { body: undoFile } = await download(row.files.undo.downloadUrl);
    const byHand = await checkFile(owner, undoFile, { dataset: 'USERS', blankCells: 'CLEAR' });
    expect((await readPlan(owner, byHand.id)).errors.nodes).toMatchObject([{ code: 'CREATED_ROW' }]);
    await applied(byHand.id);
    const isCreated = (line: string): boolean => line.startsWith('zoe,');
    const lines = (await exported()).toString().split('\r\n');
    expect(lines.filter(isCreated)).toHaveLength(1);
    expect(lines.filter((line) => !isCreated(line)).join('\r\n')).toBe(before.toString());

    await undone(byHand.id);
    expect(await exported()).toEqual(after);
    await undone(id);
    expect(await exported()).toEqual(before);
  });
});
