export { type By, readBy } from "./parts.js";
