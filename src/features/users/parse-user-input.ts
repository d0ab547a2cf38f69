import { badInput } from '../../errors';
import { identifier, notNull, optionalText } from '../../platform/graphql/input-text';
import { isMailAddress } from '../../platform/mail/mailer';
import { Role } from '../auth/permissions';
import { archivedError, parseAssignableId, type ReferenceData } from '../organizations/organization.repository';
import type { User } from './user.entity';
import type { CustomValueInput, UserFields } from './user-changes.inputs';
import {
  isUsername,
  mailAddresses,
  maxCustomValueLength,
  maxListed,
  maxListedLength,
  maxTextLengths,
  maxUsernameLength,
  userTexts,
} from './user-limits';

type Before = Pick<User, 'customValues'> &
  Partial<Pick<User, (typeof mailAddresses)[number] | 'planIds' | 'teamId' | 'primaryLocationId'>>;

/** A new username as it is stored. */
export function parseUsername(argument: string, text: string): string {
  const username = identifier(argument, text, maxUsernameLength);
  if (!isUsername(username))
    throw badInput(
      argument,
      `\`${argument}\` must not be longer than ${maxUsernameLength} characters after case folding.`,
    );
  return username;
}

/**
 * What an input says of a user: its fields as they are stored, those that it does not name left out. BAD_USER_INPUT
 * names the first wrong one.
 */
export function parseUserInput(
  input: UserFields,
  pathOf: (field: string) => string,
  references: ReferenceData,
  before: Before,
): Partial<User> {
  const given: Partial<User> = {};
  for (const field of userTexts)
    if (input[field] !== undefined) given[field] = optionalText(pathOf(field), input[field], maxTextLengths[field]);
  for (const field of mailAddresses) checkMailAddress(pathOf(field), given[field], before[field]);
  for (const field of ['skills', 'tags', 'externalPrimaryLocations'] as const)
    if (input[field] !== undefined) given[field] = parseList(pathOf(field), input[field]);
  for (const field of ['hasPaymentMethod', 'autopaymentsEnabled'] as const)
    if (input[field] !== undefined) given[field] = notNull(pathOf(field), input[field]);
  for (const field of ['locationServicesOn', 'bluetoothOn'] as const)
    if (input[field] !== undefined) given[field] = input[field];
  for (const field of ['lastLoginAt', 'termsAgreedAt'] as const)
    if (input[field] !== undefined) given[field] = input[field];
  if (input.status !== undefined) given.status = notNull(pathOf('status'), input.status);
  if (input.permissions !== undefined) given.permissions = [...new Set(input.permissions)];
  if (input.role !== undefined) {
    given.role = notNull(pathOf('role'), input.role);
    if (given.role === Role.OWNER) throw badInput(pathOf('role'), 'The role OWNER cannot be given to anyone here.');
  }
  if (input.planIds !== undefined)
    given.planIds = [
      ...new Set(
        (input.planIds ?? []).map((id) =>
          parseAssignableId('plan', references.plans, id, pathOf('planIds'), before.planIds),
        ),
      ),
    ];
  if (input.teamId !== undefined)
    given.teamId =
      input.teamId === null
        ? null
        : parseAssignableId('team', references.teams, input.teamId, pathOf('teamId'), [before.teamId ?? null]);
  if (input.primaryLocationId !== undefined) {
    given.primaryLocationId =
      input.primaryLocationId === null
        ? null
        : parseAssignableId('location', references.locations, input.primaryLocationId, pathOf('primaryLocationId'), [
            before.primaryLocationId ?? null,
          ]);
  }
  if (input.customValues !== undefined)
    given.customValues = parseCustomValues(
      pathOf('customValues'),
      input.customValues,
      references.customProperties,
      before.customValues,
    );
  return given;
}

/**
 * What stands there already may be sent again, whatever it is: data that was loaded need not be put right to be changed
 * elsewhere.
 */
function checkMailAddress(path: string, given: string | null | undefined, before: string | null | undefined): void {
  if (given && given !== before && !isMailAddress(given))
    throw badInput(path, `\`${path}\` must be one e-mail address, like ana@example.com, without a name or brackets.`);
}

function parseList(path: string, texts: readonly string[] | null): string[] {
  if (texts && texts.length > maxListed)
    throw badInput(path, `\`${path}\` must not name more than ${maxListed} values.`);
  if (texts?.some((text) => text === '' || text.length > maxListedLength))
    throw badInput(path, `Each of \`${path}\` must have 1 to ${maxListedLength} characters.`);
  return [...(texts ?? [])];
}

function parseCustomValues(
  path: string,
  inputs: readonly CustomValueInput[] | null,
  known: ReferenceData['customProperties'],
  before: Readonly<Record<string, string>>,
): Record<string, string> {
  if (inputs === null) return {};
  const values = new Map(Object.entries(before));
  const seen = new Set<string>();
  for (const { key, value } of inputs) {
    const property = known.get(key);
    if (!property) throw badInput(path, `There is no custom property with the key ${JSON.stringify(key)}.`);
    if (seen.size === seen.add(key).size) throw badInput(path, `The key ${JSON.stringify(key)} stands here twice.`);
    const text = optionalText(path, value, maxCustomValueLength);
    if (text !== null && property.archivedAt && text !== values.get(key))
      throw archivedError('custom property', property.name, path);
    if (text === null) values.delete(key);
    else values.set(key, text);
  }
  // Unlike an assignment, this makes of "__proto__" a key like any other.
  return Object.fromEntries(values);
}
