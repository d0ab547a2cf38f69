import { because } from '../../error-reasons';
import { badInput, conflict, forbidden } from '../../errors';
import { InputErrors } from '../../platform/graphql/input-errors';
import { quoted } from '../../platform/text/quoted';
import type { Viewer } from '../../viewer';
import { isByLink } from '../auth/credentials';
import { assertAllowed, denial, DenialCode } from '../auth/denials';
import { Role } from '../auth/permissions';
import { checkLinkSession, checkOwnerInSession, checkSession, ownerOnly } from '../auth/required-permissions';
import { isReservedAddress, isSharedAddress, type SignInAddresses } from '../auth/sign-in/sign-in-addresses';
import type { ReferenceData } from '../organizations/organization.repository';
import { type BeforeInput, parseUserInput } from './parse-user-input';
import { type User, UserStatus } from './user.entity';
import { canChangeUser, checkGrant } from './user.policy';
import type { UserFields } from './user-changes.inputs';

/** The person who changes users. */
type UserEditor = Pick<Viewer, 'userId' | 'role' | 'permissionLimit' | 'credential' | 'isFromProvider'>;

/** What the rules for the changes of users depend on. */
export interface UserRules {
  readonly editor: UserEditor;
  readonly referenceData: ReferenceData;
  readonly addresses: SignInAddresses;
}

/** The fields of a user that decide which changes are allowed. */
type Before = Pick<User, 'id' | 'role' | 'permissions' | 'status'> & BeforeInput;

/** What a change gives to a user. */
type Grant = Partial<Pick<User, 'role' | 'permissions'>>;

const rank: Readonly<Record<Role, number>> = { MEMBER: 0, ADMIN: 1, OWNER: 2 };
const addressOfAdmin = 'Setting the email address of an admin or of the owner';
export const isRaised = (before: Role, after: Role): boolean => rank[after] > rank[before];

/** Whether the user is to have more than before, at once or once they are an admin. Imports never grant permissions. */
const isGrantedMore = (before: Pick<Before, 'role' | 'permissions'>, { role, permissions = [] }: Grant): boolean =>
  (role !== undefined && isRaised(before.role, role)) ||
  permissions.some((permission) => !before.permissions.includes(permission));

/** @throws FORBIDDEN if the input assigns a role or permissions and the editor may not. */
export function assertMayGrant(editor: UserEditor, { role, permissions }: UserFields): void {
  if (role !== undefined || permissions !== undefined) assertAllowed(checkGrant(editor));
}

/**
 * Validates a new user and returns the stored values of its fields.
 *
 * @throws BAD_USER_INPUT or FORBIDDEN
 */
export function parseNewUser(rules: UserRules, input: UserFields, pathOf: (field: string) => string): Partial<User> {
  const parsed = parseUserInput(input, pathOf, rules.referenceData, {});
  assertAddressFree(rules, null, parsed.email, pathOf('email'));
  if (parsed.email && isGrantedMore({ role: Role.MEMBER, permissions: [] }, parsed)) {
    const isMember = (parsed.role ?? Role.MEMBER) === Role.MEMBER;
    const subject = isMember ? 'Giving permissions to a new user with an email address' : addressOfAdmin;
    assertAllowed(checkLinkSession(rules.editor, subject), pathOf('email'));
  }
  return parsed;
}

/**
 * Validates changes of a user and returns the stored values of the changed fields.
 *
 * @throws BAD_USER_INPUT, FORBIDDEN or CONFLICT for the changes that are not allowed.
 */
export function parseUserChanges(
  rules: UserRules,
  before: Before,
  input: UserFields,
  pathOf: (field: string) => string,
): Partial<User> {
  const { editor, referenceData } = rules;
  if (!canChangeUser(editor, before)) throw ownerOnly('Only the owner may change the account of the owner.');
  const errors = new InputErrors();
  const parsed = errors.attempt(() => parseUserInput(input, pathOf, referenceData, before)) ?? {};
  errors.attempt(() => assertStatusChange(editor, before, input, pathOf('status')));
  errors.attempt(() => {
    if (parsed.email === undefined || parsed.email === before.email) return;
    assertEmailChange(editor, before, parsed.role ?? before.role, pathOf('email'));
    assertAddressFree(rules, before.id, parsed.email, pathOf('email'));
  });
  errors.attempt(() => {
    if (before.role === Role.OWNER && input.role)
      throw badInput(
        pathOf('role'),
        'The role of the owner cannot be changed. Use `transferOwnership`.',
        because('OWNER_ROLE'),
      );
  });
  errors.attempt(() => {
    if (parsed.email === undefined || parsed.email === before.email)
      assertAddressUnshared(rules.addresses, before, { ...before, ...parsed }, pathOf(parsed.role ? 'role' : 'status'));
    if (parsed.email === undefined || !isByLink(editor))
      assertAddressConfirmed(rules.addresses, before, parsed, pathOf(parsed.role ? 'role' : 'permissions'));
  });
  errors.throwIfAny();
  return parsed;
}

