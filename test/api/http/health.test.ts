import { createTestApp, type TestApp } from '../../support/apps/app';
import { rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';

eachEngine('the health checks', ['sqlite', 'mariadb'], (engine) => {
  let app: TestApp;

  beforeEach(async () => {
    app = await createTestApp(engine, { worker: false });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    return app?.stop();
  });

  const ask = async (path: string): Promise<{ status: number; body: unknown }> => {
    const { status, json } = await rawRequest(app.url, path);
    return { status, body: json() };
  };

  it('answer without a token, and reveal nothing else', async () => {
    expect(await ask('/health')).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await ask('/ready')).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('report health but not readiness without a database', async () => {
    const gone = jest
      .spyOn(app.app.dataSource, 'query')
      .mockRejectedValue(new Error('connect ECONNREFUSED 10.0.0.7:3306'));
    expect(await ask('/ready')).toEqual({
      status: 503,
      body: { status: 'not ready', reason: 'the database does not respond' },
    });
    expect(await ask('/health')).toEqual({ status: 200, body: { status: 'ok' } });
    gone.mockRestore();
    expect((await ask('/ready')).status).toBe(200);
  });

  it('report health but not readiness while the database hangs', async () => {
    jest.spyOn(app.app.dataSource, 'query').mockReturnValue(new Promise(() => undefined));
    expect((await ask('/ready')).status).toBe(503);
  });

  it('leave operations without a database to answer a masked error as JSON', async () => {
    const { owner } = await app.organization();
    jest.spyOn(app.app.dataSource, 'query').mockRejectedValue(new Error('connect ECONNREFUSED 10.0.0.7:3306'));
    const { status, errors } = await owner.gql('{ viewer { role } }');
    expect({ status, code: errors![0]!.extensions.code }).toEqual({ status: 500, code: 'INTERNAL_SERVER_ERROR' });
    expect(errors![0]!.message).not.toContain('10.0.0.7');
  });
});
