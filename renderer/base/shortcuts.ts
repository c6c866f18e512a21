/** Everywhere: »/« goes to the search field, Ctrl+Enter presses the primary button of what is open. */
import { useEffect } from 'react';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The topmost dialog, or the screen. */
function scope(): ParentNode {
  return [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document;
}

export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === '/' && !isTyping(event.target)) {
        const field = scope().querySelector<HTMLInputElement>('[data-search]');
        if (field === null) return;
        event.preventDefault();
        field.focus();
        field.select();
      }
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        const button = scope().querySelector<HTMLButtonElement>('[data-primary]:not(:disabled)');
        if (button === null) return;
        event.preventDefault();
        button.click();
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
