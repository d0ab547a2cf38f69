/** @slow */
import { fold } from '../../../src/platform/text/fold';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { userChanges, userProperties } from '../../support/apps/user-changes';
import { attempt, refusalOf, run, together } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { acceptableIdentifiers } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';

eachEngine('usernames', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { customProperties: userProperties });
  const { create, read, rows } = userChanges(app, organization);

  it('reject a taken username ignoring case and composition, and any change of a username', async () => {
    await create({ username: 'Café' });
    for (const username of ['Café', 'CAFÉ', 'cafe\u0301', 'CAFE\u0301', ' café ']) {
      const refusal = await refusalOf(organization.owner, 'createUsers', [{ username: 'free' }, { username }]);
      expect(refusal).toMatchObject({
        code: 'CONFLICT',
        argument: 'input.1.username',
        message: `${JSON.stringify(username.trim())} is taken.`,
      });
    }
    expect(
      await refusalOf(organization.owner, 'createUsers', [{ username: 'Two' }, { username: 'x' }, { username: 'tWO' }]),
    ).toMatchObject({ code: 'CONFLICT', argument: 'input.2.username' });
    expect(
      await run(organization.owner, 'createUsers', [{ username: 'cafe' }, { username: ' café 2 ' }], 'username'),
    ).toEqual([{ username: 'cafe' }, { username: 'café 2' }]);
    expect(
      await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, username: 'x' }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.username' });
  });

  it('give a username to one of several concurrent requests, and lose no concurrent change of a user', async () => {
    expect(
      await together(
        Array.from(
          { length: 6 },
          (_unused, index) => () =>
            attempt(organization.owner, 'createUsers', [
              { username: `other ${index}` },
              { username: index % 2 ? 'same' : 'SAME' },
            ]),
        ),
      ),
    ).toEqual({ done: 1, codes: Array(5).fill('CONFLICT') });
    expect(await rows()).toHaveLength(5);
    const changes = [
      { city: 'Faro' },
      { country: 'Portugal' },
      { tags: ['a'] },
      { customValues: [{ key: 'locker', value: '1' }] },
      { customValues: [{ key: '__proto__', value: '2' }] },
      { firstName: 'Ana' },
      { lastName: 'Zarco' },
    ];
    expect(
      (
        await together(
          changes.map(
            (more) => () => attempt(organization.owner, 'changeUser', { id: organization.memberId, ...more }),
          ),
        )
      ).done,
    ).toBe(7);
    expect(await read(organization.memberId)).toMatchObject({
      city: 'Faro',
      country: 'Portugal',
      tags: ['a'],
      customProperties: [{ value: '1' }, { value: '2' }],
    });
    expect(
      (await organization.owner.data('{ users(filter: { search: "ana zarco" }) { totalCount } }')).users.totalCount,
    ).toBe(1);
  });

  it('store every username unchanged', async () => {
    const usernames = [...new Map(acceptableIdentifiers(100).map((text) => [fold(text), text])).values()].slice(0, 450);
    expect(
      (
        await run(
          organization.owner,
          'createUsers',
          usernames.map((username) => ({ username: `+${username}` })),
          'username',
        )
      ).map(({ username }: Data) => username),
    ).toEqual(usernames.map((username) => `+${username}`));
  });
});
