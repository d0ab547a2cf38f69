import type { Page } from 'playwright-core';
import { Permission } from '../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf, reachByKeyboard } from '../support/clients/browser';
import { TestClient } from '../support/clients/client';
import { setPermissions } from '../support/data/account-changes';
import { addBookings } from '../support/data/factories';
import { engines } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';
import { startOpenidProvider } from '../support/processes/openid-provider';

inChromium('the settings', (browser) => {
  const app = useTestApp(engines[0]!, {
    worker: false,
    settings: { PROVIDER_REACH: 'local', SECRETS_KEY: 'a key of this test, long enough for all' },
  });
  const organization = useOrganizationPerTest(app);

  const openTab = (userId: number, section: string, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, { id: userId, organizationId: organization.id }, `/settings/${section}`, options);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  /** The row of a table that contains the text. */
  const row = (page: Page, text: string) => page.locator(`tbody tr:has-text("${text}")`);
  const choose = async (page: Page, label: string, text: string, option: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).and(page.locator('input')).fill(text);
    await page.click(`[role=option]:has-text("${option}")`);
  };

  describe('of the organization', () => {
    it('change its name, and its time zone after saying what changes with it', async () => {
      await addBookings(app.app.dataSource, organization, [
        { userId: organization.memberId, startsAt: '2026-02-28T20:00:00Z' },
      ]);
      const bookings = async (): Promise<number[]> => {
        const { bookingStats } = await organization.owner.data(
          '{ bookingStats(from: "2026-02", to: "2026-03") { rows { count } } }',
        );
        return bookingStats.rows.map(({ count }: any) => count);
      };
      const { page, complaints, close } = await openTab(organization.ownerId, '');
      await page.waitForURL(/\/settings\/organization$/);
      await page.fill('[aria-invalid], input >> nth=0', ' ');
      await button(page, 'Save').click();
      await page.waitForSelector('[aria-invalid=true]');
      expect(await page.getByLabel('Name').getAttribute('aria-describedby')).toMatch(/error/);
      await page.getByLabel('Name').fill('Harbour Works');
      await button(page, 'Save').click();
      await page.waitForSelector('section[aria-label="Harbour Works"] >> text=Europe/Lisbon');

      await choose(page, 'Time zone', 'Tokyo', 'Asia/Tokyo');
      await button(page, 'Save').click();
      await page.waitForSelector('[role=dialog] >> text=From Europe/Lisbon to Asia/Tokyo.');
      await page.waitForSelector('[role=dialog] >> text=figures of past months can change');
      expect(await accessibilityFaults(page)).toEqual([]);
      await button(page, 'Cancel').click();
      expect(await bookings()).toEqual([1, 0]);
      await button(page, 'Save').click();
      await button(page, 'Change the time zone').click();
      await page.waitForSelector('section[aria-label="Harbour Works"] >> text=Asia/Tokyo');
      expect(await bookings()).toEqual([0, 1]);
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);

    it('show all errors of single sign-on at their fields, store it without showing the secret, and remove it', async () => {
      const { page, complaints, close } = await openTab(organization.ownerId, 'single-sign-on');
      await page.getByLabel('Issuer').fill('login.venue.example');
      await page.getByLabel('Client secret').and(page.locator('input[type=password]')).fill('gehe\u00efm');
      await button(page, 'Save').click();
      await page.waitForSelector('text=is not the URL of a provider');
      const invalid = page.locator('input[aria-invalid=true]');
      expect(await invalid.count()).toBe(4);
      expect(await accessibilityFaults(page)).toEqual([]);
      const redirectUris = [(await page.locator('code').first().textContent())!];
      const client = { clientId: 'venue', clientSecret: 'a secret of the provider' };
      const provider = await startOpenidProvider({ ...client, redirectUris, host: 'localhost' });
      try {
        await page.getByLabel('Issuer').fill(provider.issuer);
        await page.getByLabel('Client ID').fill(client.clientId);
        await page.getByLabel('Client secret').and(page.locator('input[type=password]')).fill('visible-ASCII');
        await page.getByLabel('Domains of email addresses').and(page.locator('input')).fill('example.test');
        await page.keyboard.press('Enter');
        await button(page, 'Save').click();
        await page.waitForSelector('text=Saved.');
        await page.getByRole('radio', { name: 'Keep the stored one' }).and(page.locator(':checked')).waitFor();
        expect(await page.content()).not.toContain('visible-ASCII');
        await page.waitForSelector('text=Not proved');
        expect(await accessibilityFaults(page)).toEqual([]);
        const read = '{ singleSignOn { clientId hasClientSecret domains redirectUrl } }';
        expect((await organization.owner.data(read)).singleSignOn).toEqual({
          clientId: 'venue',
          hasClientSecret: true,
          domains: ['example.test'],
          redirectUrl: redirectUris[0],
        });
        await page.getByLabel('Client ID').fill('other');
        await page.waitForSelector('text=unlinks the identities of all users');
        await button(page, 'Remove single sign-on…').click();
        await page.waitForSelector('text=Users then sign in with sign-in links');
        await button(page, 'Remove single sign-on').click();
        await page.waitForSelector('text=Your users sign in with sign-in links');
        expect((await organization.owner.data(read)).singleSignOn).toBeNull();
      } finally {
        await provider.stop();
      }
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);
  });

  describe('of locations, plans, teams and custom properties', () => {
    const locations = async (): Promise<object[]> =>
      (await organization.owner.data('{ organization { locations(includeArchived: true) { name archivedAt } } }'))
        .organization.locations;

    it('create, rename, archive and restore, worked by the keyboard alone', async () => {
      const { page, complaints, close } = await openTab(organization.adminId, 'locations');
      await row(page, 'Main').waitFor();
      await reachByKeyboard(page, '[aria-labelledby=section] button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=dialog] input:focus');
      await page.keyboard.type('main');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=dialog] >> text="main" is taken.');
      expect(await page.locator('[role=dialog] input').getAttribute('aria-invalid')).toBe('true');
      await page.keyboard.type(' hall');
      await page.keyboard.press('Enter');
      await row(page, 'main hall').waitFor();
      await page.waitForSelector('[role=dialog]', { state: 'detached' });

      await reachByKeyboard(page, '[aria-label="Rename main hall"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=dialog] input:focus');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Great hall');
      await page.keyboard.press('Enter');
      await row(page, 'Great hall').waitFor();
      await page.waitForSelector('[role=dialog]', { state: 'detached' });

      await reachByKeyboard(page, '[aria-label="Archive Great hall"]');
      await page.keyboard.press('Enter');
      await row(page, 'Great hall').waitFor({ state: 'detached' });
      expect(await locations()).toEqual([
        { name: 'Great hall', archivedAt: app.clock.now().toISOString() },
        { name: 'Main', archivedAt: null },
      ]);
      await page.check('text=Show archived (1)');
      await button(page, 'Restore Great hall').click();
      await button(page, 'Archive Great hall').waitFor();
      expect(await locations()).toContainEqual({ name: 'Great hall', archivedAt: null });
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);

    it.each(['locations', 'plans', 'teams'] as const)(
      'order %s by the keyboard and by dragging',
      async (list) => {
        const { one, many } = {
          locations: { one: 'Location', many: 'Locations' },
          plans: { one: 'Plan', many: 'Plans' },
          teams: { one: 'Team', many: 'Teams' },
        }[list];
        await organization.owner.data(
          `mutation ($input: [Create${one}Input!]!) { create${many}(input: $input) { id } }`,
          { input: ['A', 'B', 'C', 'D'].map((letter) => ({ name: `Item ${letter}` })) },
        );
        const names = async (): Promise<string[]> =>
          (await organization.owner.data(`{ organization { ${list} { name } } }`)).organization[list]
            .map(({ name }: any) => name)
            .filter((name: string) => name !== 'Main');
        const { page, complaints, close } = await openTab(organization.adminId, list);
        await reachByKeyboard(page, '[aria-label="Move Item C up"]');
        for (const place of [2, 1]) {
          await page.keyboard.press('Enter');
          await page
            .locator('tbody tr', { hasText: /Item/ })
            .nth(place - 1)
            .filter({ hasText: 'Item C' })
            .waitFor();
          // The arrow keeps the focus, even at the top.
          expect(await page.evaluate(() => (globalThis as any).document.activeElement.ariaLabel)).toBe(
            'Move Item C up',
          );
        }
        await page.locator(`role=status >> text=Item C: position 1 of`).waitFor({ state: 'attached' });
        expect(await names()).toEqual(['Item C', 'Item A', 'Item B', 'Item D']);
        await page.locator('[data-grip="Item D"]').dragTo(row(page, 'Item A'));
        await page.locator('tbody tr', { hasText: /Item/ }).nth(1).filter({ hasText: 'Item D' }).waitFor();
        expect(await names()).toEqual(['Item C', 'Item D', 'Item A', 'Item B']);
        await page.locator('[data-grip="Item C"]').dragTo(row(page, 'Item B'));
        await page.locator('tbody tr', { hasText: /Item/ }).nth(3).filter({ hasText: 'Item C' }).waitFor();
        expect(await names()).toEqual(['Item D', 'Item A', 'Item B', 'Item C']);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
      },
      120_000,
    );

    it('are offered by the filters of other pages at once', async () => {
      const { page, close } = await openTab(organization.ownerId, 'teams');
      await button(page, 'New team…').click();
      await page.fill('[role=dialog] input', 'Sailors');
      await page.keyboard.press('Enter');
      await row(page, 'Sailors').waitFor();
      await page.click('nav >> text=Users');
      await page.click('[placeholder=Team]');
      await page.waitForSelector('[role=option]:has-text("Sailors")');
      await close();
    }, 120_000);

    it('give a custom property a key that is like its name, and order the columns of exports', async () => {
      const keys = async (): Promise<string[]> =>
        (
          await organization.owner.data('{ organization { customProperties { key } } }')
        ).organization.customProperties.map(({ key }: any) => key);
      const { page, close } = await openTab(organization.ownerId, 'custom-properties');
      for (const name of ['Größe', 'Locker', 'Diet']) {
        await button(page, 'New custom property…').click();
        await page.fill('[role=dialog] input >> nth=0', name);
        await page.keyboard.press('Enter');
        await row(page, name).waitFor();
      }
      expect(await keys()).toEqual(['gro_e', 'locker', 'diet']);
      await button(page, 'Move Diet up').click();
      await page.waitForSelector('tbody tr:nth-child(2):has-text("Diet")');
      expect(await keys()).toEqual(['gro_e', 'diet', 'locker']);
      await close();
    }, 120_000);
  });

  describe('of roles', () => {
    it('make a member an admin with permissions, and a member again', async () => {
      const before = await app.signIn({ id: organization.memberId, organizationId: organization.id });
      const { page, complaints, close } = await openTab(organization.ownerId, 'members');
      await row(page, 'Adam Admin').waitFor();
      await button(page, 'Give a role…').click();
      await choose(page, 'User', 'mia', 'Mia Member');
      await button(page, 'Continue').click();
      await page.getByRole('radio', { name: 'Admin' }).check();
      await page.waitForSelector('text=All sessions and access tokens of the user end.');
      await page.getByRole('checkbox', { name: 'View users' }).check();
      expect(await accessibilityFaults(page)).toEqual([]);
      await button(page, 'Save').click();
      await row(page, 'Mia Member').waitFor();
      expect((await before.refusal('{ viewer { role } }')).code).toBe('UNAUTHENTICATED');
      const member = await app.signIn({ id: organization.memberId, organizationId: organization.id });
      expect((await member.data('{ viewer { role permissions } }')).viewer).toEqual({
        role: 'ADMIN',
        permissions: ['IDENTITIES_VIEW'],
      });

      await button(page, 'Change the role of Mia Member').click();
      await page.getByRole('radio', { name: 'Member' }).check();
      await button(page, 'Save').click();
      await row(page, 'Mia Member').waitFor({ state: 'detached' });
      expect((await member.data('{ viewer { role permissions } }')).viewer).toEqual({
        role: 'MEMBER',
        permissions: [],
      });
      expect(await row(page, 'Olga Owner').getByRole('button').count()).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);

    it('confirm the address that the user has now, not the one of the list', async () => {
      await setPermissions(app.app.dataSource, organization.adminId, [Permission.IDENTITIES_VIEW]);
      const { page, complaints, close } = await openTab(organization.ownerId, 'members');
      await row(page, 'Adam Admin').waitFor();
      await changeRows(app.app.dataSource, 'users', { id: organization.adminId }, { email: 'adam.now@example.test' });
      await button(page, 'Change the role of Adam Admin').click();
      await page.getByRole('checkbox', { name: 'View bookings' }).check();
      await page.waitForSelector('text=The user signs in with adam.now@example.test.');
      await button(page, 'Save').click();
      await page.locator('[role=dialog]').waitFor({ state: 'detached' });
      const { user } = await organization.owner.data('query ($id: ID!) { user(id: $id) { email } }', {
        id: String(organization.adminId),
      });
      expect(user.email).toBe('adam.now@example.test');

      await button(page, 'Transfer ownership…').click();
      await choose(page, 'New owner', 'adam', 'Adam Admin');
      await page.waitForSelector('text=The user signs in with adam.now@example.test.');
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);

    it('transfer the ownership only after the name of the organization is typed', async () => {
      const { page, complaints, close } = await openTab(organization.ownerId, 'members');
      const { organization: before } = await organization.owner.data('{ organization { name } }');
      await button(page, 'Transfer ownership…').click();
      await choose(page, 'New owner', 'adam', 'Adam Admin');
      await page.waitForSelector('text=You cannot undo this');
      const transfer = page.locator('[role=dialog]').getByRole('button', { name: 'Transfer ownership' });
      await page.getByLabel(`Type the name of the organization, ${before.name}, to confirm`).fill(before.name.slice(1));
      expect(await transfer.isDisabled()).toBe(true);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel(`Type the name of the organization, ${before.name}, to confirm`).fill(before.name);
      await transfer.click();
      await page.waitForSelector('text=Only the owner may assign roles and permissions.');
      const { viewer } = await organization.owner.data('{ viewer { role organization { owner { id } } } }');
      expect(viewer).toEqual({ role: 'ADMIN', organization: { owner: { id: String(organization.adminId) } } });
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);
  });

  describe('of sessions and access tokens', () => {
    it('create a token that works with its permissions until it is revoked, and show it once', async () => {
      const { page, complaints, close } = await openTab(organization.ownerId, 'access');
      await button(page, 'New access token…').click();
      await page.getByLabel('Name', { exact: true }).fill('Report');
      await page.getByLabel('Last day').fill('2026-03-14');
      await button(page, 'Create access token').click();
      await page.waitForSelector('[role=dialog] input[aria-invalid=true][type=date]');
      await page.getByLabel('Last day').fill('2026-03-29');
      await page.check('text=Only with these permissions');
      await page.getByRole('checkbox', { name: 'View bookings' }).check();
      await button(page, 'Create access token').click();
      const token = (await page.locator('[role=dialog] code').textContent())!;
      expect(await accessibilityFaults(page)).toEqual([]);
      await button(page, 'I have copied it').click();
      await row(page, 'Report').waitFor();
      // It works to the end of its last day.
      expect(await row(page, 'Report').locator('td[data-label="Last day"]').textContent()).toBe('29 Mar 2026');
      expect(await page.locator(`text=${token}`).count()).toBe(0);

      const program = new TestClient(app.url, token);
      const { viewer } = await program.data('{ viewer { permissions tokens { name expiresAt } } }');
      expect(viewer).toEqual({
        permissions: ['BOOKINGS_VIEW'],
        // Clocks are put forward on the 29th.
        tokens: expect.arrayContaining([{ name: 'Report', expiresAt: '2026-03-29T23:00:00.000Z' }]),
      });
      await button(page, 'Revoke Report').click();
      await button(page, 'Revoke').click();
      await row(page, 'Report').waitFor({ state: 'detached' });
      expect((await program.refusal('{ viewer { role } }')).code).toBe('UNAUTHENTICATED');
      expect(complaints).toEqual([]);
      await close();
    }, 120_000);

    it('end another session of the user, and one of another user by the owner', async () => {
      const other = await openTab(organization.ownerId, 'browser');
      const member = await openTab(organization.memberId, 'browser');
      const { page, complaints, close } = await openTab(organization.ownerId, 'access');
      const end = async (): Promise<void> => {
        await page.locator('[aria-labelledby=sessions] tbody tr:not(:has-text("This session")) button').first().click();
        await button(page, 'End the session').click();
        await page.waitForSelector('[role=dialog]', { state: 'detached' });
      };
      await page.waitForSelector('text=This session');
      await end();
      await other.page.goto(`${app.url}/users`);
      await other.page.waitForURL(/\/sign-in/);
      await choose(page, 'User', 'mia', 'Mia Member');
      await page.waitForURL(/user=/);
      await page.waitForSelector('text=This session', { state: 'detached' });
      await end();
      await page.waitForSelector('text=No sessions.');
      await member.page.goto(`${app.url}/settings/access`);
      await member.page.waitForURL(/\/sign-in\?returnTo=%2Fsettings%2Faccess/);
      expect(complaints).toEqual([]);
      for (const each of [other, member]) await each.close();
      await close();
    }, 120_000);

    it('end the session in which they are used', async () => {
      const { page, close } = await openTab(organization.memberId, 'access');
      await button(page, 'End the session: Test').click();
      await page.waitForSelector('text=This is the session in which you are now.');
      await button(page, 'End the session').click();
      await page.waitForURL(/\/sign-in/);
      await close();
    }, 120_000);
  });

  it('show the audit log by user, action, day and text, and further pages', async () => {
    await organization.owner.data('mutation ($input: [CreatePlanInput!]!) { createPlans(input: $input) { id } }', {
      input: Array.from({ length: 60 }, (_unused, n) => ({ name: `Plan ${n}` })),
    });
    app.clock.set('2026-03-16T00:30:00Z');
    await organization.admin.data('mutation { createTeam(input: { name: "Sailors" }) { id } }');
    app.clock.set('2026-03-15T12:00:00Z');
    const { page, complaints, close } = await openTab(organization.ownerId, 'audit-log');
    await page.waitForSelector(
      'tbody tr:nth-child(1):has-text("Adam Admin"):has-text("Team created"):has-text("Sailors")',
    );
    expect(await page.locator('tbody tr').count()).toBe(50);
    await button(page, 'Show more').click();
    await row(page, '\\"Plan 0\\"').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByLabel('From', { exact: true }).fill('2026-03-16');
    await row(page, '\\"Plan 5\\"').waitFor({ state: 'detached' });
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByLabel('From', { exact: true }).fill('');
    await page.getByLabel('Details', { exact: true }).fill('Plan 7');
    await row(page, 'Sailors').waitFor({ state: 'detached' });
    expect(await page.locator('tbody tr').count()).toBe(1);
    await choose(page, 'User', 'adam', 'Adam Admin');
    await page.waitForSelector('text=No event matches the filters.');
    await button(page, 'Clear the filters').click();
    await page.click('[placeholder=What]');
    await page.click('[role=option]:has-text("Team created")');
    await page.waitForURL(/action=TEAM_CREATED/);
    await row(page, '\\"Plan 5\\"').waitFor({ state: 'detached' });
    await row(page, 'Sailors').waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('say what the viewer may not do, and who can help', async () => {
    await setPermissions(app.app.dataSource, organization.adminId, ['IDENTITIES_VIEW']);
    const admin = await openTab(organization.adminId, 'teams');
    await admin.page.waitForSelector('text=Olga Owner, the owner of your organization, can give you the permission.');
    expect(await button(admin.page, 'New team…').isDisabled()).toBe(true);
    await admin.page.goto(`${app.url}/settings/members`);
    await row(admin.page, 'Olga Owner').waitFor();
    await admin.page.waitForSelector('text=Only the owner may assign roles and permissions. The owner is Olga Owner.');
    expect(await button(admin.page, 'Change the role of Adam Admin').isDisabled()).toBe(true);

    const member = await openTab(organization.memberId, 'organization');
    await member.page.waitForSelector('text=Only the owner may change the organization.');
    expect(await member.page.getByLabel('Name').isDisabled()).toBe(true);
    expect(await accessibilityFaults(member.page)).toEqual([]);
    for (const [section, reason] of [
      ['single-sign-on', 'Only the owner may see and change single sign-on.'],
      ['audit-log', 'Only the owner may'],
      ['members', 'requires the permission IDENTITIES_VIEW'],
    ]) {
      await member.page.goto(`${app.url}/settings/${section}`);
      await member.page.waitForSelector(`text=${reason}`);
    }
    await member.page.goto(`${app.url}/settings/nothing`);
    await member.page.waitForSelector('text=There is no such page.');
    expect([...admin.complaints, ...member.complaints]).toEqual([]);
    await admin.close();
    await member.close();
  }, 120_000);

  it('switch this browser to another language, with the messages of the server', async () => {
    const { page, complaints, close } = await openTab(organization.adminId, 'browser');
    await page.getByLabel('Language').selectOption('Deutsch');
    await page.waitForSelector('h1:has-text("Einstellungen")');
    await page.goto(`${app.url}/settings/locations`);
    await button(page, 'Neuer Standort…').click();
    await page.fill('[role=dialog] input', 'Main');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog] >> text=vergeben');
    await page.goto(`${app.url}/users`);
    await page.waitForSelector('[role=row]:has-text("Mia Member"):has-text("Aktiv")');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it.each([
    ['light', 1280, 'en-GB'],
    ['dark', 390, 'de-DE'],
  ] as const)(
    'have no faults of accessibility: %s, %i pixels wide, %s',
    async (colorScheme, width, locale) => {
      const { page, complaints, close } = await openTab(organization.ownerId, 'organization', {
        colorScheme,
        locale,
        viewport: { width, height: 844 },
        reducedMotion: 'reduce',
      });
      for (const section of [
        'organization',
        'single-sign-on',
        'locations',
        'plans',
        'custom-properties',
        'members',
        'access',
        'audit-log',
        'browser',
      ]) {
        await page.goto(`${app.url}/settings/${section}`);
        await page.waitForSelector('h2');
        await page.waitForSelector('main [role=status][aria-label]', { state: 'detached' });
        expect([section, await accessibilityFaults(page)]).toEqual([section, []]);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = (globalThis as any).document.querySelector('h2').parentElement
            .parentElement;
          return scrollWidth - clientWidth;
        });
        expect([section, overflow]).toEqual([section, 0]);
      }
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
