import { withoutClosures } from "../../setup/lean-sdk";
import { stopIfStale } from "../../setup/stale-build";

stopIfStale();
withoutClosures();

import { rules as governance } from "../governance/rules";
import { servePack } from "../lib/crossguard";
import { rules } from "./rules";

servePack("supply-chain", [...rules, ...governance]);
