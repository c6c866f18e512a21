import { describe, expect, it } from 'vitest';
import { refusalBody, stockConfirmation } from './exchange.ts';

describe('the success of a stock call', () => {
  it.each(['', 'null', 'true', '{}', '[]', '{"id":"stock-change"}', 'Uppdaterat', '{"message":"ok"}', '<3'])(
    'is a yes whatever it says: %j',
    (text) => expect(stockConfirmation(text).is).toBe('asked'),
  );

  it.each([
    '<html><body>Underhåll</body></html>',
    '\uFEFF\n<!DOCTYPE html>',
    '<?xml version="1.0"?>',
    '{"error":{"code":400,"message":"nej"}}',
    '{"error_description":"nej"}',
    '{"success":false}',
    'false',
  ])('is none where it is a page or a refusal: %j', (text) =>
    expect(stockConfirmation(text).is).not.toBe('asked'),
  );
});

describe('the body of a refusal', () => {
  it('tells a page from JSON, and nothing from both', () => {
    expect(refusalBody('<html>').is).toBe('other');
    expect(refusalBody('{"message":"nej"}').is).toBe('json');
    expect(refusalBody(' ').is).toBe('unread');
  });
});
