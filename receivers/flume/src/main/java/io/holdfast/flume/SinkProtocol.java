// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** The protocol of the sink that Spark had for Flume, and of those that took its place. */
final class SinkProtocol {
  static final String GET_EVENT_BATCH = "getEventBatch";
  static final String ACK = "ack";
  static final String NACK = "nack";

  static final WireProtocol WIRE =
      new WireProtocol(
          """
          {"protocol":"SparkFlumeProtocol",\
          "namespace":"org.apache.spark.streaming.flume.sink","types":[\
          {"type":"record","name":"SparkSinkEvent","fields":[\
          {"name":"headers","type":{"type":"map","values":"string"}},\
          {"name":"body","type":"bytes"}]},\
          {"type":"record","name":"EventBatch","fields":[\
          {"name":"errorMsg","type":"string","default":""},\
          {"name":"sequenceNumber","type":"string"},\
          {"name":"events","type":{"type":"array","items":"SparkSinkEvent"}}]}],"messages":{\
          "getEventBatch":{"request":[{"name":"n","type":"int"}],"response":"EventBatch"},\
          "ack":{"request":[{"name":"sequenceNumber","type":"string"}],"response":"null"},\
          "nack":{"request":[{"name":"sequenceNumber","type":"string"}],"response":"null"}}}""");

  private SinkProtocol() {}
}
