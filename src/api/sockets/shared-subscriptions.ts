import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { AccessTokens } from '../../features/auth/access-tokens';
import { type PermissionWatcher, rightsKey } from '../../features/auth/permission-watcher';
import { type Audience, sharingOf } from '../../platform/graphql/audience';
import type { Viewer } from '../../viewer';
import type { Client, Operations } from '../context';
import type { OrganizationThrottle } from '../graphql/organization-throttle';
import { SharedSubscription } from './shared-subscription';
import type { Watcher } from './watcher';

/** A checked operation that may be shared, and the subscriptions that run it: one for each kind of viewer. */
export interface SharedOperation {
  readonly key: string;
  readonly audience: Audience;
  readonly args: ExecutionArgs;
  readonly cost: number;
  readonly running: Map<string, SharedSubscription>;
}

interface SharingParts {
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly fairShares: OrganizationThrottle;
  readonly tokens: AccessTokens;
  readonly permissions: PermissionWatcher;
  readonly present: (result: ExecutionResult, requestId: string) => ExecutionResult;
}

/**
 * Runs a subscription once for all who ask the same and may see the same: the same organization, role, permissions and
 * scope.
 */
export class SharedSubscriptions {
  private readonly questions = new Map<string, SharedOperation>();
  private states = 0;

  constructor(private readonly parts: SharingParts) {}

  /** Someone runs this very operation now: then it has been checked. */
  find(payload: SubscribePayload): SharedOperation | undefined {
    try {
      return this.questions.get(keyOf(payload));
    } catch {
      // JSON.stringify does not go as deep as JSON.parse did. Such variables are still to be refused.
      return undefined;
    }
  }

  /** Of a valid document; null when what it selects may differ from viewer to viewer. */
  share(payload: SubscribePayload, args: ExecutionArgs, cost: number): SharedOperation | null {
    const audience = audienceOf(this.parts.schema, args.document);
    return audience && { key: keyOf(payload), audience, args, cost, running: new Map() };
  }

  watch(question: SharedOperation, client: Client, watcher: Watcher): void {
    const { viewer } = watcher;
    const { key, audience, args, cost, running } = question;
    const { operations, fairShares, tokens, permissions, present } = this.parts;
    if (!watcher.hasMoved) watcher.stopPermissionChecks = permissions.watch(watcher);
    const sight = visibilityKey(viewer, audience);
    let shared = running.get(sight);
    if (!shared) {
      shared = new SharedSubscription({
        audience,
        args,
        // Whoever was the first may have left.
        begin: (isGone) => ({
          ...operations.begin(viewer, client),
          isGone,
          inTurn: (work) => fairShares.runInTurn(viewer, cost, isGone, work),
        }),
        // Counted here and not in each group of equal rights: a watcher that moves compares states of both.
        nextOrder: () => ++this.states,
        present: (result, { requestId }) => JSON.stringify(present(result, requestId)),
        viewersNow: (viewers) => tokens.refreshViewers(viewers),
        belongs: (other) => visibilityKey(other, audience) === sight,
        move: (moving) => {
          moving.move();
          this.watch(question, client, moving);
        },
        close: () => {
          if (running.get(sight) === shared) running.delete(sight);
          if (running.size === 0 && this.questions.get(key) === question) this.questions.delete(key);
        },
      });
      running.set(sight, shared);
      this.questions.set(key, question);
    }
    shared.join(watcher);
  }
}

/** Hashed, because it may be as long as a message. */
const keyOf = ({ query, operationName, variables }: SubscribePayload): string =>
  createHash('sha256')
    .update(JSON.stringify([query, operationName ?? null, variables ?? null]))
    .digest('base64');

const visibilityKey = (viewer: Viewer, { scope }: Audience): string =>
  `${viewer.organizationId} ${rightsKey(viewer)} ${JSON.stringify(scope(viewer))}`;

/** Null for an operation that selects a field of each viewer's own. */
export function audienceOf(schema: GraphQLSchema, document: DocumentNode): Audience | null {
  const types = new TypeInfo(schema);
  const root = schema.getSubscriptionType();
  const audiences = new Set<Audience | undefined>();
  let isShared = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name: { value: name } }) {
        const type = types.getParentType()!;
        const field = types.getFieldDef()!;
        if (type === root) audiences.add(field.extensions.audience as Audience | undefined);
        else if (name !== '__typename') isShared &&= isObjectType(type) && sharingOf(type, field) === 'SHARED';
      },
    }),
  );
  const [audience] = audiences;
  return audiences.size === 1 && audience && isShared ? audience : null;
}
