// SPDX-License-Identifier: Apache-2.0
package io.holdfast.socket;

import io.holdfast.core.PoisonPolicy;
import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import io.holdfast.core.SourceMetrics.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection to a server of lines; a position is the number of a line in it. The server forgets
 * what it has sent: so before anything ends the session, what was received is stored.
 */
final class LineSource<T> implements PollingSource<T, Long> {
  /** What a record takes beside its text: the object, its array, its place in the list. */
  private static final int RECORD_OVERHEAD_BYTES = 64;

  private static final Duration FLUSH = Duration.ofSeconds(5);

  private final SocketReader reader;
  private final String peer;
  private final LineFormat<T> format;
  private final SourceContext context;
  private final boolean poisonMayEnd;
  private final LineSplitter splitter;
  private final Counter cutLines;
  private final Counter unfinishedLines;
  private final List<T> ofLine = new ArrayList<>();

  /** Poison that is to be reported once the lines before it are handed over; null if none. */
  private Poison found;

  /** Why the connection has ended; null until it has. */
  private IOException end;

  LineSource(
      SocketReader reader,
      String peer,
      LineFormat<T> format,
      SourceContext context,
      PoisonPolicy policy) {
    this.reader = reader;
    this.peer = peer;
    this.format = format;
    this.context = context;
    poisonMayEnd = policy != PoisonPolicy.SKIP;
    splitter = new LineSplitter(format.maxLineBytes());
    cutLines = context.metrics().counter("lines.cut");
    unfinishedLines = context.metrics().counter("lines.unfinished");
    context.metrics().gauge("replay", () -> 0); // for whoever looks at figures only
  }

  @Override
  public Polled<T, Long> poll(int demand, Duration timeout) throws Exception {
    Polled<T, Long> polled = split(demand);
    if (!polled.isNothing()) {
      return polled;
    }
    if (end == null) {
      read(timeout);
      return split(demand);
    }
    if (!flush()) {
      return Polled.nothing(); // a stop, which stores what was received
    }
    throw end;
  }

  private Polled<T, Long> split(int demand) throws Exception {
    long before = splitter.number();
    boolean reported = found != null;
    if (reported) {
      report();
    }
    List<T> records = new ArrayList<>();
    long bytes = 0;
    while (found == null && records.size() < demand && splitter.next()) {
      if (decode()) {
        records.addAll(ofLine);
        bytes += splitter.length() + (long) RECORD_OVERHEAD_BYTES * ofLine.size();
      } else if (records.isEmpty() || !poisonMayEnd) {
        report();
      }
    }
    return reported || splitter.number() > before
        ? Polled.of(RecordBatch.of(records, bytes), splitter.number())
        : Polled.nothing();
  }

  /** Says whether the line is good; otherwise there is poison to report. */
  private boolean decode() {
    ofLine.clear();
    try {
      format.decode(splitter, ofLine::add);
    } catch (Exception e) {
      found = new Poison(splitter.number(), splitter.copy(), e);
      return false;
    }
    if (splitter.isCut()) {
      cutLines.add(1);
    }
    return true;
  }

  private void report() throws Exception {
    Poison poison = found;
    if (poisonMayEnd && !flush()) {
      return; // a stop, and the poison with what was not stored
    }
    found = null;
    context.poison("line %d from %s".formatted(poison.line, peer), poison.bytes, poison.reason);
  }

  private void read(Duration timeout) throws InterruptedException {
    try {
      byte[] piece = reader.next(timeout);
      if (piece != null) {
        splitter.add(piece);
      }
    } catch (IOException e) {
      end = e;
      settleUnfinished();
    }
  }

  private void settleUnfinished() {
    int left = splitter.unfinished();
    if (left > 0 && format.deliversUnfinished()) {
      splitter.end();
    } else if (left > 0) {
      unfinishedLines.add(1);
      end =
          new IOException(
              "%s; the last line was not ended, and its %,d bytes are discarded"
                  .formatted(end.getMessage(), left),
              end);
    }
  }

  /** Stores what was handed over, however long that takes; says false if a stop comes first. */
  private boolean flush() throws Exception {
    while (!context.isStopping()) {
      if (context.flush(FLUSH)) {
        return true;
      }
    }
    return false;
  }

  /** There is nobody to tell. */
  @Override
  public void commit(List<Long> positions) {}

  @Override
  public void close() throws IOException, InterruptedException {
    reader.close();
  }

  private static final class Poison {
    private final long line;
    private final byte[] bytes;
    private final Exception reason;

    Poison(long line, byte[] bytes, Exception reason) {
      this.line = line;
      this.bytes = bytes;
      this.reason = reason;
    }
  }
}
