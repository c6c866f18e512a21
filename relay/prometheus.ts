/** The text Prometheus reads. */

/** Labels, or the end of a name, and a number. */
export type Sample = readonly [string, number];

export function series(name: string, help: string, type: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, n]) => `${name}${labels} ${n}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}

export const gauge = (name: string, help: string, value: number, labels = ''): string =>
  series(name, help, 'gauge', [[labels, value]]);
