// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal.driver;

import io.holdfast.core.Durability;
import io.holdfast.core.ReceiverSettings;
import io.holdfast.core.ReliableReceiver;
import io.holdfast.core.Source;
import io.holdfast.core.SourceContext;
import io.holdfast.core.internal.spark.DriverLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;

/** Facts as a test wants them; by default those of a job that has nothing to change. */
final class TestFacts implements Outside {
  static final String WAL = "spark.streaming.receiver.writeAheadLog.enable";

  private final SparkConf conf = new SparkConf(false).setMaster("spark://host:7077");
  private final List<StreamFacts> streams = new ArrayList<>();
  private final Map<String, String> asked = new TreeMap<>();
  private int foreign;
  private String checkpoint;
  private boolean recovered;
  private int registered = 100;
  private EarlierRun earlier = new EarlierRun(0, 0, Optional.empty(), false);
  private boolean newKafka;
  private boolean secured;
  private String whyNotWritable;

  /** How many slots some rule waited for; 0 if none did. */
  private int wanted;

  static final class TestReceiver extends ReliableReceiver<String> {
    private static final long serialVersionUID = 1L;

    TestReceiver(ReceiverSettings settings) {
      super(settings);
    }

    @Override
    protected Source<String> open(SourceContext context) {
      throw new UnsupportedOperationException();
    }
  }

  static TestFacts job() {
    return new TestFacts()
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.streaming.receiver.maxRate", "1000");
  }

  /** As {@link #job}, with a receiver. */
  static TestFacts receiving() {
    return job().foreign(1);
  }

  static TestFacts on(String master) {
    return job().set("spark.master", master);
  }

  TestFacts set(String key, Object value) {
    conf.set(key, value.toString());
    return this;
  }

  TestFacts without(String key) {
    conf.remove(key);
    return this;
  }

  TestFacts stream(ReceiverSettings.Builder settings) {
    streams.add(new StreamFacts(streams.size(), new TestReceiver(settings.build())));
    return this;
  }

  TestFacts stream(StorageLevel level) {
    return stream(ReceiverSettings.builder().storageLevel(level));
  }

  TestFacts demanding(Durability level, StorageLevel storage) {
    return stream(ReceiverSettings.builder().storageLevel(storage).demand(level));
  }

  TestFacts foreign(int receivers) {
    foreign = receivers;
    return this;
  }

  TestFacts checkpoint(String directory) {
    checkpoint = directory;
    return this;
  }

  TestFacts recovered(String askedKey, String askedValue) {
    recovered = true;
    asked.put(askedKey, askedValue);
    return this;
  }

  TestFacts registered(int slots) {
    registered = slots;
    return this;
  }

  TestFacts left(int driverFiles, int receiverFiles, DriverLog log, boolean readable) {
    earlier = new EarlierRun(driverFiles, receiverFiles, Optional.ofNullable(log), readable);
    return this;
  }

  TestFacts newKafka() {
    newKafka = true;
    return this;
  }

  TestFacts securedCluster() {
    secured = true;
    return this;
  }

  TestFacts notWritable(String why) {
    whyNotWritable = why;
    return this;
  }

  Facts facts() {
    return new Facts(
        conf, foreign + streams.size(), streams, Optional.ofNullable(checkpoint), recovered, this);
  }

  int wanted() {
    return wanted;
  }

  @Override
  public int registeredSlots(int wanted) {
    this.wanted = wanted;
    return registered;
  }

  @Override
  public EarlierRun earlierRun(String checkpointDirectory) {
    return earlier;
  }

  @Override
  public boolean directStreamWithNewKafkaClient() {
    return newKafka;
  }

  @Override
  public boolean secured() {
    return secured;
  }

  @Override
  public Optional<String> whyNotWritable(String directory) {
    return Optional.ofNullable(whyNotWritable);
  }

  @Override
  public Map<String, String> settingsOfThisStart() {
    return asked;
  }
}
