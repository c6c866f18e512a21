import { z } from 'zod';
import { capabilitySide, findingSchemas } from '../../shared/contract/capabilities.ts';
import { capabilityNames, type Findings } from '../../shared/words/capabilities.ts';

/** What another version of the program has kept and this one does not understand has not been asked. */
const findings = z.object(
  Object.fromEntries(
    capabilityNames.map((name) => [name, (findingSchemas[name] as z.ZodType).catch({ is: 'notAsked' })]),
  ),
) as unknown as z.ZodType<Findings>;

/** How capabilities lie in the ledger. `of`: the versions of the APIs that were asked. */
export const keptCapabilities = z
  .object({
    of: z.object({ easycashier: z.string(), shopify: z.string() }),
    findings,
    /** Something has happened since they were asked that may have changed them. */
    askAgain: z.array(capabilitySide),
  })
  .default({
    of: { easycashier: '', shopify: '' },
    findings: Object.fromEntries(capabilityNames.map((name) => [name, { is: 'notAsked' }])) as Findings,
    askAgain: [],
  });
