import { describe, expect, it } from 'vitest';
import { createScreens, following } from './screens.ts';

describe('a screen that is asked for', () => {
  it('waits for a window that is being opened, the last one only', async () => {
    const screens = createScreens();
    screens.ask('/orders');
    screens.ask('/inbox');
    const stop = new AbortController();
    const followed = screens.follow(stop.signal);
    expect((await followed.next()).value).toBe('/inbox');
    screens.ask('/sync');
    screens.ask('/');
    expect((await followed.next()).value).toBe('/sync');
    expect((await followed.next()).value).toBe('/');
    const next = followed.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });

  it('is not kept once somebody has heard it', async () => {
    const screens = createScreens();
    const first = screens.follow(undefined);
    const heard = first.next();
    screens.ask('/inbox');
    expect((await heard).value).toBe('/inbox');
    await first.return(undefined);
    const stop = new AbortController();
    const second = screens.follow(stop.signal).next();
    stop.abort();
    expect((await second).done).toBe(true);
  });
});

it('a stream lets go of what it listened to when it is left', async () => {
  let listeners = 0;
  for await (const value of following<number>(undefined, (listener) => {
    listeners += 1;
    listener(1);
    return () => {
      listeners -= 1;
    };
  })) {
    expect([value, listeners]).toEqual([1, 1]);
    break;
  }
  expect(listeners).toBe(0);
});
