import { expect, it } from 'vitest';
import { whyNoAnswer } from './network-failure.ts';

const failed = (code: string, message = `about ${code}`, more = {}) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code, ...more }) });

it.each([
  ['ENETUNREACH', 'noNetwork'],
  ['EAI_AGAIN', 'nameNotFound'],
  ['EPROXY', 'proxyRefuses'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificateUnknown'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificateUnknown'],
  ['CERT_HAS_EXPIRED', 'certificateDate'],
  ['CERT_NOT_YET_VALID', 'certificateDate'],
  ['UND_ERR_CONNECT_TIMEOUT', 'serverDown'],
  ['SOMETHING_NEW', null],
] as const)('%s is %s, and its code and words are for the log', (code, failure) => {
  expect(whyNoAnswer(failed(code))).toEqual({ failure, why: `no answer (${code}: about ${code})` });
});

it('of several addresses the first tells', () => {
  const errors = [new Error('connect ECONNREFUSED ::1:443'), new Error('connect ECONNREFUSED 127.0.0.1:443')];
  expect(whyNoAnswer(failed('ECONNREFUSED', '', { errors }))).toEqual({
    failure: 'serverDown',
    why: 'no answer (ECONNREFUSED: connect ECONNREFUSED ::1:443)',
  });
});

it('what has no code keeps its words to itself: they may repeat a header', () => {
  const error = new TypeError('Invalid header value: hemlig');
  expect(whyNoAnswer(error)).toEqual({ failure: null, why: 'no answer (TypeError)' });
});
