import { registerEnumType } from 'type-graphql';

export enum Role {
  OWNER = 'OWNER',
  ADMIN = 'ADMIN',
  MEMBER = 'MEMBER',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'Role of a user in the organization.',
  valuesConfig: {
    OWNER: { description: 'Has every permission. Each organization has exactly one owner.' },
    ADMIN: { description: 'Has the permissions that the owner granted.' },
    MEMBER: { description: 'Has no permissions and sees only their own data.' },
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
  description: 'A permission that the owner can grant to an admin. The owner has all permissions, a member none.',
  valuesConfig: {
    DATA_PROTECTION: {
      description:
        'Allows exports of personal data. ' +
        'An export of users also requires IDENTITIES_VIEW and IDENTITIES_EDIT; an export of bookings, ' +
        'BOOKINGS_VIEW; one of invoices, INVOICES_VIEW. ' +
        "Together with both IDENTITIES permissions it also shows each user's booking figures and invoice totals, " +
        'because exports of users contain them.',
    },
    IDENTITIES_VIEW: { description: "Allows reading all users' accounts." },
    IDENTITIES_EDIT: {
      description:
        'Together with IDENTITIES_VIEW: allows creating and changing users, and creating, changing, ' +
        'archiving and restoring teams, plans and custom properties.',
    },
    BOOKINGS_VIEW: { description: "Allows reading all users' bookings and booking figures." },
    INVOICES_VIEW: { description: "Allows reading all users' invoices and invoice totals." },
    BOOKINGS_EDIT: {
      description:
        'Together with BOOKINGS_VIEW: allows creating, confirming, rescheduling and canceling bookings, ' +
        'and creating, changing, archiving and restoring locations.',
    },
    INVOICES_EDIT: {
      description: 'Together with INVOICES_VIEW: allows issuing invoices, marking them as paid and voiding them.',
    },
  },
});

/** The permissions that an account has by its role: all for the owner, the granted ones for an admin, else none. */
export function effectivePermissions(role: Role, granted: readonly Permission[]): ReadonlySet<Permission> {
  if (role === Role.OWNER) return new Set(Object.values(Permission));
  return new Set(role === Role.ADMIN ? granted : []);
}

/** The permissions that an access token is limited to. Null: no limit. */
export type PermissionLimit = readonly Permission[] | null;

export interface Rights {
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
}

/**
 * The rights of an account within the limit of an access token. With a limit, the owner has the rights of an admin: what
 * only the owner may do requires no permission, so no limit could exclude it.
 */
export function limitedRights(role: Role, granted: readonly Permission[], limit: PermissionLimit): Rights {
  const permissions = effectivePermissions(role, granted);
  if (limit === null) return { role, permissions };
  return {
    role: role === Role.OWNER ? Role.ADMIN : role,
    permissions: new Set(limit.filter((permission) => permissions.has(permission))),
  };
}
