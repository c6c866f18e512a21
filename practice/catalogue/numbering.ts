/**
 * Article numbers and barcodes. Every kind of number has a space of its own, so that damaging one of them (a zero lost,
 * a comma turned into a dot) never hits another article by accident.
 */
export interface Numbering {
  /** `0042` */
  leadingZero(): string;
  /** `200017` */
  plain(): string;
  /** `12.305` */
  dotted(): string;
  /** `12,306` */
  withComma(): string;
  /** `KF_307` */
  underscored(): string;
  /** `1042`: variants add colour and size. */
  product(): string;
  /** A valid EAN-13 of Swedish origin, `731…`. */
  ean13(): string;
  /** A valid UPC-A written as EAN-13: 13 digits that begin with 0. */
  upcAsEan13(): string;
}

export function createNumbering(): Numbering {
  let small = 41;
  let products = 1041;
  let barcodes = 0;
  const step = () => {
    small += 1;
    return small;
  };
  const spread = (digits: number) => {
    barcodes += 1;
    // A prime step walks through all numbers of that many digits before one comes back.
    return String((barcodes * 7_919 + 13) % 10 ** digits).padStart(digits, '0');
  };
  return {
    leadingZero: () => `0${String(step()).padStart(3, '0')}`,
    plain: () => String(200_000 + step()),
    dotted: () => {
      const number = step();
      return `${10 + (number % 80)}.${number}`;
    },
    withComma: () => {
      const number = step();
      return `${10 + (number % 80)},${number}`;
    },
    underscored: () => `KF_${step()}`,
    product: () => {
      products += 1;
      return String(products);
    },
    ean13: () => withCheckDigit(`731${spread(9)}`),
    upcAsEan13: () => withCheckDigit(`0712${spread(8)}`),
  };
}

/** Adds the check digit to the first 12 digits of an EAN-13. */
export function withCheckDigit(twelve: string): string {
  let sum = 0;
  for (let index = 0; index < 12; index += 1) sum += Number(twelve[index]) * (index % 2 === 0 ? 1 : 3);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}
