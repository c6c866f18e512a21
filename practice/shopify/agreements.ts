import { type PageArgs, pageOf } from './pages.ts';
import type { Resolvers } from './resolvers.ts';
import { type Agreement, nextId, type Order, type Refund, type Sale, type ShopState } from './state.ts';

/**
 * What a customer and the shop agreed on and when: Shopify keeps one agreement per order, edit and refund, with the units each
 * line gained or gave up [S]. An edit that takes units away shows as the refund it makes, not in the edit [our reading].
 */

export const agreementType = {
  ORDER: 'OrderAgreement',
  ORDER_EDIT: 'OrderEditAgreement',
  REFUND: 'RefundAgreement',
} as const;

/** Writes down what an order or an edit of it has added. */
export function addAgreement(
  state: ShopState,
  order: Order,
  reason: 'ORDER' | 'ORDER_EDIT',
  added: readonly Omit<Sale, 'id'>[],
  happenedAt: number,
): void {
  const sales = added.map((sale) => ({ ...sale, id: nextId(state, 'ProductSale') }));
  order.agreements.push({
    id: nextId(state, agreementType[reason]),
    happenedAt,
    reason,
    order,
    refund: null,
    sales,
  });
}

function ofRefund(refund: Refund): Agreement {
  const own = (type: string, id: string) => id.replace(/\/\w+\/(?=\d+$)/, `/${type}/`);
  return {
    id: own('RefundAgreement', refund.id),
    happenedAt: refund.createdAt,
    reason: 'REFUND',
    order: refund.order,
    refund,
    sales: refund.lines.map(({ id, lineItem, quantity }) => ({
      id: own('ProductSale', id),
      lineItem,
      quantity: -quantity,
    })),
  };
}

/** All of an order's agreements, oldest first. */
export const agreementsOf = (order: Order): Agreement[] =>
  [...order.agreements, ...order.refunds.map(ofRefund)].sort((a, b) => a.happenedAt - b.happenedAt);

const agreementResolvers: Resolvers<Agreement> = {
  sales: ({ sales }, args: PageArgs, context) => pageOf(sales, args, context.everything),
};

const saleResolvers: Resolvers<Sale> = {
  actionType: ({ quantity }) => (quantity < 0 ? 'RETURN' : 'ORDER'),
  lineType: () => 'PRODUCT',
};

export const agreementTypes = {
  OrderAgreement: agreementResolvers,
  OrderEditAgreement: agreementResolvers,
  RefundAgreement: agreementResolvers,
  ProductSale: saleResolvers,
};
