import type { RefusalArgs } from '../shared/contract/base.ts';
import type { NetworkFailure } from '../shared/words/network-failures.ts';

/** The code with which a host rejects a call that the network's proxy keeps from its server. */
export const PROXY_REFUSED = 'EPROXY';

/** By the codes of the operating system, of OpenSSL and of `fetch`. */
const byCode: Readonly<Record<NetworkFailure, readonly string[]>> = {
  noNetwork: ['ENETDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  // EAI_AGAIN: no name server could be asked.
  nameNotFound: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL', 'EAI_NODATA'],
  proxyRefuses: [PROXY_REFUSED],
  certificateUnknown: [
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'CERT_REVOKED',
    'CERT_CHAIN_TOO_LONG',
    'CERT_SIGNATURE_FAILURE',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  certificateDate: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
  serverDown: [
    'ECONNREFUSED',
    'ECONNRESET',
    'ECONNABORTED',
    'EHOSTUNREACH',
    'EHOSTDOWN',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_SOCKET',
  ],
};

const names = new Map(
  Object.entries(byCode).flatMap(([failure, codes]) =>
    codes.map((code) => [code, failure as NetworkFailure] as const),
  ),
);

/** Why no answer came. `why` is for the log: the code and what the system says about it, free of secrets. */
export interface WhyNoAnswer {
  /** Null where the error does not tell. */
  readonly failure: NetworkFailure | null;
  readonly why: string;
}

/** What the rejection of a call tells. */
export function whyNoAnswer(error: unknown): WhyNoAnswer {
  if (!(error instanceof Error)) return { failure: null, why: 'no answer (error)' };
  const cause = (error.cause ?? error) as { code?: unknown; message?: unknown; errors?: unknown };
  // Without a code it is a request that could not be built: its message may repeat a header, and so a token.
  if (typeof cause.code !== 'string') return { failure: null, why: `no answer (${error.name})` };
  return {
    failure: names.get(cause.code) ?? null,
    why: `no answer (${cause.code}: ${messageOf(cause)})`,
  };
}

/** Where several addresses were tried the first tells it. */
function messageOf({ message, errors }: { message?: unknown; errors?: unknown }): string {
  const [first] = Array.isArray(errors) ? (errors as { message?: unknown }[]) : [];
  return String(message || first?.message || '').slice(0, 300);
}

/** What a refusal says beside the address, where the failure is known. */
export function failureArgs(failure: NetworkFailure | null | undefined): RefusalArgs {
  return failure ? { failure } : {};
}
