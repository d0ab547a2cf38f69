import { againstBareApollo } from '../against-bare-apollo';
import type { BenchData } from '../data';
import type { Report } from '../report';

const minRatio = 0.9;
const query =
  '{ users(first: 100) { nodes { id username firstName lastName email company phone city country status createdAt hasPaymentMethod } } }';

/** Compares a list of 100 users x 12 fields with a bare Apollo Server, in alternating rounds. */
export async function list(data: BenchData, report: Report): Promise<void> {
  const { ratio, measured } = await againstBareApollo(data, 'baselines/bare-apollo.js', query);
  report({
    part: 'list',
    what: `100 users x 12 fields, ${data.engine}`,
    measured,
    target: `>= ${minRatio}x`,
    met: ratio >= minRatio,
  });
}
