// The report in a browser and on paper: one process for all files, so that one browser and one built report serve them.

import "./building.js";
import "./screen.js";
import "./drill.js";
import "./workbook.js";
import "./policy.js";
import "./accessibility.js";
import "./paper.js";
import "./by-hand.js";
import "./look.js";
import "./signed.js";
import "./locale.js";
import "./chart-pictures.js";
