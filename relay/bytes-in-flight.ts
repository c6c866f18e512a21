/** Bodies on their way in: what they may take of the memory, all together and each sender's. */

export interface BytesInFlight {
  /**
   * Holds room for a body of `bytes` at most, from one sender. Null: there is none just now, and the sender is to come again. Else what gives
   * the room back; a second call does nothing.
   */
  take(sender: string, bytes: number): (() => void) | null;
  /** Of all senders together. */
  held(): number;
}

/** `ofOne`: a part of `inAll`, so that one sender never takes it from all the others. */
export function createBytesInFlight(limits: {
  readonly inAll: number;
  readonly ofOne: number;
}): BytesInFlight {
  const held = new Map<string, number>();
  let all = 0;
  return {
    held: () => all,
    take: (sender, bytes) => {
      const of = held.get(sender) ?? 0;
      if (all + bytes > limits.inAll || of + bytes > limits.ofOne) return null;
      all += bytes;
      held.set(sender, of + bytes);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        all -= bytes;
        const left = (held.get(sender) ?? 0) - bytes;
        if (left > 0) held.set(sender, left);
        else held.delete(sender);
      };
    },
  };
}
