/**
 * The contract as text, a line for each thing that is said. A change here is a change for every window, command line and
 * script that speaks to the engine: look at the difference, tell it in CHANGELOG.md, and then
 * `npx vitest run test/contract/shape.test.ts --update`.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Procedure, procedures } from './procedures.ts';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}

function written(schema: z.ZodType | undefined, io: 'input' | 'output'): string {
  if (schema === undefined) return 'nothing';
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io });
  return JSON.stringify(sorted(shape));
}

function lines({ name, input, output, isStream, errors }: Procedure): string[] {
  return [
    `${name} asks ${written(input, 'input')}`,
    `${name} ${isStream ? 'streams' : 'answers'} ${written(output, 'output')}`,
    ...Object.entries(errors).map(
      ([code, data]) => `${name} refuses as ${code} ${data === undefined ? 'nothing' : 'data'}`,
    ),
  ];
}

const refusals = new Set(
  procedures.flatMap(({ errors }) =>
    Object.entries(errors).map(([code, data]) => `${code} carries ${written(data, 'output')}`),
  ),
);

describe('the contract', () => {
  it('is found at all, and refuses in one way only', () => {
    expect(procedures.length).toBeGreaterThan(30);
    expect(refusals.size).toBe(1);
  });

  it('is what was agreed on', async () => {
    const text = [...refusals, ...procedures.flatMap(lines)].sort().join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot('contract.txt');
  });
});
