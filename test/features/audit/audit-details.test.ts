import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { applyImport, checkFile, untilState } from '../../support/clients/imports';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

eachEngine('details of audit events', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const listed = async (language: string, variables: object = {}): Promise<Data[]> => {
    const query = `query ($actions: [AuditAction!]) { auditEvents(actions: $actions) {
      nodes { action details detailsCode detailsParameters { name value } }
    } }`;
    const body = JSON.stringify({ query, variables });
    const { data } = await organization.owner.post(body, { 'accept-language': language });
    return data!.auditEvents.nodes.reverse();
  };
  const texts = async (language: string): Promise<string[]> =>
    (await listed(language)).map(({ action, details }) => `${action} ${details}`.trim());

  it('are sentences in the language of the request', async () => {
    const { owner, admin } = organization;
    const { id } = await checkFile(admin, 'Username,City,Status\nmember,Porto,\nghost,Faro,\n');
    await admin.data(applyImport, { id });
    await untilState(admin, id, ['COMPLETED']);
    const rename = 'mutation ($id: ID!) { changeUser(input: { id: $id, firstName: "Zoë" }) { id } }';
    await owner.data(rename, { id: String(organization.memberId) });
    const change = 'mutation { changeOrganization(input: { timezone: "Europe/Berlin" }) { id } }';
    await owner.data(change);
    const english = await texts('en');
    expect(english).toEqual(
      expect.arrayContaining([
        'IMPORT_REQUESTED USERS users.csv',
        'IMPORT_CHECKED 0 created, 1 changed, 1 failed',
        'IMPORT_ROWS_APPLIED changed City of "member"',
        'IMPORT_COMPLETED 1 row changed, 1 row with errors',
        'USER_CHANGED "member": firstName',
        'ORGANIZATION_CHANGED timezone: "Europe/Lisbon" → "Europe/Berlin"',
      ]),
    );
    expect(await texts('de')).toEqual(
      expect.arrayContaining([
        'IMPORT_REQUESTED Benutzer: users.csv',
        'IMPORT_CHECKED 0 neu, 1 geändert, 1 mit Fehlern',
        'IMPORT_ROWS_APPLIED City geändert bei „member“',
        'IMPORT_COMPLETED 1 Zeile geändert, 1 Zeile mit Fehlern',
        'USER_CHANGED „member“: Vorname',
        'ORGANIZATION_CHANGED Zeitzone: "Europe/Lisbon" → "Europe/Berlin"',
      ]),
    );
  });

  it('have a code and its parameters only, whatever record they are about', async () => {
    await checkFile(organization.admin, 'Username,City\nmember,Porto\n');
    const [event] = await listed('en', { actions: ['IMPORT_REQUESTED'] });
    expect(event).toMatchObject({
      detailsCode: 'IMPORT',
      detailsParameters: [
        { name: 'dataset', value: 'USERS' },
        { name: 'fileName', value: 'users.csv' },
      ],
    });
  });

  it('of earlier versions stay as they are', async () => {
    await checkFile(organization.admin, 'Username,City\nmember,Porto\n');
    await changeRows(
      app.app.dataSource,
      'audit_events',
      { organizationId: organization.id, action: 'IMPORT_CHECKED' },
      { details: '0 created', detailsCode: null, detailsParameters: null },
    );
    const [event] = await listed('de', { actions: ['IMPORT_CHECKED'] });
    expect(event).toMatchObject({ details: '0 created', detailsCode: null, detailsParameters: [] });
  });
});
