export { nameNext, readBy } from "./parts.js";
