/** Addresses of the R4 backport of topic-based subscriptions (hl7.fhir.uv.subscriptions-backport 1.1). */
const definition = (name: string): string => `http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/${name}`;

export const backport = {
  subscription: definition('backport-subscription'),
  notification: definition('backport-subscription-notification-r4'),
  status: definition('backport-subscription-status-r4'),
  filter: definition('backport-filter-criteria'),
  heartbeat: definition('backport-heartbeat-period'),
  timeout: definition('backport-timeout'),
  maxCount: definition('backport-max-count'),
  payloadContent: definition('backport-payload-content'),
} as const;

/** What a notification is about, by SubscriptionStatus.type. */
export const notificationTypes = ['handshake', 'heartbeat', 'event-notification', 'query-status', 'query-event'] as const;
export type NotificationType = (typeof notificationTypes)[number];
