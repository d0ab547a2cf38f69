import { Extensions } from 'type-graphql';

/**
 * Marks a field that can be refused on its own with FORBIDDEN, and says what it needs. Such a field must be nullable: a
 * refused non-null field would empty the whole response. A test holds the mark, the nullability and the refusals
 * together.
 */
export const Refusable = (needs: string): ReturnType<typeof Extensions> => Extensions({ refusable: needs });
