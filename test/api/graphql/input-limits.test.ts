/** @slow */
import { createSchema } from '../../../src/api/graphql/schema';
import { inputsOf, maxCharactersOf, maxValuesOf } from '../../../src/platform/graphql/input-limits';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { errorsOf, type InputPlace, inputPlaces } from '../../support/clients/input-places';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';

const places = inputPlaces(createSchema());
const fields = [...new Set(places.map(({ kind, field }) => `${kind} ${field}`))];
const placesOf = (wanted: string): InputPlace[] => places.filter(({ kind, field }) => `${kind} ${field}` === wanted);
/** Whether any text can be put there. */
const isFreeText = ({ isList, typeName }: InputPlace): boolean => !isList && ['String', 'ID'].includes(typeName);
const nameOf = ({ kind, field, argument, isList }: InputPlace): string =>
  `${kind} ${field}(${argument}${isList ? '[]' : ''})`;
const tooMuch = /must not (be longer than|have more than)/;
const unacceptable = ['\0', '\u0001', '\b', '\v', '\f', '\u001f', '\ufffe', '\uffff', '\ud800', '\udfff\ud800'];
const acceptable = '\t\n\r \u007f\u0085\u009f\u200b\u2028\ufdd0\ufeff\ufffd\u{1fffe}😀';

describe('inputPlaces', () => {
  it('finds every argument and every field of an input', () => {
    const found = new Set(places.map(({ input }) => input));
    const missing = [...inputsOf(createSchema())].filter(
      (input) => !found.has(input) && /String|ID|YearMonth|Date|BigInt|\[/.test(String(input.type)),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(places.length).toBeGreaterThan(400);
  });

  it('finds a stated limit for each input that does not have the default', () => {
    const description = createSchema().description!;
    for (const { input, isList } of places) {
      const limit = isList ? maxValuesOf(input) : maxCharactersOf(input);
      const said = `${description} ${input.description}`.replace(/(?<=\d),(?=\d)/g, '');
      expect({ name: input.name, said: new RegExp(`\\b${limit}\\b`).test(said) }).toEqual({
        name: input.name,
        said: true,
      });
    }
  });
});

eachEngine('limits of inputs', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let socket: RawSocket;
  let turn = 0;

  beforeAll(async () => {
    socket = await RawSocket.signedIn(organization.owner);
    // Otherwise a subscription to requests has nothing to send.
    await organization.member.data(
      'mutation { requestExport(input: { reason: "Please", export: { format: CSV } }) { id } }',
    );
  });
  afterAll(() => socket?.close());

  const expectRefusal = async (place: InputPlace, value: unknown, message: RegExp): Promise<void> => {
    const [error] = await errorsOf(place, value, organization.owner, socket);
    expect({ place: nameOf(place), message: error?.message, extensions: error?.extensions }).toMatchObject({
      place: nameOf(place),
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT', argument: place.argument },
    });
  };
  const expectTaken = async (place: InputPlace, value: unknown): Promise<void> => {
    const errors = await errorsOf(place, value, organization.owner, socket);
    const refused = errors.filter(
      ({ message, extensions }) => tooMuch.test(message) || extensions.code === 'INTERNAL_SERVER_ERROR',
    );
    expect({ place: nameOf(place), refused }).toEqual({ place: nameOf(place), refused: [] });
  };

  // What is refused never comes to the database.
  if (engine.name === 'sqlite') {
    it.each(fields)(
      'refuse texts and lists that exceed the maximum by one, and characters that files cannot hold: %s',
      async (field) => {
        for (const place of placesOf(field)) {
          await expectRefusal(
            place,
            place.isList
              ? Array(maxValuesOf(place.input) + 1).fill(place.sample)
              : 'x'.repeat(maxCharactersOf(place.input) + 1),
            tooMuch,
          );
          if (!isFreeText(place)) continue;
          const character = unacceptable[++turn % unacceptable.length]!;
          const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
          await expectRefusal(place, `a${character}b`, new RegExp(`\\bU\\+${code}\\b`));
        }
      },
    );
  }

  it.each(fields)('accept texts and lists of the maximum length: %s', async (field) => {
    for (const place of placesOf(field)) {
      // They send nothing where nothing matches. Their lists have the same arguments.
      if (/^(export|import)Activity$/.test(place.field)) continue;
      if (place.isList) await expectTaken(place, Array(maxValuesOf(place.input)).fill(place.sample));
      else if (isFreeText(place))
        await expectTaken(place, (place.typeName === 'ID' ? '1' : 'x').repeat(maxCharactersOf(place.input)));
    }
  });

  it.each(unacceptable)('refuse %j in a list, in a default value and in a literal', async (character) => {
    const value = `a${character}b`;
    const tags = 'mutation ($id: ID!, $tags: [String!]) { changeUser(input: { id: $id, tags: $tags }) { tags } }';
    expect(
      await organization.owner.refusal(tags, { id: String(organization.memberId), tags: ['a', value] }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.tags' });
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    for (const query of [
      `{ users(filter: { search: "a\\u${code}" }) { totalCount } }`,
      `query ($search: String = "a\\u${code}") { users(filter: { search: $search }) { totalCount } }`,
    ]) {
      const refusal = await organization.owner.refusal(query);
      expect(refusal.code).toBe('BAD_USER_INPUT');
      // GraphQL itself has no literal for half of a pair.
      if (!/^\\?[\ud800-\udfff]/.test(character)) expect(refusal).toMatchObject({ argument: 'filter.search' });
    }
  });

  it('let every other character be stored unchanged', async () => {
    const { changeUser } = await organization.owner.data(
      'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { bio tags } }',
      { input: { id: String(organization.memberId), bio: acceptable, tags: [acceptable] } },
    );
    expect(changeUser).toEqual({ bio: acceptable, tags: [acceptable] });
  });

  it('apply the limit of each argument that uses a variable, in the executed operation', async () => {
    const query = `
      query short($text: String) { users(filter: { search: $text }) { totalCount } }
      mutation long($id: ID!, $text: String) { changeUser(input: { id: $id, bio: $text }) { id } }
      mutation both($id: ID!, $text: String) { changeUser(input: { id: $id, bio: $text, city: $text }) { id } }`;
    const variables = { id: String(organization.memberId), text: 'x'.repeat(300) };
    const run = async (name: string) => (await organization.owner.gql(query, variables, name)).errors?.[0]?.extensions;
    expect(await run('short')).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'filter.search' });
    expect(await run('long')).toBeUndefined();
    expect(await run('both')).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.city' });
  });

  // Every plain object has these names already.
  it.each(['constructor', 'toString', '__proto__'])(
    'check the default value and the type of a variable named %s',
    async (name) => {
      const text = 'x'.repeat(201);
      const byDefault = `query ($${name}: String = "${text}") { users(filter: { search: $${name} }) { totalCount } }`;
      expect(await organization.owner.refusal(byDefault)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'filter.search',
      });
      const wrong = JSON.parse(`{ "id": { ${JSON.stringify(name)}: "x" } }`);
      expect(await organization.owner.refusal('query ($id: ID!) { export(id: $id) { id } }', wrong)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'id',
      });
    },
  );
});
