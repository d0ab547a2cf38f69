import { Field, ObjectType } from 'type-graphql';
import type { AppError } from '../../errors';
import { DenialCode } from '../auth/denials';
import { Permission } from '../auth/permissions';

@ObjectType({
  simpleResolvers: true,
  description:
    'Whether the viewer may do something, by their role, permissions and credential. Limits, quotas and the state of ' +
    'records are not part of it.',
})
export class AccessDecision {
  @Field(() => Boolean, { description: 'Whether the viewer may do it.' })
  allowed: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why not, for people: the message of the error that the operation would give. Null if allowed.',
  })
  reason: string | null;

  @Field(() => DenialCode, { nullable: true, description: 'Why not, for programs. Null if allowed.' })
  code: DenialCode | null;

  @Field(() => [Permission], {
    nullable: true,
    description: 'The permissions that are required, all of them, if the code is PERMISSIONS_REQUIRED. Null otherwise.',
  })
  permissions: readonly Permission[] | null;
}

const allowed: AccessDecision = { allowed: true, reason: null, code: null, permissions: null };

/** The answer of a policy as clients read it. A refusal without a code is of an input that no viewer may send. */
export function decisionOf(refusal: AppError | null): AccessDecision {
  if (!refusal) return allowed;
  const { reason, parameters } = refusal.details as {
    readonly reason?: DenialCode;
    readonly parameters?: { readonly permissions: readonly Permission[] };
  };
  return {
    allowed: false,
    reason: refusal.message,
    code: reason ?? DenialCode.NOT_SUPPORTED,
    permissions: parameters?.permissions ?? null,
  };
}
