/** Works through the items a few at a time: the round trip is what they wait for. The first failure ends it. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

const WORKERS = 4;
