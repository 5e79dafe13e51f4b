import type { Account } from "../../components/lib/partitions";
import type { Placement } from "../../components/lib/tags";

/** Where everything of this stack is, and whose it is, unless it says otherwise. */
export interface Site extends Required<Account>, Placement {}
