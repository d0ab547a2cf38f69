import type { QueryRunner } from 'typeorm';
import { FoldedTexts1765324800000 } from '../../../src/platform/database/migrations/9-folded-texts';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { refusalOf, run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { listQuery } from '../../support/clients/paging';
import { deleteUser } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, readRows } from '../../support/databases/rows';

/** As keys and search texts were computed before. */
const inSmallLetters = (text: string): string => text.normalize('NFC').toLowerCase();

eachEngine('case of usernames and names', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  const found = async (search: string): Promise<string[]> =>
    (await organization.owner.data(listQuery('users', 'username'), { filter: { search }, first: 500 })).users.nodes.map(
      ({ username }: { username: string }) => username,
    );
  const rows = (): Promise<{ username: string; usernameKey: string; searchText: string }[]> =>
    readRows(app.app.dataSource, 'users', { organizationId: organization.id }, [
      'username',
      'usernameKey',
      'searchText',
    ]);

  it('is ignored in a search, in every script', async () => {
    await addUsers(app.app.dataSource, organization.id, [
      { username: 'greek', firstName: 'ΟΔΥΣΣΕΑΣ', lastName: 'ΠΑΠΑΣ' },
      { username: 'turkish', lastName: 'İstanbul', company: 'YILDIZ' },
      { username: 'german', lastName: 'Weiß' },
      { username: 'wide', lastName: 'ＡＮＡ' },
    ]);
    for (const search of ['παπας', 'παπασ', 'ΠΑΠΑΣ', 'Παπ', 'παπας οδυσ', 'οδυσσεας παπας', 'ΟΔΥΣ', 'οδυς'])
      expect([search, await found(search)]).toEqual([search, ['greek']]);
    for (const search of ['istanbul', 'İSTANBUL', 'ISTANBUL', 'i̇stan', 'yıldız', 'Yildiz'])
      expect([search, await found(search)]).toEqual([search, ['turkish']]);
    for (const search of ['weiss', 'WEISS', 'WEIẞ', 'weiß'])
      expect([search, await found(search)]).toEqual([search, ['german']]);
    expect(await found('ana')).toEqual(['wide']);
    expect(await found('weis')).toEqual(['german']);
  });

  it('is ignored in a search for changed values', async () => {
    await run(organization.owner, 'changeUser', { id: String(organization.memberId), lastName: 'ΛΑΜΠΡΟΣ' });
    expect(await found('λαμπρος')).toEqual(['member']);
  });

  it.each([
    ['ΣΑΣ', 'σας'],
    ['straße', 'STRASSE'],
    ['İpek', 'ipek'],
    ['ﬁona', 'FIONA'],
    ['Ａｎａ', 'ana'],
    ['Å', 'å'],
  ])('makes %s and %s the same username', async (one, other) => {
    await run(organization.owner, 'createUser', { username: one });
    expect(await refusalOf(organization.owner, 'createUser', { username: other })).toMatchObject({
      code: 'CONFLICT',
      argument: 'input.username',
    });
    expect(
      await refusalOf(organization.owner, 'createUsers', [
        { username: 'fine' },
        { username: `x${one}` },
        { username: `x${other}` },
      ]),
    ).toMatchObject({ code: 'CONFLICT', argument: 'input.2.username' });
  });

  describe('in rows of earlier versions', () => {
    const names = ['ΣΑΣ', 'Weiß', 'İpek', 'plain', 'ÉMILE', 'Ａｎａ', 'ﬁona'];
    const addOld = async (usernames: readonly string[]): Promise<number[]> => {
      // The keys of some that are equal now would not go in.
      const ids = await addUsers(
        app.app.dataSource,
        organization.id,
        usernames.map((_username, index) => ({ username: `old-${index}` })),
      );
      for (const [index, username] of usernames.entries()) {
        await changeRows(
          app.app.dataSource,
          'users',
          { id: ids[index]! },
          {
            username,
            usernameKey: inSmallLetters(username),
            lastName: username,
            searchText: inSmallLetters(`${username}\n${username}`),
          },
        );
      }
      return ids;
    };
    /** Runs it, cut short before its statement of that number. */
    const migrate = async (statements = Infinity): Promise<void> => {
      const runner = app.app.dataSource.createQueryRunner();
      let done = 0;
      const query = async (sql: string, parameters: unknown[]): Promise<unknown> => {
        if (++done > statements) throw new Error('cut short');
        return runner.query(sql, parameters);
      };
      await new FoldedTexts1765324800000().up({ query } as unknown as QueryRunner).finally(() => runner.release());
    };

    it('is ignored after the migration, even if it was interrupted at any point', async () => {
      await addUsers(
        app.app.dataSource,
        organization.id,
        names.map((username) => ({ username, lastName: username })),
      );
      const expected = (await rows()).map(({ usernameKey, searchText }) => [usernameKey, searchText]);
      const members: Data[] = await readRows(app.app.dataSource, 'users', {
        organizationId: organization.id,
        role: 'MEMBER',
      });
      const added = members.filter(({ username }) => username !== 'member');
      await deleteUser(
        app.app.dataSource,
        added.map(({ id }) => id),
      );
      await addOld(names);
      expect(await found('παπ')).toEqual([]);
      let cuts = 0;
      for (let isDone = false; !isDone;) {
        isDone = await migrate(cuts).then(
          () => true,
          (error: Error) => {
            expect(error.message).toBe('cut short');
            cuts++;
            return false;
          },
        );
      }
      expect(cuts).toBeGreaterThan(4);
      expect((await rows()).map(({ usernameKey, searchText }) => [usernameKey, searchText])).toEqual(expected);
      expect(await found('σας')).toEqual(['ΣΑΣ']);
    });

    it('makes the migration report conflicting usernames, change no keys, and continue once they are renamed', async () => {
      const ids = await addOld(['ΣΑΣ', 'ΣΑΣ'.toLowerCase().replace('ς', 'σ'), 'straße', 'strasse', 'straſſe', 'apart']);
      const before = (await rows()).map(({ usernameKey }) => usernameKey);
      const refusal = await migrate().catch((error: Error) => error.message);
      expect(refusal).toContain(
        `in organization "${organization.slug}" "ΣΑΣ" (user ${ids[0]}) and "σασ" (user ${ids[1]}) are the same username`,
      );
      expect(refusal).toMatch(new RegExp(`"strasse" \\(user ${ids[3]}\\)`));
      expect(refusal).toContain('UPDATE users SET username');
      expect(refusal).not.toContain('apart');
      expect((await rows()).map(({ usernameKey }) => usernameKey)).toEqual(before);
      for (const index of [1, 2, 4])
        await changeRows(app.app.dataSource, 'users', { id: ids[index]! }, { username: `renamed-${index}` });
      await migrate();
      expect((await rows()).slice(3).map(({ usernameKey }) => usernameKey)).toEqual([
        'σασ',
        'renamed-1',
        'renamed-2',
        'strasse',
        'renamed-4',
        'apart',
      ]);
    });
  });
});
