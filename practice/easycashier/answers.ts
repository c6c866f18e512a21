import type { EasyCashierSettings } from './settings.ts';

/** A refusal in the shape that tests of public code show (facts, A0.5); `worded` makes it one of the others. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: { code: status, message } }, { status, headers });
}

/** The answer with its refusal, if it is one, in the words of this BackOffice. */
export async function worded(
  response: Response,
  shape: EasyCashierSettings['errorShape'],
): Promise<Response> {
  if (response.ok || shape === 'error') return response;
  const { error } = (await response.clone().json()) as { error?: { message: string } };
  if (error === undefined) return response;
  const { status, headers } = response;
  return Response.json({ [shape]: error.message }, { status, headers: pausesOf(headers) });
}

function pausesOf(headers: Headers): Record<string, string> {
  const pause = headers.get('Retry-After');
  return pause === null ? {} : { 'Retry-After': pause };
}

/** The JSON of a body, or undefined when it is none. */
export async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}

/** 200 with JSON that is text already. */
export function answerText(json: string): Response {
  return new Response(json, { headers: { 'Content-Type': 'application/json' } });
}
