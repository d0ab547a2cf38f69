import { registerEnumType } from 'type-graphql';

export enum ImportState {
  AWAITING_FILE = 'AWAITING_FILE',
  CHECKING = 'CHECKING',
  AWAITING_MAPPING = 'AWAITING_MAPPING',
  READY = 'READY',
  APPLYING = 'APPLYING',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  CANCELLING = 'CANCELLING',
  CANCELLED = 'CANCELLED',
  EXPIRED = 'EXPIRED',
}

registerEnumType(ImportState, {
  name: 'ImportState',
  description: 'State of an import.',
  valuesConfig: {
    AWAITING_FILE: { description: 'Waiting for the upload of the file.' },
    CHECKING: {
      description: 'The file is uploaded. A worker compares it with the records, or will as soon as one is free.',
    },
    AWAITING_MAPPING: {
      description:
        'The file needs a decision. `mapImport` maps headers that are not known to columns, and chooses another ' +
        'encoding or sheet. `warnings` contains the problem.',
    },
    READY: { description: 'The plan is complete and nothing is written. `applyImport` applies it.' },
    APPLYING: { description: 'A worker writes the changes of the plan, or will as soon as one is free.' },
    COMPLETED: { description: 'Final: the plan was applied, except for the rows with errors and conflicts.' },
    FAILED: {
      description: 'Final: failed. `failure` contains the reason. Changes that were applied before the failure remain.',
    },
    CANCELLING: { description: 'Cancelled while checking or applying; the worker is stopping.' },
    CANCELLED: { description: 'Final: cancelled. Changes that were applied before remain.' },
    EXPIRED: { description: 'Final: the next step was not taken within 24 hours. Nothing was applied.' },
  },
});

/** The states that an import leaves by itself or by an action of a user. */
export const activeStates: readonly ImportState[] = [
  ImportState.AWAITING_FILE,
  ImportState.CHECKING,
  ImportState.AWAITING_MAPPING,
  ImportState.READY,
  ImportState.APPLYING,
  ImportState.CANCELLING,
];

export enum ImportPhase {
  READING = 'READING',
  COMPARING = 'COMPARING',
  APPLYING = 'APPLYING',
  FINALIZING = 'FINALIZING',
}

registerEnumType(ImportPhase, {
  name: 'ImportPhase',
  description: 'Phase of the processing of an import.',
  valuesConfig: {
    READING: { description: 'Not started yet, or reading the headers of the file.' },
    COMPARING: { description: 'Comparing the rows of the file with the records.' },
    APPLYING: { description: 'Writing the changes, or waiting for a worker to do so.' },
    FINALIZING: { description: 'Writing the error file and the undo file after all changes are written.' },
  },
});

export enum BlankCells {
  KEEP = 'KEEP',
  CLEAR = 'CLEAR',
}

registerEnumType(BlankCells, {
  name: 'BlankCells',
  description: 'Meaning of an empty cell in an imported file.',
  valuesConfig: {
    KEEP: { description: 'The field keeps its value.' },
    CLEAR: { description: 'The field is cleared.' },
  },
});
