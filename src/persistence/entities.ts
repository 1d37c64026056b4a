import { AnalysisEntity } from '../analysis/analysis.entity.js';
import { AuditEventEntity } from '../audit/audit-event.entity.js';
import { AuditHeadEntity } from '../audit/audit-head.entity.js';
import { CardEntity } from '../cds-hooks/card.entity.js';
import { CardFeedbackEntity } from '../cds-hooks/card-feedback.entity.js';
import { OrderEntity } from '../orders/order.entity.js';
import { Hl7MessageEntity } from '../hl7v2/hl7-message.entity.js';
import { PatientAliasEntity } from '../patients/patient-alias.entity.js';
import { PatientMergeEntity } from '../patients/patient-merge.entity.js';
import { FeatureSetEntity } from '../results/feature-set.entity.js';
import { ResultEntity } from '../results/result.entity.js';
import { UsedTokenEntity } from '../security/used-token.entity.js';

/** Every table; the one place that sees the entities the other folders keep to themselves. */
export const entities = [
  OrderEntity, AnalysisEntity, FeatureSetEntity, ResultEntity, AuditEventEntity, AuditHeadEntity, CardEntity, CardFeedbackEntity, UsedTokenEntity,
  PatientMergeEntity, PatientAliasEntity, Hl7MessageEntity,
];
