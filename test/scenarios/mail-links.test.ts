import { startExport, untilEnded } from '../support/clients/exports';
import { mailsIn, requestSignInLink } from '../support/clients/sign-in';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

eachEngine('links in mails of a server on any free port', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('open pages of that server', async () => {
    const organization = await createOrganization(installation.dataSource);
    const server = await installation.start('serve');
    const owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    await owner.data(requestSignInLink, { email: 'owner@example.test' });
    const { id } = (await startExport(owner)).export;
    await untilEnded(owner, id);

    const mails = await waitFor('two mails', async () => {
      const found = await mailsIn(installation.database.dataDir);
      return found.length === 2 ? found : null;
    });
    const links = mails.map(({ text }) => /http:\S+/.exec(text)![0]).sort();
    const origin = `http://localhost:${new URL(server.url).port}`;
    expect(links).toEqual([`${origin}/exports/${id}`, expect.stringContaining(`${origin}/sign-in/tl_`)]);
    for (const link of links) expect((await fetch(link, { headers: { accept: 'text/html' } })).status).toBe(200);
  });
});
