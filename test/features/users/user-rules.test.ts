import { Role } from '../../../src/features/auth/permissions';
import { UserStatus } from '../../../src/features/users/user.entity';
import { parseUserChanges } from '../../../src/features/users/user-rules';

describe('parseUserChanges', () => {
  it('does not let an editor who is suspended meanwhile make their own account ACTIVE', () => {
    const before = { id: 5, role: Role.ADMIN, permissions: [], email: null, status: UserStatus.INACTIVE };
    const change = (userId: number): unknown => {
      const editor = { userId, role: Role.OWNER, credential: 'session 1', isFromProvider: false };
      const rules = { editor, addresses: { unconfirmed: new Set(), ofAdmins: new Set() } };
      return parseUserChanges(rules as never, before, { status: UserStatus.ACTIVE }, String);
    };
    expect(change(6)).toMatchObject({ status: UserStatus.ACTIVE });
    expect(() => change(5)).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN', details: expect.objectContaining({ reason: 'OWN_ACCOUNT' }) }),
    );
  });
});
