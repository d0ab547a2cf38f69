import { updateRows } from '../../../src/platform/database/update-rows';
import { useTestApp } from '../../support/apps/app';
import { addUsers, createOrganization } from '../../support/data/factories';
import { naughtyStrings } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';

eachEngine('updateRows', (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('stores every text exactly, and null, numbers and many long rows', async () => {
    const { dataSource } = app.app;
    const organization = await createOrganization(dataSource);
    const texts = [
      ...naughtyStrings,
      ...[
        '',
        '\0',
        'a\0b',
        '\u0001\u001f\u007f',
        '\u2028\u2029',
        '\\',
        '\\u0041',
        '"',
        "'",
        '😀',
        '\ufffe\uffff',
        '[1]',
        'null',
        '12',
        '1e3',
        'true',
      ],
      ...Array.from({ length: 30 }, (_unused, index) => String(index).repeat(60_000)),
    ].map((text) => text.toWellFormed());
    const ids = await addUsers(
      dataSource,
      organization.id,
      texts.map((_text, index) => ({ username: `u${index}`, phone: 'old' })),
    );
    const rows = ids.map((id, index) => [
      id,
      texts[index]!,
      index % 2 ? null : 'new',
      index,
      JSON.stringify([texts[index]]),
    ]);
    await updateRows(dataSource.manager, 'users', ['bio', 'phone', 'createdAt', 'tags'], rows);
    const stored = await dataSource.query(
      'SELECT id, bio, phone, createdAt, tags, city FROM users WHERE organizationId = ? AND id >= ? ORDER BY id',
      [organization.id, Math.min(...ids)],
    );
    expect(
      stored.map(({ id, bio, phone, createdAt, tags }: Record<string, unknown>) => [
        id,
        bio,
        phone,
        Number(createdAt),
        tags,
      ]),
    ).toEqual(rows);
  });
});
