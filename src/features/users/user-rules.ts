import { badInput, conflict, forbidden } from '../../errors';
import { InputErrors } from '../../platform/graphql/input-errors';
import type { Viewer } from '../../viewer';
import { assertAllowed } from '../auth/denials';
import { Role } from '../auth/permissions';
import type { ReferenceData } from '../organizations/organization.repository';
import { type BeforeInput, parseUserInput } from './parse-user-input';
import { type User, UserStatus } from './user.entity';
import { canChangeUser, checkGrant } from './user.policy';
import type { UserFields } from './user-changes.inputs';

/** The person who changes users. */
export type UserEditor = Pick<Viewer, 'userId' | 'role' | 'permissionLimit'>;

/** The fields of a user that decide which changes are allowed. */
type Before = Pick<User, 'id' | 'role' | 'status'> & BeforeInput;

/** @throws FORBIDDEN if the input assigns a role or permissions and the editor may not. */
export function assertMayGrant(editor: UserEditor, { role, permissions }: UserFields): void {
  if (role !== undefined || permissions !== undefined) assertAllowed(checkGrant(editor));
}

/**
 * Validates changes of a user and returns the stored values of the changed fields.
 *
 * @throws BAD_USER_INPUT, FORBIDDEN or CONFLICT for the changes that are not allowed.
 */
export function parseUserChanges(
  editor: UserEditor,
  before: Before,
  input: UserFields,
  pathOf: (field: string) => string,
  referenceData: ReferenceData,
): Partial<User> {
  if (!canChangeUser(editor, before)) throw forbidden('Only the owner may change the account of the owner.');
  const errors = new InputErrors();
  const parsed = errors.attempt(() => parseUserInput(input, pathOf, referenceData, before)) ?? {};
  errors.attempt(() => assertStatusChange(editor, before, input, pathOf('status')));
  assertEmailChange(editor, before, parsed);
  errors.attempt(() => {
    if (before.role === Role.OWNER && input.role)
      throw badInput(pathOf('role'), 'The role of the owner cannot be changed. Use `transferOwnership`.');
  });
  errors.throwIfAny();
  return parsed;
}

/**
 * Protects the owner's account, because no one else could make it ACTIVE again, and the rights that an account has once
 * it is ACTIVE.
 *
 * @throws CONFLICT or FORBIDDEN
 */
function assertStatusChange(editor: UserEditor, before: Before, { status }: UserFields, argument: string): void {
  if (!status || status === before.status) return;
  if (before.role === Role.OWNER && status !== UserStatus.ACTIVE)
    throw conflict(
      argument,
      "The owner's account must stay ACTIVE. Make another user the owner first, with `transferOwnership`.",
    );
  if (status !== UserStatus.ACTIVE) return;
  // The editor was suspended after the request was authenticated.
  if (before.id === editor.userId) throw forbidden('You cannot make your own account ACTIVE.');
  if (before.role === Role.ADMIN && checkGrant(editor))
    throw forbidden(
      "Only the owner may make an admin's account ACTIVE, because that restores the admin's permissions.",
    );
}

/**
 * Protects the rights of an admin and of the owner: a user signs in by a link that is sent to their email address.
 *
 * @throws FORBIDDEN
 */
function assertEmailChange(editor: UserEditor, before: Before, { email }: Partial<User>): void {
  if (email === undefined || email === before.email || before.role === Role.MEMBER || !checkGrant(editor)) return;
  if (before.id === editor.userId && editor.permissionLimit === null) return;
  throw forbidden(
    'Only the owner may change the email address of an admin, because it is used to sign in. ' +
      'Admins may change their own, but not with a limited access token.',
  );
}
