import { contract } from './contract.ts';
import { host } from './host.ts';

/** Everything a window may ask: the engine's contract, and what the program around it does. */
export const windowContract = { ...contract, host };
export type WindowContract = typeof windowContract;
