// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.report;

import io.holdfast.it.ledger.Timeline;
import io.holdfast.it.ledger.Timeline.Sample;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A timeline as a drawing in SVG: what was sent, acknowledged and counted around a fault, from some
 * seconds before it on.
 */
final class Plot {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 200;
  private static final int MARGIN = 30;
  private static final long BEFORE_MILLIS = 10_000;
  private static final long AFTER_MILLIS = 60_000;
  private static final long STEP_MILLIS = 10_000;

  private final List<Sample> samples;
  private final long faultMillis;
  private final long from;
  private final long until;
  private final long lowest;
  private final long highest;

  Plot(Timeline timeline, long faultMillis) {
    this.faultMillis = faultMillis;
    samples =
        timeline.samples().stream()
            .filter(
                sample ->
                    sample.millis() >= faultMillis - BEFORE_MILLIS
                        && sample.millis() <= faultMillis + AFTER_MILLIS)
            .toList();
    from = samples.isEmpty() ? faultMillis : samples.get(0).millis();
    until = samples.isEmpty() ? faultMillis : samples.get(samples.size() - 1).millis();
    lowest =
        samples.stream()
            .mapToLong(sample -> Math.min(sample.acknowledged(), sample.counted()))
            .min()
            .orElse(0);
    highest = samples.stream().mapToLong(Sample::sent).max().orElse(0);
  }

  @Override
  public String toString() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">"
            .formatted(WIDTH, HEIGHT));
    for (long at = -BEFORE_MILLIS; at <= AFTER_MILLIS; at += STEP_MILLIS) {
      if (faultMillis + at >= from && faultMillis + at <= until) {
        svg.append(label(at));
      }
    }
    svg.append(line("#888", Sample::sent));
    svg.append(line("#1b6ca8", Sample::acknowledged));
    svg.append(line("#2a8c3c", Sample::counted));
    svg.append(
        "<path d=\"M%1$s %2$d V%3$d\" stroke=\"#c22\" stroke-width=\"1\"/></svg>"
            .formatted(decimal(x(faultMillis)), MARGIN / 2, HEIGHT - MARGIN));
    return svg.toString();
  }

  private String label(long at) {
    return "<text x=\"%s\" y=\"%d\" font-size=\"10\" text-anchor=\"middle\">%d s</text>"
        .formatted(decimal(x(faultMillis + at)), HEIGHT - MARGIN / 2, at / 1_000);
  }

  private String line(String color, ToLongFunction<Sample> what) {
    String points =
        samples.stream()
            .map(sample -> decimal(x(sample.millis())) + "," + decimal(y(what.applyAsLong(sample))))
            .collect(Collectors.joining(" "));
    return "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>"
        .formatted(color, points);
  }

  private double x(long millis) {
    return scaled(millis - from, until - from, WIDTH) + MARGIN;
  }

  private double y(long records) {
    return HEIGHT - MARGIN - scaled(records - lowest, highest - lowest, HEIGHT - MARGIN);
  }

  private static double scaled(long part, long whole, int length) {
    return whole == 0 ? 0 : (double) part / whole * (length - 2 * MARGIN);
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }
}
