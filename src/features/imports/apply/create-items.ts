import type { EntityManager } from 'typeorm';
import { changedDetails } from '../../audit/audit-log';
import {
  insertReferenceItems,
  lockReferenceItems,
  type NewReferenceItem,
} from '../../organizations/reference-data-writes';
import { customPropertyKind, itemNameKey, type ReferenceKind } from '../../organizations/reference-kinds';
import { itemKinds, type Noun } from '../plan/reference-names';
import type { ImportContext, NewProperties } from '../plan/session';
import type { Import } from '../record/import.entity';
import type { NewItems } from '../record/import-contents';

type Creator = Pick<ImportContext, 'auditLog'>;

/** Creates these items, except those that were created since the plan was made. Returns whether there were any. */
export async function createItems(
  manager: EntityManager,
  context: Creator,
  row: Import,
  { locations, teams, plans }: NewItems,
): Promise<boolean> {
  const namesByNoun: Record<Noun, readonly string[]> = { location: locations, team: teams, plan: plans };
  let isAny = false;
  for (const [noun, names] of Object.entries(namesByNoun)) {
    if (names.length === 0) continue;
    isAny = true;
    const kind = itemKinds[noun as Noun] as ReferenceKind;
    const existing = await lockReferenceItems(manager, kind, row.organizationId);
    const keys = new Set(existing.map(({ name }) => itemNameKey(name)));
    const missing = names.filter((name) => !keys.has(itemNameKey(name)));
    await insert(
      manager,
      context,
      row,
      kind,
      missing.map((name) => ({ name })),
    );
  }
  return isAny;
}

/** Creates the custom properties of a plan, except those that were created since then. */
export async function createProperties(
  manager: EntityManager,
  context: Creator,
  row: Import,
  properties: NewProperties,
): Promise<void> {
  if (properties.size === 0) return;
  const existing = await lockReferenceItems(manager, customPropertyKind, row.organizationId);
  const keys = new Set(existing.map(({ key }) => key));
  let position = existing.reduce((highest, item) => Math.max(highest, item.position), 0);
  const missing = [...properties]
    .filter(([key]) => !keys.has(key))
    .map(([key, name]) => ({ key, name, position: ++position }));
  await insert(manager, context, row, customPropertyKind, missing);
}

async function insert(
  manager: EntityManager,
  { auditLog }: Creator,
  { id, organizationId, appliedById, requestedById }: Import,
  kind: ReferenceKind,
  items: readonly NewReferenceItem[],
): Promise<void> {
  if (items.length === 0) return;
  await insertReferenceItems(manager, kind, organizationId, items);
  await auditLog.recordEach(
    manager,
    {
      organizationId,
      userId: appliedById ?? requestedById,
      importId: id,
      action: kind.actions.created,
    },
    items.map(({ name }) => changedDetails(name, [])),
  );
}
