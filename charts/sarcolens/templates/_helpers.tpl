{{- define "sarcolens.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{- end -}}

{{- define "sarcolens.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "sarcolens.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sarcolens.image" -}}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end -}}

{{- define "sarcolens.secretName" -}}{{ .Values.secret.existing | default (include "sarcolens.name" .) }}{{- end -}}

{{- define "sarcolens.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "sarcolens.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* What every container of ours has: the settings file, the secrets and a place to write. */}}
{{- define "sarcolens.environment" -}}
env:
  - { name: SARCOLENS_CONFIG, value: /etc/sarcolens/sarcolens.yaml }
  - { name: SARCOLENS_DATA_DIR, value: /var/lib/sarcolens }
envFrom:
  - secretRef: { name: {{ include "sarcolens.secretName" . }} }
volumeMounts:
  - { name: settings, mountPath: /etc/sarcolens, readOnly: true }
  - { name: scratch, mountPath: /var/lib/sarcolens }
  - { name: temporary, mountPath: /tmp }
{{- end -}}
