{{- define "standin.labels" -}}
app.kubernetes.io/name: coder
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: coder
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- define "standin.selector" -}}
app.kubernetes.io/name: coder
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "standin.hasAccessURL" -}}
{{- range .Values.coder.env }}{{ if eq .name "CODER_ACCESS_URL" }}yes{{ end }}{{ end }}
{{- end }}
