import type { WorkflowRule } from "../rule";

export const credentialsInPlain: WorkflowRule = {
  name: "credentials-in-plain",
  severity: "high",
  title: "A container's password must come from a secret, never from the file.",
  check: ({ jobs }) =>
    jobs
      .flatMap(({ containers }) => containers)
      .flatMap(({ password }) =>
        password && !/^\$\{\{[^}]*\}\}$/.test(password.value.trim())
          ? [
              {
                line: password.line,
                value: "this password must come from a secret: whoever reads the repository has it",
              },
            ]
          : [],
      ),
};
