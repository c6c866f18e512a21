/** Refusals. Their `{message}` body has not been observed; a caller should go by the status. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ message }, { status, headers });
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
