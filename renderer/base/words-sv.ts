/** Everything the window says in Swedish: a file that is fetched by itself. */
import desktop from '../../shared/i18n/desktop.sv.json' with { type: 'json' };
import common from '../../shared/i18n/sv.json' with { type: 'json' };
import ours from '../../shared/i18n/window.sv.json' with { type: 'json' };

export const words = { ...common, desktop, window: ours };
