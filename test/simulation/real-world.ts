/** Something the world is known to do to a program like this, and the line of a seed's story that tells of it. */
interface Row {
  readonly what: string;
  readonly told: RegExp;
}

/**
 * The known rows. One that the seeds do not draw is a failure (`real-world.test.ts`). What a seed cannot show for want of a second process or
 * of weeks has tests of its own, each named in `elsewhere`. That the process dies anywhere is every seed's matter.
 */
export const rows: readonly Row[] = [
  { what: 'Shopify answers INTERNAL_SERVER_ERROR with status 200', told: /fault shopify internal-error ×/ },
  { what: 'the same, after the work was done', told: /fault shopify internal-error-after/ },
  { what: 'one order cannot be read', told: /cannot be read$/ },
  { what: 'one item cannot be read', told: /Shopify fails at \S+ \(fails\)/ },
  { what: 'one item is null with an error beside it', told: /Shopify fails at \S+ \(null\)/ },
  { what: 'the levels of one item cannot be read', told: /Shopify fails at \S+ \(levels\)/ },
  { what: 'one item cannot be written', told: /Shopify fails at \S+ \(writes\)/ },
  { what: 'an order reaches the search minutes late', told: /the search shows .* late$/ },
  { what: 'goods come back without a refund', told: /come back$/ },
  { what: 'the refund of returned goods comes later', told: /that came back are refunded/ },
  { what: 'a draft order reserves', told: /a draft reserves/ },
  { what: 'a draft that had reserved becomes an order', told: /a draft .* is completed/ },
  { what: 'goods are damaged', told: /\d damaged of/ },
  { what: 'goods are in quality control', told: /\d quality_control of/ },
  { what: 'goods are safety stock', told: /\d safety_stock of/ },
  { what: 'a product is copied with its SKU', told: /is copied$/ },
  { what: 'the copy is renamed', told: /the copy of .* is renamed/ },
  { what: 'a product is deleted and made anew', told: /is made anew$/ },
  { what: 'an order has a line without goods', told: /without goods/ },
  { what: 'a location is deactivated', told: /is deactivated$/ },
  { what: 'a location is active again', told: /is active again$/ },
  { what: 'a level is set or switched off by hand', told: /admin sets/ },
  { what: 'a fulfillment service ships a part that we cannot see', told: /a fulfillment service ships/ },
  { what: 'many want one article at once', told: /a rush for/ },
  { what: 'the shop is frozen', told: /fault shopify status-402/ },
  { what: 'the shop is locked', told: /fault shopify status-423/ },
  { what: 'an order claims no stock', told: /claims its goods never/ },
  { what: 'an order claims its stock when its hold ends', told: /claims its goods on release/ },
  { what: 'a hold is released', told: /the hold of .* is released/ },
  { what: 'a shipment is cancelled', told: /a shipment of .* is cancelled/ },
  { what: 'a fulfillment order is moved', told: / move #/ },
  { what: 'an order is shipped', told: / fulfill #/ },
  { what: 'an order is refunded', told: / refund #/ },
  { what: 'an order is edited', told: / edit #/ },
  { what: 'an order is cancelled', told: / cancel #/ },
  { what: 'Shopify lists far fewer items than it has', told: /Shopify lists \d+ items/ },
  { what: 'the sales report is paged', told: /"salesPageSize":5,/ },
  { what: 'its rows may lack a number', told: /"salesStrayRows":true/ },
  { what: 'it lags', told: /"salesLagMs":60000/ },
  { what: 'pages are smaller than the shop', told: /"pageSizeMax":4,/ },
  { what: 'a filter is ignored', told: /"articleNumberFilter":"ignored".*"searchFilter":"ignored"/ },
  { what: 'a filter is refused', told: /"searchFilter":"refused"/ },
  { what: 'the company must be spelled with its hyphen', told: /"companySpelling":"hyphen"/ },
  { what: 'the list of articles shows no stock', told: /"listStock":false/ },
  { what: 'errors have another shape', told: /"errorShape":"error_description"/ },
  { what: 'a stock call answers with an article', told: /"stockAnswer":"article"/ },
  { what: 'a stock call answers with text', told: /"stockAnswer":"text"/ },
  { what: 'a page comes twice', told: /spell easycashier pages twice/ },
  { what: 'the list is empty', told: /spell easycashier list 0/ },
  { what: 'the list is cut', told: /spell easycashier list [15]/ },
  { what: 'a firewall answers stock calls', told: /spell easycashier page-40[345] .*\/stock/ },
  { what: 'EasyCashier refuses a booking in its own words', told: /spell easycashier declined/ },
  { what: 'a sale is told late, perhaps for yesterday', told: /told late$/ },
  { what: 'articles come between two pages', told: /article \S+ comes$/ },
  { what: 'articles go between two pages', told: /article \S+ goes$/ },
  { what: 'an article cannot be shown', told: /cannot be shown \(fails\)/ },
  { what: 'an article is shown in a shape that nobody knows', told: /cannot be shown \(odd\)/ },
  { what: 'a SKU is mended after the order', told: /is mended$/ },
  { what: 'goods are ordered while their SKU is mistyped', told: /an order for .*, some time later$/ },
  { what: 'goods are used up, which no report tells', told: / consume / },
  { what: 'everything is counted to 0', told: /everything is counted to 0/ },
  { what: 'calls are refused for want of points', told: /fault shopify status-429/ },
  { what: 'a side turns every call away for minutes, as too many', told: /spell (easycashier|shopify) busy/ },
  { what: 'an answer is lost after the work', told: /fault easycashier unanswered/ },
  { what: 'a call hangs', told: /fault easycashier hang/ },
  { what: 'a token is withdrawn', told: /trouble tokens/ },
  { what: 'the clock is set by hours or days', told: /clock is set by -?\d{8,} ms/ },
  { what: 'the clock drifts', told: /drifting by -?[1-9]\d* ppm/ },
  { what: 'the computer sleeps for hours', told: /sleeps for [\d.]+ h$/ },
  { what: 'another program holds the ledger for a while', told: /another program holds the ledger of/ },
  { what: 'an older copy of the ledger is put back', told: /the ledger is put back/ },
];

/** Rows that a seed does not show: the file of the test that does, and its name. */
export const elsewhere: Readonly<Record<string, readonly [file: string, test: string]>> = {
  'a refund of an order too old to be read': [
    'test/feed/returns.test.ts',
    'asks about a refund of an order that is too old to be read',
  ],
  'open orders older than 60 days': [
    'test/feed/unseen.test.ts',
    'never raises what an order too old to be read has taken',
  ],
  'a location is deleted': [
    'test/feed/orders-in-the-world.test.ts',
    'whatever becomes of the store’s location',
  ],
  'refused logins lock an account': ['test/feed/password.test.ts', 'is tried a handful of times in hours'],
  'the folder is copied to another computer': [
    'test/feed/ledger-lives.test.ts',
    'copied to another computer asks once its keys are typed in',
  ],
  'the whole computer is put back, its keychain too': [
    'test/feed/ledger-far.test.ts',
    'put back as a whole asks about every order since then, once',
  ],
  'a computer is cloned, and both run': [
    'test/feed/ledger-far.test.ts',
    'one books, and the other says so and asks nothing of its own accord',
  ],
  'another program holds the ledger’s file for a minute': [
    'test/feed/held-ledger.test.ts',
    'on costs nothing but the minute',
  ],
  'the computer sleeps for hours in the middle of a call': [
    'test/feed/suspended.test.ts',
    'a booking whose answer never came is judged or asked about, not sent once more',
  ],
  'it was taken over from meanwhile': [
    'test/feed/suspended.test.ts',
    'what the other has booked meanwhile is not booked again',
  ],
  'Shopify has forgotten a key': [
    'test/feed/suspended.test.ts',
    'what was taken off is not taken off once more, though Shopify may have forgotten the key',
  ],
  'the keychain is wiped': ['test/feed/ledger-lives.test.ts', 'its own, with the keychain wiped'],
  'everything to 0 in a shop of thousands': [
    'test/feed/mass-zero.test.ts',
    'are held and asked about once, while what is sold goes on',
  ],
};
