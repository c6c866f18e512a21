import type { AnswerLimits } from '../../engine/ports.ts';

/** A page of EasyCashier's or Shopify's is some hundred kilobytes, the relay's largest answer 20 MB. */
const usualLimits: AnswerLimits = { bytes: 32 * 1024 * 1024, ms: 2 * 60_000 };
/** Beyond it there is no status that a `Response` may have; what is there is a server's fault. */
const LAST_STATUS = 599;

/**
 * The same answer, of which no more is taken in than `limits` allow: whoever reads on is told with an error that the rest never came, and the
 * connection is closed. Counted is what it unpacks to: some kilobytes may become gigabytes. The time begins now.
 */
export function bounded(response: Response, { bytes, ms }: AnswerLimits = usualLimits): Response {
  if (response.body === null) return response;
  let left = bytes;
  let late: NodeJS.Timeout | undefined;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => {
      late = setTimeout(() => controller.error(cut(`it was not over after ${ms} ms`)), ms).unref();
    },
    transform: (chunk, controller) => {
      left -= chunk.byteLength;
      if (left >= 0) return controller.enqueue(chunk);
      clearTimeout(late);
      controller.error(cut(`it is larger than ${bytes} bytes`));
    },
    flush: () => clearTimeout(late),
  });
  const { status, statusText, headers } = response;
  const body = response.body.pipeThrough(counted);
  return new Response(body, { status: Math.min(status, LAST_STATUS), statusText, headers });
}

const cut = (why: string) =>
  new TypeError('terminated', {
    cause: Object.assign(new Error(`the answer was cut: ${why}`), { code: 'ERESPONSETOOLARGE' }),
  });
