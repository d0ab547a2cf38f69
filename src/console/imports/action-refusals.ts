import type { Import } from 'tallyport/client';
import { importAccess, type RecordDataset } from '../access.js';
import type { Viewer } from '../session.js';
import { t } from '../texts/index.js';

/** Why the viewer cannot choose how the file is read. Null if they can. */
export const mapRefusal = (of: Import, viewer: Viewer): string | null =>
  of.actions.map ? null : (permissionRefusal(of, viewer) ?? t.imports.reading.busy);

/** Why the viewer cannot apply a plan that changes something. Null if they can. */
export const applyRefusal = (of: Import, viewer: Viewer): string | null =>
  of.actions.apply ? null : (permissionRefusal(of, viewer) ?? t.imports.apply.over);

const permissionRefusal = ({ dataset }: Import, viewer: Viewer): string | null =>
  importAccess(viewer)[dataset as RecordDataset].reason;
