require("../unprepared.cjs");
