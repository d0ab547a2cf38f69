import { createHash } from 'node:crypto';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/app';
import { eachEngine } from '../support/engines';

const query = '{ viewer { role } }';
const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };

eachEngine('queries by their hash', ['sqlite'], (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    organization = await app.organization();
  });
  afterAll(() => app?.stop());

  it.each([['with the query', { query, extensions }], ['without', { extensions }]])('%s, are refused: nothing is kept that clients could fill', async (_what, body) => {
    for (let time = 0; time < 2; time++) {
      const { status, data, errors } = await organization.owner.post(JSON.stringify(body));
      expect(data).toBeUndefined();
      expect(errors).toEqual([{ message: 'PersistedQueryNotSupported', extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(status).toBe(200);
    }
  });
});
