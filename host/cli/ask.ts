/** Questions to the person at the terminal. Asked on stderr, so that stdout stays an answer. */
import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { printableLine } from '../../shared/words/control-characters.ts';

const KILLED_BY_SIGINT = 130;

/** Ctrl+D answers nothing; Ctrl+C ends the program. */
async function answerOf(reader: Interface, question: string): Promise<string> {
  const closed = new AbortController();
  reader.once('close', () => closed.abort());
  reader.once('SIGINT', () => {
    process.stderr.write('\n');
    process.exit(KILLED_BY_SIGINT);
  });
  try {
    return await reader.question(question, { signal: closed.signal });
  } catch (error) {
    if (closed.signal.aborted) return '';
    throw error;
  } finally {
    reader.close();
  }
}

export async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  return (await answerOf(reader, printableLine(question))).trim();
}

/** What is typed is not shown. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(printableLine(question));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = await answerOf(
    createInterface({ input: process.stdin, output: silent, terminal: true }),
    '',
  );
  process.stderr.write('\n');
  return answer;
}
