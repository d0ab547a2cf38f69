import { createTestApp, useOrganization, useTestApp } from '../../support/apps/app';
import { type RawAnswer, rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';

const listed = 'https://screens.example';

eachEngine('web pages of other origins', ['sqlite'], (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: { CORS_ORIGINS: `${listed}, https://second.example:8443` },
  });
  const organization = useOrganization(app);

  const preflight = (origin: string): Promise<RawAnswer> =>
    rawRequest(app.url, '/graphql', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const post = (origin: string): Promise<RawAnswer> =>
    rawRequest(app.url, '/graphql', {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', authorization: `Bearer ${organization.owner.token}` },
      body: '{"query":"{ viewer { role } }"}',
    });

  it.each([listed, 'https://second.example:8443'])('may call the API if %s is listed', async (origin) => {
    const asked = await preflight(origin);
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
    });
    expect(asked.headers['access-control-allow-methods']).toContain('POST');
    expect((await post(origin)).headers['access-control-allow-origin']).toBe(origin);
  });

  it('may name the user for whom they send a request', async () => {
    const { status, headers } = await rawRequest(app.url, '/graphql', {
      method: 'OPTIONS',
      headers: {
        origin: listed,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-viewer-id',
      },
    });
    expect([status, headers['access-control-allow-headers']]).toEqual([204, 'content-type,x-viewer-id']);
  });

  it.each([
    'https://evil.example',
    'https://screens.example.evil.example',
    'http://screens.example',
    'https://screens.example:444',
    'https://SCREENS.example.',
    'null',
  ])('may not read the response if their origin is %s', async (origin) => {
    for (const { headers } of [await preflight(origin), await post(origin)]) {
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['access-control-allow-credentials']).toBeUndefined();
    }
  });

  it('may read the headers to resume a download, and the ids of the request and the user', async () => {
    const exposed = String((await post(listed)).headers['access-control-expose-headers']).split(',');
    expect(exposed).toEqual(
      expect.arrayContaining([
        'Accept-Ranges',
        'Content-Disposition',
        'Content-Range',
        'ETag',
        'Retry-After',
        'X-Request-Id',
        'X-Viewer-Id',
      ]),
    );
    const download = await rawRequest(app.url, '/downloads/nonsense', {
      headers: { origin: listed, range: 'bytes=0-1' },
    });
    expect(download.headers['access-control-expose-headers']).toBe(exposed.join(','));
  });

  it('may send the cookie of a session if they are listed, and never get a wildcard', async () => {
    const { headers } = await post(listed);
    expect(headers['access-control-allow-credentials']).toBe('true');
    expect(headers['access-control-allow-origin']).toBe(listed);
    expect(headers.vary).toContain('Origin');
  });

  it('get links that start with the address at which they reach the server', async () => {
    const proxied = await createTestApp(engine, { worker: false, settings: { TRUSTED_PROXIES: '1' } });
    const { owner } = await proxied.organization();
    const query = 'mutation { startImport(input: { dataset: USERS, fileName: "a.csv" }) { uploadUrl } }';
    const { data } = await owner.post(JSON.stringify({ query }), { 'x-forwarded-proto': 'https' });
    const home = await rawRequest(proxied.url, '/', { headers: { 'x-forwarded-proto': 'https' } });
    await proxied.stop();
    const origin = proxied.url.replace('http:', 'https:');
    expect(data!.startImport.uploadUrl).toMatch(new RegExp(`^${origin}/uploads/`));
    expect(JSON.parse(home.text).signIn).toBe(`${origin}/sign-in`);
  });

  it('may not call the API if none is listed', async () => {
    const closed = await createTestApp(engine, { worker: false });
    const { headers } = await rawRequest(closed.url, '/graphql', {
      method: 'OPTIONS',
      headers: { origin: listed, 'access-control-request-method': 'POST' },
    });
    await closed.stop();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});
