import type { Meanings, ParameterValue } from '../../../sentences';
import type { Sentences } from '../label-tables';

/** More about audit events than their action. */
export const auditDetails = {
  RECORD: ['The name of a record.', ['name']],
  RECORD_CHANGED: ['The name of a record, and its changed fields or values.', ['name', 'fields']],
  SIGNED_IN_BY_LINK: ['Signed in by a link.', []],
  SIGNED_IN_BY_PROVIDER: ['Signed in with the identity provider.', []],
  SESSION: ['A session of a user.', ['username', 'id']],
  TOKEN: ['An access token of a user; `name` may be empty.', ['username', 'id', 'name']],
  LIMITED_TOKEN: ['A limited access token of a user.', ['username', 'id', 'name', 'permissions']],
  SETTINGS: ['Changed settings.', ['changes']],
  SETTINGS_FORBIDDEN: ['The user may not change the settings.', []],
  SETTINGS_UNAUTHENTICATED: ['The session of the user ended before the change.', []],
  SETTINGS_INVALID: ['The fields of settings with a value that was refused.', ['fields']],
  PROVIDER_REPLACED: ['Changed settings, and what they ended.', ['changes', 'links', 'sessions', 'tokens']],
  DOMAINS: ['Domains with a changed proof.', ['verified', 'unverified']],
  REFUSED_UNLINKED: ['The user was unlinked at that moment.', []],
  REFUSED_NOT_ACTIVE: ['The linked user is not ACTIVE.', []],
  REFUSED_UNCONFIRMED: ['The owner has not confirmed the settings.', []],
  REFUSED_UNVERIFIED: ['The provider has not verified an address.', []],
  REFUSED_DOMAIN: ['The address is not in an accepted domain.', ['address']],
  REFUSED_NOT_ONE_USER: ['Not exactly one ACTIVE user has the address.', ['address']],
  REFUSED_OTHER_IDENTITY: ['The user of the address is linked to another identity.', ['address']],
  EXPORT: ['An export.', ['dataset', 'format']],
  EXPORT_PREVIEW: ['The preview of an export.', ['dataset', 'format']],
  EXPORT_CANCELING: ['Canceling an export.', ['dataset', 'format']],
  EXPORT_LINK: ['A link to the file of an export.', []],
  EXPORT_FILE_DELETION: ['Deleting the file of an export.', []],
  EXPORT_REQUEST: ['An export request.', ['id', 'dataset', 'format']],
  AS_EXPORT: ['The new export.', ['id']],
  AS_IMPORT: ['The import that undoes another.', ['id']],
  FAILURE: ['The code of a failure.', ['code']],
  FILE_GONE: ['The file is gone.', []],
  TOO_MANY_AT_ONCE: ['Too many transfers at once.', []],
  DOWNLOAD_ENDED: ['A download was ended.', []],
  UPLOAD_ENDED: ['An upload was cut off.', []],
  IMPORT_DATASET: ['The dataset of an import.', ['dataset']],
  IMPORT: ['An import.', ['dataset', 'fileName']],
  IMPORT_UNDO: ['An undo of an import, or of an undo.', ['dataset', 'fileName', 'level']],
  IMPORT_UNDOING: ['Undoing an import.', []],
  IMPORT_CANCELING: ['Canceling an import.', []],
  IMPORT_MAPPING: ['Mapping the headers of an import.', []],
  IMPORT_APPLYING: ['Applying an import.', []],
  MAPPING_DELETION: ['Deleting a saved mapping.', ['name']],
  UPLOAD: ['A received file.', ['bytes', 'sha256']],
  IMPORT_FILE: ['A file of an import.', ['file']],
  IMPORT_FILE_GONE: ['A file of an import that is gone.', ['file']],
  ROWS_CREATED: ['Created records.', ['keys']],
  ROWS_DELETED: ['Deleted records.', ['keys']],
  ROWS_CHANGED: ['Changed records, and the headers of their cells.', ['headers', 'further', 'keys']],
  PLAN: ['The numbers of rows of a plan.', ['created', 'changed', 'failed']],
  APPLY_WHEN_CLEAN: ['The import was started with `applyWhenClean`.', []],
  RESULT: ['The numbers of applied rows.', ['created', 'changed', 'removed', 'conflicts', 'failed']],
  MAIL: ['A mail and the error.', ['kind', 'error']],
} as const satisfies Meanings;

const list = (value: ParameterValue): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : value === '' ? [] : [String(value)];
const joined = (value: ParameterValue): string => list(value).join(', ');
const quoted = (value: ParameterValue): string =>
  list(value)
    .map((text) => JSON.stringify(text))
    .join(', ');
const named = (name: ParameterValue): string => JSON.stringify(String(name));
const token = (username: ParameterValue, id: ParameterValue, name: ParameterValue): string =>
  `${named(username)}: token ${String(id)}${name === '' ? '' : ` ${named(name)}`}`;
