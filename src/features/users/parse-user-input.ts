import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { InputErrors, parseEach } from '../../platform/graphql/input-errors';
import { identifier, notNull, optionalText } from '../../platform/graphql/input-text';
import { isMailAddress } from '../../platform/mail/mailer';
import { quoted } from '../../platform/text/quoted';
import { Role } from '../auth/permissions';
import { archivedError, parseAssignableId, type ReferenceData } from '../organizations/organization.repository';
import type { User } from './user.entity';
import type { CustomValueInput, UserFields } from './user-changes.inputs';
import { isUsername, maxCustomValueLength, maxListed, maxListedLength, maxUsernameLength } from './user-limits';
import { mailAddresses, userTextFields, userTexts } from './user-texts';

/** What the validation of an input needs to know of the user, which is new if there is nothing. */
export type BeforeInput = Partial<
  Pick<User, (typeof mailAddresses)[number] | 'planIds' | 'teamId' | 'primaryLocationId' | 'customValues'>
>;

/**
 * Validates a new username and returns its stored form.
 *
 * @throws BAD_USER_INPUT
 */
export function parseUsername(argument: string, text: string): string {
  const username = identifier(argument, text, maxUsernameLength);
  if (!isUsername(username))
    throw badInput(
      argument,
      `\`${argument}\` must not be longer than ${maxUsernameLength} characters after case folding.`,
      because('TEXT_TOO_LONG', { max: maxUsernameLength }),
    );
  return username;
}

/**
 * Validates the fields of an input and returns their stored values, without the absent ones.
 *
 * @throws BAD_USER_INPUT naming the invalid fields.
 */
export function parseUserInput(
  input: UserFields,
  pathOf: (field: string) => string,
  referenceData: ReferenceData,
  before: BeforeInput,
): Partial<User> {
  const parsed: Partial<User> = {};
  const errors = new InputErrors();
  const parse = <Field extends keyof UserFields & keyof User>(
    field: Field,
    check: (value: Exclude<UserFields[Field], undefined>, argument: string) => User[Field],
  ): void => {
    const value = input[field];
    if (value === undefined) return;
    errors.attempt(() => {
      parsed[field] = check(value as Exclude<UserFields[Field], undefined>, pathOf(field));
    });
  };
  for (const field of userTexts)
    parse(field, (value, argument) => optionalText(argument, value, userTextFields[field].maxLength));
  for (const field of mailAddresses)
    errors.attempt(() => checkMailAddress(pathOf(field), parsed[field], before[field]));
  for (const field of ['skills', 'tags', 'externalPrimaryLocations'] as const)
    parse(field, (value, argument) => parseList(argument, value));
  for (const field of ['hasPaymentMethod', 'autopaymentsEnabled'] as const)
    parse(field, (value, argument) => notNull(argument, value));
  for (const field of ['locationServicesOn', 'bluetoothOn'] as const) parse(field, (value) => value);
  for (const field of ['lastLoginAt', 'termsAgreedAt'] as const) parse(field, (value) => value);
  parse('status', (value, argument) => notNull(argument, value));
  parse('permissions', (value) => [...new Set(value)]);
  parse('role', (value, argument) => {
    const role = notNull(argument, value);
    if (role === Role.OWNER)
      throw badInput(argument, 'The role OWNER cannot be assigned. Use `transferOwnership`.', because('OWNER_ROLE'));
    return role;
  });
  parse('planIds', (ids, argument) => [
    ...new Set(
      parseEach(ids ?? [], (id) => parseAssignableId('plan', referenceData.plans, id, argument, before.planIds)),
    ),
  ]);
  parse('teamId', (id, argument) =>
    id === null ? null : parseAssignableId('team', referenceData.teams, id, argument, [before.teamId ?? null]),
  );
  parse('primaryLocationId', (id, argument) =>
    id === null
      ? null
      : parseAssignableId('location', referenceData.locations, id, argument, [before.primaryLocationId ?? null]),
  );
  parse('customValues', (values, argument) =>
    parseCustomValues(argument, values, referenceData.customProperties, before.customValues ?? {}),
  );
  errors.throwIfAny();
  return parsed;
}

/** An unchanged value is accepted even if it is invalid, so that loaded data does not block changes of other fields. */
function checkMailAddress(path: string, address: string | null | undefined, before: string | null | undefined): void {
  if (address && address !== before && !isMailAddress(address))
    throw badInput(
      path,
      `\`${path}\` must be one email address, like ana@example.com, without blanks, a name or brackets, but is ${quoted(address)}.`,
      because('NOT_AN_ADDRESS'),
    );
}

function parseList(path: string, texts: readonly string[] | null): string[] {
  if (texts && texts.length > maxListed)
    throw badInput(
      path,
      `\`${path}\` must not contain more than ${maxListed} values.`,
      because('TOO_MANY_VALUES', { max: maxListed }),
    );
  if (texts?.some((text) => text === '' || text.length > maxListedLength))
    throw badInput(
      path,
      `Each value of \`${path}\` must have 1 to ${maxListedLength} characters.`,
      because('LISTED_LENGTH', { max: maxListedLength }),
    );
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
  parseEach(inputs, ({ key, value }) => {
    const property = known.get(key);
    const name = JSON.stringify(key);
    if (!property)
      throw badInput(path, `There is no custom property with the key ${name}.`, because('UNKNOWN_ID', { id: key }));
    if (seen.size === seen.add(key).size)
      throw badInput(path, `The key ${name} is duplicated.`, because('VALUE_REPEATED', { value: key }));
    const text = optionalText(path, value, maxCustomValueLength);
    if (text !== null && property.archivedAt && text !== values.get(key))
      throw archivedError('custom property', property.name, path);
    if (text === null) values.delete(key);
    else values.set(key, text);
  });
  // Unlike an assignment, this treats "__proto__" like any other key.
  return Object.fromEntries(values);
}
