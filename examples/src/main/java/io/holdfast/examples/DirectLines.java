// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.PoisonException;
import io.holdfast.core.Positioned;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a range of offsets, exactly one for each of them, since who counts a batch has to
 * know beforehand how many there are: an empty one, which has no words, where there is no record,
 * or one without a value, or poison that is skipped.
 */
final class DirectLines implements Iterator<Positioned<String>> {
  private static final Logger log = LoggerFactory.getLogger(DirectLines.class);

  private final Iterator<ConsumerRecord<byte[], byte[]>> records;
  private final DirectRange range;
  private final boolean skipping;
  private ConsumerRecord<byte[], byte[]> ahead;
  private long next;

  /** Lines of these records, which are in the range and in the order of their offsets. */
  DirectLines(
      Iterator<ConsumerRecord<byte[], byte[]>> records, DirectRange range, boolean skipping) {
    this.records = records;
    this.range = range;
    this.skipping = skipping;
    next = range.from();
  }

  @Override
  public boolean hasNext() {
    return next < range.until();
  }

  @Override
  public Positioned<String> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the range has no more offsets");
    }
    if (ahead == null && records.hasNext()) {
      ahead = records.next();
    }
    String text = "";
    if (ahead != null && ahead.offset() == next) {
      text = text(ahead);
      ahead = null;
    }
    return Positioned.of(range.partition(), next++, text);
  }

  private String text(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return "";
    }
    try {
      ByteBuffer value = ByteBuffer.wrap(record.value());
      return StandardCharsets.UTF_8.newDecoder().decode(value).toString();
    } catch (CharacterCodingException e) {
      String poison =
          "topic %s, partition %d, offset %d: the value is not valid UTF-8"
              .formatted(record.topic(), record.partition(), record.offset());
      if (!skipping) {
        throw new PoisonException(poison);
      }
      log.warn("Poison record skipped: {}", poison);
      return "";
    }
  }
}
