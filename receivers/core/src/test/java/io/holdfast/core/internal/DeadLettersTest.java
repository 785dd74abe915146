// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
  private static final Map<String, byte[]> PAYLOAD =
      Collections.singletonMap("record", new byte[] {1, 2});

  private final Throwable reason = new IllegalArgumentException("not a number\n\"x\"");

  @TempDir java.nio.file.Path directory;

  private DeadLetters local() {
    return new DeadLetters(directory.toUri().toString(), new Configuration(), 7, 3);
  }

  private List<java.nio.file.Path> files() throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** What somebody reads who opens the files now. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (java.nio.file.Path file : files()) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  @Test
  void aFlushedLetterIsInAFileThatIsStillOpen() throws Exception {
    DeadLetters letters = local();
    letters.write("offset 1", PAYLOAD, reason);
    letters.flush();
    assertThat(lines()).as("it is far smaller than any buffer").hasSize(1);
    letters.write("offset 2", PAYLOAD, reason);
    letters.flush();

    assertThat(lines()).hasSize(2);
    assertThat(files()).as("one file, and no sums beside it").hasSize(1);
    assertThat(files().get(0).getFileName().toString())
        .matches("stream-7-session-3-\\d{8}T\\d{6}-[0-9a-f-]{36}\\.jsonl");
    letters.close();
    assertThat(lines()).hasSize(2);
  }

  @Test
  void aLineSaysAllThereIsToKnow() throws Exception {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put("key", null);
    parts.put("value", new byte[] {(byte) 0xFF, '\n', 0});
    Instant before = Instant.now();
    try (Closing letters = new Closing(local())) {
      letters.letters().write("topic \"ä\",\noffset 1", parts, reason);
    }

    JsonNode letter = new ObjectMapper().readTree(lines().get(0));
    assertThat(lines()).hasSize(1);
    assertThat(letter.fieldNames())
        .toIterable()
        .containsExactly("time", "stream", "session", "position", "error", "payload");
    assertThat(Instant.parse(letter.get("time").textValue())).isBetween(before, Instant.now());
    assertThat(letter.get("stream").intValue()).isEqualTo(7);
    assertThat(letter.get("session").longValue()).isEqualTo(3);
    assertThat(letter.get("position").textValue()).isEqualTo("topic \"ä\",\noffset 1");
    assertThat(letter.get("error").textValue()).isEqualTo(reason.toString());
    assertThat(letter.get("payload").get("key").isNull()).isTrue();
    assertThat(letter.get("payload").get("value").textValue()).isEqualTo("/woA");
  }

  private record Closing(DeadLetters letters) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      letters.close();
    }
  }

  @Test
  void withoutPoisonThereIsNoFile() throws Exception {
    DeadLetters letters = local();
    letters.flush();
    letters.close();
    assertThat(files()).isEmpty();
  }

  /** A file system whose next file is this one. */
  static final class Scripted extends FilterFileSystem {
    private static FSDataOutputStream out;

    @Override
    public void initialize(URI name, Configuration conf) {
      setConf(conf);
    }

    @Override
    public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
      if (out == null) {
        throw new IOException("read-only");
      }
      return out;
    }
  }

  private static DeadLetters scripted(FSDataOutputStream out) {
    Scripted.out = out;
    Configuration configuration = new Configuration(false);
    configuration.setClass("fs.scripted.impl", Scripted.class, FileSystem.class);
    configuration.setBoolean("fs.scripted.impl.disable.cache", true);
    return new DeadLetters("scripted:///dead", configuration, 7, 3);
  }

  private static FSDataOutputStream out(boolean canFlush) {
    FSDataOutputStream out = mock(FSDataOutputStream.class);
    when(out.hasCapability(anyString())).thenReturn(canFlush);
    return out;
  }

  @Test
  void whereAnOpenFileKeepsNothingAFlushEndsIt() throws Exception {
    FSDataOutputStream first = out(false);
    DeadLetters letters = scripted(first);
    letters.write("offset 1", PAYLOAD, reason);
    letters.flush();
    verify(first).close();
    verify(first, never()).hflush();

    FSDataOutputStream second = out(false);
    Scripted.out = second;
    letters.write("offset 2", PAYLOAD, reason);
    verify(second).write(any(byte[].class));
    verify(second, never()).close();
  }

  @Test
  void afterAFlushThatFailedNoneSucceeds() throws Exception {
    FSDataOutputStream out = out(true);
    doThrow(new IOException("disk full")).doNothing().when(out).hflush();
    DeadLetters letters = scripted(out);
    letters.write("offset 1", PAYLOAD, reason);

    assertThatThrownBy(letters::flush).hasMessage("disk full");
    assertThatThrownBy(letters::flush).hasMessage("an earlier write failed: disk full");
    assertThatThrownBy(() -> letters.write("offset 2", PAYLOAD, reason))
        .hasMessage("an earlier write failed: disk full");
  }

  @Test
  void afterAWriteThatFailedNoFlushSucceeds() throws Exception {
    DeadLetters letters = scripted(null);
    assertThatThrownBy(() -> letters.write("offset 1", PAYLOAD, reason)).hasMessage("read-only");
    assertThatThrownBy(letters::flush).hasMessage("an earlier write failed: read-only");
  }
}
