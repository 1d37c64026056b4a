import type { EntityManager } from 'typeorm';

/** What an order sets in motion. Only the analysis may start work; it is handed in under `ORDER_WORK`. */
export interface OrderWork {
  /** Starts the order's analysis within the caller's transaction; gives the analysis's id. */
  startWithin(manager: EntityManager, orderId: string): Promise<string>;
  /** Ends the order's open analyses within the caller's transaction; gives how many there were. */
  cancelWithin(manager: EntityManager, orderId: string): Promise<number>;
  /** Has those who were told what the order's analyses found told that it was entered in error, within the caller's transaction. */
  withdrawWithin(manager: EntityManager, orderId: string): Promise<void>;
}

/** Injection token of the order's work. */
export const ORDER_WORK = Symbol('OrderWork');
