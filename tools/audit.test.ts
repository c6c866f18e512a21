import { expect, it } from 'vitest';
import { judgeAudit } from './audit.ts';

const builtIn = new Set(['node_modules/undici']);
const hole = (severity: string, folder: string) => ({
  severity,
  range: '<7.1.0',
  via: ['other', { title: 'Reads too far', url: 'https://example.com/1' }],
  nodes: [folder],
  fixAvailable: true,
});
const said = (vulnerabilities: object) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} });

it('ends badly where what is built in has a grave hole, and names it', () => {
  for (const severity of ['high', 'critical']) {
    const { lines, isWell } = judgeAudit(said({ undici: hole(severity, 'node_modules/undici') }), builtIn);
    expect(isWell).toBe(false);
    expect(lines).toEqual([
      `${severity} in undici <7.1.0 (built in): by other; Reads too far https://example.com/1`,
    ]);
  }
});

it('tells of what is less, or in a tool, and of none', () => {
  const tool = judgeAudit(said({ vite: hole('critical', 'node_modules/vite') }), builtIn);
  expect(tool).toMatchObject({ isWell: true, lines: [expect.stringContaining('(a tool)')] });
  expect(judgeAudit(said({ undici: hole('low', 'node_modules/undici') }), builtIn).isWell).toBe(true);
  expect(judgeAudit(said({}), builtIn)).toEqual({ isWell: true, lines: ['no known holes'] });
});

it('says aloud that nobody answered, and fails nothing for it', () => {
  for (const answer of [
    '',
    'npm error',
    '{"message":"405 Method Not Allowed","statusCode":405}',
    '{"error":{"code":"ENOTFOUND"}}',
  ])
    expect(judgeAudit(answer, builtIn)).toEqual({
      isWell: true,
      lines: [expect.stringMatching(/^\*\*\* THE REGISTRY DID NOT ANSWER/)],
    });
});
