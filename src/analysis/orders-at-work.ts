import { OrdersModule } from '../orders/orders.module.js';
import { AnalysesModule } from './analyses.module.js';
import { AnalysesService } from './analyses.service.js';

/** Orders whose work is an analysis: one module, shared by all that import it. */
export const ordersAtWork = OrdersModule.with(AnalysesModule, AnalysesService);
