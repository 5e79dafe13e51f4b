export { isUnknown, UNKNOWN } from "../../access/unknown";
