import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A small chart with what charts are hard for: a definition and its object, a hook, a Secret, a list. */
const FILES: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: sample\nversion: 1.2.3\n",
  "values.yaml": "replicas: 1\npassword: none\nnote: plain\n",
  "crds/widget.yaml": `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.dev }
spec:
  group: example.dev
  scope: Cluster
  names: { kind: Widget, plural: widgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`,
  "templates/all.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  annotations: { checked: {{ .Values.password | quote }} }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: sample } }
  template:
    metadata: { labels: { app: sample } }
    spec:
      containers: [{ name: sample, image: "registry.example/sample:{{ .Chart.Version }}" }]
      volumes: [{ name: secret, secret: { secretName: {{ .Release.Name }}, defaultMode: 0440 } }]
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }} }
data: { password: {{ .Values.password | b64enc }} }
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: notes, annotations: { helm.sh/resource-policy: keep } }
    data: { note: {{ .Values.note | quote }} }
  - apiVersion: v1
    kind: ServiceAccount
    metadata: { name: sample, annotations: { config.kubernetes.io/depends-on: /namespaces/{{ .Release.Namespace }}/ConfigMap/notes } }
---
apiVersion: example.dev/v1
kind: Widget
metadata: { name: one }
---
apiVersion: batch/v1
kind: Job
metadata: { name: hook, annotations: { helm.sh/hook: pre-install } }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: hook, image: hook }] } } }
`,
};

/** Writes the chart into a folder of its own below another. */
export function writeChart(parent: string): string {
  const folder = join(parent, "sample-chart");
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
