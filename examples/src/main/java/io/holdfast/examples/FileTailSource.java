// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import io.holdfast.core.Polled;
import io.holdfast.core.PollingSource;
import io.holdfast.core.PositionRange;
import io.holdfast.core.RecordBatch;
import io.holdfast.core.SourceContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads one file for one session, from the committed position on.
 *
 * <p>A file that was renamed and replaced is read to its end first, also if that happened while
 * nobody was reading, as long as it is in the same folder. Its last line then counts even if no LF
 * ends it; what is written to it still later is not read. A file that is gone, or that was
 * truncated, is reported with the byte up to which it was read. One that was truncated and has
 * grown to that byte again before anybody looked cannot be told from one that was not: truncate no
 * file that is tailed.
 */
final class FileTailSource implements PollingSource<String, TailPosition> {
  /** What a line takes beside its text: the object, its array, its place in the list. */
  private static final int LINE_OVERHEAD_BYTES = 64;

  private final Path path;
  private final PositionFile committed;
  private final SourceContext context;

  private TailedFile file;
  private TailPosition next;

  FileTailSource(Path path, PositionFile committed, SourceContext context) throws IOException {
    this.path = path;
    this.committed = committed;
    this.context = context;
    next = committed.read().orElse(null);
    if (next != null) {
      file = TailedFile.withKey(next.file(), path).orElse(null);
      if (file == null) {
        context.reportError("%s is gone; it was read up to %s".formatted(path, next), null);
      }
    }
  }

  /** Returns at once: the engine waits where there is nothing. */
  @Override
  public Polled<String, TailPosition> poll(int demand, Duration timeout) throws IOException {
    if (file == null) {
      Optional<TailedFile> opened = TailedFile.named(path);
      return opened.isEmpty() ? Polled.nothing() : begin(opened.get());
    }
    if (file.size() < next.offset()) {
      context.reportError("%s was truncated; it was read up to %s".formatted(path, next), null);
      return begin(file);
    }
    boolean replaced = file.isReplacedAt(path); // asked before reading, so that nothing is left
    byte[] lines = file.lines(next.offset(), replaced);
    if (lines.length > 0) {
      return decode(lines, demand);
    }
    if (replaced) {
      close();
    }
    return Polled.nothing();
  }

  /** The first byte of a file: no line yet, and a position that has to be kept all the same. */
  private Polled<String, TailPosition> begin(TailedFile opened) {
    file = opened;
    next = new TailPosition(file.key(), next == null ? 0 : next.generation() + 1, 0);
    return Polled.of(RecordBatch.empty(), next);
  }

  private Polled<String, TailPosition> decode(byte[] bytes, int demand) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int count = 0; count < demand && start < bytes.length; count++) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      try {
        ByteBuffer line = ByteBuffer.wrap(bytes, start, end - start);
        lines.add(StandardCharsets.UTF_8.newDecoder().decode(line).toString());
      } catch (CharacterCodingException e) {
        byte[] line = Arrays.copyOfRange(bytes, start, end);
        context.poison("%s, the line at byte %s".formatted(path, next.plus(start)), line, e);
      }
      start = Math.min(end + 1, bytes.length);
    }
    TailPosition after = next.plus(start);
    PositionRange range = PositionRange.of(next.partition(), next.offset(), after.offset());
    long size = start + (long) LINE_OVERHEAD_BYTES * lines.size();
    next = after;
    return Polled.of(RecordBatch.of(lines, size, Collections.singletonList(range)), after);
  }

  /** A new session goes on from the last of these, whatever ends this one. */
  @Override
  public void commit(List<TailPosition> positions) throws IOException {
    committed.write(positions.get(positions.size() - 1));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
