import type { WorkflowRule } from "../rule";

export const unpinnedUses: WorkflowRule = {
  name: "unpinned-uses",
  severity: "high",
  title:
    "Every action and reusable workflow must be named by its full commit, and every image by its digest.",
  check: ({ jobs }) => [
    ...jobs
      .flatMap(({ uses, steps }) => [uses, ...steps.map((step) => step.uses)])
      .flatMap((uses) =>
        uses && !isPinned(uses.value)
          ? [
              {
                line: uses.line,
                value:
                  `uses: ${uses.value} must end in @ and the 40 digits of a commit ` +
                  "(an image: @sha256: and its digest); a tag or branch can be moved",
              },
            ]
          : [],
      ),
    ...jobs
      .flatMap(({ containers }) => containers)
      .flatMap(({ image }) =>
        image && !DIGEST.test(image.value)
          ? [
              {
                line: image.line,
                value: `the image ${image.value} must end in @sha256: and its digest; a tag can be moved`,
              },
            ]
          : [],
      ),
  ],
};

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Local actions come with the commit that runs. */
function isPinned(uses: string): boolean {
  if (uses.startsWith("./")) return true;
  if (uses.startsWith("docker://")) return DIGEST.test(uses);
  return /@[0-9a-f]{40}$/.test(uses);
}
