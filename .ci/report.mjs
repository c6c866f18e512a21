/**
 * What a suite's report says (vitest's JSON): first its numbers, `passed failed`, then a line for each test that failed or was
 * skipped and for each file that failed around its tests, so that the end of a run says what to look at.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
process.stdout.write(`${numPassedTests} ${numFailedTests}\n`);
const notGood = new Set(['failed', 'skipped', 'pending', 'todo']);
for (const { name, status, message, assertionResults } of testResults) {
  const file = relative(process.cwd(), name);
  const told = assertionResults.filter((test) => notGood.has(test.status));
  for (const test of told) {
    const [why = ''] = (test.failureMessages?.[0] ?? '').split('\n');
    process.stdout.write(
      `*** ${test.status}: ${file} > ${test.fullName}${why && `: ${why.slice(0, 300)}`}\n`,
    );
  }
  if (status === 'failed' && !told.some((test) => test.status === 'failed')) {
    process.stdout.write(`*** failed: ${file}: ${`${message}`.split('\n')[0].slice(0, 300)}\n`);
  }
}
