/** @slow */
import { createTestApp, useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { isMailField, unknownId, userChanges, userProperties, userTextLimits } from '../../support/apps/user-changes';
import { refusalOf, run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { acceptableStrings } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

eachEngine('values of users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { customProperties: userProperties }, 'session');
  const { create, change, rows } = userChanges(app, organization);

  it('accept texts up to their maximum lengths and name the one that is longer', async () => {
    const maxLength = Object.fromEntries(
      userTextLimits.map(([field, max]) => [
        field,
        isMailField(field) ? `${'€'.repeat(max - 10)}@x.example` : '€'.repeat(Math.min(max, 10_000)),
      ]),
    );
    const made = await create({
      username: 'é'.repeat(191),
      ...maxLength,
      tags: Array(100).fill('€'.repeat(20)),
      skills: ['€'.repeat(200)],
    });
    expect(made).toMatchObject(maxLength);
    for (const [field, max] of userTextLimits.filter(([, each]) => each < 10_000)) {
      expect(
        await refusalOf(organization.owner, 'changeUsers', [
          { id: organization.memberId },
          { id: made.id, [field]: 'x'.repeat(max + 1) },
        ]),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: `input.1.${field}` });
    }
    for (const field of ['skills', 'tags', 'externalPrimaryLocations']) {
      for (const value of [['x'.repeat(201)], [''], Array(101).fill('x')]) {
        expect(await refusalOf(organization.owner, 'changeUser', { id: made.id, [field]: value })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: `input.${field}`,
        });
      }
    }
  });

  it('accept a bio of 100,000 characters if the limit of the request body allows it', async () => {
    const roomy = await createTestApp(engine, {
      worker: false,
      beside: app,
      settings: { LIMIT_BODY_BYTES: '1000000' },
    });
    try {
      const owner = await roomy.signIn({ id: organization.ownerId, organizationId: organization.id });
      expect(
        (await run(owner, 'changeUser', { id: organization.memberId, bio: '€'.repeat(100_000) }, 'bio')).bio,
      ).toHaveLength(100_000);
      expect(
        await refusalOf(owner, 'changeUser', { id: organization.memberId, bio: 'x'.repeat(100_001) }),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.bio' });
    } finally {
      await roomy.stop();
    }
    expect(
      await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, bio: 'x'.repeat(103_000) }),
    ).toMatchObject({ code: 'LIMIT_REACHED' });
  });

  it.each<[what: string, more: Data, field: string]>([
    ['an unknown team', { teamId: unknownId }, 'teamId'],
    ['an unknown location', { primaryLocationId: 'x' }, 'primaryLocationId'],
    ['an unknown plan', { planIds: [unknownId] }, 'planIds'],
    ['the role of the owner', { role: 'OWNER' }, 'role'],
    ['an empty username', { username: '' }, 'username'],
    ['a blank username', { username: ' \n' }, 'username'],
    ['a username of 192 characters', { username: 'x'.repeat(192) }, 'username'],
    ['a username that is longer when it is folded', { username: 'ß'.repeat(100) }, 'username'],
    ['an instant of the year 275760', { lastLoginAt: '+275760-09-13T00:00:00.000Z' }, 'lastLoginAt'],
  ])('reject %s', async (_what, more, field) => {
    const before = await rows();
    expect(await refusalOf(organization.owner, 'createUser', { username: 'new', ...more })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: `input.${field}`,
    });
    if (field !== 'username')
      expect(await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, ...more })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: `input.${field}`,
      });
    expect(await rows()).toEqual(before);
  });

  it.each(['email', 'additionalNotificationEmail'])('accept as %s only deliverable mail addresses', async (field) => {
    const before = await rows();
    const bad = [
      'a@b.example\r\nBcc: victim@example.test',
      'a@b.example\nSubject: x',
      'a@b.example\r',
      '\ta@b.example',
      'a@b.example\u0000',
      'a@b.example\u2028',
      'Ana <a@b.example>',
      '<a@b.example>',
      '"a b"@c.example',
      '"a"@c.example',
      'a@b.example,c@d.example',
      'a@b.example;c@d.example',
      'a',
      '@b',
      'a@',
      'a@b@c',
      'a b@c',
      'a@b..c',
      'mailto:a@b.example',
      'a@[127.0.0.1]',
      ' a@b.example',
      `${'x'.repeat(10_000)}@y.example`,
    ];
    for (const text of bad) {
      expect([text, await refusalOf(organization.owner, 'createUser', { username: 'new', [field]: text })]).toEqual([
        text,
        expect.objectContaining({ code: 'BAD_USER_INPUT', argument: `input.${field}` }),
      ]);
      expect([
        text,
        await refusalOf(organization.owner, 'changeUsers', [{ id: organization.memberId, [field]: text }]),
      ]).toEqual([text, expect.objectContaining({ code: 'BAD_USER_INPUT', argument: `input.0.${field}` })]);
    }
    expect(await rows()).toEqual(before);
    // Names of domains and of mailboxes in any script: mail servers of today take them, as UTF-8 or in their ASCII
    // form.
    for (const text of [
      'zoë@bücher.example',
      '用户@例子.广告',
      'a@xn--bcher-kva.example',
      "o'hara+x@b.example",
      'a@localhost',
      '=1@b.example',
    ])
      expect((await change({ id: organization.memberId, [field]: text }))[field]).toBe(text);
    expect((await change({ id: organization.memberId, [field]: '' }))[field]).toBeNull();
    await changeRows(app.app.dataSource, 'users', { id: organization.memberId }, { [field]: 'none, he says' });
    expect(await change({ id: organization.memberId, [field]: 'none, he says', city: 'Faro' })).toMatchObject({
      [field]: 'none, he says',
      city: 'Faro',
    });
  });

  it('store every text unchanged', async () => {
    const all = [...new Set(acceptableStrings.map((text) => text.slice(0, 100).toWellFormed()))].filter(
      (text) => text !== '',
    );
    for (let start = 0; start < all.length; start += 50) {
      const some = all.slice(start, start + 50);
      const input = some.map((text, index) => ({
        username: `user ${start + index}`,
        lastName: text,
        bio: text,
        title: text,
        tags: [text, text],
        customValues: [{ key: 'locker', value: text }],
      }));
      const made = await run(organization.owner, 'createUsers', input, 'id');
      const { users } = await organization.owner.data(
        'query ($ids: [ID!]) { users(first: 500, filter: { ids: $ids }) { nodes { username lastName bio title tags customProperties { value } } } }',
        { ids: made.map(({ id }: Data) => id) },
      );
      expect(users.nodes).toEqual(
        some.map((text, index) => ({
          username: input[index]!.username,
          lastName: text,
          bio: text,
          title: text,
          tags: [text, text],
          customProperties: [{ value: text }, { value: null }],
        })),
      );
      await run(
        organization.owner,
        'changeUsers',
        made.map(({ id }: Data, index: number) => ({ id, company: some[index], skills: [some[index]] })),
      );
    }
    const stored = (await rows())
      .filter(({ company }) => company !== null)
      .map(({ company, skills }) => [company, JSON.parse(skills)]);
    expect(stored).toEqual(all.map((text) => [text, [text]]));
  });
});
