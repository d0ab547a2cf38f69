/** Why an import cannot be planned or applied as a whole. The message is for the person who started it. */
type RefusalCode = 'NO_KEY_COLUMN' | 'TOO_MANY_ROWS' | 'PERMISSION_LOST' | 'UNDO_OVER';

export class ImportRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
    this.name = 'ImportRefused';
  }
}

/** Another worker has the import, or it was canceled: the former holder of the lease must write nothing. */
export class LeaseLost extends Error {}
