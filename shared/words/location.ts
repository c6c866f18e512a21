/**
 * `gid://shopify/Location/…`, as it is stored and sent. Ids are strings for ever: Shopify's numbers exceed 2^53, and
 * EasyCashier's article numbers keep their zeros.
 */
type LocationGid = `gid://shopify/Location/${string}`;

/**
 * Reads what a person pastes as a location: Shopify's admin address
 * (`https://x.myshopify.com/admin/settings/locations/57770000111`, also `admin.shopify.com/store/x/settings/…`),
 * a gid or the bare number. Null when it is none of these.
 */
export function parseLocation(text: string): LocationGid | null {
  const trimmed = text.trim();
  const match =
    /^(\d{1,20})$/.exec(trimmed) ??
    /^gid:\/\/shopify\/Location\/(\d{1,20})$/.exec(trimmed) ??
    /^(?:https:\/\/)?[\w.-]+\/(?:.*\/)?locations\/(\d{1,20})(?:[/?#].*)?$/.exec(trimmed);
  return match ? `gid://shopify/Location/${match[1]}` : null;
}
