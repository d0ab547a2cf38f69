import type { Operation } from '../../../platform/graphql/operation';
import { recordLoader } from '../../../platform/graphql/record.loaders';
import type { Sentence } from '../../../sentences';
import type { StoredWarning } from '../../labels/job-warnings';
import { userLoader } from '../../users/user.loaders';
import type { UserRepository } from '../../users/user.repository';
import type { Import } from './import.entity';
import { importScope } from './import.policy';
import type { ImportRepository } from './import.repository';
import { importWarning } from './import-warnings';

const code = 'APPLIED_BEFORE';
const sentence = 'The same file with the same options was applied before';

/** The warning that an import was applied before, as it is stored: with ids only, because its readers see different records. */
export const appliedBefore = ({ id, appliedAt, appliedById }: Import): Sentence => ({
  code,
  parameters: { importId: id, appliedAt: appliedAt!.toISOString(), userId: appliedById! },
  message: `${sentence}.`,
});

/** Names the import and the user of such a warning, as far as the viewer may see them. Returns all other warnings as they are. */
export async function describeEarlier(
  operation: Operation,
  warning: StoredWarning,
  imports: ImportRepository,
  users: UserRepository,
): Promise<StoredWarning> {
  if (typeof warning === 'string' || warning.code !== code) return warning;
  const { importId, appliedAt, userId } = warning.parameters;
  const earlier = await recordLoader(operation, imports, importScope).load(Number(importId));
  // Warnings of earlier versions have the name of the user instead of the id.
  const id = userId === undefined ? earlier?.appliedById : Number(userId);
  const user = id ? await userLoader(operation, users).load(id) : null;
  return importWarning(
    code,
    { importId: earlier?.id ?? '', appliedAt: appliedAt!, username: user?.username ?? '' },
    `${sentence}: by ${user?.username ?? 'another user'} at ${String(appliedAt)}${earlier ? `, as import ${earlier.id}` : ''}.`,
  );
}
