import { type DataSource, type EntityManager, In } from 'typeorm';
import { transact } from '../../platform/database/transaction';
import { type Batch, checkSize, distinctIds, idsOfBatch, noSuchRow } from '../../platform/graphql/batch';
import { idOf } from '../../platform/graphql/ids';
import { changeEach, checkAll, parseEach } from '../../platform/graphql/input-errors';
import { insertUnique } from '../../platform/graphql/insert-unique';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import type { Viewer } from '../../viewer';
import { AuditAction } from '../audit/audit-action';
import { changedDetails } from '../audit/audit-details';
import { type AuditLog, doneBy } from '../audit/audit-log';
import { isByLink } from '../auth/credentials';
import { assertAllowed } from '../auth/denials';
import { confirmViewer } from '../auth/lock-viewer';
import { Role } from '../auth/permissions';
import type { Revocations } from '../auth/revocations';
import {
  findSignInAddresses,
  lockSignInAddresses,
  noAddresses,
  type SignInAddresses,
} from '../auth/sign-in/sign-in-addresses';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { parseUsername } from './parse-user-input';
import { User, usernameKeyOf, UserStatus } from './user.entity';
import { checkChangeUsers } from './user.policy';
import type { ChangeUserInput, CreateUserInput, UserFields } from './user-changes.inputs';
import { assertAddressFree, assertMayGrant, parseNewUser, parseUserChanges, type UserRules } from './user-rules';
import { changeUsers, insertUsers, type NewUser } from './user-writes';

/** Creates and changes users. Each batch is atomic. */
export class UserService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly organizations: OrganizationRepository,
    private readonly auditLog: AuditLog,
    private readonly revocations: Revocations,
  ) {}

  async create(operation: Operation, batch: Batch<CreateUserInput>): Promise<User[]> {
    const { organizationId } = operation.viewer;
    const rules = await this.checkAndLoad(operation.viewer, batch);
    const createdAt = this.clock.now();
    const users = parseEach(batch.items, (input, index): NewUser => {
      const pathOf = (field: string) => batch.pathOf(index, field);
      const { username, fields } = checkAll({
        username: () => parseUsername(pathOf('username'), input.username),
        fields: () => parseNewUser(rules, input, pathOf),
      });
      return { status: UserStatus.ACTIVE, role: Role.MEMBER, ...fields, username, createdAt };
    });
    const keys = users.map(({ username }) => usernameKeyOf(username));
    const texts = users.map(({ username }) => username);
    const argumentOf = (index: number) => batch.pathOf(index, 'username');
    return insertUnique(
      this.dataSource,
      { table: 'users', column: 'usernameKey', organizationId, keys, texts, argumentOf },
      async (manager) => {
        const addresses = await this.lockAddresses(manager, operation.viewer, batch.items, []);
        await confirmViewer(manager, operation);
        parseEach(users, ({ email }, index) =>
          assertAddressFree({ ...rules, addresses }, null, email, batch.pathOf(index, 'email')),
        );
        await insertUsers(manager, organizationId, users, !isByLink(operation.viewer));
        await this.auditLog.recordEach(
          manager,
          doneBy(operation, AuditAction.USER_CREATED),
          users.map(({ username }) => changedDetails(username, [])),
        );
        const rows = await manager.find(User, { where: { organizationId, usernameKey: In(keys) } });
        const byKey = new Map(rows.map((row) => [usernameKeyOf(row.username), row]));
        return keys.map((key) => byKey.get(key)!);
      },
    );
  }

  async change(operation: Operation, batch: Batch<ChangeUserInput>): Promise<User[]> {
    const { viewer } = operation;
    const loaded = await this.checkAndLoad(viewer, batch);
    const idTexts = idsOfBatch(batch);
    const ids = distinctIds(idTexts);
    const by = doneBy(operation, AuditAction.USER_CHANGED);
    const changer = {
      by,
      revocations: this.revocations,
      isUnconfirmed: !isByLink(viewer),
      confirmedIds: confirmedBy(viewer, batch.items),
      language: operation.language,
    };
    return transact(this.dataSource, async (manager) => {
      const rules = { ...loaded, addresses: await this.lockAddresses(manager, viewer, batch.items, ids) };
      await confirmViewer(manager, operation, ids.includes(viewer.userId) ? 'EXCLUSIVE' : 'SHARED');
      const change = (before: User | undefined, index: number): User => {
        if (!before) throw noSuchRow('user', idTexts, index);
        const pathOf = (field: string) => batch.pathOf(index, field);
        return { ...before, ...parseUserChanges(rules, before, batch.items[index]!, pathOf) };
      };
      const changes = await changeEach(change, (tryChange) => changeUsers<User>(manager, changer, ids, tryChange));
      await this.auditLog.recordEach(
        manager,
        by,
        changes
          .filter(({ fields }) => fields.length > 0)
          .map(({ user, fields }) => changedDetails(user.username, fields)),
      );
      return changes.map(({ user }) => user);
    });
  }

  private async checkAndLoad(viewer: Viewer, batch: Batch<UserFields>): Promise<UserRules> {
    // First, because to anyone but the owner, the permissions to change users would be of no use.
    for (const input of batch.items) assertMayGrant(viewer, input);
    assertAllowed(checkChangeUsers(viewer));
    checkSize(batch);
    return {
      editor: viewer,
      referenceData: await this.organizations.referenceData(viewer),
      addresses: noAddresses,
    };
  }

  /** Reads the addresses that the changes depend on. They hold until the transaction ends. */
  private async lockAddresses(
    manager: EntityManager,
    { organizationId }: Viewer,
    inputs: readonly UserFields[],
    ids: readonly number[],
  ): Promise<SignInAddresses> {
    const raised = ids.filter((_id, index) => {
      const { role, permissions, status } = inputs[index]!;
      return role || permissions?.length || status === UserStatus.ACTIVE;
    });
    if (raised.length === 0 && !inputs.some(({ email }) => email)) return noAddresses;
    await lockSignInAddresses(manager, organizationId);
    return findSignInAddresses(manager, organizationId, raised);
  }
}

const confirmedBy = (viewer: Viewer, inputs: readonly ChangeUserInput[]): number[] =>
  viewer.role === Role.OWNER && isByLink(viewer) ? inputs.flatMap(({ id, email }) => (email ? [idOf(id)] : [])) : [];
