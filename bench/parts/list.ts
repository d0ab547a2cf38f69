import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openAppDatabase } from '../../src/app';
import { endWithThis } from '../children';
import type { BenchData } from '../data';
import { post, throughputOf, type Throughput } from '../load-generator';
import { compiled } from '../places';
import { ownerToken, ProductProcess } from '../product';
import { median, type Report } from '../report';

// Many short rounds: the median of their ratios stands still where that of a few long ones is moved by whatever else runs.
const rounds = 20;
const warmUpRounds = 4;
const roundMs = 700;
const wantedRatio = 0.9;
const body = JSON.stringify({ query: '{ users(first: 100) { nodes { id username firstName lastName email company phone city country status createdAt hasPaymentMethod } } }' });

/** A list of 100 users x 12 fields, the whole product against a bare Apollo Server, in turn. */
export async function list(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  const authorization = `Bearer ${await ownerToken(dataSource)}`;
  await dataSource.destroy();
  const product = await ProductProcess.start('serve', data, { EXPORT_WORKER: 'off', LOG_LEVEL: 'info' });
  const bare = spawn(process.execPath, [compiled('baselines/bare-apollo.js'), JSON.stringify(data)], { env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'] });
  endWithThis(bare);
  try {
    const bareServer = { url: `${String((await once(bare.stdout, 'data'))[0]).trim()}/graphql`, pid: bare.pid! };
    const ownServer = { url: `${product.url}/graphql`, pid: product.pid };
    const own: Throughput[] = [];
    const theirs: Throughput[] = [];
    if ((await post(ownServer.url, undefined, body, { authorization })) !== (await post(bareServer.url, undefined, body, {}))) throw new Error('the two servers answer differently');
    for (let round = -warmUpRounds; round < rounds; round++) {
      const measureOwn = () => throughputOf(ownServer, body, { authorization }, roundMs);
      const measureTheirs = () => throughputOf(bareServer, body, {}, roundMs);
      // A B, then B A.
      const first = round % 2 === 0 ? await measureOwn() : await measureTheirs();
      const second = round % 2 === 0 ? await measureTheirs() : await measureOwn();
      const [ownRound, theirRound] = round % 2 === 0 ? [first, second] : [second, first];
      if (round < 0) continue;
      own.push(ownRound);
      theirs.push(theirRound);
    }
    // Each round is a pair of neighbours in time, so that what else the machine does hits both alike.
    const ratio = median(own.map(({ perSecond }, round) => perSecond / theirs[round]!.perSecond));
    const cpuRatio = median(own.map(({ cpuMsEach }, round) => theirs[round]!.cpuMsEach / cpuMsEach));
    const rateOf = (rounds: Throughput[]): string => median(rounds.map(({ perSecond }) => perSecond)).toFixed(0);
    report({
      part: 'list',
      what: `100 users x 12 fields, ${data.engine}`,
      measured: `${ratio.toFixed(2)}x a bare Apollo Server (${rateOf(own)} : ${rateOf(theirs)} requests/s), by CPU time ${cpuRatio.toFixed(2)}x`,
      target: `>= ${wantedRatio}x`,
      met: ratio >= wantedRatio,
    });
  } finally {
    bare.kill();
    await product.stop();
  }
}
