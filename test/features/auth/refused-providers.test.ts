import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { setSingleSignOn, setUp } from '../../support/clients/single-sign-on';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';
import { type ForgedProvider, startForgedProvider } from '../../support/processes/forged-provider';
import { startNameServer, type TestNameServer } from '../../support/processes/name-server';
import { waitFor } from '../../support/wait-for';

const [clientId, domains] = ['tallyport', ['venue.example']];

eachEngine('a refused change of single sign-on', (engine) => {
  const app = useTestApp(engine, { settings: { PROVIDER_REACH: 'local' } });
  const organization = useOrganizationPerTest(app, {}, 'session');
  let provider: ForgedProvider;
  let nameServer: TestNameServer;
  beforeAll(async () => {
    [provider, nameServer] = await Promise.all([startForgedProvider(), startNameServer()]);
  });
  beforeEach(() => {
    provider.forgery = {};
    nameServer.queries.length = 0;
    nameServer.gate = Promise.resolve();
  });
  afterAll(() => Promise.all([provider?.stop(), nameServer?.stop()]));

  const input = (): object => ({ issuer: provider.issuer, clientId, clientSecret: null, domains });
  /** As an owner with a new session sees them, because some tests end the first one. */
  const refusals = async (): Promise<unknown[]> => {
    const owner = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
    const { auditEvents } = await owner.data(
      '{ auditEvents(actions: [SINGLE_SIGN_ON_REFUSED], first: 10) { nodes { username details count } } }',
    );
    return auditEvents.nodes.map(({ username, details, count }: Data) => [username, details, count]).reverse();
  };

  it('is one event in the audit log for many attempts, without the values of a client', async () => {
    const { owner, admin } = organization;
    const token = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
    const attempt = { clientId, clientSecret: null, domains };
    for (const issuer of [1, 2, 3].map((number) => `http://127.0.0.1:1/${number}`))
      expect(await owner.refusal(setSingleSignOn, { input: { ...attempt, issuer } })).toMatchObject({
        reason: 'ISSUER_UNREADABLE',
      });
    const invalid = { issuer: 'x', clientId: ' ', domains: ['no domain'] };
    expect(await owner.refusal(setSingleSignOn, { input: invalid })).toMatchObject({ code: 'BAD_USER_INPUT' });
    for (const client of [admin, token])
      for (const change of [null, input()])
        expect(await client.refusal(setSingleSignOn, { input: change })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusals()).toEqual([
      ['owner', 'not accepted: issuer', 3],
      ['owner', 'not accepted: clientId, clientSecret, domains, issuer', 1],
      ['admin', 'the user may not change it', 2],
      ['owner', 'the user may not change it', 2],
    ]);
  });

  it('changes nothing after the session of its request was revoked while the provider was slow', async () => {
    let release!: () => void;
    provider.forgery = {
      handle(_request, response, path) {
        if (!path.includes('openid-configuration')) return false;
        release = () =>
          void response
            .setHeader('content-type', 'application/json')
            .end(JSON.stringify({ issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/authorize` }));
        return true;
      },
    };
    const change = organization.owner.gql(setSingleSignOn, { input: input() });
    await waitFor('the request to the provider', () => release !== undefined);
    await app.revoke(organization.owner);
    release();
    expect((await change).errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await readRows(app.app.dataSource, 'single_sign_on', { organizationId: organization.id })).toEqual([]);
    expect(await refusals()).toEqual([['owner', 'the session ended before the change', 1]]);
  });

  it('proves no domain after the session was revoked while the name server was slow', async () => {
    await setUp(organization.owner, input());
    const { singleSignOn } = await organization.owner.data('{ singleSignOn { domainProofs { record } } }');
    nameServer.domains['venue.example'] = [singleSignOn.domainProofs[0].record];
    let release!: (value: unknown) => void;
    nameServer.gate = new Promise((resolve) => (release = resolve));
    const verification = organization.owner.gql('mutation { verifyDomains { domains } }');
    await waitFor('the lookup', () => nameServer.queries.length > 0);
    await app.revoke(organization.owner);
    release(null);
    expect((await verification).errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    const [proof] = await readRows(app.app.dataSource, 'single_sign_on_domains', { organizationId: organization.id });
    expect([Number(proof.isVerified), proof.checkedAt]).toEqual([0, null]);
  });
});
