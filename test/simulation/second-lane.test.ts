import { describe } from 'vitest';
import { lane } from './lane.ts';

describe('the simulation', () => lane(131, 170));
