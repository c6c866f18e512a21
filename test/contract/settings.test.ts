/** Goes through the table of settings: each is in the contract, is set and kept, or is refused; none is dropped without a word. */
import { ORPCError } from '@orpc/client';
import { expect, it } from 'vitest';
import { countDirty } from '../../engine/ledger/queue.ts';
import { readSetting } from '../../engine/ledger/settings.ts';
import { describeFailure } from '../../host/failure.ts';
import { settings, settingsChange } from '../../shared/contract/settings.ts';
import { createTranslator } from '../../shared/i18n/translate.ts';
import {
  type SeenSetting,
  seenSettings,
  settingNames,
  settingRow,
  settingTable,
} from '../../shared/words/settings.ts';
import { badValues, otherValue } from './other-value.ts';
import { openForBusiness, openRig, type Rig } from './rig.ts';

/** As a program sends it that the type checker has not seen. */
const set = ({ engine }: Rig, change: Readonly<Record<string, unknown>>) =>
  (engine.client.activity.setSettings as (input: unknown) => Promise<unknown>)(change);
const isBadRequest = (error: unknown) => error instanceof ORPCError && error.code === 'BAD_REQUEST';

it('every default is a value that its setting takes', () => {
  for (const name of seenSettings) {
    expect(settings.shape[name].safeParse(settingRow(name).default), name).toMatchObject({ success: true });
  }
});

it('the contract has every setting that somebody may see, and no other', () => {
  expect(Object.keys(settings.shape)).toEqual(seenSettings);
  expect(Object.keys(settingsChange.shape)).toEqual(seenSettings);
});

it('every setting has its default at first', async () => {
  const { engine } = await openRig();
  const defaults = Object.fromEntries(seenSettings.map((name) => [name, settingRow(name).default]));
  expect(await engine.client.activity.settings()).toEqual(defaults);
  for (const name of settingNames) expect(readSetting(engine.ledger, name)).toBe(settingTable[name].default);
  await engine.close();
});

it.each(seenSettings)(
  '%s is set by the contract, kept by the ledger and told in the report',
  async (name) => {
    const rig = await openRig();
    const { client, ledger } = rig.engine;
    const value = otherValue(name);
    const before = await client.activity.settings();
    expect(await set(rig, { [name]: value })).toEqual({ ...before, [name]: value });
    expect(readSetting(ledger, name)).toBe(value);
    expect(await client.activity.settings()).toEqual({ ...before, [name]: value });
    expect((await client.activity.report()).settings).toEqual({ ...before, [name]: value });
    await rig.engine.close();
  },
);

it.each(seenSettings)('%s is refused what it does not take', async (name) => {
  const rig = await openRig();
  for (const value of badValues(name)) {
    await expect(set(rig, { [name]: value }), String(value)).rejects.toSatisfy(isBadRequest);
  }
  expect(readSetting(rig.engine.ledger, name)).toBe(settingRow(name).default);
  await rig.engine.close();
});

it('a name that no setting has is refused, and so is what is asked for beside it', async () => {
  const rig = await openRig();
  await expect(set(rig, { buffer: 2, nonsense: 1 })).rejects.toSatisfy(isBadRequest);
  const told = await set(rig, { nonsense: 1 }).catch((error: unknown) =>
    describeFailure(createTranslator('en'), error),
  );
  expect(told).toMatchObject({ message: 'The value of nonsense cannot be used.', exitCode: 2 });
  await expect(set(rig, { multipleLocations: true })).rejects.toSatisfy(isBadRequest);
  expect(readSetting(rig.engine.ledger, 'buffer')).toBe(0);
  await rig.engine.close();
});

it('a change requeues what the table says: the buffer every position whose target it moves, and once', async () => {
  const rig = await openRig();
  await openForBusiness(rig);
  const requeuedBy = async (name: SeenSetting) => {
    const before = countDirty(rig.engine.ledger);
    await set(rig, { [name]: otherValue(name) });
    return countDirty(rig.engine.ledger) - before;
  };
  for (const name of seenSettings.filter((one) => settingRow(one).requeues === 'nothing')) {
    expect(await requeuedBy(name), name).toBe(0);
  }
  expect(await requeuedBy('buffer')).toBeGreaterThan(0);
  expect(await requeuedBy('buffer')).toBe(0);
  await rig.engine.close();
});
