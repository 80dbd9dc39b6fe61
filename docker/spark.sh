#!/bin/bash
# Starts one of Spark's servers with this project's secrets.   usage: spark.sh connect | master | worker
set -euo pipefail
driver=/opt/tillbook/mysql-connector-j.jar
secrets=(--properties-file /secrets/spark.properties)
address=$(hostname -i)

case $1 in
connect)
  # With the cluster's profile, its master is there before; its name is unknown otherwise.
  if getent hosts spark-master >/dev/null; then master=spark://spark-master:7077; else master='local[*]'; fi
  exec /opt/spark/bin/spark-submit "${secrets[@]}" --master "$master" \
    --class org.apache.spark.sql.connect.service.SparkConnectServer \
    --driver-memory "$SPARK_MEMORY" \
    --driver-class-path "$driver" \
    --driver-java-options "-XX:+UseParallelGC -Duser.timezone=UTC" \
    --conf spark.executor.extraClassPath="$driver" \
    --conf spark.executor.extraJavaOptions="-XX:+UseParallelGC -Duser.timezone=UTC" \
    --conf spark.executor.memory="$SPARK_MEMORY" \
    --conf spark.driver.host="$address" \
    --conf spark.connect.grpc.binding.address=0.0.0.0 \
    --conf spark.sql.catalogImplementation=in-memory \
    --conf spark.sql.warehouse.dir=/tmp/warehouse \
    --conf spark.log.level=WARN \
    --conf spark.ui.enabled=false \
    spark-internal
  ;;
master)
  exec /opt/spark/bin/spark-class org.apache.spark.deploy.master.Master "${secrets[@]}" --host spark-master
  ;;
worker)
  exec /opt/spark/bin/spark-class org.apache.spark.deploy.worker.Worker "${secrets[@]}" --host "$address" \
    --work-dir "$SPARK_LOCAL_DIRS/$address" --memory "$SPARK_MEMORY" spark://spark-master:7077
  ;;
*)
  echo "spark.sh: expected connect, master or worker, got $1" >&2
  exit 1
  ;;
esac
