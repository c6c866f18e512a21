/**
 * `node relay/start.mjs [pairing-code | restored | move]`: the relay, or one of its commands, from a file that any Node can read, so that one that is
 * too old for the others says so in a line.
 */
const OLDEST = 24;
const [, , word = ''] = process.argv;
const commands = {
  'pairing-code': () => import('./pairing-code.ts'),
  restored: () => import('./restored.ts'),
  move: () => import('./move.ts'),
};

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  process.stderr.write(`the relay needs Node ${OLDEST} or newer; this is ${process.versions.node}\n`);
  process.exitCode = 1;
} else if (word === '') {
  await import('./server.ts');
} else if (Object.hasOwn(commands, word)) {
  process.argv.splice(2, 1);
  await commands[word]();
} else {
  process.stderr.write(`»${word}« is no command of the relay: ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 64;
}
