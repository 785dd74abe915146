// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

/** The protocol of Flume's avro source and sink, which all releases of Flume share. */
final class SourceProtocol {
  static final String APPEND = "append";
  static final String APPEND_BATCH = "appendBatch";
  static final int OK = 0;
  static final int FAILED = 1;

  static final WireProtocol WIRE =
      new WireProtocol(
          """
          {"protocol":"AvroSourceProtocol","namespace":"org.apache.flume.source.avro","types":[\
          {"type":"enum","name":"Status","symbols":["OK","FAILED","UNKNOWN"]},\
          {"type":"record","name":"AvroFlumeEvent","fields":[\
          {"name":"headers","type":{"type":"map","values":"string"}},\
          {"name":"body","type":"bytes"}]}],"messages":{\
          "append":{"request":[{"name":"event","type":"AvroFlumeEvent"}],"response":"Status"},\
          "appendBatch":{"request":[{"name":"events","type":\
          {"type":"array","items":"AvroFlumeEvent"}}],"response":"Status"}}}""");

  private SourceProtocol() {}
}
