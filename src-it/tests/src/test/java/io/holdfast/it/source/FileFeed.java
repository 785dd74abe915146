// SPDX-License-Identifier: Apache-2.0
package io.holdfast.it.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.it.job.JobSource;
import io.holdfast.it.job.SourceKind;
import io.holdfast.it.ledger.TestRecord;
import io.holdfast.parts.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that grows, and that is renamed and replaced when it is to be restarted. */
final class FileFeed extends Feed {
  private static final Pattern POSITION = Pattern.compile("(\\d+) of (.+)#\\d+\\n");

  private final Path file;

  /** For each file there was, how many records end at or before a byte, all files together. */
  private final Map<String, TreeMap<Long, Long>> ends = new HashMap<>();

  private String key;
  private int replaced;
  private long written;
  private long bytes;

  FileFeed(Path file) throws IOException {
    super(SourceKind.FILE_TAIL, List.of("file"));
    this.file = file;
    begin();
  }

  private void begin() throws IOException {
    Files.createFile(file);
    key = Files.readAttributes(file, BasicFileAttributes.class).fileKey().toString();
    bytes = 0;
    ends.put(key, new TreeMap<>(Map.of(0L, written)));
  }

  @Override
  public JobSource forTheJob() {
    return new JobSource(kind(), List.of(file.toString()));
  }

  @Override
  synchronized void give(List<TestRecord> records) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (TestRecord record : records) {
      String line = record.text() + "\n";
      lines.append(line);
      bytes += line.getBytes(UTF_8).length;
      ends.get(key).put(bytes, ++written);
    }
    Files.writeString(file, lines, StandardOpenOption.APPEND);
    records.forEach(this::sent);
  }

  @Override
  public synchronized long acknowledged() {
    try {
      Matcher position =
          POSITION.matcher(Files.readString(file.resolveSibling(file.getFileName() + ".position")));
      return position.matches()
          ? ends.get(position.group(2)).floorEntry(Long.parseLong(position.group(1))).getValue()
          : 0;
    } catch (NoSuchFileException e) {
      return 0; // nothing ever was
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<FaultProxy> proxy() {
    return Optional.empty();
  }

  /** As rotating a log does. */
  @Override
  public synchronized void restart() throws IOException {
    Files.move(file, file.resolveSibling(file.getFileName() + "." + ++replaced));
    begin();
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("a file has no process");
  }

  @Override
  void closeSource() {}
}
