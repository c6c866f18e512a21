import type { CheckLine } from '../../../shared/contract/connection.ts';
import type { CapabilityName, Finding } from '../../../shared/words/capabilities.ts';
import { epochMs } from '../../../shared/words/time.ts';
import { countArticles, listLocations, listStores } from '../../ledger/catalogue.ts';
import { readSetting } from '../../ledger/settings.ts';
import { Refusal } from '../../refusal.ts';
import { API_VERSION } from '../../shopify/client.ts';
import { missingScopes, readShop } from '../../shopify/gateway.ts';
import { countForeignWebhooks } from '../relay/webhooks.ts';
import { capabilitiesOf } from '../runtime/capabilities.ts';
import { type Sync, shopNow } from '../runtime/context.ts';
import { refreshLocations } from '../shop-levels/locations.ts';
import { mappedLocations, scanShop } from '../shop-levels/shop-index.ts';
import { fullScan } from '../stock-in/stock-in.ts';
import { matchReport } from './match-report.ts';
import { probeSide } from './probe.ts';

type Line = (id: CheckLine['id'], state: CheckLine['state'], args?: CheckLine['args']) => void;

/** The pre-flight: reads both sides for real, a line per check, in the order they should be mended. */
export async function preflight(sync: Sync): Promise<{ ok: boolean; lines: CheckLine[] }> {
  const lines: CheckLine[] = [];
  const line: Line = (id, state, args = {}) => void lines.push({ id, state, args });
  const isEasyCashierUp = await checkEasyCashier(sync, line);
  const isShopifyUp = await checkShopify(sync, line);
  if (isShopifyUp) await checkLocations(sync, line);
  if (isEasyCashierUp && isShopifyUp && mappedLocations(sync).length > 0) await checkArticles(sync, line);
  // Which other programs write stock cannot be read from either side: the person is asked to look.
  line('otherWriter', 'warning');
  return { ok: lines.every((entry) => entry.state !== 'failed'), lines };
}

async function checkEasyCashier(sync: Sync, line: Line): Promise<boolean> {
  try {
    await sync.easycashierQueue.run('booking', () => sync.easycashier().login());
    line('easycashierLogin', 'ok', { company: readSetting(sync.ledger, 'easycashier')?.company ?? '' });
    const pass = await fullScan(sync);
    line('easycashierArticles', pass.articles === 0 ? 'failed' : 'ok', { articles: pass.articles });
    const stores = listStores(sync.ledger).length;
    line('easycashierStores', stores === 0 ? 'failed' : 'ok', { stores });
    await tellOfEasyCashier(sync, line);
    return true;
  } catch (error) {
    line('easycashierLogin', 'failed', failure(error));
    return false;
  }
}

async function checkShopify(sync: Sync, line: Line): Promise<boolean> {
  try {
    const client = sync.shopify();
    const shop = await readShop(client);
    line('shopifyKey', 'ok', { shop: shop.shop, plan: shop.plan });
    const missing = missingScopes(shop.granted);
    line('shopifyScopes', missing.length === 0 ? 'ok' : 'failed', { scopes: missing.join(', ') });
    const answered = client.answeredVersion();
    const isServed = answered === null || answered === API_VERSION;
    line('shopifyApiVersion', isServed ? 'ok' : 'warning', {
      version: API_VERSION,
      answered: answered ?? '',
    });
    await tellOfShopify(sync, line);
    const seconds = Math.round((epochMs(shopNow(sync)) - epochMs(sync.ports.clock.now())) / 1000);
    const webhooks = await countForeignWebhooks(sync);
    line('otherComputer', webhooks > 0 ? 'warning' : 'ok', { webhooks });
    line('clock', Math.abs(seconds) > 300 ? 'warning' : 'ok', { seconds });
    return missing.length === 0;
  } catch (error) {
    line('shopifyKey', 'failed', failure(error));
    return false;
  }
}

/** What of EasyCashier matters to whoever works in the shop; nothing where it is as hoped, or not known. */
async function tellOfEasyCashier(sync: Sync, line: Line): Promise<void> {
  await probeSide(sync, 'easycashier');
  const { findings } = capabilitiesOf(sync.ledger);
  const isLike = (name: CapabilityName, value: string) => isKnownAs(findings[name], value);
  const isListed = isLike('listStock', 'shown');
  if (isLike('listStock', 'absent')) line('easycashierListStock', 'warning');
  const isSearched = isLike('searchFilter', 'heeded') && isListed;
  if (!isLike('articleDetail', 'withStock') && findings.articleDetail.is === 'known' && !isSearched)
    line('easycashierArticle', 'warning');
  if (isLike('salesReport', 'absent')) line('easycashierReport', 'warning');
}

/** The same of Shopify. */
async function tellOfShopify(sync: Sync, line: Line): Promise<void> {
  await probeSide(sync, 'shopify');
  const { findings } = capabilitiesOf(sync.ledger);
  const isAnyOld = isKnownAs(findings.oldFulfillmentOrders, 'listed');
  if (isAnyOld && isKnownAs(findings.oldOrders, 'unreadable')) line('shopifyOldOrders', 'warning');
}

const isKnownAs = (finding: Finding<unknown>, value: string) =>
  finding.is === 'known' && finding.value === value;

async function checkLocations(sync: Sync, line: Line): Promise<void> {
  await refreshLocations(sync);
  const mapped = listStores(sync.ledger).filter((store) => store.locationId !== null);
  const locations = new Map(listLocations(sync.ledger).map((location) => [location.locationId, location]));
  line('locationsMapped', mapped.length === 0 ? 'failed' : 'ok', { stores: mapped.length });
  const inactive = mapped.filter((store) => !locations.get(store.locationId ?? '')?.isActive);
  line('locationsActive', inactive.length > 0 ? 'failed' : 'ok', {
    stores: inactive.map((store) => store.name).join(', '),
  });
}

async function checkArticles(sync: Sync, line: Line): Promise<void> {
  await scanShop(sync);
  const report = await matchReport(sync);
  line('webshopArticles', report.webshopArticles === 0 ? 'warning' : 'ok', {
    webshop: report.webshopArticles,
    articles: countArticles(sync.ledger),
  });
  line('matching', report.missed.length > 0 ? 'warning' : 'ok', {
    matched: report.matched,
    missed: report.missed.length,
  });
}

function failure(error: unknown): CheckLine['args'] {
  if (!(error instanceof Refusal)) throw error;
  return { code: error.code, ...error.args };
}
