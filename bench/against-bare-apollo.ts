import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openAppDatabase } from '../src/database';
import { endWithThis } from './children';
import type { BenchData } from './data';
import { post, type Throughput, throughputOf } from './load-generator';
import { inPairs, medianRatio, type Pairs } from './pairs';
import { compiled } from './paths';
import { ownerToken, ProductProcess } from './product';
import { median } from './report';

// Many short rounds, because the median of their ratios is more stable than with a few long rounds on a busy machine.
const rounds = 20;
const warmUpRounds = 4;
const roundMs = 700;

export interface Comparison {
  /** The product's request rate divided by the rate of the bare server. */
  readonly ratio: number;
  readonly measured: string;
}

/** Compares the product with a bare Apollo Server (the file `baseline`) on the same request, in alternating rounds. */
export async function againstBareApollo(data: BenchData, baseline: string, query: string): Promise<Comparison> {
  const body = JSON.stringify({ query });
  const dataSource = await openAppDatabase(data);
  const authorization = `Bearer ${await ownerToken(dataSource)}`;
  await dataSource.destroy();
  const product = await ProductProcess.start('serve', data, { EXPORT_WORKER: 'off', LOG_LEVEL: 'info' });
  try {
    const ownServer = { url: `${product.url}/graphql`, pid: product.pid };
    const answer = await post(ownServer.url, undefined, body, { authorization });
    const bare = spawn(process.execPath, [compiled(baseline), JSON.stringify(data)], {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    endWithThis(bare);
    bare.stdin.end(answer);
    const bareServer = { url: `${String((await once(bare.stdout, 'data'))[0]).trim()}/graphql`, pid: bare.pid! };
    if (answer !== (await post(bareServer.url, undefined, body, {})))
      throw new Error('the responses of the two servers differ');
    const pairs = await inPairs(
      rounds,
      warmUpRounds,
      () => throughputOf(ownServer, body, { authorization }, roundMs),
      () => throughputOf(bareServer, body, {}, roundMs),
    );
    bare.kill();
    return comparison(pairs);
  } finally {
    await product.stop();
  }
}

function comparison(pairs: Pairs<Throughput>): Comparison {
  const ratio = medianRatio(pairs, (own, theirs) => own.perSecond / theirs.perSecond);
  const cpuRatio = medianRatio(pairs, (own, theirs) => theirs.cpuMsEach / own.cpuMsEach);
  const rateOf = (rounds: Throughput[]): string => median(rounds.map(({ perSecond }) => perSecond)).toFixed(0);
  return {
    ratio,
    measured: `${ratio.toFixed(2)}x a bare Apollo Server (${rateOf(pairs.own)} : ${rateOf(pairs.theirs)} requests/s), by CPU time ${cpuRatio.toFixed(2)}x`,
  };
}
