// What notebooks of others may show, in a browser and on paper: each output of Jupyter's, each trace of Plotly's, letters of both
// directions.

import "./outputs.js";
import "./direction.js";
import "./traces.js";
