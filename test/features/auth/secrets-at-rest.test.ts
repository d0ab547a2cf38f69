import { readFileSync } from 'node:fs';
import { hashSecret } from '../../../src/features/auth/secrets';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { mailedLink, useLink } from '../../support/clients/sign-in';
import { eachEngine } from '../../support/databases/engines';

eachEngine('secrets of links, sessions and access tokens', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);

  it('are in the database as hashes only', async () => {
    const link = (): Promise<string> => mailedLink(app.url, app.database.dataDir, 'member@example.test');
    const [used, unused] = [await link(), await link()];
    const { client } = await useLink(app.url, used);
    const secrets = {
      'used link': used.replace('/sign-in/', ''),
      'unused link': unused.replace('/sign-in/', ''),
      session: client.session!,
      'access token': organization.owner.token!,
    };
    const file = `${app.database.dataDir}/tallyport.sqlite`;
    // With what tables and indexes no longer contain.
    const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
    for (const [what, secret] of Object.entries(secrets)) {
      expect(secret).toMatch(/^t[lsp]_[\w-]{43}$/);
      const random = secret.slice(3);
      const raw = Buffer.from(random, 'base64url');
      expect([what, bytes.includes(hashSecret(secret))]).toEqual([what, true]);
      for (const form of [random, raw, raw.toString('hex'), raw.toString('base64')])
        expect([what, form, bytes.includes(form)]).toEqual([what, form, false]);
    }
  });
});
