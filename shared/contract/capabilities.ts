import { z } from 'zod';
import {
  type CapabilityAnswer,
  type CapabilityName,
  type CapabilityRow,
  capabilityNames,
  capabilityRow,
  capabilitySides,
  whyUntold,
} from '../words/capabilities.ts';
import { refusalCode } from './base.ts';
import { ourTimeSchema } from './instants.ts';

/** Longer lists than any app's scopes are not believed. */
const MOST_NAMES = 100;

function answerOf(row: CapabilityRow): z.ZodType {
  switch (row.kind) {
    case 'word':
      return z.enum(row.words);
    case 'number':
      return z.number().int();
    case 'name':
      return z.string().max(80).regex(row.form);
    case 'names':
      return z.array(z.string().max(80).regex(row.form)).max(MOST_NAMES);
  }
}

const findingOf = <Answer>(answer: z.ZodType<Answer>) =>
  z.discriminatedUnion('is', [
    z.object({ is: z.literal('notAsked') }),
    z.object({ is: z.literal('unknown'), why: z.enum(whyUntold), askedAt: ourTimeSchema }),
    z.object({ is: z.literal('known'), value: answer, askedAt: ourTimeSchema }),
  ]);

type FindingSchemas = {
  readonly [Name in CapabilityName]: ReturnType<typeof findingOf<CapabilityAnswer<Name>>>;
};

/** What each capability of the table may be known as. */
export const findingSchemas = Object.fromEntries(
  capabilityNames.map((name) => [name, findingOf(answerOf(capabilityRow(name)))]),
) as FindingSchemas;

export const capabilitySide = z.enum(capabilitySides);

/** What is known of both sides: words, numbers and names of scopes. Never a key, a login, an address or anything of a person. */
export const capabilities = z.object({
  /** The versions that our gateways ask for; what was found out of another one is not known. */
  askedApis: z.object({ easycashier: z.string(), shopify: z.string() }),
  findings: z.object(findingSchemas),
});
export type Capabilities = z.infer<typeof capabilities>;

/** What came of asking both sides; `failure` is why a side could not be asked to the end, null where it could. */
export const probeResult = capabilities.extend({
  probedAt: ourTimeSchema,
  sides: z.object({
    easycashier: z.object({ failure: refusalCode.nullable() }),
    shopify: z.object({ failure: refusalCode.nullable() }),
  }),
});
export type ProbeResult = z.infer<typeof probeResult>;