const rows = (count: number): string => (count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`);

/** They are stored with the events, for texts that the audit log is searched for. */
export const englishDetails: Sentences<typeof auditDetails> = {
  RECORD: ({ name }) => named(name),
  RECORD_CHANGED: ({ name, fields }) => `${named(name)}: ${joined(fields)}`,
  SIGNED_IN_BY_LINK: () => 'by a link',
  SIGNED_IN_BY_PROVIDER: () => 'with the identity provider',
  SESSION: ({ username, id }) => `${named(username)}: session ${String(id)}`,
  TOKEN: ({ username, id, name }) => token(username, id, name),
  LIMITED_TOKEN: ({ username, id, name, permissions }) =>
    `${token(username, id, name)} limited to ${joined(permissions) || 'own data'}`,
  SETTINGS: ({ changes }) => joined(changes),
  SETTINGS_FORBIDDEN: () => 'the user may not change it',
  SETTINGS_UNAUTHENTICATED: () => 'the session ended before the change',
  SETTINGS_INVALID: ({ fields }) => `not accepted: ${joined(fields)}`,
  PROVIDER_REPLACED: ({ changes, links, sessions, tokens }) =>
    `${joined(changes)}; ${String(links)} linked identities removed, ${String(sessions)} sessions ended, ${String(tokens)} access tokens revoked`,
  DOMAINS: ({ verified, unverified }) =>
    [
      ...list(verified).map((domain) => `${domain} verified`),
      ...list(unverified).map((domain) => `${domain} no longer verified`),
    ].join(', '),
  REFUSED_UNLINKED: () => 'the user was just unlinked',
  REFUSED_NOT_ACTIVE: () => 'the linked user is not ACTIVE',
  REFUSED_UNCONFIRMED: () =>
    'the owner has not confirmed the settings since the transfer of the ownership, by `setSingleSignOn`',
  REFUSED_UNVERIFIED: () => 'the provider has not verified an email address',
  REFUSED_DOMAIN: ({ address }) => `${named(address)}: not in an accepted domain`,
  REFUSED_NOT_ONE_USER: ({ address }) => `${named(address)}: not the address of exactly one ACTIVE user`,
  REFUSED_OTHER_IDENTITY: ({ address }) =>
    `${named(address)}: its user is linked to another identity, which has to be unlinked first`,
  EXPORT: ({ dataset, format }) => `${String(dataset)} ${String(format)}`,
  EXPORT_PREVIEW: ({ dataset, format }) => `${String(dataset)} ${String(format)} preview`,
  EXPORT_CANCELING: ({ dataset, format }) => `${String(dataset)} ${String(format)} canceling it`,
  EXPORT_LINK: () => 'a link to its file',
  EXPORT_FILE_DELETION: () => 'deleting its file',
  EXPORT_REQUEST: ({ id, dataset, format }) => `request ${String(id)}: ${String(dataset)} ${String(format)}`,
  AS_EXPORT: ({ id }) => `as export ${String(id)}`,
  AS_IMPORT: ({ id }) => `as import ${String(id)}`,
  FAILURE: ({ code }) => String(code),
  FILE_GONE: () => 'the file is gone',
  TOO_MANY_AT_ONCE: () => 'too many at once',
  DOWNLOAD_ENDED: () => 'ended before its end',
  UPLOAD_ENDED: () => 'cut off',
  IMPORT_DATASET: ({ dataset }) => String(dataset),
  IMPORT: ({ dataset, fileName }) => `${String(dataset)} ${String(fileName)}`,
  IMPORT_UNDO: ({ dataset, fileName, level }) =>
    `${String(dataset)} ${'Undo of '.repeat(Number(level))}${String(fileName)}`,
  IMPORT_UNDOING: () => 'undoing it',
  IMPORT_CANCELING: () => 'cancelling it',
  IMPORT_MAPPING: () => 'mapping its headers',
  IMPORT_APPLYING: () => 'applying it',
  MAPPING_DELETION: ({ name }) => `deleting the mapping ${named(name)}`,
  UPLOAD: ({ bytes, sha256 }) => `${String(bytes)} bytes, SHA-256 ${String(sha256)}`,
  IMPORT_FILE: ({ file }) => String(file),
  IMPORT_FILE_GONE: ({ file }) => `${String(file)}: the file is gone`,
  ROWS_CREATED: ({ keys }) => `created ${quoted(keys)}`,
  ROWS_DELETED: ({ keys }) => `deleted ${quoted(keys)}`,
  ROWS_CHANGED: ({ headers, further, keys }) =>
    `changed ${joined(headers)}${Number(further) > 0 ? ` and ${String(further)} more` : ''} of ${quoted(keys)}`,
  PLAN: ({ created, changed, failed }) =>
    `${String(created)} created, ${String(changed)} changed, ${String(failed)} failed`,
  APPLY_WHEN_CLEAN: () => 'as `applyWhenClean` says',
  RESULT: ({ created, changed, removed, conflicts, failed }) =>
    [
      [created, 'created'],
      [changed, 'changed'],
      [removed, 'removed'],
      [conflicts, 'not applied because of conflicts'],
      [failed, 'with errors'],
    ]
      .filter(([count, what]) => Number(count) > 0 || what === 'changed')
      .map(([count, what]) => `${rows(Number(count))} ${String(what)}`)
      .join(', '),
  MAIL: ({ kind, error }) => `${String(kind)}: ${String(error)}`,
};
