import { useMutation } from '@tanstack/react-query';
import { useTallyport } from 'tallyport/react';
import { ReadImportAgainDocument, type ReadImportAgainVariables } from '../generated.js';

export type ReadingChoices = Omit<ReadImportAgainVariables, 'id'>;

/** Reads the file of an import again in another way. The decisions about its columns stay. */
export function useReadAgain(id: string) {
  const tallyport = useTallyport();
  return useMutation({
    mutationFn: (choices: ReadingChoices) => tallyport.mutate(ReadImportAgainDocument, { id, ...choices }),
  });
}
