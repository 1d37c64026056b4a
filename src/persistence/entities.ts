import { AnalysisEntity } from '../analysis/analysis.entity.js';
import { AuditEventEntity } from '../audit/audit-event.entity.js';
import { AuditHeadEntity } from '../audit/audit-head.entity.js';
import { CardEntity } from '../cards/card.entity.js';
import { CardFeedbackEntity } from '../cards/card-feedback.entity.js';
import { CardPauseEntity } from '../cards/card-pause.entity.js';
import { ClinicalEntryEntity } from '../clinical/clinical-entry.entity.js';
import { WriteBackEntity } from '../results/write-back.entity.js';
import { LaunchEntity } from '../launch/launch.entity.js';
import { OrderEntity } from '../orders/order.entity.js';
import { Hl7MessageEntity } from '../hl7v2/hl7-message.entity.js';
import { PatientAliasEntity } from '../patients/patient-alias.entity.js';
import { PatientMergeEntity } from '../patients/patient-merge.entity.js';
import { FeatureSetEntity } from '../results/feature-set.entity.js';
import { ResultEntity } from '../results/result.entity.js';
import { PageSessionEntity } from '../security/page-session.entity.js';
import { UsedTokenEntity } from '../security/used-token.entity.js';
import { EhrSubscriptionEntity } from '../subscriptions/ehr-subscription.entity.js';
import { SubscriptionEventEntity } from '../subscriptions/subscription-event.entity.js';
import { SubscriptionEntity } from '../subscriptions/subscription.entity.js';

/** Every table; the one place that sees the entities the other folders keep to themselves. */
export const entities = [
  OrderEntity, AnalysisEntity, FeatureSetEntity, ResultEntity, AuditEventEntity, AuditHeadEntity, CardEntity, CardFeedbackEntity, CardPauseEntity, UsedTokenEntity,
  PatientMergeEntity, PatientAliasEntity, Hl7MessageEntity,
  LaunchEntity, PageSessionEntity, EhrSubscriptionEntity, SubscriptionEntity, SubscriptionEventEntity, WriteBackEntity, ClinicalEntryEntity,
];
