import { monitorEventLoopDelay } from 'node:perf_hooks';
import { useOrganization, useTestApp } from './support/apps/app';
import { addUsers } from './support/data/factories';
import { eachEngine } from './support/databases/engines';

eachEngine('measure', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  it('months', async () => {
    await addUsers(app.app.dataSource, organization.id, Array.from({ length: 500 }, (_x, i) => ({ username: `u${i}` })));
    const run = async (name: string, query: string) => {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      await organization.owner.gql(query);
      delay.enable();
      const start = performance.now();
      const cpu = process.cpuUsage();
      const { errors } = await organization.owner.post(JSON.stringify({ query, extensions: { cost: true } })) as any;
      const used = process.cpuUsage(cpu);
      delay.disable();
      const r = (await organization.owner.post(JSON.stringify({ query, extensions: { cost: true } }))) as any;
      process.stderr.write(`${name}: ${Math.round(performance.now() - start)} ms cpu ${Math.round((used.user + used.system) / 1000)} max delay ${Math.round(delay.max / 1e6)} cost ${JSON.stringify(r.extensions ?? r.body?.extensions)} ${JSON.stringify(errors ?? null).slice(0, 200)}\n`);
    };
    const three = (inner: string) => `{${['a1', 'a2', 'a3'].map((a) => `${a}:users(first:500){nodes{${inner}}}`).join(' ')}}`;
    await run('months typename', three('bookingActivity{months(from:"2024-01",to:"2026-01"){__typename}}'));
    await run('months booked', three('bookingActivity{months(from:"2024-01",to:"2026-01"){booked}}'));
    await run('invoicing months', three('invoicing{months(from:"2024-01",to:"2026-01"){month}}'));
    await run('invoicing months money', `{a1:users(first:500){nodes{invoicing{months(from:"2024-01",to:"2026-01"){month total{amount}}}}}}`);
    await run('lastMonth', three('bookingActivity{thisMonth{booked created} lastMonth{booked created} firstDate{booked}}'));
    await run('plain', three('id username firstName lastName email status role'));
    const twenty = (f: (i: number) => string) => `{${Array.from({ length: 20 }, (_x, i) => `l${i}:${f(i)}`).join(' ')}}`;
    await run('lookup', twenty(() => 'lookup(field:BOOKING_RESOURCE,search:"x",first:10){values{value count}}'));
  }, 120000);
});
