/** What the guides and the README say of pictures. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
export const picturesFolder = join(root, 'docs', 'pictures');

/** Every picture that a document for people refers to, as `sv/overview.png`. */
export function picturesReferredTo(): ReadonlySet<string> {
  const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const texts = [join(root, 'README.md'), ...guides.map((name) => join(root, 'docs', name))];
  return new Set(
    texts.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\bpictures\/((?:sv|en)\/[\w-]+\.png)/g)].map(
        ([, name = '']) => name,
      ),
    ),
  );
}

/** Every picture there is, by the same names. */
export function picturesThere(): ReadonlySet<string> {
  const there = readdirSync(picturesFolder, { recursive: true, encoding: 'utf8' });
  return new Set(there.filter((name) => name.endsWith('.png')).map((name) => name.replaceAll('\\', '/')));
}
