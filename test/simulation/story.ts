/** What happened in a seed, one line each with its time of day. */
export interface Story {
  readonly lines: readonly string[];
  tell(text: string): void;
}

/** `onTrace` hears every line as it is told. `now` is in milliseconds since 1970. */
export function createStory(now: () => number, onTrace?: (line: string) => void): Story {
  const lines: string[] = [];
  return {
    lines,
    tell: (text) => {
      const line = `${new Date(now()).toISOString().slice(11, 19)} ${text}`;
      lines.push(line);
      onTrace?.(line);
    },
  };
}
