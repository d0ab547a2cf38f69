import { againstBareApollo } from '../against-bare-apollo';
import type { BenchData } from '../data';
import type { Report } from '../report';

const wantedRatio = 0.9;
const query =
  '{ users(first: 100) { nodes { id username firstName lastName email company phone city country status createdAt hasPaymentMethod } } }';

/** A list of 100 users x 12 fields, the whole product against a bare Apollo Server, in turn. */
export async function list(data: BenchData, report: Report): Promise<void> {
  const { ratio, measured } = await againstBareApollo(data, 'baselines/bare-apollo.js', query);
  report({
    part: 'list',
    what: `100 users x 12 fields, ${data.engine}`,
    measured,
    target: `>= ${wantedRatio}x`,
    met: ratio >= wantedRatio,
  });
}
