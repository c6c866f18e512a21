/** How computers come to their tokens, and to new ones. */
import { pairingCodeRequest, pairRequest, rotateRequest } from '../../shared/contract/relay.ts';
import { type Answer, type Head, parseBody, type Route, refuse } from '../answer.ts';
import { bearer, type Caller, type Context, recognise, turnAway } from '../context.ts';
import { makePairingCode } from '../pairing.ts';
import { hashPairingCode, hashToken, isSame, makeId, makeToken } from '../secrets.ts';

/** Some hundred bytes are sent, and strangers have little room together. */
const SMALL = 8 * 1024;

export function pairingRoutes(context: Context): Route[] {
  const { store, clock, monotonic, random, log, adminKey, strangers } = context;

  const makeCode = async (body: Uint8Array): Promise<Answer> => {
    const request = parseBody(pairingCodeRequest, body);
    if ('refusal' in request) return request.refusal;
    const made = await makePairingCode(context, request.value);
    if (!made) return refuse('unknownTenant', 'there is no such tenant');
    log.info('pairing code made', { tenantId: request.value.tenantId });
    return { status: 200, body: made };
  };

  const pair = async (head: Head, body: Uint8Array): Promise<Answer> => {
    const request = parseBody(pairRequest, body);
    if ('refusal' in request) return request.refusal;
    const at = clock.now();
    // Who guesses is told nothing more after a while, not even that it was right.
    if (!strangers.has(head.address, monotonic.now())) return refuse('tooMany', 'too many attempts');
    const { code, instanceId, name, ingestToken, deviceToken } = request.value;
    if (ingestToken === deviceToken) return refuse('badRequest', 'two different tokens are wanted');
    const paired = await store.pair({
      codeHash: hashPairingCode(code),
      newTenantId: makeId('tenant', random),
      newDeviceId: makeId('device', random),
      instanceId,
      name,
      ingestHash: hashToken(ingestToken),
      deviceHash: hashToken(deviceToken),
      at,
    });
    if (!paired) {
      strangers.take(head.address, monotonic.now());
      return refuse('unknownCode', 'this code is wrong, was used or has expired: ask for a new one');
    }
    log.info('computer paired', { tenantId: paired.tenantId });
    return { status: 200, body: paired };
  };

  const rotate = async ({ owner, tokenHash }: Caller, body: Uint8Array): Promise<Answer> => {
    const request = parseBody(rotateRequest, body);
    if ('refusal' in request) return request.refusal;
    const { kind, dropPrevious } = request.value;
    const token = dropPrevious ? null : makeToken(random);
    const isDone = await store.rotate({
      owner,
      kind,
      newHash: token === null ? null : hashToken(token),
      callerHash: tokenHash,
      at: clock.now(),
    });
    if (!isDone) return refuse('unknownToken', 'this computer has no tokens any more');
    log.info('token rotated', { tenantId: owner.tenantId, deviceId: owner.deviceId, kind, dropPrevious });
    return { status: 200, body: { token } };
  };

  return [
    {
      method: 'POST',
      path: '/v1/pairing-codes',
      maxBody: SMALL,
      open: (head) => {
        if (adminKey === null) return refuse('notFound', 'pairing codes are made at the relay itself');
        if (!strangers.has(head.address, monotonic.now())) return refuse('tooMany', 'too many attempts');
        return isSame(bearer(head), adminKey)
          ? makeCode
          : turnAway(context, head, 'the admin key is wanted', 401);
      },
    },
    {
      method: 'POST',
      path: '/v1/pair',
      maxBody: SMALL,
      open: (head) => (body) => pair(head, body),
    },
    {
      method: 'POST',
      path: '/v1/tokens/rotate',
      maxBody: SMALL,
      open: async (head) => {
        const caller = await recognise(context, head);
        return 'status' in caller ? caller : (body) => rotate(caller, body);
      },
    },
  ];
}
