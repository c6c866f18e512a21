/** The contract as a list, to be gone through from end to end. */
import { type AnySchema, getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract';
import { z } from 'zod';
import { contract } from '../../shared/contract/contract.ts';

export interface Procedure {
  /** `stores.map` */
  readonly name: string;
  readonly path: readonly string[];
  /** Absent where nothing is asked for. */
  readonly input: z.ZodType | undefined;
  /** Of one event where the answer is a stream of them. */
  readonly output: z.ZodType | undefined;
  readonly isStream: boolean;
  /** What the procedure may refuse with, by code. */
  readonly errors: Readonly<Record<string, z.ZodType | undefined>>;
}

function asZod(schema: AnySchema | undefined): z.ZodType | undefined {
  if (schema === undefined) return undefined;
  if (!(schema instanceof z.ZodType)) throw new TypeError('the contract is written in zod');
  return schema;
}

function collect(node: unknown, path: readonly string[]): Procedure[] {
  if (isContractProcedure(node)) {
    const { inputSchema, outputSchema, errorMap } = node['~orpc'];
    const events = getEventIteratorSchemaDetails(outputSchema);
    return [
      {
        name: path.join('.'),
        path,
        input: asZod(inputSchema),
        output: asZod(events ? events.yields : outputSchema),
        isStream: events !== undefined,
        errors: Object.fromEntries(
          Object.entries(errorMap as Record<string, { data?: AnySchema }>).map(([code, { data }]) => [
            code,
            asZod(data),
          ]),
        ),
      },
    ];
  }
  return Object.entries(node as object).flatMap(([name, child]) => collect(child, [...path, name]));
}

export const procedures: readonly Procedure[] = collect(contract, []);

/** The function of a nested client or router that a path leads to; undefined where there is none. */
export function at(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) =>
      node === undefined || node === null ? undefined : (node as Record<string, unknown>)[name],
    tree,
  );
}
