"""Asks PySpark's own Connect client, and writes its answers as JSON.

usage: python ask-pyspark.py 'sc://localhost:15002/;token=…' < pyspark-queries.json > pyspark.json
       or with {"queries": […], "views": {…}, "plans": […]} (test-queries.ts)
needs: pyspark of the server's version, and requirements-pyspark.txt in an environment of its own
"""

import datetime
import json
import math
import os
import sys
import time

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql.functions import expr  # noqa: E402

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


def answer(make):
    """Reads the rows of a frame, or what its error tells."""
    try:
        frame = make()
        return [plain(list(row), frame.schema) for row in frame.collect()]
    except PySparkException as error:
        return failure(error)


def run(plan):
    """Makes a frame of a plan's steps."""
    frame = spark.table(plan["from"])
    for method, *args in plan["steps"]:
        if method in ("join", "union", "intersect", "except"):
            args[0] = spark.table(args[0])
        if method == "join":
            args[2] = args[2].lower()
        if method == "except":
            frame = frame.subtract(*args)
        elif method == "agg":
            frame = frame.agg(*[expr(text) for text in args])
        elif method == "groupBy":
            frame = frame.groupBy(*[expr(text) for text in args])
        elif method == "select":
            frame = frame.selectExpr(*args)
        elif method == "drop":
            frame = frame.drop(*args)
        else:
            frame = getattr(frame, method)(*args)
    return frame


asked = json.load(sys.stdin)
if isinstance(asked, list):
    asked = {"queries": asked, "views": {}, "plans": []}
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")
spark.conf.set("spark.sql.timeType.enabled", "true")
for name, text in asked["views"].items():
    spark.sql(text).createOrReplaceTempView(name)
answers = {query: answer(lambda: spark.sql(query)) for query in asked["queries"]}
for plan in asked["plans"]:
    answers[json.dumps(plan, separators=(",", ":"), ensure_ascii=False)] = answer(lambda: run(plan))
spark.stop()
print(json.dumps(answers, indent=1, ensure_ascii=False))
