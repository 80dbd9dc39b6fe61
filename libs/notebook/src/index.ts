export { missingTranslation } from "./translation.js";
