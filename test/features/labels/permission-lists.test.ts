import { Permission } from '../../../src/features/auth/permissions';
import { listPermissions } from '../../../src/features/auth/required-permissions';
import { permissionLabels } from '../../../src/features/labels/de/phrases';

const three = [Permission.BOOKINGS_VIEW, Permission.INVOICES_VIEW, Permission.IDENTITIES_VIEW];

describe('a sentence with required permissions', () => {
  it.each([
    [1, 'permission BOOKINGS_VIEW', /^„[^„]+“$/],
    [2, 'permissions BOOKINGS_VIEW and INVOICES_VIEW', /^„[^„]+“ und „[^„]+“$/],
    [3, 'permissions BOOKINGS_VIEW, INVOICES_VIEW and IDENTITIES_VIEW', /^„[^„]+“, „[^„]+“ und „[^„]+“$/],
  ])('lists %i of them', (count, english, german) => {
    expect(listPermissions(three.slice(0, count))).toBe(english);
    expect(permissionLabels(three.slice(0, count))).toMatch(german);
  });
});
