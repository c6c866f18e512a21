/** What was found out about both sides, for whoever maintains the gateways. Words, numbers and scopes: no secret, nothing of a person. */
import type { ProbeResult } from '../../shared/contract/capabilities.ts';
import type { Redactor } from './redaction.ts';
import { aboutProgram } from './support-report.ts';

/** JSON. `now` in milliseconds since the epoch. */
export function probeReport(result: ProbeResult, redactor: Redactor, now: number): string {
  const report = { made: new Date(now).toISOString(), program: aboutProgram(), ...result };
  return `${redactor.text(JSON.stringify(report, null, 2))}\n`;
}