/**
 * Keeps the sign-in of the owner and of admins unambiguous: an identity provider signs in to no account if several ACTIVE
 * ones have the address. Only the owner may give them the same address, and does so knowingly.
 *
 * @throws CONFLICT if the user becomes ACTIVE or gets more rights while another user has the address.
 */
export function assertAddressUnshared(
  addresses: SignInAddresses,
  before: Before,
  after: Pick<User, 'role' | 'status'>,
  argument: string,
): void {
  const wasActive = before.status === UserStatus.ACTIVE;
  const gainsRights = after.status === UserStatus.ACTIVE && (!wasActive || isRaised(before.role, after.role));
  if (!gainsRights || !before.email) return;
  const isRefused =
    isReservedAddress(addresses, before.email, before.id) ||
    (after.role !== Role.MEMBER && isSharedAddress(addresses, before.email, wasActive));
  if (!isRefused) return;
  throw conflict(
    argument,
    `Another user has the email address ${quoted(before.email)}, and one of both is or becomes an admin or the owner. ` +
      'Change one of the addresses first.',
    because('ADDRESS_SHARED', { email: before.email }),
  );
}

/**
 * Keeps a leaked token from getting the rights that a member gets later: who has the mailbox of a user signs in as them.
 * The owner confirms an address by sending it with the role or the permissions.
 *
 * @throws CONFLICT if a user gets a higher role or more permissions whose address was set by an access token, and not confirmed
 */
export function assertAddressConfirmed(
  { unconfirmed }: SignInAddresses,
  before: Pick<Before, 'id' | 'email' | 'role' | 'permissions'>,
  grant: Grant,
  argument: string,
): void {
  const { id, email } = before;
  if (!email || !isGrantedMore(before, grant) || !unconfirmed.has(id)) return;
  throw conflict(
    argument,
    `An access token or a session of the identity provider has set the email address ${quoted(email)}, with which this user signs in. ` +
      'If it is right, the owner confirms it by sending it as `email`, in a session that was started by a link.',
    because('ADDRESS_UNCONFIRMED', { email }),
  );
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
      because('OWNER_STAYS_ACTIVE'),
    );
  if (before.role === Role.ADMIN && editor.role !== Role.OWNER)
    throw ownerOnly(
      "Only the owner may change the status of an admin's account, because only the owner can undo that.",
    );
  if (status !== UserStatus.ACTIVE) return;
  // The editor of an import can be suspended while a batch of it is applied.
  if (before.id === editor.userId) throw forbidden('You cannot make your own account ACTIVE.', because('OWN_ACCOUNT'));
  if (before.role === Role.ADMIN) assertAllowed(checkSession(editor, "Making an admin's account ACTIVE"), argument);
}

/**
 * Protects the rights of an admin and of the owner: a user signs in by a link that is sent to their email address. A
 * limited token would get all rights of a member, such as to see their own invoices.
 *
 * @throws FORBIDDEN
 */
function assertEmailChange(editor: UserEditor, before: Before, role: Role, argument: string): void {
  if (before.role === Role.MEMBER && role === Role.MEMBER) {
    if (editor.permissionLimit === null) return;
    const message = 'A limited access token cannot change the email address of a user, because it is used to sign in.';
    return assertAllowed(denial(DenialCode.LIMITED_TOKEN, message), argument);
  }
  if (before.role !== Role.MEMBER && before.id !== editor.userId && editor.role !== Role.OWNER) {
    const message =
      'Only the owner may change the email address of an admin, because it is used to sign in. Admins may change their own.';
    return assertAllowed(ownerOnly(message), argument);
  }
  assertAllowed(checkLinkSession(editor, addressOfAdmin), argument);
}

/**
 * Keeps mails and identities for the owner and admins theirs: another user with their address would get a part of them.
 *
 * @throws FORBIDDEN
 */
export function assertAddressFree(
  { editor, addresses }: Pick<UserRules, 'editor' | 'addresses'>,
  userId: number | null,
  email: string | null | undefined,
  argument: string,
): void {
  if (!email || !isReservedAddress(addresses, email, userId)) return;
  const address = 'a user the email address of an admin or of the owner';
  assertAllowed(checkOwnerInSession(editor, `give ${address}, regardless of case`, `Giving ${address}`), argument);
}
