import DataLoader from 'dataloader';
import { yieldToEventLoop } from '../jobs/yield';
import { cached, type Operation } from './operation';

/** Parsing takes a few milliseconds. */
const maxCharactersPerTurn = 200_000;

/**
 * Loads large values that are stored as texts, by the id of their row. Reads the texts of a page in one statement, and
 * parses them in several turns of the event loop, so that other clients need not wait for all of them. `absent` is the
 * value of a row that was deleted. Load only ids of rows that the operation has read within its scope.
 */
export const parsedLoader = <Value>(
  operation: Operation,
  key: unknown,
  readTexts: (ids: readonly number[]) => Promise<ReadonlyMap<number, string>>,
  parse: (text: string) => Value,
  absent: Value,
): DataLoader<number, Value> =>
  cached(
    operation,
    key,
    () =>
      new DataLoader(async (ids) => {
        const texts = await readTexts(ids);
        const values: Value[] = [];
        let characters = 0;
        for (const id of ids) {
          const text = texts.get(id);
          characters += text?.length ?? 0;
          if (characters > maxCharactersPerTurn) {
            await yieldToEventLoop();
            characters = text!.length;
          }
          values.push(text === undefined ? absent : parse(text));
        }
        return values;
      }),
  );
