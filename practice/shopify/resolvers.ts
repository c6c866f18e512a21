import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.ts';

/**
 * Resolvers of one type of the schema; a field without one is the plain property of that name. Arguments have been
 * checked against the schema by then, so each resolver names the shape it reads.
 */
export type Resolvers<Source> = Readonly<
  Record<string, (source: Source, args: never, context: Context, info: GraphQLResolveInfo) => unknown>
>;
