// SPDX-License-Identifier: Apache-2.0
package io.holdfast.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** An open file that somebody else appends to, whatever name it has by now. */
final class TailedFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int MAX_LINE_BYTES = 8 << 20;

  private final String key;
  private final FileChannel channel;

  private TailedFile(String key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /** Opens the file that has this name now; empty if there is none. */
  static Optional<TailedFile> named(Path path) throws IOException {
    try {
      while (true) {
        String before = keyOf(path);
        TailedFile file = new TailedFile(before, FileChannel.open(path, StandardOpenOption.READ));
        if (before.equals(keyOf(path))) {
          return Optional.of(file);
        }
        file.close(); // replaced in between: which of the two was opened cannot be told
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Opens the file that has this key, under its name or under another one in the same folder. */
  static Optional<TailedFile> withKey(String key, Path name) throws IOException {
    Optional<TailedFile> named = keyed(key, name);
    if (named.isPresent()) {
      return named;
    }
    try (Stream<Path> folder = Files.list(name.getParent())) {
      for (Path each : (Iterable<Path>) folder.filter(Files::isRegularFile)::iterator) {
        Optional<TailedFile> found = keyed(key, each);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<TailedFile> keyed(String key, Path path) throws IOException {
    if (!hasName(key, path)) {
      return Optional.empty();
    }
    Optional<TailedFile> file = named(path);
    if (file.isPresent() && !file.get().key.equals(key)) {
      file.get().close();
      return Optional.empty();
    }
    return file;
  }

  private static boolean hasName(String key, Path path) throws IOException {
    try {
      return keyOf(path).equals(key);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static String keyOf(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    if (key == null) {
      throw new IOException("the file system of " + path + " gives files no key");
    }
    return key.toString();
  }

  /** What it keeps when it is renamed. */
  String key() {
    return key;
  }

  /** Whether another file has this name now. */
  boolean isReplacedAt(Path name) throws IOException {
    try {
      return !keyOf(name).equals(key);
    } catch (NoSuchFileException e) {
      return false; // renamed, and nothing in its place yet
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  /**
   * Complete lines from this byte on, with their ends: as many as a buffer holds, and none if there
   * is none. Never blocks for more to be appended.
   *
   * @param last whether a line at the end of the file is complete without an LF
   */
  byte[] lines(long offset, boolean last) throws IOException {
    for (int size = CHUNK_BYTES; ; size *= 2) {
      byte[] bytes = read(offset, size);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      if (end == 0 && last && bytes.length < size) {
        return bytes;
      }
      if (end > 0 || bytes.length < size) {
        return Arrays.copyOf(bytes, end);
      }
      if (size >= MAX_LINE_BYTES) {
        throw new IOException(
            "the line at byte %,d of %s is longer than %,d bytes"
                .formatted(offset, key, MAX_LINE_BYTES));
      }
    }
  }

  /** At most so many bytes from this one on; fewer only at the end of the file. */
  private byte[] read(long offset, int atMost) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(atMost);
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, offset + buffer.position());
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
