import { describe } from 'vitest';
import { chromiumPath } from './browser.ts';
import { tellPracticeStory } from './guide-story.ts';

describe.skipIf(chromiumPath === null)('a new shop practises, in Swedish', () => tellPracticeStory('sv'));
