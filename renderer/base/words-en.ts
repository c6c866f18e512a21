/** Everything the window says in English: a file that is fetched by itself. */
import desktop from '../../shared/i18n/desktop.en.json' with { type: 'json' };
import common from '../../shared/i18n/en.json' with { type: 'json' };
import ours from '../../shared/i18n/window.en.json' with { type: 'json' };

export const words = { ...common, desktop, window: ours };
