import type { Rule } from "../lib/rule";
import { imageDigestPinned } from "./rules/image-digest-pinned";
import { imageRegistryAllowed } from "./rules/image-registry-allowed";

/** The pack's rules, in the order of the catalogue. */
export const rules: readonly Rule[] = [imageDigestPinned, imageRegistryAllowed];
