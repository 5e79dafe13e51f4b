import type { StackRule } from "../../lib/rule";
import { repositories } from "../facts/branches";
import { expectations, subjectTemplates } from "../facts/subjects";
import { said } from "../said";
import { firstClaimFindings, shapeFinding } from "../subject-shapes";

export const oidcSubjectTemplateConsistent: StackRule = {
  kind: "stack",
  name: "oidc-subject-template-consistent",
  title:
    "Every subject that a role expects must have the shape that its repository's template gives, and no template may begin with what any repository can set.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A role that expects another shape admits nobody, until somebody loosens it; a subject that anybody can write admits everybody.",
  remedy: "Use repository.SubjectTemplate, which changes template and trusts in one update.",
  controls: ["SOC 2 CC6.1"],
  exceptableDays: 30,
  reads: [expectations, subjectTemplates, repositories],
  check: (facts) => [
    ...facts.of(subjectTemplates).flatMap(firstClaimFindings),
    ...facts.of(expectations).flatMap(({ subject, expected }) =>
      said(
        subject,
        expected.flatMap((each) => shapeFinding(each, facts)),
      ),
    ),
  ],
};
