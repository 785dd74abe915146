// SPDX-License-Identifier: Apache-2.0
package io.holdfast.core.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * The file that keeps one session's poison, a line of JSON for each record. It is made for the
 * first of them: a session without poison leaves nothing. Where the file system keeps nothing of a
 * file that is open, as object stores do, each flush ends a file and what follows begins the next.
 *
 * <p>Once a write or a flush has failed every further one fails, too, since nobody knows what of
 * the file is there. Thread-safe; every method may block on the file system.
 */
final class DeadLetters {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private final Path directory;
  private final Configuration configuration;
  private final int streamId;
  private final long session;
  private FSDataOutputStream out;
  private boolean dirty;
  private Exception failure;

  DeadLetters(String directory, Configuration configuration, int streamId, long session) {
    this.directory = new Path(directory);
    this.configuration = configuration;
    this.streamId = streamId;
    this.session = session;
  }

  /** Writes a record; it is not safe before {@link #flush}. */
  synchronized void write(String position, Map<String, byte[]> payload, Throwable reason)
      throws IOException {
    throwIfFailed();
    try {
      if (out == null) {
        out = create();
      }
      out.write(line(position, payload, reason));
      dirty = true;
    } catch (IOException | RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** Returns when what was written survives this process, as far as the file system goes. */
  synchronized void flush() throws IOException {
    throwIfFailed();
    if (!dirty) {
      return;
    }
    try {
      if (out.hasCapability(StreamCapabilities.HSYNC)) { // and so hflush: Hadoop asks for both
        out.hflush();
      } else {
        out.close();
        out = null;
      }
      dirty = false;
    } catch (IOException | RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  synchronized void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  private void throwIfFailed() throws IOException {
    if (failure != null) {
      throw new IOException("an earlier write failed: " + failure.getMessage(), failure);
    }
  }

  private FSDataOutputStream create() throws IOException {
    FileSystem fileSystem = directory.getFileSystem(configuration);
    if (fileSystem instanceof ChecksumFileSystem checksummed) {
      // Sums are made of whole chunks, so what does not fill one would stay behind at a flush.
      fileSystem = checksummed.getRawFileSystem();
    }
    String name =
        "stream-%d-session-%d-%s-%s.jsonl"
            .formatted(streamId, session, STAMP.format(Instant.now()), UUID.randomUUID());
    return fileSystem.create(new Path(directory, name), false);
  }

  private byte[] line(String position, Map<String, byte[]> payload, Throwable reason)
      throws JsonProcessingException {
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("time", Instant.now().toString());
    letter.put("stream", streamId);
    letter.put("session", session);
    letter.put("position", position);
    letter.put("error", String.valueOf(reason));
    letter.put("payload", payload);
    return (JSON.writeValueAsString(letter) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
