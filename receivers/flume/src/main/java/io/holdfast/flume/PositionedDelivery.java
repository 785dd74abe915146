// SPDX-License-Identifier: Apache-2.0
package io.holdfast.flume;

import io.holdfast.core.Positioned;
import io.holdfast.core.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events with the position that two of their headers give. */
final class PositionedDelivery implements Delivery<Positioned<FlumeEvent>> {
  private static final long serialVersionUID = 1L;

  private final String originHeader;
  private final String numberHeader;

  /**
   * Events with a position.
   *
   * @throws IllegalArgumentException if both headers are the same
   */
  PositionedDelivery(String originHeader, String numberHeader) {
    Checks.check(
        !originHeader.equals(numberHeader),
        "positionHeaders are both \"%s\": an origin and a number are two headers"
            .formatted(originHeader));
    this.originHeader = originHeader;
    this.numberHeader = numberHeader;
  }

  @Override
  public Optional<List<RecordBatch<Positioned<FlumeEvent>>>> batches(List<FlumeEvent> events) {
    Runs runs = new Runs();
    for (FlumeEvent event : events) {
      try {
        runs.add(event, origin(event), number(event));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(runs.batches());
  }

  @Override
  public List<RecordBatch<Positioned<FlumeEvent>>> batches(
      List<FlumeEvent> events, PoisonHandler poison) {
    Runs runs = new Runs();
    for (int i = 0; i < events.size(); i++) {
      FlumeEvent event = events.get(i);
      try {
        runs.add(event, origin(event), number(event));
      } catch (IllegalArgumentException e) {
        poison.poison(i, event, e);
      }
    }
    List<RecordBatch<Positioned<FlumeEvent>>> batches = new ArrayList<>(runs.batches());
    if (batches.isEmpty()) {
      batches.add(RecordBatch.empty()); // for the answer, which is to wait for the dead letters
    }
    return batches;
  }

  private String origin(FlumeEvent event) {
    return header(event.headers(), originHeader);
  }

  private long number(FlumeEvent event) {
    String text = header(event.headers(), numberHeader);
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the header " + numberHeader + " is no number", e);
    }
    if (number < 0 || number == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the header %s is not from 0 to 2^63 - 2".formatted(numberHeader));
    }
    return number;
  }

  private static String header(Map<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no header " + name);
    }
    return value;
  }
}
