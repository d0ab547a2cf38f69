import { registerEnumType } from 'type-graphql';

export enum ExportState {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  CANCELLING = 'CANCELLING',
  CANCELLED = 'CANCELLED',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  EXPIRED = 'EXPIRED',
}

registerEnumType(ExportState, {
  name: 'ExportState',
  description: 'State of an export.',
  valuesConfig: {
    QUEUED: { description: 'Waiting for a worker.' },
    RUNNING: { description: 'A worker is processing the export.' },
    CANCELLING: { description: 'Cancelled while running; the worker is stopping.' },
    CANCELLED: { description: 'Final: cancelled, without a file.' },
    COMPLETED: { description: 'The file can be downloaded. Final until the file expires.' },
    FAILED: { description: 'Final: failed, without a file. `failure` contains the reason.' },
    EXPIRED: { description: 'Final: completed, but the file is deleted.' },
  },
});

/** The states of an unfinished export, in contrast to those in which it has ended. */
export const activeStates: readonly ExportState[] = [ExportState.QUEUED, ExportState.RUNNING, ExportState.CANCELLING];

export enum ExportPhase {
  COUNTING = 'COUNTING',
  READING = 'READING',
  FINALIZING = 'FINALIZING',
}

registerEnumType(ExportPhase, {
  name: 'ExportPhase',
  description: 'Phase of the processing of an export.',
  valuesConfig: {
    COUNTING: { description: 'Not started yet, or counting the rows.' },
    READING: { description: 'Reading and writing rows.' },
    FINALIZING: { description: 'Closing and publishing the file after all rows are written.' },
  },
});
