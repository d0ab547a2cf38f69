import { registerEnumType } from 'type-graphql';

export enum Role {
  OWNER = 'OWNER',
  ADMIN = 'ADMIN',
  MEMBER = 'MEMBER',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'What a person is in their organization.',
  valuesConfig: {
    OWNER: { description: 'Holds every permission. One per organization.' },
    ADMIN: { description: 'Holds the permissions granted to them.' },
    MEMBER: { description: 'Sees only themself.' },
  },
});

export enum Permission {
  DATA_PROTECTION = 'DATA_PROTECTION',
  IDENTITIES_VIEW = 'IDENTITIES_VIEW',
  IDENTITIES_EDIT = 'IDENTITIES_EDIT',
  BOOKINGS_VIEW = 'BOOKINGS_VIEW',
  INVOICES_VIEW = 'INVOICES_VIEW',
  BOOKINGS_EDIT = 'BOOKINGS_EDIT',
  INVOICES_EDIT = 'INVOICES_EDIT',
}

registerEnumType(Permission, {
  name: 'Permission',
  description: 'What an admin may be granted. The owner holds all of them, a member none.',
  valuesConfig: {
    DATA_PROTECTION: {
      description:
        "May take personal data out of the system. Needed, with both IDENTITIES permissions, for exports of users; the three together also show each user's booking figures and invoice totals, which those files hold. With BOOKINGS_VIEW or INVOICES_VIEW: for exports of those.",
    },
    IDENTITIES_VIEW: { description: "May read every user's account." },
    IDENTITIES_EDIT: {
      description:
        "May create and change users' accounts, and create, change, archive and restore teams, plans and custom properties, together with IDENTITIES_VIEW.",
    },
    BOOKINGS_VIEW: { description: "May read everyone's bookings and booking figures." },
    INVOICES_VIEW: { description: "May read everyone's invoices and invoice totals." },
    BOOKINGS_EDIT: {
      description:
        'May create, confirm, reschedule and cancel bookings, and create, change, archive and restore locations, together with BOOKINGS_VIEW.',
    },
    INVOICES_EDIT: { description: 'May issue invoices, mark them paid and void them, together with INVOICES_VIEW.' },
  },
});

/** The permissions that count: a role's own, and for an admin those granted. */
export function effectivePermissions(role: Role, granted: readonly Permission[]): ReadonlySet<Permission> {
  if (role === Role.OWNER) return new Set(Object.values(Permission));
  return new Set(role === Role.ADMIN ? granted : []);
}
