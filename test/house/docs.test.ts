/** The guides say what is there: their pictures, the words on screen, their links, and the same in both languages. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { picturesFolder, picturesReferredTo, picturesThere } from '../screens/docs-pictures.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
/** Without what only looks like prose. */
const proseOf = (text: string) => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');

const guides = {
  sv: { path: 'docs/anvandarguide.md', quote: /»([^»«]+)«/g },
  en: { path: 'docs/user-guide.en.md', quote: /“([^“”]+)”/g },
} as const;
type Language = keyof typeof guides;

/** In quotes, but not on the screen. */
const exceptions: Readonly<Record<string, string>> = {
  '…': 'stands for whatever is quoted',
  '/': 'a key to press',
};

type Words = { readonly [key: string]: string | Words };

const isWords = (value: unknown): value is Words => typeof value === 'object' && value !== null;

function sentencesOf(words: Words): string[] {
  return Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : sentencesOf(value)));
}

function screenWords(language: Language): string[] {
  return ['', 'window.', 'desktop.'].flatMap((part) => {
    const words: unknown = JSON.parse(read(`shared/i18n/${part}${language}.json`));
    return isWords(words) ? sentencesOf(words) : [];
  });
}

/** `{{count}} i kö` is »3 i kö« on the screen. One without words of its own would be anything. */
function patternOf(sentence: string): RegExp | null {
  const pieces = sentence.split(/\{\{\w+\}\}/);
  if (pieces.length === 1 || !/\p{L}{2}/u.test(pieces.join(''))) return null;
  const escaped = pieces.map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.+')}$`, 'u');
}

function notOnScreen(language: Language): string[] {
  const { path, quote } = guides[language];
  const words = screenWords(language);
  const plain = new Set(words);
  const patterns = words.map(patternOf).filter((pattern) => pattern !== null);
  const isOnScreen = (said: string) => plain.has(said) || patterns.some((pattern) => pattern.test(said));
  const quoted = [...proseOf(read(path)).matchAll(quote)].map(([, said = '']) =>
    said.replaceAll(/\s+/g, ' '),
  );
  expect(quoted.length, 'words in quotes').toBeGreaterThan(100);
  return quoted
    .filter((said) => !(said in exceptions) && !isOnScreen(said))
    .flatMap((said) => said.split(' > ').filter((part) => !isOnScreen(part)));
}

describe('the user guides', () => {
  it('refer to every picture that there is, and to no other', () => {
    expect([...picturesReferredTo()].sort()).toEqual([...picturesThere()].sort());
  });

  it('have pictures that are quickly shown', () => {
    const sizes = [...picturesThere()].map(
      (name) => [name, statSync(join(picturesFolder, name)).size] as const,
    );
    expect(sizes.filter(([, size]) => size > 150_000)).toEqual([]);
    expect(sizes.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(4_000_000);
  });

  it.each(['sv', 'en'] as const)('quote only what is on the screen (%s)', (language) => {
    expect(notOnScreen(language)).toEqual([]);
  });

  it('are the same in both languages, heading by heading and picture by picture', () => {
    const outline = (language: Language) =>
      [
        ...proseOf(read(guides[language].path)).matchAll(
          /^(#+) |!\[[^\]]+\]\(pictures\/(\w+)\/([\w-]+)\.png\)/gm,
        ),
      ].map(([, heading, folder, picture]) => heading ?? `${folder === language ? '' : folder}${picture}`);
    expect(outline('en')).toEqual(outline('sv'));
  });
});

describe('every document', () => {
  const documents = execFileSync('git', ['ls-files', '--cached', '*.md'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)));

  /** As GitHub names a heading. */
  const anchorsOf = (path: string) =>
    new Set(
      [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
          .trim()
          .replaceAll(/\s/g, '-'),
      ),
    );

  it.each(documents)('leads where it says: %s', (path) => {
    const links = [...proseOf(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const astray = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file = '', anchor] = decodeURI(link).split('#');
      const target = file === '' ? join(root, path) : resolve(root, dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(relative(root, target)).has(anchor);
    });
    expect(astray).toEqual([]);
  });
});
