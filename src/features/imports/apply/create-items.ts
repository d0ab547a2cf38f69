import type { EntityManager } from 'typeorm';
import type { AppError } from '../../../errors';
import { changedDetails } from '../../audit/audit-details';
import { NewItems } from '../../organizations/new-items';
import { NewPositions } from '../../organizations/new-positions';
import {
  insertReferenceItems,
  lockReferenceItems,
  type NewReferenceItem,
} from '../../organizations/reference-data-writes';
import { customPropertyKind, itemNameKey, type ReferenceKind } from '../../organizations/reference-kinds';
import { newProperty, refusalOf } from '../plan/columns/new-properties';
import { itemKinds, type Noun } from '../plan/references/reference-names';
import type { ImportContext, NewProperties } from '../plan/session';
import type { Import } from '../record/import.entity';
import type { NewItems as ItemNames } from '../record/import-contents';

type Creator = Pick<ImportContext, 'auditLog'>;

/** Creates these items, except those that were created since the plan was made. Returns whether there were any. */
export async function createItems(
  manager: EntityManager,
  context: Creator,
  row: Import,
  { locations, teams, plans }: ItemNames,
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
    const positions = new NewPositions(kind, existing);
    const items = missing.map((name) => ({ name, position: positions.next() }));
    await insert(manager, context, row, kind, items);
  }
  return isAny;
}

/**
 * Creates the custom properties of a plan, except those that were created since then. Returns those that the rules of
 * `createCustomProperty` now refuse: by key, the refusal.
 */
export async function createProperties(
  manager: EntityManager,
  context: Creator,
  row: Import,
  properties: NewProperties,
): Promise<ReadonlyMap<string, AppError>> {
  const refused = new Map<string, AppError>();
  if (properties.size === 0) return refused;
  const existing = await lockReferenceItems(manager, customPropertyKind, row.organizationId);
  const added = new NewItems(customPropertyKind, existing);
  const missing: NewReferenceItem[] = [];
  for (const [key, name] of properties) {
    if (existing.some((item) => item.key === key && itemNameKey(item.name) === itemNameKey(name))) continue;
    const refusal = refusalOf(() => missing.push(added.add(newProperty(name, key), 'name', (field) => field)));
    if (refusal) refused.set(key, refusal);
  }
  await insert(manager, context, row, customPropertyKind, missing);
  return refused;
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
