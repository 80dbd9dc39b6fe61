"""Asks PySpark's own Connect client the queries of pyspark-queries.json and writes its answers to pyspark.json.

usage: python ask-pyspark.py sc://localhost:15002/;token=…
needs: pip install 'pyspark[connect]' of the server's version, in an environment of its own
"""

import datetime
import json
import math
import os
import sys
import time
from pathlib import Path

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

folder = Path(__file__).parent


def plain(value, data_type):
    """Writes a Python value as JSON, by Python's own formats of decimals, dates and times."""
    name = data_type.typeName()
    if value is None:
        return None
    if name == "struct":
        return {field.name: plain(value[i], field.dataType) for i, field in enumerate(data_type.fields)}
    if name == "array":
        return [plain(element, data_type.elementType) for element in value]
    if name == "map":
        return {"map": [[plain(k, data_type.keyType), plain(v, data_type.valueType)] for k, v in value.items()]}
    if name == "binary":
        return {"hex": bytes(value).hex()}
    if name == "decimal":
        return format(value, "f")
    if name == "timestamp":
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat() + "Z"
    if name in ("date", "timestamp_ntz", "time"):
        return value.isoformat()
    if name in ("long", "bigint") and abs(value) > 2**53 - 1:
        return {"bigint": str(value)}
    if name in ("double", "float"):
        if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
            return {"double": {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(str(value), "-0")}
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return value


def failure(error):
    """Writes what an error tells about itself beside its text."""
    return {
        "error": error.getCondition(),
        "sqlState": error.getSqlState(),
        "parameters": error.getMessageParameters() or {},
        "contexts": [[c.fragment(), c.startIndex(), c.stopIndex()] for c in error.getQueryContext()],
    }


spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")
spark.conf.set("spark.sql.timeType.enabled", "true")
answers = {}
for query in json.loads((folder / "pyspark-queries.json").read_text("utf-8")):
    try:
        frame = spark.sql(query)
        answers[query] = [plain(row, frame.schema) for row in frame.collect()]
    except PySparkException as error:
        answers[query] = failure(error)
spark.stop()
(folder / "pyspark.json").write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", "utf-8")
