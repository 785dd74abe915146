// SPDX-License-Identifier: Apache-2.0
package io.holdfast.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * The receiver that one writes first: polls, stores and commits, by turns, on a thread. It keeps no
 * promise when anything goes wrong.
 */
final class NaiveReceiver extends Receiver<Object> {
  private static final long serialVersionUID = 1L;
  private static final Duration POLL = Duration.ofMillis(100);

  private final HashMap<String, Object> properties;
  private final String topic;

  /** How many it gathers and stores as a block; 0 to store each record by itself. */
  private final int blockRecords;

  private NaiveReceiver(Map<String, Object> properties, String topic, int blockRecords) {
    super(StorageLevel.MEMORY_AND_DISK_SER());
    this.properties = new HashMap<>(properties);
    this.topic = topic;
    this.blockRecords = blockRecords;
  }

  /**
   * Stores each record by itself, as Spark's guide teaches it, and commits what it has polled
   * though Spark has not stored it yet.
   */
  static NaiveReceiver ofRecords(KafkaTask task, String group) {
    return new NaiveReceiver(task.consumer(group), task.topic().name(), 0);
  }

  /** Stores so many records at once, which is done when Spark says so, and commits then. */
  static NaiveReceiver ofBlocks(KafkaTask task, String group, int blockRecords) {
    Map<String, Object> properties = task.consumer(group);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    return new NaiveReceiver(properties, task.topic().name(), blockRecords);
  }

  @Override
  public void onStart() {
    Thread thread = new Thread(this::receive, "naive receiver");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onStop() {
    // The thread sees it.
  }

  private void receive() {
    try (KafkaConsumer<byte[], Object> consumer = new KafkaConsumer<>(properties)) {
      consumer.subscribe(Set.of(topic));
      List<Object> block = new ArrayList<>();
      while (!isStopped()) {
        var polled = consumer.poll(POLL);
        if (!polled.isEmpty()) {
          CountingJob.began();
        }
        for (ConsumerRecord<byte[], Object> record : polled) {
          if (blockRecords == 0) {
            store(record.value());
          } else {
            block.add(record.value());
          }
        }
        if (blockRecords == 0 && !polled.isEmpty()) {
          consumer.commitSync();
        } else if (block.size() >= Math.max(1, blockRecords)
            || (polled.isEmpty() && !block.isEmpty())) {
          store(block.iterator());
          block.clear();
          consumer.commitSync();
        }
      }
    }
  }
}
