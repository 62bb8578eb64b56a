# Read by Spark's own start scripts. A Java that the user names is left alone.
export JAVA_HOME="${JAVA_HOME_OF_SPARK:-@JAVA_HOME@}"
export SPARK_LOCAL_IP=127.0.0.1
