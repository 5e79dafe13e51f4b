import type { Rule } from "../lib/rule";
import { criticalValueKnown } from "./rules/critical-value-known";
import { exceptionHygiene } from "./rules/exception-hygiene";
import { exceptionInForce } from "./rules/exception-in-force";
import { exceptionRecordValid } from "./rules/exception-record-valid";
import { ruleEvaluated } from "./rules/rule-evaluated";
import { servedApiCurrent } from "./rules/served-api-current";
import { stackSizeBounded } from "./rules/stack-size-bounded";

/** The rules about the judging itself and the stack as such. They join every pack. */
export const rules: readonly Rule[] = [
  exceptionRecordValid,
  exceptionInForce,
  exceptionHygiene,
  criticalValueKnown,
  ruleEvaluated,
  servedApiCurrent,
  stackSizeBounded,
];
