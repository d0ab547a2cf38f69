import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../error-reasons';
import { badInput, conflict } from '../../errors';
import { transact } from '../../platform/database/transaction';
import { noSuchRow, one } from '../../platform/graphql/batch';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import { AuditAction } from '../audit/audit-action';
import { changedDetails } from '../audit/audit-details';
import { type AuditLog, doneBy } from '../audit/audit-log';
import { assertAllowed } from '../auth/denials';
import { confirmViewer } from '../auth/lock-viewer';
import { Permission, Role } from '../auth/permissions';
import type { Revocations } from '../auth/revocations';
import { findSignInAddresses, lockSignInAddresses } from '../auth/sign-in/sign-in-addresses';
import { type User, UserStatus } from './user.entity';
import { checkTransferOwnership } from './user.policy';
import { assertAddressConfirmed, assertAddressUnshared } from './user-rules';
import { changeUsers } from './user-writes';

/** Changes of another feature in the transaction of a transfer. */
export type TransferStep = (manager: EntityManager, operation: Operation, newOwner: User) => Promise<void>;

/** Transfers ownership. One transaction locks and changes both users, so that there is always exactly one owner. */
export class Ownership {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
    private readonly revocations: Revocations,
    private readonly steps: readonly TransferStep[],
  ) {}

  async transfer(operation: Operation, idText: string): Promise<User> {
    const { viewer } = operation;
    assertAllowed(checkTransferOwnership(viewer));
    const id = idOf(idText);
    if (id === viewer.userId) throw badInput('userId', 'This user is already the owner.', because('ALREADY_OWNER'));
    const by = doneBy(operation, AuditAction.OWNERSHIP_TRANSFERRED);
    return transact(this.dataSource, async (manager) => {
      await lockSignInAddresses(manager, viewer.organizationId);
      await confirmViewer(manager, operation, 'EXCLUSIVE');
      const addresses = await findSignInAddresses(manager, viewer.organizationId, [id]);
      const changer = { by, revocations: this.revocations, isUnconfirmed: false };
      const [, next] = await changeUsers(manager, changer, [viewer.userId, id], (before, index) => {
        if (!before) throw noSuchRow('user', one('userId', idText), 0);
        if (index === 1) {
          if (before.status !== UserStatus.ACTIVE)
            throw conflict(
              'userId',
              'Only a user whose account is ACTIVE can become the owner.',
              because('ACCOUNT_NOT_ACTIVE'),
            );
          const after = { ...before, role: Role.OWNER };
          assertAddressUnshared(addresses, before, after, 'userId');
          assertAddressConfirmed(addresses, before, { role: Role.OWNER }, 'userId');
          return after;
        }
        return { ...before, role: Role.ADMIN, permissions: Object.values(Permission) };
      });
      await this.auditLog.record(manager, {
        ...by,
        details: changedDetails(next!.user.username, []),
      });
      for (const step of this.steps) await step(manager, operation, next!.user);
      return next!.user;
    });
  }
}
