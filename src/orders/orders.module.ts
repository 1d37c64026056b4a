import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { ORDER_WORK, type OrderWork } from './order-work.js';
import { OrdersService } from './orders.service.js';

/** Orders, with the work they set in motion: a service of the module handed in. */
@Module({})
export class OrdersModule {
  static with(module: Type, work: Type<OrderWork>): DynamicModule {
    return { module: OrdersModule, imports: [AuditModule, module], providers: [OrdersService, { provide: ORDER_WORK, useExisting: work }], exports: [OrdersService] };
  }
}
