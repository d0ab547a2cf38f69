import type { Data, TestClient } from './client';
import { RawSocket } from './raw-socket';

const argumentTypes: Record<string, string> = {
  createUser: 'input: CreateUserInput!',
  createUsers: 'input: [CreateUserInput!]!',
  changeUser: 'input: ChangeUserInput!',
  changeUsers: 'input: [ChangeUserInput!]!',
  createBooking: 'input: CreateBookingInput!',
  createBookings: 'input: [CreateBookingInput!]!',
  rescheduleBooking: 'input: RescheduleBookingInput!',
  rescheduleBookings: 'input: [RescheduleBookingInput!]!',
  confirmBooking: 'id: ID!',
  confirmBookings: 'ids: [ID!]!',
  cancelBooking: 'id: ID!',
  cancelBookings: 'ids: [ID!]!',
  issueInvoice: 'input: IssueInvoiceInput!',
  issueInvoices: 'input: [IssueInvoiceInput!]!',
  changeInvoice: 'input: ChangeInvoiceInput!',
  changeInvoices: 'input: [ChangeInvoiceInput!]!',
  payInvoice: 'id: ID!',
  payInvoices: 'ids: [ID!]!',
  voidInvoice: 'id: ID!',
  voidInvoices: 'ids: [ID!]!',
  ...Object.fromEntries(
    [
      ['Location', 'Locations'],
      ['Team', 'Teams'],
      ['Plan', 'Plans'],
      ['CustomProperty', 'CustomProperties'],
    ].flatMap(([one, many]) => [
      ...['create', 'change'].flatMap((verb) => [
        [`${verb}${one}`, `input: ${verb[0]!.toUpperCase()}${verb.slice(1)}${one}Input!`],
        [`${verb}${many}`, `input: [${verb[0]!.toUpperCase()}${verb.slice(1)}${one}Input!]!`],
      ]),
      ...['archive', 'restore'].flatMap((verb) => [
        [`${verb}${one}`, 'id: ID!'],
        [`${verb}${many}`, 'ids: [ID!]!'],
      ]),
    ]),
  ),
  changeOrganization: 'input: ChangeOrganizationInput!',
  transferOwnership: 'userId: ID!',
  createToken: 'input: CreateTokenInput!',
  saveExportTemplate: 'input: SaveExportTemplateInput!',
  startExport: 'input: StartExportInput!',
  startImport: 'input: StartImportInput!',
  setSingleSignOn: 'input: SingleSignOnInput',
  requestExport: 'input: RequestExportInput!',
  retryExport: 'id: ID!',
  approveExportRequest: 'id: ID!',
  declineExportRequest: 'id: ID!',
  cancelExportRequest: 'id: ID!',
};

const payloadFields: Record<string, string> = {
  startExport: 'export { id }',
  approveExportRequest: 'export { id }',
  createToken: 'accessToken { id }',
  setSingleSignOn: 'issuer',
};

/** The document of a mutation, with its only argument as a variable. */
export function mutation(name: string, fields = payloadFields[name] ?? 'id'): string {
  const [argument, type] = argumentTypes[name]!.split(': ');
  return `mutation ($${argument}: ${type}) { ${name}(${argument}: $${argument}) { ${fields} } }`;
}

const variablesOf = (name: string, given: unknown): object => ({ [argumentTypes[name]!.split(':')[0]!]: given });

export const run = async (client: TestClient, name: string, given: unknown, fields?: string): Promise<any> =>
  (await client.data<Data>(mutation(name, fields), variablesOf(name, given)))[name];

/** Code, argument and message of the error of a mutation that must fail. */
export const refusalOf = (client: TestClient, name: string, given: unknown): ReturnType<TestClient['refusal']> =>
  client.refusal(mutation(name), variablesOf(name, given));

/** Like `refusalOf`, over a WebSocket. */
export async function socketRefusalOf(client: TestClient, name: string, given: unknown): Promise<Data> {
  const socket = await RawSocket.signedIn(client);
  const { data, errors } = await socket.answer(mutation(name), variablesOf(name, given));
  socket.close();
  if (!errors) throw new Error(`expected an error, got ${JSON.stringify(data)}`);
  return errors[0]!.extensions;
}

/** Runs operations concurrently. Returns how many succeeded and the error codes of the others. */
export async function together(
  works: (() => Promise<{ data: unknown; errors: { extensions: { code: string } }[] | undefined }>)[],
): Promise<{ done: number; codes: string[] }> {
  const answers = await Promise.all(works.map((work) => work()));
  return {
    done: answers.filter(({ errors }) => !errors).length,
    codes: answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? []),
  };
}

export const attempt = (client: TestClient, name: string, given: unknown) =>
  client.gql(mutation(name), variablesOf(name, given));

/** The audit events of these actions, oldest first. An event with a count is repeated that many times. */
export async function auditOf(
  owner: TestClient,
  ...actions: string[]
): Promise<{ action: string; username: string; details: string; address: string | null }[]> {
  const { auditEvents } = await owner.data(
    '{ auditEvents(first: 500) { nodes { action username details address count } } }',
  );
  return auditEvents.nodes
    .filter(({ action }: Data) => actions.includes(action))
    .reverse()
    .flatMap(({ count, ...event }: Data) => Array(count).fill(event));
}
