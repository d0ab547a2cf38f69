import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Credentials } from '../../features/auth/credentials';
import { type PermissionWatcher, rightsKey } from '../../features/auth/permission-watcher';
import { type Audience, sharingOf } from '../../platform/graphql/audience';
import type { Viewer } from '../../viewer';
import type { RequestInfo } from '../graphql/format-error';
import type { OrganizationThrottle } from '../graphql/organization-throttle';
import type { Client, Operations } from '../operations';
import { SharedSubscription } from './shared-subscription';
import type { Watcher } from './watcher';

/** An operation as its client sent it. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly extensions?: Record<string, unknown> | null | undefined;
}

/** A validated operation that can be shared, and the subscriptions that run it: one per visibility key. */
export interface SharedOperation {
  readonly key: string;
  readonly audience: Audience;
  readonly args: ExecutionArgs;
  readonly cost: number;
  readonly running: Map<string, SharedSubscription>;
}

interface SharingDependencies {
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly throttle: OrganizationThrottle;
  readonly credentials: Credentials;
  readonly permissions: PermissionWatcher;
  readonly format: (result: ExecutionResult, of: RequestInfo) => FormattedExecutionResult;
}

/**
 * Runs a subscription once for all viewers that send the same operation and see the same records: viewers in
 * one organization with the same role, permissions and scope.
 */
export class SharedSubscriptions {
  private readonly operations = new Map<string, SharedOperation>();
  private states = 0;

  constructor(private readonly dependencies: SharingDependencies) {}

  /** Returns the identical operation that is already running, if any. It has been validated. */
  find(payload: OperationRequest, client: Client): SharedOperation | undefined {
    try {
      return this.operations.get(keyOf(payload, client));
    } catch {
      // JSON.stringify recurses, JSON.parse does not. Variables that are nested so deeply are refused later.
      return undefined;
    }
  }

  /** Returns null if the selected fields may differ between viewers. The document must be valid. */
  share(payload: OperationRequest, client: Client, args: ExecutionArgs, cost: number): SharedOperation | null {
    const audience = audienceOf(this.dependencies.schema, args.document);
    return audience && { key: keyOf(payload, client), audience, args, cost, running: new Map() };
  }

  watch(operation: SharedOperation, client: Client, watcher: Watcher): void {
    const { viewer } = watcher;
    const { key, audience, args, cost, running } = operation;
    const { operations, throttle, credentials, permissions, format } = this.dependencies;
    if (!watcher.hasMoved) watcher.stopPermissionChecks = permissions.watch(watcher);
    const visibility = visibilityKey(viewer, audience);
    let shared = running.get(visibility);
    if (!shared) {
      shared = new SharedSubscription({
        audience,
        args,
        // The client of the first watcher may disconnect, so its own `isGone` does not count.
        createOperation: (isGone) => ({
          ...operations.create(viewer, client),
          isGone,
          inTurn: (work) => throttle.runInTurn(viewer, cost, isGone, work),
        }),
        // One counter for all visibility keys, because a watcher that moves compares states of both subscriptions.
        nextOrder: () => ++this.states,
        format: (result, operation) => JSON.stringify(format(result, operation)),
        viewersNow: (viewers) => credentials.refreshViewers(viewers),
        belongs: (other) => visibilityKey(other, audience) === visibility,
        move: (moving) => {
          moving.move();
          this.watch(operation, client, moving);
        },
        close: () => {
          if (running.get(visibility) === shared) running.delete(visibility);
          if (running.size === 0 && this.operations.get(key) === operation) this.operations.delete(key);
        },
      });
      running.set(visibility, shared);
      this.operations.set(key, operation);
    }
    shared.join(watcher);
  }
}

/** A hash, because the operation may be as long as a message. Texts in a result are in one language. */
const keyOf = ({ query, operationName, variables }: OperationRequest, { language }: Client): string =>
  createHash('sha256')
    .update(JSON.stringify([language, query, operationName ?? null, variables ?? null]))
    .digest('base64');

const visibilityKey = (viewer: Viewer, { scope }: Audience): string =>
  `${viewer.organizationId} ${rightsKey(viewer)} ${JSON.stringify(scope(viewer))}`;

/** Returns null if the operation selects a field whose value differs between viewers. */
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
