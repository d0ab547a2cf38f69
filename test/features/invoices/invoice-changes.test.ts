import { Permission } from '../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { attempt, auditOf, refusalOf, run, socketRefusalOf, together } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { acceptableIdentifiers } from '../../support/data/naughty-strings';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

const unknownId = '2000000000';
const maxMinor = String(10 ** 13);

eachEngine('invoice mutations', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  const invoice = (more: object = {}): Data => ({ userId: organization.memberId, totalMinor: 1000, ...more });
  const issue = (more?: object): Promise<Data> =>
    run(
      organization.owner,
      'issueInvoice',
      invoice(more),
      'id number status issuedAt userId total { minorUnits decimal currency }',
    );
  const rows = (): Promise<Data[]> => readRows(app.app.dataSource, 'invoices', { organizationId: organization.id });
  const audit = (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'audit_events', { organizationId: organization.id });
  const figures = async (): Promise<unknown> => {
    const { user, invoiceStats } = await organization.owner.data(
      `query ($id: ID!) {
        user(id: $id) { invoicing { thisMonth { decimal } lastMonth { decimal } allTime { decimal } } }
        invoiceStats(from: "2026-02", to: "2026-03") { rows { count total { decimal } } excluded { void } }
      }`,
      { id: organization.memberId },
    );
    const { thisMonth, lastMonth, allTime } = user.invoicing;
    return {
      user: [thisMonth.decimal, lastMonth.decimal, allTime.decimal],
      months: invoiceStats.rows.map(({ count, total }: Data) => `${count}: ${total.decimal}`),
      void: invoiceStats.excluded.void,
    };
  };

  it('update every figure immediately', async () => {
    expect(await figures()).toEqual({ user: ['0.00', '0.00', '0.00'], months: ['0: 0.00', '0: 0.00'], void: 0 });
    const now = await issue();
    const before = await issue({ totalMinor: -250, issuedAt: '2026-02-28T23:59:59.999Z' });
    expect(await figures()).toEqual({ user: ['10.00', '-2.50', '7.50'], months: ['1: -2.50', '1: 10.00'], void: 0 });
    await run(organization.owner, 'payInvoice', now.id);
    expect(await figures()).toEqual({ user: ['10.00', '-2.50', '7.50'], months: ['1: -2.50', '1: 10.00'], void: 0 });
    await run(organization.owner, 'voidInvoices', [now.id, before.id]);
    expect(await figures()).toEqual({ user: ['0.00', '0.00', '0.00'], months: ['0: 0.00', '0: 0.00'], void: 2 });
  });

  it('store the input and generate missing fields', async () => {
    expect(
      await issue({ number: '2026-1', issuedAt: '2026-01-01T00:00:00+02:00', totalMinor: maxMinor }),
    ).toMatchObject({
      number: '2026-1',
      status: 'OPEN',
      issuedAt: '2025-12-31T22:00:00.000Z',
      userId: String(organization.memberId),
      total: { minorUnits: Number(maxMinor), decimal: '100000000000.00', currency: 'EUR' },
    });
    const made = await issue({ totalMinor: `-${maxMinor}` });
    expect(made).toMatchObject({
      number: expect.stringMatching(/^I-[0-9A-Z]{12}$/),
      issuedAt: app.clock.now().toISOString(),
      total: { decimal: '-100000000000.00' },
    });
    expect((await rows()).map(({ totalMinor }) => totalMinor)).toEqual([Number(maxMinor), -Number(maxMinor)]);
  });

  it.each<[what: string, more: Data, code: string, field: string]>([
    ['an unknown user', { userId: unknownId }, 'BAD_USER_INPUT', 'userId'],
    ['a total beyond 10^13', { totalMinor: '10000000000001' }, 'BAD_USER_INPUT', 'totalMinor'],
    ['a total of thirty digits', { totalMinor: `-${'9'.repeat(30)}` }, 'BAD_USER_INPUT', 'totalMinor'],
    ['a blank number', { number: '' }, 'BAD_USER_INPUT', 'number'],
    ['a long number', { number: 'x'.repeat(65) }, 'BAD_USER_INPUT', 'number'],
    ['a number that is taken', { number: 'TAKEN' }, 'CONFLICT', 'number'],
  ])('reject %s', async (_what, more, code, field) => {
    await issue({ number: 'TAKEN' });
    expect(await refusalOf(organization.owner, 'issueInvoice', invoice(more))).toMatchObject({
      code,
      argument: `input.${field}`,
    });
    expect(await refusalOf(organization.owner, 'issueInvoices', [invoice(), invoice(more)])).toMatchObject({
      code,
      argument: `input.1.${field}`,
    });
    expect(await rows()).toHaveLength(1);
  });

  it.each([1.5, '', ' 1', '1e3', '0x10', true, 'NaN', null, Number.MAX_SAFE_INTEGER + 1, {}])(
    'refuse a total that is no whole number: %j',
    async (totalMinor) => {
      expect(await refusalOf(organization.owner, 'issueInvoice', invoice({ totalMinor }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.totalMinor',
      });
      expect(await rows()).toEqual([]);
    },
  );

  it('accept a total as a literal', async () => {
    const { a, b } = await organization.owner.data(`mutation {
      a: issueInvoice(input: { userId: ${organization.memberId}, totalMinor: -5 }) { total { minorUnits } }
      b: issueInvoice(input: { userId: ${organization.memberId}, totalMinor: "10000000000000" }) { total { minorUnits } }
    }`);
    expect([a, b].map(({ total }) => total.minorUnits)).toEqual([-5, Number(maxMinor)]);
    expect(
      await organization.owner.refusal(
        `mutation { issueInvoice(input: { userId: ${organization.memberId}, totalMinor: 1.5 }) { id } }`,
      ),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.totalMinor' });
  });

  it.each<[from: string, name: string, to: string | null]>([
    ['OPEN', 'pay', 'PAID'],
    ['PAID', 'pay', null],
    ['VOID', 'pay', null],
    ['OPEN', 'void', 'VOID'],
    ['PAID', 'void', 'VOID'],
    ['VOID', 'void', null],
  ])('from %s: %s', async (from, name, to) => {
    const { id } = await issue({ number: 'N' });
    if (from !== 'OPEN') await run(organization.owner, from === 'PAID' ? 'payInvoice' : 'voidInvoice', id);
    if (to !== null) {
      expect(await run(organization.owner, `${name}Invoice`, id, 'status')).toEqual({ status: to });
    } else {
      const refusal = await refusalOf(organization.owner, `${name}Invoices`, [id]);
      expect(refusal).toMatchObject({ code: 'CONFLICT', argument: 'ids.0' });
      expect(refusal.message).toContain(`"N" is ${from}`);
      expect(await refusalOf(organization.owner, `${name}Invoice`, id)).toMatchObject({
        code: 'CONFLICT',
        argument: 'id',
      });
    }
    expect((await rows()).map(({ status }) => status)).toEqual([to ?? from]);
  });

  it('reject ids that are unknown, duplicated, or too many', async () => {
    const { id } = await issue();
    for (const name of ['payInvoices', 'voidInvoices']) {
      expect(await refusalOf(organization.owner, name, [id, unknownId])).toMatchObject({
        code: 'NOT_FOUND',
        argument: 'ids.1',
        message: `No such invoice: "${unknownId}".`,
      });
      expect(await refusalOf(organization.owner, name, [id, id])).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'ids.1',
      });
      expect(await refusalOf(organization.owner, name, [])).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
    }
    expect(await refusalOf(organization.owner, 'issueInvoices', Array(501).fill(invoice()))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input',
    });
    expect((await rows()).map(({ status }) => status)).toEqual(['OPEN']);
  });

  it('change all of 500 invoices or none', async () => {
    const many = (last: object): Data[] =>
      Array.from({ length: 500 }, (_unused, index) => invoice({ number: `N${index}`, ...(index === 499 && last) }));
    await issue({ number: 'TAKEN' });
    const before = { rows: await rows(), audit: await audit() };
    const unchanged = async (): Promise<void> => expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    for (const [last, code, field] of [
      [{ number: 'TAKEN' }, 'CONFLICT', 'number'],
      [{ number: 'N0' }, 'CONFLICT', 'number'],
      [{ userId: '0' }, 'BAD_USER_INPUT', 'userId'],
    ] as const) {
      expect(await refusalOf(organization.owner, 'issueInvoices', many(last))).toMatchObject({
        code,
        argument: `input.499.${field}`,
      });
      await unchanged();
    }
    const ids = (await run(organization.owner, 'issueInvoices', many({}))).map(({ id }: Data) => id);
    await run(organization.owner, 'voidInvoice', ids[499]);
    Object.assign(before, { rows: await rows(), audit: await audit() });
    expect(await refusalOf(organization.owner, 'payInvoices', ids)).toMatchObject({
      code: 'CONFLICT',
      argument: 'ids.499',
    });
    await unchanged();
    await run(organization.owner, 'payInvoices', ids.slice(0, 499));
    expect(await figures()).toMatchObject({ months: ['0: 0.00', '500: 5000.00'], void: 1 });
  });

  it('succeed once when concurrent on one invoice, and conflict otherwise', async () => {
    for (const name of ['payInvoice', 'voidInvoice']) {
      const { id } = await issue();
      expect(await together(Array.from({ length: 6 }, () => () => attempt(organization.owner, name, id)))).toEqual({
        done: 1,
        codes: Array(5).fill('CONFLICT'),
      });
    }
    expect(
      await together(
        Array.from({ length: 6 }, () => () => attempt(organization.owner, 'issueInvoice', invoice({ number: 'SAME' }))),
      ),
    ).toEqual({ done: 1, codes: Array(5).fill('CONFLICT') });
    expect(await auditOf(organization.owner, 'INVOICE_PAID', 'INVOICE_VOIDED')).toHaveLength(2);
  });

  it('check INVOICES_EDIT before anything else, over HTTP and WebSocket', async () => {
    const { id } = await issue();
    const limited = (
      await app.organization({
        adminPermissions: Object.values(Permission).filter((permission) => permission !== Permission.INVOICES_EDIT),
      })
    ).admin;
    const before = { rows: await rows(), audit: await audit() };
    for (const client of [organization.member, limited]) {
      for (const [name, given] of [
        ['issueInvoice', invoice({ userId: 'x' })],
        ['issueInvoices', []],
        ['payInvoice', id],
        ['voidInvoices', [id]],
      ] as const) {
        expect(await refusalOf(client, name, given)).toMatchObject({
          code: 'FORBIDDEN',
          message: 'This requires the permissions INVOICES_VIEW and INVOICES_EDIT.',
        });
        expect(await socketRefusalOf(client, name, given)).toMatchObject({ code: 'FORBIDDEN' });
      }
    }
    expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    expect(await run(organization.admin, 'payInvoice', id, 'status')).toEqual({ status: 'PAID' });
  });

  it('treat ids of other organizations as unknown, and leave those invoices unchanged', async () => {
    const there = await app.organization();
    const theirs = await run(there.owner, 'issueInvoice', { userId: there.memberId, totalMinor: 1, number: 'SHARED' });
    const answer = async (name: string, given: (id: string) => unknown, id: string): Promise<string> =>
      JSON.stringify(await refusalOf(organization.owner, name, given(id))).replaceAll(id, 'ID');
    for (const [name, given, foreign] of [
      ['payInvoice', (id: string) => id, theirs.id],
      ['voidInvoices', (id: string) => [id], theirs.id],
      ['issueInvoice', (id: string) => invoice({ userId: id }), String(there.memberId)],
    ] as const)
      expect(await answer(name, given, foreign)).toBe(await answer(name, given, unknownId));
    expect((await there.owner.data('{ invoices { nodes { status } } }')).invoices.nodes).toEqual([{ status: 'OPEN' }]);
    expect((await issue({ number: 'SHARED' })).number).toBe('SHARED');
  });

  it('are recorded in the audit log, and store every number exactly', async () => {
    const texts = acceptableIdentifiers(64).slice(0, 450);
    const made = await run(
      organization.admin,
      'issueInvoices',
      texts.map((number) => invoice({ number })),
      'id number',
    );
    expect(made.map(({ number }: Data) => number)).toEqual(texts);
    expect((await rows()).map(({ number }) => number)).toEqual(texts);
    await run(organization.owner, 'payInvoice', made[0].id);
    await run(organization.owner, 'voidInvoice', made[0].id);
    const events = await auditOf(organization.owner, 'INVOICE_ISSUED', 'INVOICE_PAID', 'INVOICE_VOIDED');
    expect(events.map(({ action, username, details }) => [action, username, details])).toEqual([
      ...texts.map((text) => ['INVOICE_ISSUED', 'admin', JSON.stringify(text)]),
      ['INVOICE_PAID', 'owner', JSON.stringify(texts[0])],
      ['INVOICE_VOIDED', 'owner', JSON.stringify(texts[0])],
    ]);
  });
});
