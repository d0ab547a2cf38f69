import type { DataSource } from 'typeorm';
import type { Config } from '../config';
import { openAppDatabase } from '../database';
import { AuditLog } from '../features/audit/audit-log';
import { Revocations } from '../features/auth/revocations';
import { maxTokenNameLength } from '../features/auth/tokens/access-token.inputs';
import { AccessTokenRepository, type ListedToken } from '../features/auth/tokens/access-token.repository';
import { AccessTokenService } from '../features/auth/tokens/access-token.service';
import { AccessTokens } from '../features/auth/tokens/access-tokens';
import { LoadError } from '../features/load/load-error';
import { usernameKeyOf } from '../features/users/user.entity';
import { DatabaseClock } from '../platform/time/database-clock';
import { findAccount } from './find-account';

const dayMs = 86_400_000;

export interface TokenOptions {
  readonly organization?: string;
  readonly username?: string;
  readonly days?: string;
  readonly name?: string;
  readonly list?: boolean;
  readonly revoke?: string;
}

/** Creates, lists or revokes access tokens. Prints only the token when it creates one. */
export async function token(config: Config, options: TokenOptions): Promise<void> {
  const action = parseAction(options);
  const dataSource = await openAppDatabase(config);
  try {
    const clock = await DatabaseClock.open(dataSource);
    const rows = new AccessTokenRepository(dataSource);
    const auditLog = new AuditLog(dataSource, clock);
    const service = new AccessTokenService(
      dataSource,
      clock,
      new AccessTokens(dataSource, clock),
      rows,
      auditLog,
      new Revocations(clock, auditLog),
    );
    await action(dataSource, rows, service);
  } finally {
    await dataSource.destroy();
  }
}

type Action = (dataSource: DataSource, rows: AccessTokenRepository, service: AccessTokenService) => Promise<void>;

function parseAction({ organization, username, days = '30', name, list, revoke }: TokenOptions): Action {
  if (list) {
    if (revoke !== undefined) throw new LoadError('use either --list or --revoke, not both');
    return (_dataSource, rows) => printTokens(rows, organization, username);
  }
  if (revoke !== undefined) {
    if (!/^[1-9]\d{0,9}$/.test(revoke))
      throw new LoadError('--revoke needs the id of a token, which token --list prints');
    return (_dataSource, rows, service) => revokeToken(rows, service, Number(revoke));
  }
  if (!organization || !username)
    throw new LoadError('token requires --organization and --username, or --list, or --revoke ID');
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new LoadError('--days must be a whole number from 1 to 9999');
  if (name !== undefined && (name.trim() === '' || name.length > maxTokenNameLength))
    throw new LoadError(`--name must have 1 to ${maxTokenNameLength} characters`);
  return async (dataSource, _rows, service) => {
    const user = await findAccount(dataSource, organization, username);
    process.stdout.write(`${await service.issueByOperator(user, Number(days) * dayMs, name ?? null)}\n`);
  };
}

async function revokeToken(rows: AccessTokenRepository, service: AccessTokenService, id: number): Promise<void> {
  const [listed] = await rows.listForOperator({ id });
  if (!listed) throw new LoadError(`no token has the id ${id}; token --list prints the ids`);
  await service.revokeByOperator(id);
  const account = `of "${listed.username}" in "${listed.slug}"`;
  process.stdout.write(
    listed.revokedAt === null
      ? `Revoked token ${id} ${account}\n`
      : `Token ${id} ${account} was already revoked at ${listed.revokedAt.toISOString()}\n`,
  );
}

const columns: [header: string, cell: (row: ListedToken) => string][] = [
  ['ID', ({ id }) => String(id)],
  ['ORGANIZATION', ({ slug }) => slug],
  ['USERNAME', ({ username }) => JSON.stringify(username)],
  ['NAME', ({ name }) => (name === null ? '-' : JSON.stringify(name))],
  ['ENDING', ({ ending }) => ending ?? '-'],
  ['CREATED', ({ createdAt }) => createdAt.toISOString()],
  ['EXPIRES', ({ expiresAt }) => expiresAt.toISOString()],
  ['LAST USED', ({ lastUsedAt }) => lastUsedAt?.toISOString() ?? '-'],
  ['REVOKED', ({ revokedAt }) => revokedAt?.toISOString() ?? '-'],
];

/** Prints one line per token, newest first, with tabs between the columns. Names are quoted: they may contain tabs. */
async function printTokens(
  rows: AccessTokenRepository,
  slug: string | undefined,
  username: string | undefined,
): Promise<void> {
  const scope = {
    ...(slug !== undefined && { slug }),
    ...(username !== undefined && { usernameKey: usernameKeyOf(username) }),
  };
  process.stdout.write(`${columns.map(([header]) => header).join('\t')}\n`);
  for (
    let page = await rows.listForOperator(scope);
    page.length > 0;
    page = await rows.listForOperator(scope, page.at(-1)!.id)
  ) {
    process.stdout.write(page.map((row) => `${columns.map(([, cell]) => cell(row)).join('\t')}\n`).join(''));
  }
}
