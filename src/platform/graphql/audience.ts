import type { GraphQLField, GraphQLObjectType } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Viewer } from '../../viewer';

/**
 * Defines which viewers of a subscription receive equal states, so that each state is computed once for all of them.
 * Only for subscriptions that send the whole current state with each event. Set as `audience` in the extensions of the
 * root field.
 */
export interface Audience<Event = unknown> {
  /**
   * The viewer's visibility, as data. Must be equal for viewers with the same organization, role and permissions.
   */
  readonly scope: (viewer: Viewer) => unknown;
  /** Increases from one state to the next. Absent: the state is read when the event arrives. */
  readonly version?: (event: Event) => number;
  /**
   * When the parts of the state that can change without a new version were read. Of two states with the same version,
   * the later one is delivered.
   */
  readonly readAtMs?: (event: Event) => number;
}

type Sharing = 'SHARED' | 'PER_VIEWER';

/**
 * Marks a field that has the same value for all viewers of one audience, so that it may be resolved once for all of
 * them. Every field that such a subscription reaches has this mark or `PerViewer`.
 */
export const Shared = (): PropertyDecorator & MethodDecorator => Extensions({ sharing: 'SHARED' satisfies Sharing });

/**
 * Marks a field whose value depends on who reads it, such as a link: an operation that selects it is executed for each
 * viewer. On a type it covers the fields without a mark of their own.
 */
export const PerViewer = (): PropertyDecorator & MethodDecorator & ClassDecorator =>
  Extensions({ sharing: 'PER_VIEWER' satisfies Sharing });

/** How a field is shared. Undefined for a field without a mark, which is not shared. */
export const sharingOf = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Sharing | undefined =>
  (field.extensions.sharing ?? type.extensions.sharing) as Sharing | undefined;
