/** `CHANGELOG.md` as far as a release needs it: it is written by hand, for people. */

/** Of one version, the newest first. */
export interface Section {
  /** `Unreleased`, or `0.2.0`. */
  readonly name: string;
  /** `2026-11-30`; null: it has not been released. */
  readonly date: string | null;
  /** Without its heading. */
  readonly text: string;
}

const heading = /^## \[([\w.+-]+)\](?: – (\S+))?$/;

export function readSections(changelog: string): Section[] {
  return changelog
    .split(/^(?=## )/m)
    .filter((part) => part.startsWith('## '))
    .map((part) => {
      const [first = '', ...lines] = part.split('\n');
      const [, name = first.slice(3), said = null] = heading.exec(first) ?? [];
      const date = said !== null && /^\d{4}-\d\d-\d\d$/.test(said) ? said : null;
      return { name, date, text: lines.join('\n').trim() };
    });
}

/** What stands under »Unreleased« goes under a heading of its own. @throws where nothing stands there */
export function closeUnreleased(changelog: string, version: string, date: string): string {
  const open = readSections(changelog).find(({ name }) => name === 'Unreleased');
  if (open === undefined || open.text === '')
    throw new Error(
      'CHANGELOG.md says nothing under »## [Unreleased]«: a release that changes nothing is none',
    );
  return changelog.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] – ${date}\n`);
}
