/**
 * What one process remembers beside the ledger: gone when it ends, one for each `Sync`. `make` gives what it begins with.
 */
export function rememberedBy<Memory>(make: () => Memory): (sync: object) => Memory {
  const memories = new WeakMap<object, Memory>();
  return (sync) => {
    const held = memories.get(sync) ?? make();
    memories.set(sync, held);
    return held;
  };
}
