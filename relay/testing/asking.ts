/** How the relay's tests deliver, poll and read what came back. */
import { expect } from 'vitest';
import { type EventsAnswer, eventsAnswer, relayError } from '../../shared/contract/relay.ts';
import type { Paired, Rig } from './rig.ts';

/** The call by which a delivery comes in at an address. */
export const at = (path: string) => `POST /in/${path}` as const;

/** One poll that must be answered 200. `query` is what stands after the question mark. */
export async function poll(rig: Rig, { deviceToken }: Paired, query = ''): Promise<EventsAnswer> {
  const { status, body } = await rig.ask(`GET /v1/events?${query}`, { token: deviceToken });
  expect(status).toBe(200);
  return eventsAnswer.parse(body);
}

export const code = (body: unknown): string => relayError.parse(body).error.code;

export const bodies = (answer: EventsAnswer): string[] =>
  answer.events.map(({ body }) => Buffer.from(body, 'base64').toString());
