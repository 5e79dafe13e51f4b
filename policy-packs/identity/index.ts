import { stopIfStale } from "../../setup/stale-build";

stopIfStale();

import { rules as governance } from "../governance/rules";
import { servePack } from "../lib/crossguard";
import { rules } from "./rules";

servePack("identity", [...rules, ...governance]);
