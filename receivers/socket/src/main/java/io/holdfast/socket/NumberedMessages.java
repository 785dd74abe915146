// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.PositionRange;
import io.holdfast.core.Positioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Delivers what the decoder makes, with the position that stands in the message. In a batch the
 * numbers of each numbering follow each other without a gap: what is in a gap may come another way,
 * and must not pass for covered.
 */
final class NumberedMessages<T> implements MessageDelivery<Positioned<T>> {
  private static final long serialVersionUID = 1L;

  private final MessageDecoder<T> decoder;
  private final MessageNumbering numbering;

  NumberedMessages(MessageDecoder<T> decoder, MessageNumbering numbering) {
    this.decoder = decoder;
    this.numbering = numbering;
  }

  @Override
  public MessageBatch<Positioned<T>> begin() {
    return new Numbered<>(decoder, numbering);
  }

  private static final class Numbered<T> extends MessageBatch<Positioned<T>> {
    private final MessageDecoder<T> decoder;
    private final MessageNumbering numbering;
    private final Map<String, Run> runs = new HashMap<>();
    private final Consumer<T> out = this::addNumbered;

    /** Of the message that is being decoded. */
    private Run run;

    Numbered(MessageDecoder<T> decoder, MessageNumbering numbering) {
      this.decoder = decoder;
      this.numbering = numbering;
    }

    @Override
    boolean add(byte[] message) throws Exception {
      MessageNumber number = numbering.numberOf(message);
      run = runs.get(number.partition());
      if (run == null) {
        run = new Run(number);
        runs.put(run.partition, run);
      } else if (number.number() != run.until) {
        return false;
      }
      run.until++; // poison is covered, too: it is told before the batch is handed over
      decode(decoder, message, out);
      return true;
    }

    private void addNumbered(T value) {
      addRecord(Positioned.of(run.partition, run.until - 1, value));
    }

    @Override
    List<PositionRange> ranges() {
      List<PositionRange> ranges = new ArrayList<>(runs.size());
      runs.values().forEach(r -> ranges.add(PositionRange.of(r.partition, r.from, r.until)));
      return ranges;
    }
  }

  /** The numbers of one numbering; its name is one String for all of its records. */
  private static final class Run {
    private final String partition;
    private final long from;
    private long until;

    Run(MessageNumber first) {
      partition = first.partition();
      from = first.number();
      until = from;
    }
  }
}
