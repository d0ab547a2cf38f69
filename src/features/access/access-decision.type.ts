import { Field, ObjectType } from 'type-graphql';
import type { AppError } from '../../errors';
import type { Language } from '../../platform/text/language';
import { DenialCode } from '../auth/denials';
import { Permission } from '../auth/permissions';
import { translatedError } from '../labels/sentences';

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
    description:
      'Why not, for people: the message of the error that the operation would give, in the language of the request. Null if allowed.',
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

/** The answer of a policy as clients read it. A refusal for any other reason is of an input that no viewer may send. */
export function decisionOf(refusal: AppError | null, language: Language): AccessDecision {
  if (!refusal) return allowed;
  const { reason, parameters } = refusal.details as {
    readonly reason?: string;
    readonly parameters?: { readonly permissions?: readonly Permission[] };
  };
  return {
    allowed: false,
    reason: translatedError(refusal, language).message,
    code: isDenialCode(reason) ? reason : DenialCode.NOT_SUPPORTED,
    permissions: parameters?.permissions ?? null,
  };
}

const isDenialCode = (reason = ''): reason is DenialCode => Object.hasOwn(DenialCode, reason);
